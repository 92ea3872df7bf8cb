"""The clock of every camera is right: by what its device said over ONVIF, beside our own.

A clock that is off by what lies between two zones may stand in the picture rightly: that is a hint
and no failure. Ours accuses only when something vouched for it in the run: an address that is
declared to be always there, or devices that agree with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from auditor.contract import Check, Item, Outcome, Seen, Terms, Values, Verdict, decisive
from auditor.facts import CameraSeen
from checks.camera.judging.cameras import counters_of, names_of
from checks.camera.judging.clock_rows import DOUBT_S, row_of
from checks.camera.judging.clock_trust import Trust, trust_in_ours
from checks.camera.judging.papers import nothing_to_judge

_NAMED = 8
"""Cameras named in the summary; the rows name them all."""
_TOGETHER = {
    Verdict.PASS: "clock.all_right",
    Verdict.WARN: "clock.some_drift",
    Verdict.FAIL: "clock.some_wrong",
}


def judge(cameras: tuple[Seen[CameraSeen], ...], terms: Terms) -> Outcome:
    """Judge each camera by its device's clock; the rows decide together."""
    names, trust = names_of(terms), trust_in_ours(cameras, terms, DOUBT_S)
    rows = [_row(seen, names.get(seen.target, seen.target), terms, trust) for seen in cameras]
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


def _row(seen: Seen[CameraSeen], name: str, terms: Terms, trust: Trust) -> Item:
    row = row_of(seen, name, terms, trust)
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
    without=nothing_to_judge("clock.declared_none"),
    says=(
        "clock.declared_none",
        "clock.all_right",
        "clock.some_drift",
        "clock.some_wrong",
        "clock.some_unknown",
        "clock.right",
        "clock.drifts",
        "clock.zone",
        "clock.wrong",
        "clock.ours_perhaps",
        "clock.ours_unchecked",
        "clock.ours_wrong",
        "clock.untold",
        "clock.no_onvif",
        "clock.no_time_left",
    ),
)
