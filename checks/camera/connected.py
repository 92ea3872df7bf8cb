"""Each camera is connected to a person in charge: somebody is named, and the other end shows it.

What shows it: a recorder that keeps the channel's pictures, the stream seen from the province's
side, or a signed paper with an end date. Software never sees that a line is missing: only the
commune's own signed paper fails it, and where nothing shows either, the cause is told.
"""

from collections.abc import Sequence

from auditor.contract import (
    Camera,
    Check,
    Item,
    Missing,
    Outcome,
    Seen,
    Terms,
    Values,
    Verdict,
    decisive,
)
from auditor.facts import CameraSeen
from checks.camera.judging import papers
from checks.camera.judging.cameras import names_of
from checks.camera.judging.connected_rows import camera_row, none_row, office_row

_NAMED = 8
"""Cameras named in the summary; the rows name them all."""
_TOGETHER = {
    Verdict.PASS: "connected.all",
    Verdict.WARN: "connected.nobody_named",
    Verdict.FAIL: "connected.some_not",
}


def judge(cameras: tuple[Seen[CameraSeen], ...], terms: Terms) -> Outcome:
    """Judge each camera by what shows that it is connected, each office by who is named."""
    names, known = names_of(terms), {one.id: one for one in terms.commune.cameras}
    rows = [
        camera_row(
            seen,
            known.get(seen.target, Camera(id=seen.target, name="", office="")),
            names.get(seen.target, seen.target),
            terms,
        )
        for seen in cameras
    ]
    here = {one.office for one in terms.commune.cameras}
    without = [none_row(office.name, paper) for office, paper in papers.offices_without(terms)]
    offices = [office_row(office, terms) for office in sorted(here)]
    everything = [*rows, *without, *offices]
    row = decisive(everything)
    text, values = _summary(rows, without, offices, row)
    return Outcome(
        verdict=row.verdict,
        text=text,
        values=values,
        why=row.why if row.verdict is Verdict.UNKNOWN else None,
        party=row.party,
        items=tuple(everything),
        seen_at=max((one.seen_at for one in rows if one.seen_at), default=None),
    )


def without(missing: Missing, terms: Terms) -> Outcome | None:
    """Answer for a commune of which no camera is entered: by its own paper, or not at all.

    A camera of the inventory that nobody was sent to contradicts a paper that says there is none.
    """
    if terms.commune.cameras:
        return None
    if none := papers.no_camera(terms):
        return papers.failed("connected.declared_none", none)
    words = papers.of_all(terms)
    if len(words) == 1 and papers.NOT_CONNECTED in words:
        return papers.failed("connected.declared_not_all", words[papers.NOT_CONNECTED])
    return None


def _summary(
    rows: Sequence[Item], without: Sequence[Item], offices: Sequence[Item], row: Item
) -> tuple[str, Values]:
    """Return the sentence over all rows, and its counts; of one common cause, the cause's own."""
    values = _counts(rows, without, offices, row.verdict)
    if row.verdict in _TOGETHER:
        text = _TOGETHER[row.verdict]
        return ("connected.office_without" if row in without else text), values
    unknown = [one for one in rows if one.verdict is Verdict.UNKNOWN]
    if not unknown:
        return "connected.keeper_open", values
    own = ("host", "document", "channel")  # what the sentence of one camera names as its own
    if len({(one.text, *map(one.values.get, own), one.why, one.party) for one in unknown}) > 1:
        return "connected.some_unknown", values
    return row.text, {**row.values, **values}


def _counts(
    rows: Sequence[Item], without: Sequence[Item], offices: Sequence[Item], verdict: Verdict
) -> dict[str, str | int | float]:
    """Count the cameras, and name those that decided; else the offices that did."""
    count = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    named = [row.target for row in rows if row.verdict is verdict]
    places = [str(row.values["office"]) for row in (*without, *offices) if row.verdict is verdict]
    return {
        "cameras": len(rows),
        "good": count[Verdict.PASS],
        "not_connected": count[Verdict.FAIL],
        "unknown": count[Verdict.UNKNOWN],
        "names": _listed(named),
        "offices": _listed(places),
    }


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")


CHECK = Check(
    id="camera.connected",
    needs=(CameraSeen,),
    judge=judge,
    without=without,
    says=(
        "connected.all",
        "connected.nobody_named",
        "connected.some_not",
        "connected.office_without",
        "connected.declared_none",
        "connected.declared_not_all",
        "connected.some_unknown",
        "connected.keeper_open",
        "connected.recorded",
        "connected.recording",
        "connected.from_province",
        "connected.declared",
        "connected.declared_not",
        "connected.declared_none_there",
        "connected.contradicted",
        "connected.papers_differ",
        "connected.none_but_listed",
        "connected.expired",
        "connected.not_listed",
        "connected.not_recorded",
        "connected.not_recorded_lately",
        "connected.side_unsaid",
        "connected.only_locally",
        "connected.keeper",
        "connected.keeper_none",
        "connected.keeper_left",
        "connected.keeper_not_entered",
    ),
)
