"""Every camera shows what it was put up to show: by looks at its picture, a row a camera.

Black, overexposed, a card that says "no video" and a frozen stream are seen without anything to
compare with; covered, moved and another scene only against the view that somebody approved, and
then the finding is that the picture differs from it. An oddity counts when two of the latest three
spaced looks in office hours show it and the last of them is not good; looks that are odd, each in
another way, are no pass either. Looks out of hours are left out: an office is dark at night.
"""

from collections.abc import Sequence

from auditor.contract import Check, Item, Outcome, Seen, Terms, Values, Verdict, decisive
from auditor.facts import CameraPictures
from checks.camera.judging.cameras import names_of
from checks.camera.judging.papers import nothing_to_judge
from checks.camera.judging.picture_rows import row_of
from checks.looks import Hours

_NAMED = 8
"""Cameras named in the summary; the rows name them all."""
_TOGETHER = {
    Verdict.PASS: "picture.all",
    Verdict.WARN: "picture.some_part",
    Verdict.FAIL: "picture.some_bad",
}
_OPEN = frozenset({"picture.no_look", "picture.hidden_tiles", "picture.not_compared"})
"""Beside picture.open_…: what another look may settle."""
_NO_VIEW = frozenset({"picture.no_view", "picture.no_view_day", "picture.no_view_ir"})


def judge(cameras: tuple[Seen[CameraPictures], ...], terms: Terms) -> Outcome:
    """Judge each camera by its own looks; the rows decide together."""
    names, hours = names_of(terms), Hours(terms.calendar)
    rows = [row_of(seen, names.get(seen.target, seen.target), terms, hours) for seen in cameras]
    row = decisive(rows)
    text, values = _summary(rows, row, terms)
    return Outcome(
        verdict=row.verdict,
        text=text,
        values=values,
        why=row.why,
        party=row.party,
        items=tuple(rows),
        seen_at=max((one.seen_at for one in rows if one.seen_at), default=None),
    )


def _summary(rows: Sequence[Item], row: Item, terms: Terms) -> tuple[str, Values]:
    """Return the sentence over all rows, and its counts; of one common cause, the cause's own."""
    values = _counts(rows, row, terms)
    if row.verdict in _TOGETHER:
        return _TOGETHER[row.verdict], values
    unknown = [one for one in rows if one.verdict is Verdict.UNKNOWN]
    texts = {one.text for one in unknown}
    if texts <= _NO_VIEW:
        return "picture.some_no_view", values
    if texts == {"picture.blurred"}:
        return "picture.some_blurred", values
    if texts == {"picture.only_out_of_hours"}:
        return "picture.some_out_of_hours", values
    if all(text in _OPEN or text.startswith("picture.open_") for text in texts):
        return "picture.some_unconfirmed", values
    causes = {(one.text, one.why, one.party, one.values.get("host")) for one in unknown}
    if len(causes) > 1 or row.text in _OWN:
        return "picture.some_unknown", values
    return row.text, {**row.values, **values}


def _counts(rows: Sequence[Item], row: Item, terms: Terms) -> Values:
    """Count the cameras, and name those that decided."""
    count = {one: sum(row.verdict is one for row in rows) for one in Verdict}
    named = [one.target for one in rows if one.verdict is row.verdict]
    outside = [one for one in rows if one.text == "picture.only_out_of_hours"]
    return {
        "cameras": len(rows),
        "good": count[Verdict.PASS],
        "part": count[Verdict.WARN],
        "bad": count[Verdict.FAIL],
        "unknown": count[Verdict.UNKNOWN],
        "names": ", ".join(named[:_NAMED]) + (" …" if len(named) > _NAMED else ""),
        "code": terms.commune.code,
        "outside": len(outside),
    }


_OWN = (
    "picture.good",
    "picture.good_untested",
    "picture.good_snapshot",
    "picture.no_signal",
    "picture.black",
    "picture.overexposed",
    "picture.stopped",
    "picture.frozen",
    "picture.frozen_usual",
    "picture.frozen_changing",
    "picture.frozen_stalled",
    "picture.covered",
    "picture.moved",
    "picture.other_scene",
    "picture.different",
    "picture.partly",
    "picture.blurred",
    "picture.was_no_signal",
    "picture.was_black",
    "picture.was_overexposed",
    "picture.was_stopped",
    "picture.was_different",
    "picture.open_no_signal",
    "picture.open_black",
    "picture.open_overexposed",
    "picture.open_frozen",
    "picture.open_different",
    "picture.open_partly",
    "picture.open_blurred",
    "picture.open_snapshot",
    "picture.no_view",
    "picture.no_view_day",
    "picture.no_view_ir",
    "picture.few_tiles",
    "picture.hidden_tiles",
    "picture.unclear",
    "picture.not_compared",
    "picture.only_out_of_hours",
    "picture.no_look",
)
"""What rows say of one camera, where they do not hand on the words of a look."""

CHECK = Check(
    id="camera.picture",
    needs=(CameraPictures,),
    judge=judge,
    without=nothing_to_judge("picture.declared_none"),
    says=(
        "picture.declared_none",
        "picture.all",
        "picture.some_part",
        "picture.some_bad",
        "picture.some_no_view",
        "picture.some_blurred",
        "picture.some_unconfirmed",
        "picture.some_out_of_hours",
        "picture.some_unknown",
        *_OWN,
    ),
)
