"""An invented province of three communes, and everything a run of it can leave behind."""

from datetime import UTC, date, datetime, timedelta, timezone
from uuid import uuid4

from auditor.contract import (
    Commune,
    CommuneKind,
    Finding,
    Ground,
    Item,
    Missing,
    Outcome,
    Party,
    Severity,
    SiteAddress,
    SiteScope,
    Stage,
    Verdict,
    Waiver,
    Why,
)
from auditor.facts import (
    Away,
    Dead,
    Field,
    Form,
    Image,
    Line,
    Link,
    Look,
    LookState,
    Page,
    Place,
    Role,
    Site,
    SiteLooks,
    Table,
    Tls,
    Unread,
)
from auditor.results import Basis, Cause, CriterionInfo, Score
from auditor.store import JudgementRecord, RunRecord

NOON = datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))
BODY = "<h1>Xã Mẫu 01</h1>".encode()
SHA = "ab" * 32
OTHER_SHA = "cd" * 32

COMMUNES = (
    Commune(
        code="00001",
        name="Xã Mẫu 01",
        kind=CommuneKind.XA,
        province_code="00",
        valid_from=date(2025, 7, 1),
        successors=("00009",),
        site=SiteAddress(
            url="http://someone:secret@127.0.0.1:8001/mau01/",
            scope=SiteScope.QUERY,
            query=(("id", "1"), ("v", "")),
        ),
        hotline="0228 0000 001",
    ),
    Commune(code="00002", name="Phường Mẫu 02", kind=CommuneKind.PHUONG, province_code="00"),
    Commune(code="00003", name="Đặc khu Mẫu 03", kind=CommuneKind.DAC_KHU, province_code="00"),
)

PAGE = Page(  # noqa: S604 - a page that is a script shell
    url="http://127.0.0.1:8001/",
    role=Role.HOME,
    status=200,
    title="Trang thông tin điện tử Xã Mẫu 01",
    lines=(
        Line(text="Đường dây nóng: 0228 0000 001", place=Place.FOOTER),
        Line(text="hỏng \ud800"),
    ),
    evidence=SHA,
    seen_at=NOON,
    links=(Link(url="", text="Góp ý", line=0, alt="x", image="a.png"),),
    images=(Image(src="a.png", alt="", line=1),),
    forms=(
        Form(action="", method="post", fields=(Field(name="a", kind="textarea"),), line=0, end=1),
    ),
    tables=(Table(line=0, rows=(("1.000001", "Thủ tục mẫu"), ())),),
    codes=("1.000001",),
    shell=True,
    elapsed_ms=12,
)
MISSING = Missing(
    why=Why.TIMEOUT,
    party=Party.CARRIER,
    text="site.timeout",
    values={"seconds": 20, "share": 0.5, "whole": 2.0, "code": "007", "big": 10**20},
    evidence=(SHA,),
    seen_at=NOON,
)
SITE = Site(
    url="http://127.0.0.1:8001/",
    home=PAGE,
    pages=(PAGE, PAGE),
    unread=(Unread(url="http://127.0.0.1:8001/a", role=Role.CONTACT, text="a", missing=MISSING),),
    dead=(
        Dead(url="http://127.0.0.1:8001/b", role=Role.HOTLINE, text="b", status=404, seen_at=NOON),
    ),
    away=(Away(url="/c", to="http://127.0.0.9/", role=Role.FEEDBACK, text="c", seen_at=NOON),),
    section=True,
    tls=Tls.EXPIRED,
)


def look(minutes: int = 0, state: LookState = LookState.DOWN) -> Look:
    """A look, some minutes after noon."""
    return Look(
        at=NOON + timedelta(minutes=minutes),
        target="http://127.0.0.1:8001/",
        state=state,
        text="look.connection_refused",
        values={"port": 8001, "seconds": 3.0},
        why=Why.UNREACHABLE,
        party=Party.COMMUNE,
        elapsed_ms=7,
    )


