"""Eight invented communes that show everything a report must be able to say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from auditor.contract import (
    CommuneKind,
    Finding,
    Item,
    Outcome,
    Party,
    Severity,
    Stage,
    Verdict,
    Waiver,
    Why,
)
from auditor.results import (
    Basis,
    Cause,
    CommuneResult,
    CriterionInfo,
    EvidenceInfo,
    Results,
    RunInfo,
    Score,
)
from auditor.texts import Texts

ROOT = Path(__file__).parents[2]
FOLDERS = (
    ROOT / "auditor/locale",
    ROOT / "checks/locale",
    ROOT / "reports/locale",
    Path(__file__).parent / "locale",
)
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
TURNED = "\u202egnp.exe\u2066\x07\x1b[31m đỏ"
FORMULA = "=1+1"
SEEN = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LONG = "https://mau04.invalid/" + "duong-dan-rat-dai/" * 12 + "?p=" + "a1" * 60


def texts(lang: str = "vi") -> Texts:
    """Return every catalogue a report may need, the sample's own last."""
    return Texts(lang, FOLDERS)


def sha(word: str) -> str:
    """Return an invented piece of evidence."""
    return sha256(word.encode()).hexdigest()


DECREE = Basis(
    id="nd-mau", kind="law", number="00/2026/NĐ-CP (mẫu)", title="Nghị định mẫu về cơ chế một cửa"
)
ARTICLE = Basis(
    id="nd-mau-2",
    kind="law",
    number="01/2018/NĐ-CP (mẫu)",
    title="Nghị định mẫu về phản ánh, kiến nghị",
    article="khoản 3 Điều 10",
)
LOCAL = Basis(id="qd-mau", kind="provincial", number="12/QĐ-MAU", title="Quyết định mẫu của tỉnh")


def _both(*basis: Basis) -> dict[str, tuple[Basis, ...]]:
    return {"vi": basis, "en": basis}


def _criterion(
    code: str, group: str, severity: Severity, weight: float, check: str = ""
) -> CriterionInfo:
    return CriterionInfo(
        id=code,
        group=group,
        severity=severity,
        weight=weight,
        check=check,
        source="outside",
        basis=_both(DECREE, ARTICLE) if group == "D" else _both(DECREE),
    )


CRITERIA = (
    _criterion("FAC-01", "A", Severity.MAJOR, 2),
    _criterion("FAC-02", "A", Severity.MAJOR, 2),
    _criterion("CAM-01", "B", Severity.CRITICAL, 6),
    _criterion("WEB-01", "C", Severity.CRITICAL, 5, "website.reachable"),
    replace(
        _criterion("WEB-03", "C", Severity.CRITICAL, 6.5, "website.procedures"),
        loosened=("pass_from: 1.0 -> 0.9",),
    ),
    _criterion("WEB-04", "C", Severity.MINOR, 1),
    replace(
        _criterion("FBK-01", "D", Severity.CRITICAL, 3, "feedback.hotline"), basis=_both(LOCAL)
    ),
    _criterion("FBK-02", "D", Severity.MAJOR, 3, "feedback.box"),
    _criterion("FBK-03", "D", Severity.MAJOR, 3, "feedback.guidance"),
    _criterion("STF-01", "E", Severity.MAJOR, 4),
    _criterion("DOS-01", "F", Severity.CRITICAL, 4),
    _criterion("ORG-04", "G", Severity.ADVISORY, 0, "organisation.supplied"),
)
CHECKS = {criterion.id: criterion.check for criterion in CRITERIA}


def found(
    criterion: str,
    verdict: Verdict,
    text: str,
    *,
    waiver: Waiver | None = None,
    cause: str = "",
    why: Why | None = None,
    party: Party | None = None,
    items: tuple[Item, ...] = (),
    evidence: tuple[str, ...] = (),
    **values: str | int | float,
) -> Finding:
    """Return a finding of the sample."""
    outcome = Outcome(
        verdict=verdict,
        text=text,
        values=values,
        why=why,
        party=party,
        items=items,
        evidence=evidence,
        seen_at=SEEN,
    )
    return Finding(
        criterion=criterion, check=CHECKS[criterion], outcome=outcome, waiver=waiver, cause=cause
    )


def seen(target: str, verdict: Verdict, text: str, **more: object) -> Item:
    """Return a row below a verdict, seen at the sample's moment."""
    return replace(Item(target=target, verdict=verdict, text=text, seen_at=SEEN), **more)  # type: ignore[arg-type]


