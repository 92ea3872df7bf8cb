"""Small invented cameras for table tests: a camera is a pattern of looks.

u up, d down (refused connection), n down (no frame), v void (refused password), o void (our outage),
l void (a light look, without the stream); ten minutes apart from 9:00 on a Friday morning in office hours, unless said otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from auditor.contract import (
    Camera,
    Device,
    Missing,
    Party,
    Recorder,
    Seen,
    Shift,
    Terms,
    Values,
    Why,
)
from auditor.facts import CameraLooks, Look, LookState
from tests.checks.build import AT, WeekdayCalendar
from tests.checks.build import terms as site_terms

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HOST = "127.0.91.5"
Kind = tuple[LookState, str, Why | None, Party | None]
KINDS: dict[str, Kind] = {
    "u": (LookState.UP, "camera.up", None, None),
    "d": (LookState.DOWN, "camera.connection_refused", Why.UNREACHABLE, Party.COMMUNE),
    "n": (LookState.DOWN, "camera.no_frame", Why.TIMEOUT, Party.COMMUNE),
    "v": (LookState.VOID, "camera.unauthorized", Why.REFUSED, Party.COMMUNE),
    "o": (LookState.VOID, "look.probe_offline", Why.PROBE_OFFLINE, Party.AUDITOR),
    "l": (LookState.VOID, "camera.light_look", Why.INCOMPLETE, Party.AUDITOR),
}


class OfficeHours(WeekdayCalendar):
    """Monday to Friday, 7:30 to 11:30 and 13:30 to 17:00."""

    def shifts_of(self, day: date) -> tuple[Shift, ...]:
        if not self.is_working_day(day):
            return ()
        parts = (("am", time(7, 30), time(11, 30)), ("pm", time(13, 30), time(17)))
        return tuple(
            Shift(
                part=part,
                start=datetime.combine(day, start, ZONE),
                end=datetime.combine(day, end, ZONE),
            )
            for part, start, end in parts
        )


def looks(
    pattern: str,
    *,
    id_: str = "c1",
    at: datetime = AT,
    gap_minutes: float = 10,
    address: str = "",
    host: str = HOST,
) -> tuple[Look, ...]:
    """Return the looks of a pattern."""
    values: dict[str, str | int] = {"host": host, "port": 554, "address": address or _address(id_)}
    made = []
    for number, letter in enumerate(pattern):
        state, text, why, party = KINDS[letter]
        made.append(
            Look(
                at=at + timedelta(minutes=gap_minutes * number),
                target=id_,
                state=state,
                text=text,
                values=values,
                why=why,
                party=party,
                elapsed_ms=300 if letter == "u" else None,
            )
        )
    return tuple(made)


def camera(pattern: str | Sequence[Look], *, id_: str = "c1") -> Seen[CameraLooks]:
    """Return a camera by its looks."""
    taken = looks(pattern, id_=id_) if isinstance(pattern, str) else tuple(pattern)
    fact = CameraLooks(camera=id_, name=f"Camera {id_}", address=_address(id_), looks=taken)
    return Seen(target=id_, fact=fact)


def unseen(id_: str, text: str = "camera.not_in_inventory", **values: str) -> Seen[CameraLooks]:
    """Return a camera of which there are no looks at all."""
    shown: Values = values
    return Seen(
        target=id_,
        fact=Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text=text, values=shown),
    )


def cameras(*patterns: str) -> tuple[Seen[CameraLooks], ...]:
    """Return c1, c2, … by their patterns."""
    return tuple(camera(pattern, id_=f"c{n}") for n, pattern in enumerate(patterns, 1))


def terms(*, limits: Mapping[str, float] | None = None, count: int = 6) -> Terms:
    """Return terms for the invented commune, with cameras c1… on one recorder, in office hours."""
    given = site_terms(limits=limits)
    recorder = Recorder(
        id="d1", name="Đầu ghi Mẫu", office="vp", device=Device(host=HOST, credential="mau")
    )
    commune = replace(
        given.commune,
        recorders=(recorder,),
        cameras=tuple(
            Camera(id=f"c{n}", name=f"Camera c{n}", office="vp", recorder="d1", channel=n)
            for n in range(1, count + 1)
        ),
    )
    return replace(given, commune=commune, calendar=OfficeHours())


def _address(id_: str) -> str:
    return f"{HOST}:554#{id_.removeprefix('c')}"
