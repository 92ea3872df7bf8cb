"""Each reader gets what is theirs: addresses, officers and open streams go no further."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from auditor.audience import by_commune, is_apart, narrowed
from auditor.contract import (
    Audience,
    Finding,
    Item,
    Outcome,
    Party,
    Severity,
    Stage,
    Values,
    Verdict,
    Why,
)
from auditor.policy.model import Band
from auditor.registry import find_formats
from auditor.results import (
    Cause,
    CommuneResult,
    CriterionInfo,
    DayCount,
    EvidenceInfo,
    Published,
    Results,
)
from auditor.scoring import score_commune
from auditor.sweeping import Sweep
from tests.reports import sample
from tests.reports.whole import WHOLE_CRITERIA

HOSTS = {f"0000{n}": f"10.77.{n}.20" for n in range(1, 9)}
NAMES = {code: f"dau-ghi-{code}.lan" for code in HOSTS}
OFFICERS = {code: f"CB-8K3W{code[-1]}Q0Z" for code in HOSTS}
FAIL = Verdict.FAIL
TEXTS = sample.texts()
NOTHING = Published(total=0, reached=0)
BANDS = (Band(id="tot", from_score=50), Band(id="yeu", from_score=0, critical_cap=True))


def _criteria() -> Iterator[CriterionInfo]:
    for one in WHOLE_CRITERIA:
        yield one
        if one.id == "CAM-01":
            yield replace(one, id="CAM-06", check="camera.anonymous")


def _finding(
    criterion: str, check: str, text: str, items: tuple[Item, ...], **values: str
) -> Finding:
    outcome = Outcome(verdict=FAIL, text=text, values=values, items=items, party=Party.COMMUNE)
    return Finding(criterion=criterion, check=check, outcome=outcome, cause="shared")


def _planted(commune: CommuneResult) -> CommuneResult:
    """Plant the commune's addresses and officer wherever a text may stand."""
    host, name, officer = (of[commune.code] for of in (HOSTS, NAMES, OFFICERS))
    where: Values = {
        "address": f"{host}:554/Streaming/101",
        "host": host,
        "port": 554,
        "codec": "H264",
    }
    camera = Item(
        target="Camera 1",
        verdict=FAIL,
        text="anonymous.open_stream",
        values={**where, "camera": "Camera 1", "odd": f"rtsp://{host}:554/x"},
        url=f"rtsp://{host}/1",
        quote=f"thiết bị {name}:554 trả lời",
    )
    dark = replace(camera, text="online.down_unreachable", values={**where, "up": 0, "looks": 6})
    shift: Values = {"date": "05/10/2026", "part": "am", "hours": "07:30–11:30", "minutes": 12}
    late = Item(target=officer, verdict=FAIL, text="staff.row_late_clock", values=shift)
    page = Item(
        target=f"https://mau.invalid/{name}",
        verdict=FAIL,
        text="sample.hotline.page_without",
        url=f"http://{host}:80/onvif",
        quote=f"xem camera tại {name.upper()}, cán bộ {officer}",
    )
    findings = (
        _finding("CAM-01", "camera.online", "online.some_down", (dark,), names=f"Camera {host}"),
        _finding("CAM-06", "camera.anonymous", "anonymous.some_open", (camera,), names="Camera 1"),
        _finding("STF-01", "staff.late", "staff.clock_many_late", (late,), note=f"xem {officer}"),
        _finding("FBK-01", "feedback.hotline", "sample.hotline.none", (page,), odd=f"[{host}]:554"),
    )
    score = replace(commune.score, capped_by=("CAM-06", "FBK-01"))
    kept = EvidenceInfo(sha256="e" * 64, url=f"rtsp://{name}/x", seen_at=sample.SEEN, kind="frame")
    return replace(
        commune,
        findings=findings,
        evidence=(kept,),
        score=score,
        addresses=(host, f"{host}:554", name, f"{name}:554"),
    )


PLANTED = replace(
    sample.RESULTS,
    criteria=tuple(_criteria()),
    communes=tuple(map(_planted, sample.COMMUNES)),
    causes=(
        Cause(
            id="shared",
            why=Why.UNREACHABLE,
            party=Party.PROVINCE,
            text="camera.no_connection",
            values={"host": HOSTS["00003"], "port": 554, "said": f"{NAMES['00004']} tắt"},
            communes=tuple(HOSTS),
            criteria=("CAM-01", "CAM-06"),
        ),
    ),
)
CANARIES = (*HOSTS.values(), *NAMES.values(), *OFFICERS.values())