def _good(number: int) -> tuple[Finding, ...]:
    page = seen(
        "/lien-he",
        Verdict.PASS,
        "sample.hotline.line",
        url=f"https://mau{number:02}.invalid/lien-he",
        quote=f"Đường dây nóng: 0228 000 00{number:02}",
        evidence=(sha(f"contact{number}"),),
    )
    return (
        found("WEB-01", Verdict.PASS, "sample.site.up"),
        found("WEB-03", Verdict.PASS, "sample.procedures.all", published=132, listed=132),
        found(
            "FBK-01",
            Verdict.PASS,
            "sample.hotline.published",
            items=(page,),
            number="0228 000 0001",
        ),
        found("FBK-02", Verdict.PASS, "sample.box.form"),
        found("FBK-03", Verdict.PASS, "sample.guidance.full"),
        found("ORG-04", Verdict.NOT_APPLICABLE, "sample.supplied.nothing_asked"),
    )


def _changed(number: int, *changes: Finding) -> tuple[Finding, ...]:
    new = {finding.criterion: finding for finding in changes}
    return tuple(new.get(finding.criterion, finding) for finding in _good(number))


def _down(cause: str) -> tuple[Finding, ...]:
    return tuple(
        found(
            criterion,
            Verdict.UNKNOWN,
            "sample.site.timeout",
            why=Why.TIMEOUT,
            party=Party.CARRIER,
            cause=cause,
            seconds=20,
        )
        for criterion in ("WEB-01", "WEB-03", "FBK-01", "FBK-02", "FBK-03")
    )


def _portal(number: int) -> tuple[Finding, ...]:
    return _changed(
        number,
        found(
            "FBK-01",
            Verdict.WARN,
            "sample.hotline.shared",
            party=Party.PROVINCE,
            cause="portal-hotline",
            number="0228 000 0099",
        ),
        found(
            "FBK-02",
            Verdict.UNKNOWN,
            "sample.box.browser",
            why=Why.NEEDS_BROWSER,
            party=Party.PROVINCE,
        ),
    )


FIELDS = ("Hộ tịch", "Chứng thực", "Đất đai", "Bảo trợ xã hội", "Lĩnh vực có tên rất dài " * 4)
WAIVER = Waiver(
    document="15/CV-MAU",
    owner="Xã Mẫu 03",
    reason="đang nâng cấp Trang thông tin điện tử",
    until=date(2026, 12, 31),
)

_NO_HOTLINE = _changed(
    2,
    found(
        "FBK-01",
        Verdict.FAIL,
        "sample.hotline.none",
        pages=12,
        items=(
            seen("/", Verdict.FAIL, "sample.hotline.page_without", url="https://mau02.invalid/"),
            seen(
                "/lien-he",
                Verdict.FAIL,
                "sample.hotline.placeholder",
                url="https://mau02.invalid/lien-he",
                quote="Đường dây nóng: đang cập nhật",
                evidence=(sha("contact2"),),
            ),
        ),
        evidence=(sha("home2"),),
    ),
    found("FBK-03", Verdict.WARN, "sample.guidance.part", present=3, needed=5),
)
_PROCEDURES = _changed(
    3,
    found(
        "WEB-03",
        Verdict.FAIL,
        "sample.procedures.some",
        waiver=WAIVER,
        published=41,
        listed=132,
        share=0.3106,
        items=tuple(
            seen(field, verdict, "sample.procedures.field", values={"published": n, "listed": 26})
            for n, (field, verdict) in enumerate(
                zip(
                    FIELDS,
                    [Verdict.FAIL, Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.FAIL],
                    strict=True,
                )
            )
        ),
    ),
    found(
        "FBK-02",
        Verdict.FAIL,
        "sample.box.disabled",
        items=(
            seen(
                "/gop-y",
                Verdict.FAIL,
                "sample.box.disabled_form",
                url="https://mau03.invalid/gop-y",
            ),
        ),
    ),
)
_HOSTILE = _changed(
    4,
    found(
        "FBK-01",
        Verdict.FAIL,
        "sample.hotline.odd",
        quote=SCRIPT + IMAGE,
        items=(
            seen(
                SCRIPT,
                Verdict.FAIL,
                "sample.hotline.page_without",
                url="javascript:alert(1)",
                quote=TURNED + IMAGE,
                evidence=("f" * 64,),
            ),
            seen(
                FORMULA,
                Verdict.UNKNOWN,
                "sample.hotline.image",
                url=LONG,
                quote="x" * 300,
                why=Why.UNREADABLE,
                party=Party.COMMUNE,
                evidence=(sha("long"),),
            ),
        ),
    ),
    found("WEB-03", Verdict.UNKNOWN, FORMULA + SCRIPT, why=Why.REFUSED, party=Party.THIRD_PARTY),
    found(
        "ORG-04",
        Verdict.UNKNOWN,
        "sample.supplied.late",
        why=Why.NOT_SUPPLIED,
        party=Party.COMMUNE,
        deadline="2026-10-20",
    ),
)
_EVERY_WHY = tuple(
    found(criterion, Verdict.UNKNOWN, "sample.unknown", why=why, party=party, number=n)
    for n, (criterion, why, party) in enumerate(
        [
            ("WEB-01", Why.UNCONFIRMED, Party.AUDITOR),
            ("WEB-03", Why.INCOMPLETE, Party.AUDITOR),
            ("FBK-01", Why.UNREADABLE, Party.COMMUNE),
            ("FBK-02", Why.MALFORMED, Party.COMMUNE),
            ("FBK-03", Why.BUG, Party.AUDITOR),
        ]
    )
)


