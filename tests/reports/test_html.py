"""What the pages say, and what they never say."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from auditor.contract import CommuneKind, Document, Finding, Stage, Verdict
from auditor.results import Results
from reports.html import FORMAT
from tests.reports import sample

FORBIDDEN = ("kiểm toán", "thanh tra", "vi phạm")


def pages(results: Results = sample.RESULTS, lang: str = "vi") -> dict[str, str]:
    documents: list[Document] = list(FORMAT.render(results, sample.texts(lang)))
    return {document.path: document.body.decode() for document in documents}


PAGES = pages()


def soup(path: str, found: dict[str, str] | None = None) -> BeautifulSoup:
    return BeautifulSoup((found or PAGES)[path], "lxml")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def criterion(path: str, code: str) -> str:
    return words(soup(path).select_one(f"#{code}"))


def test_there_is_an_index_and_a_page_a_commune_named_by_code() -> None:
    assert sorted(PAGES) == ["index.html", *(f"xa/0000{n}.html" for n in range(1, 9))]


def test_equal_results_give_equal_pages() -> None:
    assert pages() == PAGES


def test_a_code_that_leads_out_of_the_folder_is_refused() -> None:
    stray = replace(sample.COMMUNES[0], code="../../etc/x")
    with pytest.raises(ValueError, match="made of codes"):
        pages(replace(sample.RESULTS, communes=(stray,)))


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_is_self_contained_and_allows_nothing_but_its_own_blocks(path: str) -> None:
    page = soup(path)
    policy = str(page.select_one("meta[http-equiv]")["content"])  # type: ignore[index]
    assert policy.startswith("default-src 'none'")
    blocks = {"style": page.select("style"), "script": page.select("script")}
    for kind, tags in blocks.items():
        allowed = re.search(rf"{kind}-src ([^;]+)", policy)
        hashes = {f"'sha256-{_sha256(tag.string or '')}'" for tag in tags}
        assert allowed
        assert hashes == set(allowed[1].split())
    assert page.select("[src], link, img, iframe, object, form, [style]") == []
    assert [tag for tag in page.find_all(True) if any(a.startswith("on") for a in tag.attrs)] == []


@pytest.mark.parametrize("path", sorted(PAGES))
def test_what_a_stranger_wrote_stays_words(path: str) -> None:
    page = soup(path)
    assert len(page.select("script")) == 1
    assert sample.SCRIPT not in PAGES[path]
    assert [a["href"] for a in page.select("a[href]") if "script" in str(a["href"])] == []
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f]", PAGES[path])


@pytest.mark.parametrize("template", sorted((sample.ROOT / "reports/templates").glob("*.html")))
def test_no_template_switches_escaping_off(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup|\sstyle=|\son[a-z]+=", text)


def test_a_hostile_quote_is_still_shown_as_it_was_written() -> None:
    shown = criterion("xa/00004.html", "FBK-01")
    assert sample.SCRIPT in shown
    assert "<img src=x onerror=alert(2)>" in shown
    assert "javascript:alert(1)" in shown


def test_a_hostile_province_cannot_leave_the_margin_of_the_sheet() -> None:
    name = '"}} body{display:none} /*</style><script>alert(3)</script>'
    found = pages(replace(sample.RESULTS, province_name=name))
    page = soup("index.html", found)
    assert len(page.select("script")) == 1
    assert "display:none}" not in str(page.select("style")[1].string)


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.EXPLAINED])
def test_before_the_conclusion_nobody_is_accused_or_ranked_in_public(stage: Stage) -> None:
    found = pages(replace(sample.RESULTS, run=replace(sample.RUN, stage=stage)))
    for text in found.values():
        assert [word for word in FORBIDDEN if word in text.lower()] == []
    assert "chỉ dùng nội bộ, chưa công bố" in words(
        soup("index.html", found).select_one("#ranking h2")
    )


@pytest.mark.parametrize(
    ("results", "marked"),
    [(sample.RESULTS, True), (sample.CONCLUDED, False)],
    ids=["draft", "final"],
)
def test_only_a_draft_carries_the_mark(results: Results, marked: bool) -> None:
    found = pages(results)
    assert {bool(soup(path, found).select(".watermark")) for path in found} == {marked}


def test_only_a_conclusion_ranks_without_a_reservation() -> None:
    found = pages(sample.CONCLUDED)
    assert "nội bộ" not in found["index.html"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_invented_data_says_so_on_every_page_and_real_data_never(lang: str) -> None:
    banner = sample.texts(lang).say("page.invented")
    assert all(banner in text for text in pages(lang=lang).values())
    assert not any(banner in text for text in pages(sample.CONCLUDED, lang).values())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_page_names_its_language(lang: str) -> None:
    found = pages(lang=lang)
    assert {soup(path, found).html["lang"] for path in found} == {lang}  # type: ignore[index]


def test_the_index_says_what_was_audited_when_and_by_which_rule() -> None:
    text = words(soup("index.html").body)
    for said in (
        "Tỉnh Mẫu",
        "từ 01/10/2026 đến 31/10/2026",
        "Bộ tiêu chí mẫu",
        "02/11/2026 08:25",
        sample.RUN.id,
        "0.1.0",
        "2026.1",
        sample.RUN.inventory_sha256[:12],
        "6/12",
    ):
        assert said in text


def test_the_summary_counts_communes_in_words() -> None:
    text = words(soup("index.html").select_one("#summary"))
    assert (
        "Đã kiểm tra 8/8 đơn vị cấp xã theo 6/12 tiêu chí: 3 đơn vị có tiêu chí không đạt" in text
    )
    assert "FBK-01 Công khai số điện thoại đường dây nóng" in text
    assert "số đơn vị không đạt: 2 – Xã Mẫu 02 , Xã Mẫu 04" in text


@pytest.mark.parametrize(
    ("party", "communes"),
    [
        ("commune", ["Xã Mẫu 02", "Xã Mẫu 03", "Xã Mẫu 04", "Xã Mẫu 08"]),
        ("province", ["Xã Mẫu 06", "Xã Mẫu 07"]),
        ("carrier", ["Xã Mẫu 05"]),
        ("third_party", ["Xã Mẫu 04"]),
        ("auditor", ["Xã Mẫu 08"]),
    ],
)
def test_the_index_sends_each_party_to_its_communes(party: str, communes: list[str]) -> None:
    duty = soup("index.html").select_one(f"section:has(> #duty-{party})")
    assert duty
    assert [words(link) for link in duty.select("dt a")] == communes


def test_a_waived_failure_is_nobodys_task_but_stands_beside_its_verdict() -> None:
    tasks = words(soup("xa/00003.html").select_one("section:has(> #todo-title)"))
    assert "WEB-03" not in tasks
    shown = criterion("xa/00003.html", "WEB-03")
    assert "Không đạt" in shown
    assert "15/CV-MAU" in shown
    assert "31/12/2026" in shown


def test_the_matrix_says_every_verdict_in_words_too() -> None:
    row = soup("index.html").select("#matrix-table tbody tr")[1]
    assert [words(cell) for cell in row.select("td")] == [
        "Đạt", "Đạt", "Không đạt", "Đạt", "Đạt một phần", "Không áp dụng"
    ]  # fmt: skip


def test_criteria_without_a_check_are_named_and_not_counted() -> None:
    index = soup("index.html")
    heads = [words(head) for head in index.select("#matrix-table thead th")]
    assert heads == ["Đơn vị", "WEB -01", "WEB -03", "FBK -01", "FBK -02", "FBK -03", "ORG -04"]
    text = words(index.select_one("#criteria"))
    assert "6/12 tiêu chí" in text
    assert "Chưa kiểm tra: 6 tiêu chí" in text
    assert "FAC-01 Bàn để viết" in text


def test_ties_share_a_rank_and_a_commune_nothing_is_known_of_has_none() -> None:
    rows = soup("index.html").select("#ranking-table tbody tr")
    ranks = [words(row.select("td")[0]) for row in rows]
    assert ranks == ["1", "2 = (đồng hạng)", "2 = (đồng hạng)", "4", "5", "6",
                     "– không xếp hạng", "– không xếp hạng"]  # fmt: skip


def test_a_rating_is_never_printed_above_too_little_coverage() -> None:
    row = words(soup("index.html").select("#ranking-table tbody tr")[5])
    assert "Xã Mẫu 04" in row
    assert "68,2%" in row
    assert "Chưa đủ căn cứ xếp loại" in row


def test_where_nothing_can_be_rated_the_interval_stands_where_the_score_would() -> None:
    """A big 100 of what little was seen misleads whoever reads only the big number."""
    score = replace(
        sample.COMMUNES[3].score,
        value=100.0, low=41.96, high=100.0, coverage=0.42, rating="", no_rating="score.no_rating",
    )  # fmt: skip
    commune = replace(sample.COMMUNES[3], score=score)
    found = pages(replace(sample.RESULTS, communes=(commune,)))
    shown = soup("xa/00004.html", found).select_one(".score")
    assert shown
    assert words(shown.select_one(".big")) == "41–100 /100"
    assert "Điểm theo phần đã xem: 100,0 · độ phủ 42,0%" in words(shown)
    cells = soup("index.html", found).select("#ranking-table tbody tr td")
    assert words(cells[1]) == "41–100 phần đã xem: 100,0"
    assert cells[1]["data-sort"] == "41.96"
    assert "cột Điểm ghi khoảng điểm" in words(soup("index.html", found).select_one("#ranking"))


def test_a_rated_commune_has_one_number() -> None:
    commune = sample.COMMUNES[0]
    assert commune.score.rating
    assert "–" not in words(soup("xa/00001.html").select_one(".big"))


def test_a_capped_rating_names_what_holds_it() -> None:
    assert "Trung bình (khống chế bởi FBK-01)" in words(soup("xa/00002.html").select_one(".score"))


def test_a_loosened_limit_is_printed_on_both_pages() -> None:
    for path in ("index.html", "xa/00001.html"):
        assert (
            "Giới hạn đã nới lỏng so với danh mục tiêu chí: Tỷ lệ tối thiểu để đạt: 100% → 90%."
            in words(soup(path).body)
        )


def test_an_interrupted_run_names_the_communes_it_did_not_reach() -> None:
    found = pages(sample.INTERRUPTED)
    notice = words(soup("index.html", found).select_one(".notice"))
    assert "Đợt kiểm tra chưa hoàn thành." in notice
    assert "6/8 đơn vị cấp xã" in notice
    assert "Xã Mẫu 07 (00007), 00008." in notice
    assert "Không có nhận xét nào về đơn vị này" in words(soup("xa/00007.html", found).body)


def test_the_commune_page_is_headed_like_a_paper_and_ends_in_signatures() -> None:
    page = soup("xa/00008.html")
    assert words(page.h1) == "Phiếu kết quả kiểm tra, đánh giá"
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in words(page.header)
    signatures = words(page.select_one(".signatures"))
    assert "Người lập (Ký, ghi rõ họ tên) Đại diện UBND phường (Ký, ghi rõ" in signatures
    assert "Thủ trưởng đơn vị kiểm tra, đánh giá (Ký, ghi rõ họ tên, đóng dấu)" in signatures
    assert "ngày …… tháng …… năm" in signatures


@pytest.mark.parametrize("kind", list(CommuneKind))
def test_every_kind_of_commune_has_a_signatory(kind: CommuneKind) -> None:
    commune = replace(sample.COMMUNES[0], kind=kind)
    found = pages(replace(sample.RESULTS, communes=(commune,)))
    assert "sign." not in words(soup("xa/00001.html", found).select_one(".signatures"))


def test_tasks_come_gravest_first_and_only_the_communes_own() -> None:
    page = soup("xa/00002.html")
    assert [words(task.p) for task in page.select(".task")] == [
        "Đăng số đường dây nóng kèm nhãn “Đường dây nóng” ở trang chủ hoặc trang liên hệ.",
        "Bổ sung địa chỉ thư điện tử và cách gửi phản ánh, kiến nghị.",
    ]
    text = words(soup("xa/00005.html").select_one("section:has(> #todo-title)"))
    assert "không có việc nào UBND cấp xã phải làm ngay" in text
    assert "Đề nghị nhà mạng kiểm tra đường truyền" in text


def test_a_finding_shows_what_was_seen_where_when_and_by_which_evidence() -> None:
    shown = criterion("xa/00002.html", "FBK-01")
    for said in (
        "Không đạt",
        "Đã xem đầy đủ 12 trang, không thấy số đường dây nóng.",
        "https://mau02.invalid/lien-he",
        "Đường dây nóng: đang cập nhật",
        "02/11/2026 08:30",
        sample.sha("contact2")[:12],
        "12/QĐ-MAU",
        "Tiêu chí khống chế xếp loại",
        "Việc cần làm: Đăng số đường dây nóng",
    ):
        assert said in shown
    assert shown.count(sample.sha("contact2")[:12]) == 1
    assert sample.sha("contact2") in words(soup("xa/00002.html").select_one(".evidence"))


def test_a_document_without_a_number_is_cited_by_its_title_alone() -> None:
    bare = replace(sample.CRITERIA[3], basis={"vi": (replace(sample.LOCAL, number=""),)})
    found = pages(
        replace(sample.RESULTS, criteria=(*sample.CRITERIA[:3], bare, *sample.CRITERIA[4:]))
    )
    shown = words(soup("xa/00001.html", found).select_one("#WEB-01"))
    assert "Văn bản của tỉnh: Quyết định mẫu của tỉnh" in shown


def test_an_article_is_cited_only_where_it_is_known() -> None:
    shown = criterion("xa/00002.html", "FBK-02")
    assert "Căn cứ pháp luật: 00/2026/NĐ-CP (mẫu) – Nghị định mẫu" in shown
    assert "Căn cứ pháp luật: 01/2018/NĐ-CP (mẫu), khoản 3 Điều 10 – Nghị định mẫu" in shown


@pytest.mark.parametrize("number", range(1, 9))
def test_an_unknown_always_says_why_and_who_and_that_it_is_no_failure(number: int) -> None:
    path = f"xa/{number:05}.html"
    page, texts = soup(path), sample.texts()
    for finding in sample.COMMUNES[number - 1].findings:
        shown = words(page.select_one(f"#{finding.criterion}"))
        assert ("không bị tính là không đạt" in shown) == _is_plain_unknown(finding)
        if finding.outcome.why and finding.outcome.party:
            told = shown if not finding.cause else words(page.select_one(".cause"))
            assert texts.say(f"why.{finding.outcome.why}") in told
            assert texts.say(f"party.{finding.outcome.party}") in told


def test_what_was_withheld_counts_nothing_and_is_told_so() -> None:
    shown = criterion("xa/00004.html", "ORG-04")
    assert "tính 0 điểm cho đến khi cung cấp" in shown
    assert "trước ngày 20/10/2026" in shown


def test_one_cause_of_five_criteria_is_printed_once_and_referred_to() -> None:
    page = soup("xa/00005.html")
    text = words(page.body)
    assert text.count("Máy chủ không trả lời trong 20 giây.") == 1
    assert len(page.select(".criterion a[href='#cause-1']")) == 5


def test_a_cause_that_failed_one_criterion_does_not_fail_the_others_in_the_list_of_tasks() -> None:
    down, *others = sample.COMMUNES[4].findings
    failed = replace(down, outcome=replace(down.outcome, verdict=Verdict.FAIL, why=None))
    commune = replace(sample.COMMUNES[4], findings=(failed, *others))
    found = pages(replace(sample.RESULTS, communes=(commune,)))
    links = soup("xa/00005.html", found).select(".task a")
    assert [words(link) for link in links] == [
        "WEB-01 – Không đạt",
        *(f"{code} – Chưa đủ căn cứ đánh giá" for code in ("WEB-03", "FBK-01", "FBK-02", "FBK-03")),
    ]


def test_a_cause_of_one_criterion_in_one_commune_is_told_at_the_criterion() -> None:
    cause = replace(sample.CAUSES[1], communes=("00006",))
    found = pages(replace(sample.RESULTS, causes=(cause,)))
    assert not soup("xa/00006.html", found).select(".cause")
    assert not soup("index.html", found).select("#causes")
    shown = words(soup("xa/00006.html", found).select_one("#FBK-01"))
    assert "Số 0228 000 0099 đặt ở chân trang chung" in shown


def test_an_anchor_exists_for_every_link_within_the_report() -> None:
    ids = {path: {str(tag["id"]) for tag in soup(path).select("[id]")} for path in PAGES}
    for path in PAGES:
        for link in soup(path).select("a[href]"):
            target, _, anchor = str(link["href"]).partition("#")
            if target.startswith("http"):
                continue
            where = path if not target else target.removeprefix("../")
            assert where in ids
            assert not anchor or anchor in ids[where]


@pytest.mark.parametrize("path", sorted(PAGES))
def test_ids_are_unique_and_tables_are_labelled(path: str) -> None:
    page = soup(path)
    found = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(found) == len(set(found))
    for table in page.select("table"):
        assert table.caption
        assert not [head for head in table.select("th") if not head.get("scope")]


def _is_plain_unknown(finding: Finding) -> bool:
    outcome = finding.outcome
    return outcome.verdict is Verdict.UNKNOWN and outcome.why != "not_supplied"


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize(("day", "told"), [(15, False), (1, False), (31, False), (32, True)])
def test_looks_outside_the_period_are_said_on_every_page(day: int, told: bool) -> None:
    started = datetime.combine(sample.RUN.period_start, time(3), UTC) + timedelta(days=day - 1)
    found = pages(replace(sample.RESULTS, run=replace(sample.RUN, started_at=started)))
    assert {"ngoài kỳ kiểm tra" in body for body in found.values()} == {told}