def _documents(results: Results, audience: Audience, lang: str) -> dict[str, str]:
    texts = sample.texts(lang)
    return {
        document.path: document.body.decode("utf-8-sig").casefold()
        for format_ in find_formats().values()
        if format_.audience is audience
        for document in format_.render(results, texts)
    }


def _found(text: str, canaries: tuple[str, ...] = CANARIES) -> list[str]:
    return [canary for canary in canaries if canary.casefold() in text]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PROVINCE])
def test_no_document_of_the_public_or_the_province_holds_an_address_or_an_officer(
    audience: Audience, stage: Stage, lang: str
) -> None:
    results = replace(PLANTED, run=replace(PLANTED.run, stage=stage))
    documents = _documents(results, audience, lang)
    assert documents
    told = {p: _found(t) for p, t in documents.items() if not p.startswith("xa/")}
    assert [path for path, found in told.items() if found] == []


def test_the_province_by_name_gets_no_page_with_a_communes_own_things() -> None:
    seen = narrowed(PLANTED, Audience.PROVINCE)
    documents = _documents(seen, Audience.PROVINCE, "vi")
    assert "xa/00001.html" in documents
    assert [path for path, text in documents.items() if _found(text)] == []
    assert "kết quả gửi riêng" in documents["xa/00001.html"]


def test_a_communes_page_holds_its_own_addresses_and_no_others() -> None:
    for path, text in _documents(PLANTED, Audience.COMMUNE, "vi").items():
        code = path[3:8]
        assert HOSTS[code] in text
        assert OFFICERS[code].casefold() in text
        others = tuple(c for c in CANARIES if c not in (HOSTS[code], NAMES[code], OFFICERS[code]))
        assert _found(text, others) == []
        names = tuple(c.name for c in PLANTED.communes if c.code != code)
        assert _found(text, names) == []


def test_the_security_sheet_names_every_open_camera_and_no_officer_and_no_site() -> None:
    (text,) = _documents(PLANTED, Audience.SECURITY, "vi").values()
    assert _found(text, tuple(HOSTS.values())) == list(HOSTS.values())
    assert _found(text, tuple(OFFICERS.values())) == []
    assert "invalid/" not in text


def test_the_province_does_not_learn_which_office_has_an_open_stream() -> None:
    seen = narrowed(PLANTED, Audience.PROVINCE)
    assert seen.apart == ("CAM-06",)
    assert "CAM-06" not in {f.criterion for c in seen.communes for f in c.findings}
    assert {c.score.capped_by for c in seen.communes} == {("FBK-01",)}
    assert seen.causes[0].criteria == ("CAM-01",)


def test_before_the_conclusion_the_public_reads_of_no_single_office() -> None:
    for stage in (Stage.DRAFT, Stage.EXPLAINED):
        results = replace(PLANTED, run=replace(PLANTED.run, stage=stage))
        assert narrowed(results, Audience.PUBLIC).communes == ()
        (text,) = _documents(results, Audience.PUBLIC, "vi").values()
        assert _found(text, tuple(c.name for c in results.communes)) == []
        assert 'id="ranking"' not in text


def test_after_the_conclusion_the_public_reads_the_ranking_and_no_verdict_of_one_office() -> None:
    final = replace(PLANTED, run=replace(PLANTED.run, stage=Stage.FINAL))
    seen = narrowed(final, Audience.PUBLIC)
    assert {(c.findings, c.evidence, c.addresses, c.score.capped_by) for c in seen.communes} == {
        ((), (), (), ())
    }
    (text,) = _documents(final, Audience.PUBLIC, "vi").values()
    assert 'id="ranking"' in text


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.PROVINCE, Audience.SECURITY])
def test_narrowing_twice_is_narrowing_once(audience: Audience) -> None:
    once = narrowed(PLANTED, audience)
    assert narrowed(once, audience) == once


def _late(days: dict[int, int]) -> Results:
    """Return results in which so many officers of the province were late on each day."""
    communes = []
    for number, commune in enumerate(sample.COMMUNES):
        rows = tuple(
            Item(
                target=f"CB-0000000{officer}",
                verdict=FAIL,
                text="staff.row_late_clock",
                values={"date": f"{day:02}/10/2026", "part": part, "hours": "07:30–11:30"},
            )
            for day, many in days.items()
            for officer in range(many)
            if officer % len(sample.COMMUNES) == number
            for part in ("am", "pm")
        )
        finding = _finding("STF-01", "staff.late", "staff.clock_many_late", rows)
        communes.append(replace(commune, findings=(finding,)))
    return replace(PLANTED, communes=tuple(communes))