def _commune(
    number: int, findings: tuple[Finding, ...], score: Score, rank: int | None
) -> CommuneResult:
    used = {e for f in findings for e in f.outcome.evidence}
    used |= {e for f in findings for item in f.outcome.items for e in item.evidence}
    used -= {"f" * 64}
    return CommuneResult(
        code=f"{number:05}",
        name=f"Xã Mẫu {number:02}",
        kind=CommuneKind.PHUONG if number == 8 else CommuneKind.XA,
        site=f"https://mau{number:02}.invalid/",
        score=score,
        findings=findings,
        evidence=tuple(
            EvidenceInfo(
                sha256=e,
                url=f"https://mau{number:02}.invalid/trang-{n}",
                seen_at=SEEN + timedelta(seconds=n),
                kind="page",
            )
            for n, e in enumerate(sorted(used), start=1)
        ),
        rank=rank,
    )


def _score(
    value: float | None,
    low: float,
    high: float,
    coverage: float,
    rating: str = "",
    no_rating: str = "",
    capped_by: tuple[str, ...] = (),
) -> Score:
    return Score(
        value=value,
        low=low,
        high=high,
        coverage=coverage,
        rating=rating,
        no_rating=no_rating,
        capped_by=capped_by,
    )


COMMUNES = (
    _commune(1, _good(1), _score(100, 100, 100, 1, "xuat_sac"), 1),
    _commune(
        2, _NO_HOTLINE, _score(78.05, 78.05, 78.05, 1, "trung_binh", capped_by=("FBK-01",)), 4
    ),
    _commune(3, _PROCEDURES, _score(53.66, 53.66, 53.66, 1, "trung_binh"), 5),
    _commune(4, _HOSTILE, _score(76.92, 50.0, 81.71, 0.6829, no_rating="score.low_coverage"), 6),
    _commune(5, _down("line"), _score(None, 0, 100, 0, no_rating="score.low_coverage"), None),
    _commune(6, _portal(6), _score(91.43, 78.05, 92.68, 0.8537, "xuat_sac"), 2),
    _commune(7, _portal(7), _score(91.43, 78.05, 92.68, 0.8537, "xuat_sac"), 2),
    _commune(8, _EVERY_WHY, _score(None, 0, 100, 0, no_rating="score.low_coverage"), None),
)
CAUSES = (
    Cause(
        id="line",
        why=Why.TIMEOUT,
        party=Party.CARRIER,
        text="sample.site.timeout",
        values={"seconds": 20},
        communes=("00005",),
        criteria=("WEB-01", "WEB-03", "FBK-01", "FBK-02", "FBK-03"),
    ),
    Cause(
        id="portal-hotline",
        why=None,
        party=Party.PROVINCE,
        text="sample.hotline.shared",
        values={"number": "0228 000 0099"},
        communes=("00006", "00007"),
        criteria=("FBK-01",),
    ),
)
RUN = RunInfo(
    id="00000000-0000-4000-8000-000000000001",
    judgement="00000000-0000-4000-8000-00000000000a",
    tool_version="0.1.0",
    profile="mau",
    policy_version="2026.1",
    inventory_sha256=sha("inventory"),
    period_start=date(2026, 10, 1),
    period_end=date(2026, 10, 31),
    started_at=SEEN - timedelta(minutes=5),
    finished_at=SEEN + timedelta(minutes=2),
    complete=True,
    stage=Stage.DRAFT,
    judged_at=SEEN + timedelta(minutes=3),
    profile_title={"vi": "Bộ tiêu chí mẫu", "en": "Sample criteria"},
)
RESULTS = Results(
    run=RUN,
    province_code="00",
    province_name="Tỉnh Mẫu",
    criteria=CRITERIA,
    communes=COMMUNES,
    causes=CAUSES,
    invented=True,
)
INTERRUPTED = replace(
    RESULTS,
    run=replace(RUN, complete=False, finished_at=None),
    communes=(
        *COMMUNES[:6],
        replace(COMMUNES[6], findings=(), evidence=(), rank=None, score=_score(None, 0, 100, 0)),
    ),
    not_reached=("00007", "00008"),
)
CONCLUDED = replace(RESULTS, run=replace(RUN, stage=Stage.FINAL), invented=False)

ONE_CHECK = replace(
    RESULTS,
    run=replace(RESULTS.run, narrowed=True),
    criteria=tuple(
        replace(criterion, left_out=bool(criterion.check) and criterion.id != "FBK-01")
        for criterion in CRITERIA
    ),
    communes=tuple(
        replace(c, findings=tuple(f for f in c.findings if f.criterion == "FBK-01"))
        for c in COMMUNES
    ),
)
"""What a run says that was asked for FBK-01 alone."""
