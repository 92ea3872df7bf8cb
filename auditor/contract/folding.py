"""How the rows of many targets become one verdict."""

from collections.abc import Sequence

from auditor.contract.judging import Item
from auditor.contract.words import Verdict

_WORST_FIRST = (
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.WARN,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)


def decisive(items: Sequence[Item]) -> Item:
    """Return the row that decides: any fail, else any unknown, else the worst; the first of equals.

    ValueError when there is no row: nothing was asked, so nothing can be said.
    """
    return min(items, key=lambda item: _WORST_FIRST.index(item.verdict))
