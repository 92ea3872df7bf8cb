"""What a commune's signed papers say on the day that is judged.

A paper holds from its first day to its last, and never before it was signed. Of two that hold for one camera and say the opposite
the one signed later is the commune's word.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta, timezone

from auditor.contract import (
    Camera,
    Declaration,
    Missing,
    Office,
    Outcome,
    Party,
    Terms,
    Values,
    Verdict,
)

CONNECTED, NOT_CONNECTED, NONE = "camera_connected", "camera_not_connected", "camera_none"
ZONE = timezone(timedelta(hours=7))
"""Vietnam's, all the year round."""
_DAY = "%d/%m/%Y"


def judged_day(terms: Terms) -> date:
    """Return the last day of the period that has come."""
    return min(terms.period.end, terms.at.astimezone(ZONE).date())


def moment(at: datetime) -> str:
    """Return a time as people read it."""
    return at.astimezone(ZONE).strftime(f"%H:%M {_DAY}")


def of_camera(camera: Camera, terms: Terms) -> dict[str, Declaration]:
    """Return the last word on a camera by its kind: two of one day may say both."""
    kinds = (CONNECTED, NOT_CONNECTED)
    return _last(one for one in _holding(terms, kinds) if _is_about(one, camera))


def of_all(terms: Terms) -> dict[str, Declaration]:
    """Return the last word on the whole commune by its kind."""
    kinds = (CONNECTED, NOT_CONNECTED, NONE)
    return _last(one for one in _holding(terms, kinds) if not one.targets)


def none_at(office: str, terms: Terms) -> Declaration | None:
    """Return the paper that says that an office has no camera at all."""
    found = (one for one in _holding(terms, (NONE,)) if not one.targets or office in one.targets)
    return _last(found).get(NONE)


def no_camera_at(office: str, terms: Terms) -> Declaration | None:
    """Return the paper by which an office has no camera: neither inventory nor paper says otherwise."""
    if any(camera.office == office for camera in terms.commune.cameras):
        return None
    kinds = (CONNECTED, NOT_CONNECTED, NONE)
    found = (one for one in _holding(terms, kinds) if not one.targets or office in one.targets)
    words = _last(found)
    return words.get(NONE) if len(words) == 1 else None


def no_camera(terms: Terms) -> Declaration | None:
    """Return the paper by which the whole commune has no camera; None where one is entered."""
    if terms.commune.cameras:
        return None
    if words := of_all(terms):
        return words.get(NONE) if len(words) == 1 else None
    places = [no_camera_at(one.id, terms) for one in terms.commune.offices]
    return places[0] if places and all(places) else None


def offices_without(terms: Terms) -> list[tuple[Office, Declaration]]:
    """Return the offices that have no camera by their own word, each with the paper."""
    return [
        (office, paper)
        for office in terms.commune.offices
        if (paper := no_camera_at(office.id, terms))
    ]


def failed(text: str, paper: Declaration) -> Outcome:
    """Return the failure that a commune's own paper is."""
    values = values_of(paper)
    return Outcome(verdict=Verdict.FAIL, text=text, values=values, party=Party.COMMUNE)


def nothing_to_judge(text: str) -> Callable[[Missing, Terms], Outcome | None]:
    """Return what a check of the cameras there are says of a commune that has none by its own word.

    That there is none is held against it where cameras are asked for (CAM-01, CAM-02, CAM-03).
    """

    def without(missing: Missing, terms: Terms) -> Outcome | None:
        paper = no_camera(terms)
        if paper is None:
            return None
        return Outcome(verdict=Verdict.NOT_APPLICABLE, text=text, values=values_of(paper))

    return without


def expired(camera: Camera, terms: Terms) -> Declaration | None:
    """Return the last paper that said that a camera is connected, if it holds no more."""
    day = judged_day(terms)
    over = (
        one
        for one in terms.commune.declarations
        if one.kind == CONNECTED and one.on <= day and one.end < day and _is_about(one, camera)
    )
    return max(over, key=lambda one: one.end, default=None)


def values_of(paper: Declaration) -> Values:
    """Return what a sentence says of a paper."""
    return {
        "document": paper.document,
        "on": paper.on.strftime(_DAY),
        "until": paper.end.strftime(_DAY),
    }


def _holding(terms: Terms, kinds: tuple[str, ...]) -> list[Declaration]:
    day = judged_day(terms)
    papers = terms.commune.declarations
    return [one for one in papers if one.kind in kinds and max(one.start, one.on) <= day <= one.end]


def _last(papers: Iterable[Declaration]) -> dict[str, Declaration]:
    found = sorted(papers, key=lambda one: (one.on, one.id))
    return {one.kind: one for one in found if one.on == found[-1].on}


def _is_about(paper: Declaration, camera: Camera) -> bool:
    return not paper.targets or bool({camera.id, camera.office} & set(paper.targets))
