"""Every counter, and every other part of the working area, stands in the view of a camera.

The map is made of the views that somebody approved, with a region drawn for each counter and zone.
Software shows that such a view is live, unmoved and uncovered now; that it was a good one is the
word of whoever approved it. Without a map nothing is said of the area; where no camera is entered,
only the commune's own signed paper fails it.
"""

from collections.abc import Sequence

from auditor.contract import (
    Check,
    Item,
    Missing,
    Outcome,
    Party,
    Seen,
    Terms,
    Values,
    Verdict,
    Why,
    decisive,
)
from auditor.facts import CameraPictures
from checks.camera.judging import papers
from checks.camera.judging.coverage_rows import rows_of

_NAMED = 8
"""Places named in the summary; the rows name them all."""
_DECLARED = "coverage.declared_none_there"
_NO_MAP = frozenset(
    {
        "coverage.no_camera",
        "coverage.no_view",
        "coverage.no_regions",
        "coverage.region_not_drawn",
        "coverage.place_newer",
        "coverage.no_region_light",
    }
)


def judge(cameras: tuple[Seen[CameraPictures], ...], terms: Terms) -> Outcome:
    """Judge each counter and zone by the cameras whose views have it; the rows decide together."""
    if not terms.commune.counters:
        return Outcome(
            verdict=Verdict.UNKNOWN,
            text="coverage.no_counters_at_all",
            why=Why.NOT_CONFIGURED,
            party=Party.COMMUNE,
        )
    rows = rows_of(cameras, terms)
    row = decisive(rows)
    return Outcome(
        verdict=row.verdict,
        text=_summary(rows, row, terms),
        values=_counts(rows, row, terms),
        why=row.why,
        party=row.party,
        items=tuple(rows),
        seen_at=max((one.seen_at for one in rows if one.seen_at), default=None),
    )


def without(missing: Missing, terms: Terms) -> Outcome | None:
    """Answer for a commune of which no camera is entered: by its own paper, or not at all."""
    paper = papers.no_camera(terms)
    return papers.failed("coverage.declared_none", paper) if paper else None


def _summary(rows: Sequence[Item], row: Item, terms: Terms) -> str:
    if row.verdict is Verdict.PASS:
        return "coverage.all" if terms.commune.zones else "coverage.all_counters"
    bad = {one.text for one in rows if one.verdict is row.verdict}
    if bad == {_DECLARED}:
        return "coverage.office_without"
    if row.verdict is not Verdict.UNKNOWN:
        return "coverage.some_missing" if row.verdict is Verdict.FAIL else "coverage.zones_missing"
    texts = {one.text for one in rows if one.verdict is Verdict.UNKNOWN}
    return "coverage.no_map" if texts <= _NO_MAP else "coverage.some_unknown"


def _counts(rows: Sequence[Item], row: Item, terms: Terms) -> Values:
    """Count the places, and name those that decided."""
    named = [one.target for one in rows if one.verdict is row.verdict]
    count = {one: sum(item.verdict is one for item in rows) for one in Verdict}
    offices = dict.fromkeys(str(one.values["office"]) for one in rows if one.text == _DECLARED)
    missing = (Verdict.FAIL, Verdict.WARN)
    return {
        "places": len(terms.commune.counters) + len(terms.commune.zones),
        "counters": len(terms.commune.counters),
        "zones": len(terms.commune.zones),
        "good": count[Verdict.PASS],
        "missing": sum(o.verdict in missing and o.values["place"] != "office" for o in rows),
        "unknown": count[Verdict.UNKNOWN],
        "names": ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else ""),
        "offices": ", ".join([*offices][:_NAMED]) + (" …" if len(offices) > _NAMED else ""),
        "code": terms.commune.code,
    }


CHECK = Check(
    id="camera.coverage",
    needs=(CameraPictures,),
    judge=judge,
    without=without,
    says=(
        "coverage.all",
        "coverage.all_counters",
        "coverage.some_missing",
        "coverage.zones_missing",
        "coverage.office_without",
        "coverage.declared_none",
        "coverage.no_map",
        "coverage.some_unknown",
        "coverage.no_counters_at_all",
        "coverage.seen",
        "coverage.counter_missing",
        "coverage.zone_missing",
        "coverage.declared_none_there",
        "coverage.no_camera",
        "coverage.no_view",
        "coverage.no_regions",
        "coverage.region_not_drawn",
        "coverage.place_newer",
        "coverage.no_counters",
        "coverage.camera_unseen",
        "coverage.camera_odd",
        "coverage.region_differs",
        "coverage.region_plain",
        "coverage.no_region_light",
        "coverage.not_compared",
        "coverage.only_out_of_hours",
        "coverage.no_look",
    ),
)
