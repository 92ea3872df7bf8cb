"""One camera by its pictures: the row that it has under the criterion.

What is seen without an approved view is judged without one; a camera that nothing is wrong with so
is good only by the view that somebody approved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.contract import (
    Camera,
    Item,
    Missing,
    Party,
    Seen,
    Terms,
    Values,
    Verdict,
    Why,
    decisive,
)
from auditor.facts import CameraPictures, LookState
from checks.camera.judging.cameras import counters_of
from checks.camera.judging.picture_kinds import (
    KINDS,
    Kind,
    confirmed,
    measured,
    one_picture,
    unsettled,
)
from checks.camera.judging.picture_looks import Pictures, limits_of, pictures_of
from checks.camera.judging.picture_signs import Sign, State, needed, sign
from checks.camera.judging.picture_views import NOT_COMPARED, gap_of
from checks.looks import Hours


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    name: str
    entry: Camera | None
    pictures: Pictures
    terms: Terms
    values: Values


def row_of(seen: Seen[CameraPictures], name: str, terms: Terms, hours: Hours) -> Item:
    """Return the row of one camera: what its pictures in hours say together."""
    row = _row(seen, name, terms, hours)
    # The id stays when a camera is renamed: a later comparison of runs knows it again.
    values = {**row.values, "id": seen.target}
    if counters := counters_of(seen.target, terms):
        values["counters"] = counters
    return replace(row, values=values)


def _row(seen: Seen[CameraPictures], name: str, terms: Terms, hours: Hours) -> Item:
    if isinstance(seen.fact, Missing):
        return unseen(seen.fact, name)
    entry = next((one for one in terms.commune.cameras if one.id == seen.target), None)
    pictures = pictures_of(seen.fact, entry, terms, hours)
    enough, least = needed(terms.limits)
    camera = _Seen(
        name=name,
        entry=entry,
        pictures=pictures,
        terms=terms,
        values={
            "camera": name,
            "address": seen.fact.address,
            "code": terms.commune.code,
            "looks": len(pictures.moments),
            "up": sum(any(one.odd is None for one in moment) for moment in pictures.moments),
            "enough": enough,
            "least": least,
            "outside": pictures.outside,
            "outside_up": pictures.outside_up,
        },
    )
    if not pictures.moments:
        return _nothing_counts(camera)
    odd = list(_oddities(camera)) or list(_unsettled(camera))
    return decisive([*odd, _sound(camera, told=bool(odd))])


def _oddities(camera: _Seen) -> Iterator[Item]:
    limits = limits_of(camera.terms)
    for kind in KINDS:
        found = sign(camera.pictures.moments, kind.shows, kind.tests, limits)
        if kind.name == "stopped" and not one_picture(kind, camera.pictures.moments):
            continue  # the next kind asks a person
        if found.state is State.CONFIRMED:
            yield _confirmed(camera, kind, found)
        elif found.state is State.OPEN and kind.told_open:
            yield _open(camera, kind, found)
        elif found.state is State.MENDED and kind.told_after:
            values = measured(found, found.shown[-1])
            yield _said(camera, Verdict.WARN, f"picture.was_{kind.name}", values=values)


def _unsettled(camera: _Seen) -> Iterator[Item]:
    """Tell of looks that are odd too often to pass, where no oddity is told by itself."""
    moments, limits = camera.pictures.moments, limits_of(camera.terms)
    if kind := unsettled(moments, limits):
        yield _open(camera, kind, sign(moments, kind.shows, kind.tests, limits))


def _confirmed(camera: _Seen, kind: Kind, found: Sign) -> Item:
    text, values = confirmed(kind, found)
    why = Why.UNCONFIRMED if kind.confirmed is Verdict.UNKNOWN else None
    return _said(camera, kind.confirmed, text, why=why, party=Party.COMMUNE, values=values)


def _open(camera: _Seen, kind: Kind, found: Sign) -> Item:
    still = all(one.measures.snapshot for one in found.shown)
    text = "picture.open_snapshot" if still else f"picture.open_{kind.name}"
    values = measured(found, found.shown[-1])
    return _said(camera, Verdict.UNKNOWN, text, why=Why.UNCONFIRMED, values=values)


def _sound(camera: _Seen, *, told: bool) -> Item:
    """Say of a picture that nothing is wrong with whether it is the approved one.

    `told`: something odd is told already, and a look that saw it is no reason to look for another.
    """
    moments = camera.pictures.moments
    compared = sum(any(not one.doubt and not one.odd for one in moment) for moment in moments)
    gap = gap_of(camera.entry, moments, limits_of(camera.terms))
    if not (gap or told or compared):
        gap = NOT_COMPARED
    if gap is not None:
        return _said(
            camera,
            Verdict.UNKNOWN,
            f"picture.{gap.name}",
            why=gap.why,
            party=gap.party,
            values=gap.values,
        )
    streams = [one for moment in moments for one in moment if not one.measures.snapshot]
    tested = [one for one in streams if one.tested]
    text = "picture.good" if tested else "picture.good_untested"
    values: dict[str, str | int | float] = {"compared": compared}
    if tested:
        values |= {"keys": tested[-1].measures.keys, "seconds": round(tested[-1].measures.seconds)}
    return _said(
        camera, Verdict.PASS, text if streams else "picture.good_snapshot", values=values
    )  # fmt: skip


def _nothing_counts(camera: _Seen) -> Item:
    """Answer with what the last look that showed no picture said of itself."""
    pictures = camera.pictures
    if not pictures.looks:
        return _said(camera, Verdict.UNKNOWN, "picture.no_look", why=Why.UNCONFIRMED)
    if not pictures.inside and pictures.outside_up:
        return _said(camera, Verdict.UNKNOWN, "picture.only_out_of_hours", why=Why.UNCONFIRMED)
    last = (pictures.inside or pictures.looks)[-1]
    if last.state is LookState.UP:  # a picture of which an earlier version measured nothing
        return _said(camera, Verdict.UNKNOWN, "picture.no_look", why=Why.UNCONFIRMED)
    return _said(
        camera,
        Verdict.UNKNOWN,
        last.text,
        why=last.why or Why.UNCONFIRMED,
        party=last.party,
        values=last.values,
    )


def _said(
    camera: _Seen,
    verdict: Verdict,
    text: str,
    *,
    why: Why | None = None,
    party: Party | None = None,
    values: Values | None = None,
) -> Item:
    if verdict is Verdict.UNKNOWN and party is None:
        party = Party.AUDITOR
    looks = camera.pictures.inside or camera.pictures.looks
    return Item(
        target=camera.name,
        verdict=verdict,
        text=text,
        values={**(values or {}), **camera.values},
        why=why,
        party=party,
        seen_at=looks[-1].at if looks else None,
    )


def unseen(missing: Missing, name: str) -> Item:
    """Return the row of a camera of which there are no looks at all."""
    return Item(
        target=name,
        verdict=Verdict.UNKNOWN,
        text=missing.text,
        values={**missing.values, "camera": name},
        why=missing.why,
        party=missing.party,
        evidence=missing.evidence,
        seen_at=missing.seen_at,
    )