@pytest.mark.parametrize(
    ("days", "told", "total"),
    [
        ({5: 7, 6: 9}, [7, 9], True),
        ({5: 7, 6: 1}, [7, None], False),
        ({5: 4, 6: 4}, [None, None], False),
        ({5: 5}, [5], True),
    ],
)
def test_few_officers_are_not_counted_and_no_sum_gives_them_away(
    days: dict[int, int], told: list[int | None], total: bool
) -> None:
    results = _late(days)
    counts = narrowed(results, Audience.PUBLIC).published
    assert counts is not None
    assert counts.days == tuple(
        DayCount(criterion="STF-01", day=date(2026, 10, day), officers=number)
        for day, number in zip(days, told, strict=True)
    )
    (text,) = _documents(results, Audience.PUBLIC, "vi").values()
    assert ("cộng:" in text) == total


def test_a_handful_of_offices_is_not_counted_before_the_conclusion() -> None:
    few = replace(PLANTED, communes=PLANTED.communes[:4])
    counts = narrowed(few, Audience.PUBLIC).published
    assert counts is not None
    assert counts.verdicts == {}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("máy 10.1.2.20 tắt", "máy – tắt"),
        ("10.1.2.20:554/Streaming/101?x=1, khác", "–, khác"),
        ("rtsp://ai:do@10.1.2.20:554/a.", "–"),
        ("DAU-GHI.lan:80#2", "–"),
        ("[fd00::20]:554 và fd00:0::20", "– và –"),
        ("110.1.2.20 và 10.1.2.201 và 10.1.2.2", "110.1.2.20 và 10.1.2.201 và 10.1.2.2"),
        ("https://mau.invalid/gop-y", "https://mau.invalid/gop-y"),
        ("mau.invalid:554 mở", "– mở"),
        ("Camera sảnh IP:10.1.2.20", "Camera sảnh IP:–"),
        ("host:10.1.2.20:554 im lặng", "host:– im lặng"),
        ("ĐC10.1.2.20, rtsp:10.1.2.20", "ĐC–, rtsp:–"),
        ("cam_10.1.2.20 10.1.2.20_", "cam_– –_"),
        ("cổng 10.1.2.20-554", "cổng –"),
        ("1.10.1.2.20 và 10.1.2.20.5", "1.– và –.5"),
        ("10.01.002.20 10%2e1%2E2.20 １０．1。2.20", "– – –"),
        ("10.1.\u200b2.20", "–"),
        ("ai:do@10.1.2.20", "–"),
        ("::ffff:10.1.2.20 và [::FFFF:0a01:214]:554", "– và –"),
        ("IP:fd00::20 và camfd00::20.", "IP:– và cam–."),
        ("[fd00::20%eth0]:80/a", "–"),
        ("cam_dau-ghi.lan, 2.dau\u2011ghi.lan", "cam_–, 2.–"),
        ("www.mau.invalid và https://ghi.mau.lan/x", "www.mau.invalid và https://ghi.mau.lan/x"),
        ("lúc 07:30:00, 1.000123.000.00.00.H42", "lúc 07:30:00, 1.000123.000.00.00.H42"),
        ("do CB-8K3W1Q0Z", "do •••"),
    ],
)
def test_the_sweep_knows_a_host_in_every_spelling_and_no_other(text: str, shown: str) -> None:
    sweep = Sweep.of(
        ("10.1.2.20", "dau-ghi.lan", "fd00::20", "mau.invalid", "mau.invalid:554", "mau.lan"),
        sites=("https://mau.invalid/", "http://ghi.mau.lan/"),
        hidden="–",
    )
    assert sweep.text(text) == shown


@pytest.mark.parametrize("address", ["::ffff:10.1.2.20", "[::ffff:10.1.2.20]:554", "10.1.2.20:554"])
def test_an_address_of_the_inventory_is_known_however_it_was_registered(address: str) -> None:
    assert Sweep.of((address,), sites=(), hidden="–").text("tại 10.1.2.20") == "tại –"


