"""The clock of every camera is right: by what its device said over ONVIF, beside our own.

A clock that is off by whole hours may stand in the picture rightly: that is a hint at its time
zone and no failure. Devices that agree with one another and not with us may have the better clock.
"""

from collections.abc import Sequence
from dataclasses import replace

from auditor.contract import Check, Item, Missing, Outcome, Seen, Terms, Values, Verdict, decisive
from auditor.facts import CameraSeen
from checks.camera.judging.cameras import counters_of, names_of
from checks.camera.judging.clock_rows import DOUBT_S, off, row_of

_NAMED = 8
"""Cameras named in the summary; the rows name them all."""
_SEVERAL = 2
_TOGETHER = {
    Verdict.PASS: "clock.all_right",
    Verdict.WARN: "clock.some_drift",
    Verdict.FAIL: "clock.some_wrong",
}


def judge(cameras: tuple[Seen[CameraSeen], ...], terms: Terms) -> Outcome:
    """Judge each camera by its device's clock; the rows decide together."""
    names, together = names_of(terms), _together(cameras, terms)
    rows = [
        _row(seen, names.get(seen.target, seen.target), terms, together=together)
        for seen in cameras
    ]
    row = decisive(rows)
    text, values = _summary(rows, row)
    return Outcome(
        verdict=row.verdict,
        text=text,
        values=values,
        why=row.why,
        party=row.party,
        items=tuple(rows),
        seen_at=max((one.seen_at for one in rows if one.seen_at), default=None),
    )


def _together(cameras: Sequence[Seen[CameraSeen]], terms: Terms) -> bool:
    """Tell whether several devices differ from us and not from one another."""
    told = {
        seen.fact.address: seen.fact.clock_offset_s
        for seen in cameras
        if not isinstance(seen.fact, Missing) and seen.fact.clock_offset_s is not None
    }
    offsets = sorted(told.values())
    return (
        len(offsets) >= _SEVERAL
        and offsets[-1] - offsets[0] <= 2 * DOUBT_S
        and all(off(one, terms) for one in offsets)
    )


def _row(seen: Seen[CameraSeen], name: str, terms: Terms, *, together: bool) -> Item:
    row = row_of(seen, name, terms, together=together)
    # The id stays when a camera is renamed: a later comparison of runs knows it again.
    values = {**row.values, "id": seen.target}
    if counters := counters_of(seen.target, terms):
        values["counters"] = counters
    return replace(row, values=values)


def _summary(rows: Sequence[Item], row: Item) -> tuple[str, Values]:
    """Return the sentence over all rows, and its counts; of one common cause, the cause's own."""
    count = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    named = [one.target for one in rows if one.verdict is row.verdict]
    values: Values = {
        "cameras": len(rows),
        "right": count[Verdict.PASS],
        "drifting": count[Verdict.WARN],
        "wrong": count[Verdict.FAIL],
        "unknown": count[Verdict.UNKNOWN],
        "names": ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else ""),
    }
    if row.verdict in _TOGETHER:
        return _TOGETHER[row.verdict], values
    unknown = [one for one in rows if one.verdict is Verdict.UNKNOWN]
    if len({(one.text, one.why, one.party, one.values.get("host")) for one in unknown}) > 1:
        return "clock.some_unknown", values
    return row.text, {**row.values, **values}


CHECK = Check(
    id="camera.clock",
    needs=(CameraSeen,),
    judge=judge,
    says=(
        "clock.all_right",
        "clock.some_drift",
        "clock.some_wrong",
        "clock.some_unknown",
        "clock.right",
        "clock.drifts",
        "clock.zone",
        "clock.wrong",
        "clock.ours_perhaps",
        "clock.untold",
        "clock.no_onvif",
        "clock.no_time_left",
    ),
)
