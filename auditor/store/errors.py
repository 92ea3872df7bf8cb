"""What can be wrong with a store, said so that somebody can act."""

from datetime import datetime
from zoneinfo import ZoneInfo

from auditor.problems import BadInputError, Problem
from auditor.words import say

_PAPER = ZoneInfo("Asia/Ho_Chi_Minh")


class StoreDamagedError(BadInputError):
    """What is stored cannot be trusted: nothing is judged or printed from it."""


class StoreVersionError(BadInputError):
    """The store was written by a newer version of this program."""


class EvidenceGoneError(BadInputError):
    """The body is no longer kept; its row still says where and when it was seen."""


class StoreBusyError(Exception):
    """Another process holds the store."""

    def __init__(self, holder: str, since: datetime | None) -> None:
        self.holder = holder
        self.since = since
        super().__init__(_busy(holder, since))


def refused(file: object, key: str, **values: str | int) -> BadInputError:
    """Return bad input about `file`, in the words of `key`."""
    return BadInputError([Problem(file=str(file), message=say(key, **values))])


def damaged(file: object, key: str, **values: str | int) -> StoreDamagedError:
    """Return damage of `file`, in the words of `key`."""
    return StoreDamagedError([Problem(file=str(file), message=say(key, **values))])


def purged(what: str, at: datetime | None) -> BadInputError:
    """Return that results were kept once and are past their days."""
    return refused(what, "purge.results_gone", day=day_of(at))


def day_of(at: datetime | None) -> str:
    """Return the day of a purge on paper; a question mark where nobody signed for it."""
    return "?" if at is None else f"{at.astimezone(_PAPER):%d/%m/%Y}"


def _busy(holder: str, since: datetime | None) -> str:
    if since is None:
        return say("store.busy_unknown")
    return say("store.busy", holder=holder, since=f"{since.astimezone(_PAPER):%H:%M:%S %d/%m/%Y}")
