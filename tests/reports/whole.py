"""The sample with all three rooms: cameras, website, officers. Texts are those of the real checks."""

from dataclasses import replace
from datetime import timedelta

from auditor.contract import Finding, Item, Outcome, Party, Values, Verdict, Why
from tests.reports.sample import COMMUNES, CRITERIA, RESULTS, SEEN, sha

PASS, WARN, FAIL, UNKNOWN = Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN
_CHECKS = {"CAM-01": "camera.online", "STF-01": "staff.late", "STF-02": "staff.absent"}
_ABSENT = replace(next(c for c in CRITERIA if c.id == "STF-01"), id="STF-02")
WHOLE_CRITERIA = tuple(
    replace(criterion, check=_CHECKS.get(criterion.id, criterion.check))
    for one in CRITERIA
    for criterion in ((one, _ABSENT) if one.id == "STF-01" else (one,))
)
_CAMERAS: Values = {
    "cameras": 4,
    "good": 2,
    "unsteady": 1,
    "down": 1,
    "unknown": 1,
    "name": "Camera Quầy 3",
    "names": "Camera Quầy 3",
}
_COUNTS: Values = {
    "expected": 220, "excused": 6, "gaps": 10, "absent_days": 2, "gap_days": 1, "unseen": 0, "shifts": 204,
    "to_15": 3, "to_30": 2, "over_30": 1,
}  # fmt: skip


def _finding(
    criterion: str,
    verdict: Verdict,
    text: str,
    *,
    values: Values,
    items: tuple[Item, ...] = (),
    why: Why | None = None,
    party: Party | None = None,
) -> Finding:
    outcome = Outcome(
        verdict=verdict,
        text=text,
        values=values,
        items=items,
        why=why,
        party=party,
        seen_at=SEEN,
    )
    return Finding(criterion=criterion, check=_CHECKS[criterion], outcome=outcome)


def camera(name: str, verdict: Verdict, text: str, up: int, looks: int, **more: object) -> Item:
    """Return the row of one camera."""
    values: Values = {
        "name": name, "address": "10.1.2.20:554/Streaming/Channels/101", "counters": "Quầy 1, Quầy 2",
        "up": up, "looks": looks, "low": 0, "high": 56, "host": "10.1.2.20", "port": 554,
        "credential": "dau-ghi-1", "timeout": 8,
    }  # fmt: skip
    made = Item(target=name, verdict=verdict, text=text, values=values, seen_at=SEEN)
    return replace(made, **more)  # type: ignore[arg-type]


def shift(officer: str, day: int, text: str, verdict: Verdict, **more: str | int) -> Item:
    """Return the row of one officer and shift."""
    values: Values = {
        "date": f"{day:02}/10/2026", "part": "am", "hours": "07:30–11:30", "counter": "Quầy 1",
        "feed": "cham-cong", **more,
    }  # fmt: skip
    return Item(target=officer, verdict=verdict, text=text, values=values)


_BAD_CAMERAS = (
    camera("Camera Quầy 1", PASS, "online.up", 12, 12),
    camera("Camera Quầy 2 và khu vực chờ của công dân", WARN, "online.unsteady", 11, 13),
    camera(
        "Camera Quầy 3",
        FAIL,
        "online.down_unreachable",
        0,
        6,
        party=Party.COMMUNE,
        evidence=(sha("contact2"),),
    ),
    camera(
        "Camera cửa ra vào",
        UNKNOWN,
        "camera.unauthorized",
        0,
        0,
        why=Why.REFUSED,
        party=Party.COMMUNE,
    ),
)
_LATE = tuple(
    shift(f"CB-8K3W{n % 3}Q0Z", 5 + n, "staff.row_late_clock", FAIL, minutes=minutes, first=first)
    for n, (minutes, first) in enumerate(
        [(12, "07:42"), (14, "07:44"), (11, "07:41"), (22, "07:52"), (29, "07:59"), (95, "09:05")]
    )
)
_ABSENCES = (
    shift("CB-8K3W1Q0Z", 12, "staff.row_absent", FAIL, until="19/10/2026"),
    shift("CB-8K3W1Q0Z", 12, "staff.row_absent", FAIL, until="19/10/2026", part="pm", hours="13:30–17:30"),
    shift("CB-8K3W2Q0Z", 28, "staff.row_absent_part", WARN, until="04/11/2026"),
)  # fmt: skip
GAP = Item(
    target="cham-cong",
    verdict=UNKNOWN,
    text="staff.row_gap_commune",
    values={"range": "20/10/2026", "days": 1, "feed": "cham-cong"},
    why=Why.FEED_GAP,
    party=Party.COMMUNE,
)
REFUSED = (
    Item(
        target="cham-cong",
        verdict=UNKNOWN,
        text="presence.refused.date",
        values={
            "count": 12345,
            "places": "attlog-2026-10.csv:18, attlog-2026-10.csv:19, attlog-2026-10.csv:2207",
            "feed": "cham-cong",
        },
        why=Why.MALFORMED,
        party=Party.COMMUNE,
    ),
    Item(
        target="cham-cong",
        verdict=Verdict.NOT_APPLICABLE,
        text="presence.refused.repeat",
        values={"count": 7, "places": "", "feed": "cham-cong"},
    ),
)
_GOOD_CAMERAS = _finding(
    "CAM-01",
    PASS,
    "online.all",
    values={**_CAMERAS, "cameras": 1, "good": 1},
    items=(camera("Camera Quầy 1", PASS, "online.up", 12, 12),),
)
GOOD = (
    _GOOD_CAMERAS,
    _finding("STF-01", PASS, "staff.clock_in_time", values={**_COUNTS, "late": 0}),
    _finding("STF-02", PASS, "staff.present", values={**_COUNTS, "absent": 0}),
)
BAD = (
    _finding("CAM-01", FAIL, "online.some_down", values=_CAMERAS, items=_BAD_CAMERAS),
    _finding(
        "STF-01",
        FAIL,
        "staff.clock_many_late",
        values={**_COUNTS, "late": 6},
        items=(*_LATE, GAP, *REFUSED),
    ),
    _finding(
        "STF-02",
        FAIL,
        "staff.absent_many",
        values={**_COUNTS, "absent": 3},
        items=(*_ABSENCES, GAP, *REFUSED),
    ),
)
SILENT = (
    _GOOD_CAMERAS,
    *(
        _finding(
            criterion,
            UNKNOWN,
            "staff.feed_gap",
            why=Why.FEED_GAP,
            party=Party.COMMUNE,
            items=(GAP,),
            values={**_COUNTS, "gaps": 200},
        )
        for criterion in ("STF-01", "STF-02")
    ),
)
_ROOMS = {"00002": BAD, "00004": SILENT, "00005": ()}
WHOLE = replace(
    RESULTS,
    criteria=WHOLE_CRITERIA,
    communes=tuple(
        replace(commune, findings=(*commune.findings, *_ROOMS.get(commune.code, GOOD)))
        for commune in COMMUNES
    ),
)
"""Commune 2 has something of everything, 4 a silent log, 5 was seen by its website alone."""
LONG = replace(
    WHOLE,
    communes=(
        replace(
            WHOLE.communes[1],
            findings=tuple(
                replace(
                    finding,
                    outcome=replace(
                        finding.outcome,
                        items=tuple(
                            replace(row, seen_at=SEEN + timedelta(minutes=n))
                            for n, row in enumerate(_LATE * 33)
                        ),
                    ),
                )
                if finding.criterion == "STF-01"
                else finding
                for finding in WHOLE.communes[1].findings
            ),
        ),
    ),
)
"""As many shifts as a check ever names."""
