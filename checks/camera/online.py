"""Every counter's camera delivers a picture in office hours: by looks, a row a camera.

What says nothing of a camera (a refused password, an outage of ours, a dead line) is left out, and
so is every look out of hours: a camera that is switched off with the office is no fault. One good
look passes, at the time of the look; a failure needs several, spaced, and an interval that excludes
an acceptable availability. One camera that failed fails the criterion, one that nobody could judge
leaves it open. Where none is entered, the commune's own signed paper alone fails it.
"""

from collections.abc import Sequence

from auditor.contract import (
    Check,
    Declaration,
    Item,
    Missing,
    Office,
    Outcome,
    Party,
    Seen,
    Terms,
    Values,
    Verdict,
    decisive,
)
from auditor.facts import CameraLooks
from checks.camera.judging import papers
from checks.camera.judging.cameras import names_of
from checks.camera.judging.online_rows import row_of
from checks.looks import Hours

_OUTSIDE = "online.only_out_of_hours"
_NAMED = 8
"""Cameras named in the summary; the rows name them all."""


def judge(cameras: tuple[Seen[CameraLooks], ...], terms: Terms) -> Outcome:
    """Judge each camera by its own looks; the rows decide together."""
    names, hours = names_of(terms), Hours(terms.calendar)
    rows = [row_of(seen, names.get(seen.target, seen.target), terms, hours) for seen in cameras]
    return _together(rows, [_none_row(*one) for one in papers.offices_without(terms)], terms)


def without(missing: Missing, terms: Terms) -> Outcome | None:
    """Answer for a commune of which no camera is entered: by its own paper, or not at all."""
    paper = papers.no_camera(terms)
    return papers.failed("online.declared_none", paper) if paper else None


def _none_row(office: Office, paper: Declaration) -> Item:
    """Return the row of an office that says that it has no camera."""
    return Item(
        target=office.name or office.id,
        verdict=Verdict.FAIL,
        text="online.declared_none_there",
        values={**papers.values_of(paper), "office": office.name or office.id},
        party=Party.COMMUNE,
    )


def _together(rows: Sequence[Item], absent: Sequence[Item], terms: Terms) -> Outcome:
    row = decisive([*rows, *absent])
    text, values = _summary(rows, row, terms)
    if row in absent:
        places = [one.target for one in absent]
        offices = ", ".join(places[:_NAMED]) + (" …" if len(places) > _NAMED else "")
        text, values = "online.office_without", {**values, "offices": offices}
    return Outcome(
        verdict=row.verdict,
        text=text,
        values=values,
        why=row.why if row.verdict is Verdict.UNKNOWN else None,
        party=row.party,
        items=(*rows, *absent),
        seen_at=max((one.seen_at for one in rows if one.seen_at), default=None),
    )


def _summary(rows: Sequence[Item], row: Item, terms: Terms) -> tuple[str, Values]:
    """Return the sentence over all rows, and its counts; of one common cause, the cause's own."""
    values = _counts(rows, row.verdict)
    if row.verdict is Verdict.FAIL:
        return "online.some_down", values
    if row.verdict is Verdict.WARN:
        return "online.some_unsteady", values
    if row.verdict is Verdict.PASS:
        once = all(one.text == "online.up_once" for one in rows)
        return ("online.all_once" if once else "online.all"), values
    unknown = [one for one in rows if one.verdict is Verdict.UNKNOWN]
    if {one.text for one in unknown} <= {"online.unconfirmed", "online.no_look"}:
        return "online.some_unconfirmed", values
    if {one.text for one in unknown} == {_OUTSIDE}:
        return "online.some_out_of_hours", values
    if len({(one.text, one.why, one.party, one.values.get("host")) for one in unknown}) > 1:
        outside = not values["good"] and values["outside"]  # "0 showed a picture" would be wrong
        return ("online.some_unknown_outside" if outside else "online.some_unknown"), values
    return row.text, {**row.values, **values, **_recorder(unknown, terms)}


def _counts(rows: Sequence[Item], verdict: Verdict) -> dict[str, str | int | float]:
    """Count the cameras, and name those that decided."""
    count = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    outside = [row for row in rows if row.text == _OUTSIDE]
    named = [row.target for row in rows if row.verdict is verdict]
    names = ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else "")
    return {
        "cameras": len(rows),
        "good": count[Verdict.PASS] + count[Verdict.WARN],
        "unsteady": count[Verdict.WARN],
        "down": count[Verdict.FAIL],
        "unknown": count[Verdict.UNKNOWN],
        "names": names,
        "outside": len(outside),
        "outside_up": sum(bool(row.values["outside_up"]) for row in outside),
    }


def _recorder(unknown: Sequence[Item], terms: Terms) -> Values:
    """Name the recorder that the cameras have in common, if one they have."""
    names, targets = names_of(terms), {row.target for row in unknown}
    ids = {c.recorder for c in terms.commune.cameras if names[c.id] in targets}
    found = [one.name or one.id for one in terms.commune.recorders if ids == {one.id}]
    return {"recorder": found[0]} if found else {}


CHECK = Check(
    id="camera.online",
    needs=(CameraLooks,),
    judge=judge,
    without=without,
    says=(
        "online.all_once",
        "online.all",
        "online.some_unsteady",
        "online.some_down",
        "online.office_without",
        "online.declared_none",
        "online.declared_none_there",
        "online.some_unconfirmed",
        "online.some_out_of_hours",
        "online.some_unknown",
        "online.some_unknown_outside",
        "online.up_once",
        "online.up",
        "online.unsteady",
        "online.down",
        "online.down_refused",
        "online.down_unreachable",
        "online.down_silent",
        "online.down_closed",
        "online.down_no_frame",
        "online.unconfirmed",
        "online.only_out_of_hours",
        "online.no_look",
    ),
)