def test_of_a_host_that_several_share_a_commune_reads_its_own_ports_alone() -> None:
    own = ("10.1.2.20", "10.1.2.20:554", "mau.invalid:81")
    everybody = (*own, "10.1.2.20:8554", "10.1.2.21:554", "mau.invalid:82")
    sweep = Sweep.of(everybody, sites=("https://mau.invalid/",), hidden="–").sparing(own)
    said = "10.1.2.20, 10.1.2.20:554, 10.1.2.20:8554, 10.1.2.21, mau.invalid:81, mau.invalid:82"
    assert sweep.text(said) == "10.1.2.20, 10.1.2.20:554, –, –, mau.invalid:81, –"


def test_what_each_commune_reads_is_the_same_one_by_one_and_all_at_once() -> None:
    alone = [narrowed(PLANTED, Audience.COMMUNE, commune=c.code) for c in PLANTED.communes]
    assert list(by_commune(PLANTED)) == alone


def test_a_province_gathers_its_addresses_once_however_many_communes_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []
    plain = Sweep.of

    def counted(*args: Any, **named: Any) -> Sweep:
        asked.append(args)
        return plain(*args, **named)

    monkeypatch.setattr(Sweep, "of", counted)
    assert len(list(by_commune(PLANTED))) == len(PLANTED.communes)
    assert len(asked) == 1


def test_no_score_tells_whether_a_camera_stands_open() -> None:
    criteria = tuple(replace(c, severity=Severity.CRITICAL) for c in _criteria())
    online = _finding("CAM-01", "camera.online", "online.all", ())
    online = replace(online, outcome=replace(online.outcome, verdict=Verdict.PASS))
    scores = set()
    for verdict in (None, *Verdict):
        why = Why.REFUSED if verdict is Verdict.UNKNOWN else None
        found = Outcome(verdict=verdict or FAIL, text="anonymous.some_open", why=why)
        camera = Finding(criterion="CAM-06", check="camera.anonymous", outcome=found)
        seen = (online, camera) if verdict else (online,)
        scores.add(score_commune(seen, criteria, bands=BANDS, min_coverage=0, checked_share=1))
    (score,) = scores
    assert (score.value, score.rating, score.capped_by) == (100, "tot", ())


@pytest.mark.parametrize(("lang", "said"), [("vi", "không tính vào điểm"), ("en", "counts toward")])
def test_every_page_with_a_score_says_what_does_not_count(lang: str, said: str) -> None:
    for audience in (Audience.PROVINCE, Audience.COMMUNE, Audience.PUBLIC):
        pages = _documents(PLANTED, audience, lang)
        html = {path: text for path, text in pages.items() if path.endswith(".html")}
        assert html
        assert [path for path, text in html.items() if said not in text] == []


def test_a_cause_names_no_commune_that_it_touches_only_where_nothing_is_told() -> None:
    communes = tuple(
        replace(c, findings=tuple(f for f in c.findings if c.code == "00001" or is_apart(f)))
        for c in PLANTED.communes
    )
    seen = narrowed(replace(PLANTED, communes=communes), Audience.PROVINCE)
    assert [cause.communes for cause in seen.causes] == [("00001",)]


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("part", [{"narrowed": True}, {"complete": False}])
def test_of_a_part_of_the_province_nothing_is_published(part: Any, stage: Stage) -> None:
    whole = _late({5: 7, 6: 9})
    run = replace(whole.run, stage=stage)
    assert narrowed(replace(whole, run=run), Audience.PUBLIC).published != NOTHING
    results = replace(whole, run=replace(run, **part))
    seen = narrowed(results, Audience.PUBLIC)
    assert (seen.published, seen.communes) == (NOTHING, ())
    (text,) = _documents(results, Audience.PUBLIC, "vi").values()
    assert "không công bố số liệu" in text
    assert "<td" not in text


def test_a_role_stands_beside_its_officer_on_the_communes_own_page_alone() -> None:
    communes = tuple(
        replace(c, titles={OFFICERS[c.code]: f"Chức danh {c.code}"}) for c in PLANTED.communes
    )
    results = replace(PLANTED, communes=communes)
    for audience in Audience:
        for path, text in _documents(results, audience, "vi").items():
            code = path[3:8] if path.startswith("xa/") else ""
            told = [c.code for c in communes if f"chức danh {c.code}" in text]
            assert told == ([code] if code else [])
    seen = narrowed(results, Audience.PROVINCE)
    assert "chức danh 0" not in str(_documents(seen, Audience.PROVINCE, "vi"))
