"""One camera, and one office's person in charge: the rows that they have under the criterion.

Only a signed paper fails a camera. That nobody looked from the province's side, that a recorder
says nothing or a paper ran out, says nothing of the camera.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from auditor.contract import (
    Camera,
    Declaration,
    Item,
    Missing,
    Party,
    Seen,
    Terms,
    Values,
    Verdict,
    Why,
)
from auditor.facts import CameraSeen, Recording, Side
from checks.camera.judging import papers
from checks.camera.judging.cameras import counters_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What is said of a camera."""

    verdict: Verdict
    text: str
    values: Values
    why: Why | None = None
    party: Party | None = None


def camera_row(seen: Seen[CameraSeen], camera: Camera, name: str, terms: Terms) -> Item:
    """Return the row of one camera: what shows that it is connected, or why nothing does."""
    said = _of_papers(seen.fact, camera, terms) or _unproved(seen.fact, camera, terms)
    # The id stays when a camera is renamed: a later comparison of runs knows it again.
    values = {**said.values, "camera": name, "id": seen.target}
    if counters := counters_of(seen.target, terms):
        values["counters"] = counters
    return Item(
        target=name,
        verdict=said.verdict,
        text=said.text,
        values=values,
        why=said.why,
        party=said.party,
        evidence=seen.fact.evidence if isinstance(seen.fact, Missing) else (),
        seen_at=seen.fact.seen_at if isinstance(seen.fact, Missing) else seen.fact.at,
    )


def office_row(office_id: str, terms: Terms) -> Item:
    """Return the row of who is responsible for an office's cameras. A name stands nowhere."""
    office = next((one for one in terms.commune.offices if one.id == office_id), None)
    name = office.name if office else office_id
    keeper = office.camera_keeper if office else ""
    held = [one for one in terms.commune.staff if one.pseudonym == keeper]
    if not terms.commune.staff or office is None:
        text, verdict = "connected.keeper_not_entered", Verdict.UNKNOWN
    elif not held:
        text, verdict = "connected.keeper_none", Verdict.WARN
    elif not any(_serves(one.valid_from, one.valid_to, terms) for one in held):
        text, verdict = "connected.keeper_left", Verdict.WARN
    else:
        text, verdict = "connected.keeper", Verdict.PASS
    unknown = verdict is Verdict.UNKNOWN
    return Item(
        target=name,
        verdict=verdict,
        text=text,
        values={"office": name, "id": office_id},
        why=Why.NOT_CONFIGURED if unknown else None,
        party=None if verdict is Verdict.PASS else Party.COMMUNE,
    )


def none_row(office: str, paper: Declaration) -> Item:
    """Return the row of an office that says that it has no camera."""
    return Item(
        target=office,
        verdict=Verdict.FAIL,
        text="connected.declared_none_there",
        values={**papers.values_of(paper), "office": office},
        party=Party.COMMUNE,
    )


def _of_papers(fact: CameraSeen | Missing, camera: Camera, terms: Terms) -> _Said | None:
    """Return what is proved of a camera, by a paper or by what was seen; None where nothing is."""
    proved = None if isinstance(fact, Missing) else _proved(fact, camera, terms)
    if none := papers.none_at(camera.office, terms):
        return _doubt("connected.none_but_listed", papers.values_of(none))
    words = papers.of_camera(camera, terms)
    yes, no = words.get(papers.CONNECTED), words.get(papers.NOT_CONNECTED)
    if no and proved:
        return _doubt("connected.contradicted", papers.values_of(no))
    if no and yes:
        return _doubt("connected.papers_differ", papers.values_of(no))
    if no:
        values = papers.values_of(no)
        return _Said(
            verdict=Verdict.FAIL, text="connected.declared_not", values=values, party=Party.COMMUNE
        )
    if proved or yes is None:
        return proved
    return _Said(verdict=Verdict.PASS, text="connected.declared", values=papers.values_of(yes))


def _proved(fact: CameraSeen, camera: Camera, terms: Terms) -> _Said | None:
    """Return the evidence from the other end of the line."""
    if fact.side is Side.PROVINCE and fact.frame is not None:
        return _pass("connected.from_province", at=papers.moment(fact.at))
    if not fact.recording or not _kept_lately(fact.recording, fact, terms):
        return None
    values = {"recorder": _recorder(camera, terms), "channel": str(camera.channel)}
    until = _until(fact)
    if until is None:
        return _pass("connected.recording", **values)
    return _pass("connected.recorded", **values, latest=papers.moment(until))


def _kept_lately(recording: Recording, fact: CameraSeen, terms: Terms) -> bool:
    """Tell whether a recorder keeps a channel's pictures: what it kept long ago shows nothing."""
    until = _until(fact)
    if not recording.listed or until is None:
        return recording.listed and recording.recording is True
    return abs(fact.at - until) <= timedelta(hours=terms.limits.get("recorded_hours", 24))


def _until(fact: CameraSeen) -> datetime | None:
    """Return the latest picture kept, by our clock."""
    if fact.recording is None or fact.recording.until is None:
        return None
    return fact.recording.until - timedelta(seconds=fact.clock_offset_s or 0)


def _unproved(fact: CameraSeen | Missing, camera: Camera, terms: Terms) -> _Said:
    """Return the true cause of there being no evidence, and who can bring it."""
    if paper := papers.expired(camera, terms):
        values = papers.values_of(paper)
        return _unknown("connected.expired", Why.STALE, Party.COMMUNE, values)
    if isinstance(fact, Missing):
        return _unknown(fact.text, fact.why, fact.party, fact.values)
    recorder = {"recorder": _recorder(camera, terms), "channel": str(camera.channel)}
    if fact.recording and not fact.recording.listed:
        return _doubt("connected.not_listed", recorder)
    if fact.recording:
        until = _until(fact)
        text = "connected.not_recorded_lately" if until else "connected.not_recorded"
        return _doubt(text, recorder | {"latest": papers.moment(until)} if until else recorder)
    if fact.frame is None and fact.side is Side.PROVINCE:
        named = {"camera": fact.name or fact.camera, "address": fact.address}
        return _unknown("camera.light_look", Why.INCOMPLETE, Party.AUDITOR, named)
    if fact.side is Side.UNSAID:
        return _unknown("connected.side_unsaid", Why.NOT_CONFIGURED, Party.AUDITOR, {})
    return _doubt("connected.only_locally", {})


def _recorder(camera: Camera, terms: Terms) -> str:
    names = {one.id: one.name or one.id for one in terms.commune.recorders}
    return names.get(camera.recorder, camera.recorder)


def _serves(start: date | None, end: date | None, terms: Terms) -> bool:
    day = papers.judged_day(terms)
    return (start is None or start <= day) and (end is None or day <= end)


def _pass(text: str, **values: str) -> _Said:
    return _Said(verdict=Verdict.PASS, text=text, values=values)


def _doubt(text: str, values: Values) -> _Said:
    return _unknown(text, Why.UNCONFIRMED, Party.COMMUNE, values)


def _unknown(text: str, why: Why, party: Party, values: Values) -> _Said:
    return _Said(verdict=Verdict.UNKNOWN, text=text, values=values, why=why, party=party)
