"""Why a whole feed, or a row of one, could not be used."""

from enum import StrEnum

from auditor.contract import Missing, Party, Why
from auditor.probes.faults import missing
from auditor.probes.feeds.plan import FeedPlan


class Reason(StrEnum):
    """Why a row is no mark. The text key is `presence.refused.<reason>`."""

    QUOTE = "quote"
    SHAPE = "shape"
    BLANK = "blank"
    ACCOUNT_BLANK = "account_blank"
    MACHINE = "machine"
    COMMUNE_UNKNOWN = "commune_unknown"
    ACCOUNT_NOBODY = "account_nobody"
    ACCOUNT_SHARED = "account_shared"
    ACCOUNT_ALIKE = "account_alike"
    DATE = "date"
    DATE_SWAPPED = "date_swapped"
    NO_ZONE = "no_zone"
    FUTURE = "future"
    TOO_OLD = "too_old"
    EVENT_UNKNOWN = "event_unknown"
    EVENT_ASIDE = "event_aside"
    OTHER_PERIOD = "other_period"
    ACCOUNT_UNKNOWN = "account_unknown"
    REPEAT = "repeat"

    @property
    def text(self) -> str:
        """Return the text key."""
        return f"presence.refused.{self}"

    @property
    def unusable(self) -> bool:
        """Say whether an officer's presence may be lost with the row."""
        return self not in _LEFT_ASIDE


_LEFT_ASIDE = frozenset(
    {
        Reason.BLANK, Reason.MACHINE, Reason.EVENT_ASIDE, Reason.OTHER_PERIOD,
        Reason.ACCOUNT_NOBODY, Reason.ACCOUNT_UNKNOWN, Reason.REPEAT,
    }
)  # fmt: skip


class FeedFault(Exception):  # noqa: N818 - a word of the domain, not of Python
    """A feed that cannot be read: the text `presence.<key>` and its values."""

    def __init__(
        self,
        why: Why,
        key: str,
        *,
        ours: bool = False,
        provinces: bool = False,
        **values: str | int,
    ) -> None:
        super().__init__(key, why, values)
        self.why, self.key, self.values = why, key, values
        self._party = Party.AUDITOR if ours else Party.PROVINCE if provinces else None

    def missing(self, plan: FeedPlan) -> Missing:
        """Return the cause; who gave the feed must act: its commune, else the province."""
        giver = Party.COMMUNE if plan.commune else Party.PROVINCE
        party = self._party or giver
        return missing(self.why, party, f"presence.{self.key}", feed=plan.name, **self.values)
