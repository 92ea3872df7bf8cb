"""What `verify` finds, one sentence a finding."""

from dataclasses import dataclass, field

from auditor.words import say

_TABLES = frozenset(
    {
        "run", "fact", "look", "evidence", "run_evidence", "sheet", "judgement", "judgement_sheet",
        "seal", "tombstone",
    }
)  # fmt: skip
"""What rows of ours are called in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is not as it was sealed. `key` ends in what it is: changed, missing, added."""

    key: str
    values: dict[str, str | int]

    def __str__(self) -> str:
        values = dict(self.values)
        if self.values.get("table") in _TABLES:
            values["table"] = say(f"verify.table.{values['table']}")
        return say(f"verify.{self.key}", **values)


@dataclass(slots=True, kw_only=True)
class Verified:
    """What was compared, and what was found."""

    run_id: str = ""
    """Empty when no run answers to the name."""
    runs: tuple[str, ...] = ()
    """Every run there is."""
    seals: int = 0
    """How many stand in the line."""
    digests: dict[int, str] = field(default_factory=dict)
    """What each seal is named by."""
    keys: tuple[str, ...] = ()
    """Public keys in the line, the first user first."""
    files: int = 0
    """Of reports that are as they were written."""
    believed: tuple[str, ...] = ()
    """Those whose word counts: trusted, or vouched for by the line that a trusted one ends."""
    rows: int = 0
    """Rows and bodies that are as they were sealed."""
    purged: int = 0
    """Rows and bodies that a signed purge took away."""
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[Trouble] = field(default_factory=list)
    """What is no sign of tampering, and still to be known."""
    unproved: list[Trouble] = field(default_factory=list)
    """What nobody sealed, so that nobody can say whether it is as it was."""

    def add(self, key: str, **values: str | int) -> None:
        """Note a trouble."""
        self.troubles.append(Trouble(key=key, values=values))

    def note(self, key: str, **values: str | int) -> None:
        """Note what is no trouble."""
        self.notes.append(Trouble(key=key, values=values))

    def doubt(self, key: str, **values: str | int) -> None:
        """Note what cannot be proved either way."""
        self.unproved.append(Trouble(key=key, values=values))


def readable(text: object) -> str:
    """Return what stands in a store as text that can be printed, whatever it is."""
    return str(text).encode("utf-8", "backslashreplace").decode("utf-8")