LOOKS = SiteLooks(url="http://127.0.0.1:8001/", looks=(look(), look(1, LookState.VOID)))


def findings(seen_at: datetime = NOON, evidence: str = SHA) -> tuple[Finding, ...]:
    """Findings with every part that a finding can have."""
    item = Item(
        target="page",
        verdict=Verdict.FAIL,
        text="hotline.none",
        values={"seen_at": "a value may have any name", "evidence": 3},
        url="http://127.0.0.1:8001/",
        quote="Đường dây nóng: đang cập nhật",
        evidence=(evidence, OTHER_SHA),
        seen_at=seen_at,
    )
    return (
        Finding(
            criterion="FBK-01",
            check="feedback.hotline",
            outcome=Outcome(
                verdict=Verdict.FAIL,
                text="hotline.none",
                values={"pages": 3, "share": 1.0, "number": "007"},
                party=Party.COMMUNE,
                items=(item, item),
                evidence=(evidence,),
                seen_at=seen_at,
                grounds=(Ground(key="phone:+842280000001", shared_text="hotline.shared"),),
            ),
            waiver=Waiver(
                document="01/QĐ-MẪU", owner="Tỉnh Mẫu", reason="mẫu", until=date(2026, 12, 31)
            ),
            cause="shared:1",
        ),
        Finding(
            criterion="WEB-01",
            check="website.alive",
            outcome=Outcome(
                verdict=Verdict.UNKNOWN, text="site.timeout", why=Why.TIMEOUT, party=Party.CARRIER
            ),
        ),
    )


SCORE = Score(
    value=66.66666666666667,
    low=0.1,
    high=100,
    coverage=0.7,
    rating="fair",
    capped_by=("FBK-01",),
)
UNRATED = Score(
    value=None, low=0.0, high=100.0, coverage=0.0, rating="", no_rating="score.low_coverage"
)
CAUSES = (
    Cause(
        id="shared:1",
        why=Why.TIMEOUT,
        party=Party.CARRIER,
        text="cause.network",
        values={"count": 2, "share": 1e16, "nul": "\x00"},
        communes=("00001", "00002"),
        criteria=("WEB-01",),
    ),
)
CRITERIA = (
    CriterionInfo(
        id="FBK-01",
        group="FBK",
        severity=Severity.CRITICAL,
        weight=3,
        check="feedback.hotline",
        source="mẫu",
        basis={
            "vi": (
                Basis(id="nd-mau", kind="law", number="00/2026/NĐ-MẪU", title="Mẫu", article="1"),
            )
        },
        loosened=("min_looks: 3 -> 2",),
    ),
)


def run(**changes: object) -> RunRecord:
    """A run that has just begun."""
    values: dict[str, object] = {
        "id": str(uuid4()),
        "tool_version": "0.1.0",
        "profile": "tu-xa",
        "policy_version": "2026.1",
        "inventory_sha256": SHA,
        "period_start": date(2026, 11, 1),
        "period_end": date(2026, 11, 30),
        "started_at": NOON,
        "province_code": "00",
        "province_name": "Tỉnh Mẫu",
        "invented": True,
        "communes": COMMUNES,
        "documents_sha256": (OTHER_SHA,),
    }
    return RunRecord(**(values | changes))  # type: ignore[arg-type]


def judgement(run_id: str, **changes: object) -> JudgementRecord:
    """A judgement of a run."""
    values: dict[str, object] = {
        "id": str(uuid4()),
        "run_id": run_id,
        "judged_at": NOON + timedelta(hours=1),
        "stage": Stage.DRAFT,
        "tool_version": "0.1.1",
        "policy_version": "2026.2",
        "profile": "full",
        "policy": {"sha256": SHA, "title": {"vi": "Đầy đủ", "en": "Full"}},
    }
    return JudgementRecord(**(values | changes))  # type: ignore[arg-type]
