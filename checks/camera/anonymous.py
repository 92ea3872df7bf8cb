"""Nobody sees a camera's picture, nor reads its settings, without logging in: by what a visit met.

No password is guessed: we come without one, and what is answered then is answered to anyone. A
picture that was delivered so is a failure, and so are the profiles that ONVIF keeps for users; the
time and the services, which it tells to anybody, are none. A path that holds what may be a user, a
password or a ticket is no proof of an open door, and a camera that nobody could see says nothing.
A password that the device takes in clear text alone is partly met at most, shown to it or not.
"""

from collections.abc import Sequence
from dataclasses import replace

from auditor.contract import Check, Item, Outcome, Seen, Terms, Values, Verdict, decisive
from auditor.facts import CameraSeen
from checks.camera.judging.anonymous_rows import row_of
from checks.camera.judging.cameras import counters_of, names_of
from checks.camera.judging.papers import nothing_to_judge

_NAMED = 8
"""Cameras named in the summary; the rows name them all."""
_OPEN_PICTURES = frozenset({"anonymous.open_stream", "anonymous.open_still"})
_TOGETHER = {
    Verdict.PASS: "anonymous.all_closed",
    Verdict.WARN: "anonymous.some_weak",
    Verdict.FAIL: "anonymous.some_open",
}


def judge(cameras: tuple[Seen[CameraSeen], ...], terms: Terms) -> Outcome:
    """Judge each camera by how it was seen; the rows decide together."""
    names = names_of(terms)
    rows = [_row(seen, names.get(seen.target, seen.target), terms) for seen in cameras]
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


def _row(seen: Seen[CameraSeen], name: str, terms: Terms) -> Item:
    row = row_of(seen, name)
    # The id stays when a camera is renamed: a later comparison of runs knows it again.
    values = {**row.values, "id": seen.target}
    if counters := counters_of(seen.target, terms):
        values["counters"] = counters
    return replace(row, values=values)


def _summary(rows: Sequence[Item], row: Item) -> tuple[str, Values]:
    """Return the sentence over all rows, and its counts; of one common cause, the cause's own."""
    values = _counts(rows, row.verdict)
    if row.verdict in _TOGETHER:
        return _TOGETHER[row.verdict], values
    unknown = [one for one in rows if one.verdict is Verdict.UNKNOWN]
    if len({(one.text, one.why, one.party, one.values.get("host")) for one in unknown}) > 1:
        return "anonymous.some_unknown", values
    return row.text, {**row.values, **values}


def _counts(rows: Sequence[Item], verdict: Verdict) -> dict[str, str | int | float]:
    """Count the cameras, and name those that decided: by name, never by address."""
    count = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    named = [row.target for row in rows if row.verdict is verdict]
    return {
        "cameras": len(rows),
        "closed": count[Verdict.PASS],
        "weak": count[Verdict.WARN],
        "open": count[Verdict.FAIL],
        "streams": sum(row.text in _OPEN_PICTURES for row in rows),
        "calls": sum(row.text == "anonymous.open_calls" for row in rows),
        "unknown": count[Verdict.UNKNOWN],
        "names": ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else ""),
    }


CHECK = Check(
    id="camera.anonymous",
    needs=(CameraSeen,),
    judge=judge,
    without=nothing_to_judge("anonymous.declared_none"),
    says=(
        "anonymous.declared_none",
        "anonymous.all_closed",
        "anonymous.some_weak",
        "anonymous.some_open",
        "anonymous.some_unknown",
        "anonymous.closed",
        "anonymous.closed_stream",
        "anonymous.basic",
        "anonymous.basic_only",
        "anonymous.basic_calls",
        "anonymous.open_calls",
        "anonymous.open_stream",
        "anonymous.open_still",
        "anonymous.login_in_path",
    ),
)
