"""Whatever facts there are, each judge answers with something that can be kept."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.contract import Check, Outcome, Seen
from auditor.facts import MANY, Site
from auditor.judge import _refuse_nonsense
from auditor.registry import find_checks
from tests.checks.build import terms
from tests.checks.website.test_procedures import LIST
from tests.fuzz.target import keep

CHECKS = {name: check for name, check in find_checks().items() if Site not in check.needs}
"""A site's line numbers hold only what a reader saw: its judges are fed by pages, in words.py."""
TERMS = terms(procedures=LIST, hotline="0228 0000 001")
_TEXTS = (
    "", "00001", "cb-a", "cb-b", "Đường dây nóng: 0228 0000 001", "²", "http://xamau01.invalid/x",
    "\udcff", "1.900001", "Thủ tục hành chính", "http://[", "đang cập nhật", "0 .-" * 20,
)  # fmt: skip
_PLAIN: Mapping[object, st.SearchStrategy[Any]] = {
    str: st.sampled_from(_TEXTS) | st.text(max_size=8),
    int: st.sampled_from([0, 1, 2, 5, 200, 404, 86_400]) | st.integers(0, 10**6),
    bool: st.booleans(),
    float: st.floats(-1e6, 1e6),
    date: st.dates(date(2026, 10, 1), date(2026, 12, 31)),
    datetime: st.integers(1_790_000_000, 1_798_000_000).map(
        lambda seconds: datetime.fromtimestamp(seconds, UTC)
    ),
}


@cache
def of(kind: Any) -> st.SearchStrategy[Any]:
    """Return values of a kind, small ones; only what a type allows."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple and inside[-1] is Ellipsis:
        return st.lists(of(inside[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(of, inside))
    if origin in {Union, UnionType}:
        return st.one_of(*(st.none() if one is NoneType else of(one) for one in inside))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(of(inside[0]), of(inside[1]), max_size=2)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    made: Any = kind
    return st.builds(made, **{one.name: of(hints[one.name]) for one in fields(kind)})


def facts(check: Check) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return what the engine would hand to a judge, of any content."""
    return st.tuples(*(_given(kind) for kind in check.needs))


def _given(kind: type) -> st.SearchStrategy[Any]:
    if kind not in MANY:
        return of(kind)
    one = st.builds(Seen, target=of(str), fact=of(kind))
    return st.lists(one, min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize("name", CHECKS)
def test_no_fact_breaks_a_judge(name: str) -> None:
    check = CHECKS[name]

    @settings(
        max_examples=25, derandomize=True, database=None, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(facts(check))
    def judge(given: tuple[Any, ...]) -> None:
        outcome = check.judge(*given, TERMS)
        _refuse_nonsense(check, outcome)
        keep(Outcome, outcome)

    judge()
