"""What is planted in the demo province and what the auditor must say of it: manifest.yaml, typed.

What is planted in cameras and logs stands in devices.yaml and presence.yaml, with what must be said
of that; all that must be said is `Manifest.expected`.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from auditor.contract import CommuneKind, Outcome, Party, Procedure, Verdict, Why

HERE = Path(__file__).parent
CRITERIA = (
    "WEB-01", "WEB-03", "FBK-01", "FBK-02", "FBK-03", "CAM-01", "CAM-02", "CAM-03", "CAM-04",
    "CAM-05", "CAM-06", "STF-01", "STF-02",
)  # fmt: skip

Key = tuple[str, str]
"""Commune code, criterion id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one finding must come to. A party is the commune unless another one is named."""

    verdict: Verdict
    why: Why | None = None
    party: Party = Party.COMMUNE
    text: str = ""
    """Key of the reason, in one line; of a finding, the key that the judge answered with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoCommune:
    """One invented commune: where it is served, which pages it has, what it publishes."""

    code: str
    kind: CommuneKind
    name: str
    planted: str
    """Key of the text that says what is wrong here."""
    ip: str
    base: str
    """Path of the home page."""
    pattern: str
    """Path of another page, from its slug."""
    templates: tuple[str, ...]
    """Template folders, first one wins; `common` comes last of itself."""
    pages: tuple[str, ...]
    menu: tuple[str, ...]
    hotline: str = ""
    email: str = ""
    registered: bool = False
    """The inventory knows the hotline as well."""
    served: str = "pages"
    """`pages`, `nothing` (the port refuses) or `endless` (pages that never end)."""
    secure: bool = True
    """Served over TLS, by a certificate that the demo's configuration trusts."""
    rewrite: Mapping[str, str] | None = None
    """Slug to `nfd` or `entities`: the same text in other bytes. `*` stands for every page."""

    def path(self, slug: str) -> str:
        """Return where a page is on its host."""
        return self.base if slug == "home" else self.pattern.format(slug)

    @property
    def place(self) -> str:
        """Return the name as it stands within a sentence: xã Mẫu 01."""
        return self.name[0].lower() + self.name[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The whole invented province."""

    code: str
    name: str
    portal_hotline: str
    portal_email: str
    sentinel_ip: str
    labels: Mapping[str, str]
    """Menu labels by slug."""
    communes: tuple[DemoCommune, ...]
    procedures: tuple[Procedure, ...]
    expected: Mapping[Key, Expected]

    @property
    def phones(self) -> tuple[str, ...]:
        """Return every invented number; none of them can ring."""
        own = (commune.hotline for commune in self.communes if commune.hotline)
        return (self.portal_hotline, *own)


@cache
def manifest() -> Manifest:
    """Return the manifest that ships with the package."""
    import yaml

    raw, devices, presence = (
        yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("manifest", "devices", "presence")
    )
    planted = sorted(
        (*raw["communes"], *devices["offices"], *presence["communes"]),
        key=lambda entry: str(entry["code"]),
    )
    return Manifest(
        **raw["province"],
        labels=raw["labels"],
        communes=tuple(_commune(entry) for entry in raw["communes"]),
        procedures=_procedures(),
        expected={
            (entry["code"], criterion): _expected(said)
            for entry in planted
            for criterion, said in entry["expected"].items()
        },
    )


def as_expected(outcome: Outcome) -> Expected:
    """Return what the manifest would say of an outcome."""
    found = Expected(verdict=outcome.verdict, why=outcome.why, text=outcome.text)
    return replace(found, party=outcome.party) if outcome.party else found


def _commune(entry: Mapping[str, Any]) -> DemoCommune:
    fields = {name: value for name, value in entry.items() if name != "expected"}
    lists = {name: tuple(fields[name]) for name in ("templates", "pages", "menu")}
    return DemoCommune(**{**fields, **lists, "kind": CommuneKind(entry["kind"])})


def _expected(said: Mapping[str, str]) -> Expected:
    return Expected(
        verdict=Verdict(said["verdict"]),
        why=Why(said["why"]) if "why" in said else None,
        party=Party(said.get("party", Party.COMMUNE)),
        text=said["text"],
    )


def _procedures() -> tuple[Procedure, ...]:
    with (HERE / "procedures.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Procedure(
                code=row["code"],
                name=row["name"],
                field=row["field"],
                valid_from=date.fromisoformat(row["valid_from"]),
            )
            for row in csv.DictReader(file)
        )
