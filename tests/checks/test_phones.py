import pytest

from checks.matching import finder
from checks.sites.numbering import current_form
from checks.sites.phones import PhoneKind, phone, phones
from tests.checks.build import terms

CALLABLE, OLD, INVALID, FILL_IN = PhoneKind


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("0228.0000001", [("+842280000001", CALLABLE)]),
        ("(0228) 0000 001", [("+842280000001", CALLABLE)]),
        ("+84 228 0000001", [("+842280000001", CALLABLE)]),
        ("0228 0 000 001", [("+842280000001", CALLABLE)]),
        (
            "0228 0000 001 - 0228 0000 002",
            [("+842280000001", CALLABLE), ("+842280000002", CALLABLE)],
        ),
        ("0228 0000 001/0228 0000 002", [("+842280000001", CALLABLE), ("+842280000002", CALLABLE)]),
        ("ĐƯỜNG DÂY NÓNG0228 0000 001Email", [("+842280000001", CALLABLE)]),
        ("(0228 0000 001 hành chính)", [("+842280000001", CALLABLE)]),
        ("ĐT/Fax: 0228 0000 001", [("+842280000001", CALLABLE)]),
        ("ĐT: 0228 0000 001 - Fax: 0228 0000 002", [("+842280000001", CALLABLE)]),
        ("1022", [("1022", CALLABLE)]),
        ("024.1022", [("+84241022", CALLABLE)]),
        ("080 00000", [("+848000000", CALLABLE)]),
        ("(0350) 3000000", [("+843503000000", OLD)]),
        ("04 30000000", [("+84430000000", OLD)]),
        ("(08)30000000", [("+84830000000", OLD)]),
        ("(025) 30000000", [("+842530000000", INVALID)]),
        ("0123456789", [("+84123456789", FILL_IN)]),
        ("0123.456.789", [("+84123456789", FILL_IN)]),
        ("0000 000 000", [("+84000000000", FILL_IN)]),
        ("Mã số thuế: 0700000000", []),
        ("Lượt truy cập: 54.354.354", []),
        ("08.07.2024", []),
        ("2021-2026", []),
        ("Số 12/2024/QĐ-UBND", []),
        ("113", []),
        ("Từ 7h30 đến 11h30, 20/11/2026", []),
        ("mau@0228000001.invalid", []),
    ],
)
def test_numbers_are_told_from_what_looks_like_them(
    line: str, found: list[tuple[str, PhoneKind]]
) -> None:
    assert [(one.key, one.kind) for one in phones(line, terms())] == found


@pytest.mark.parametrize(
    ("digits", "written", "valid", "current"),
    [
        ("03503000000", "(0350) 3000000", False, "02283000000"),
        ("0430000000", "04.30000000", False, "02430000000"),
        ("0830000000", "(08) 30000000", True, "02830000000"),
        ("0830000000", "08 3000 0000", True, "02830000000"),
        ("0830000000", "083 000 0000", True, ""),
        ("0830000000", "0830000000", True, ""),
        ("0383000000", "(038) 3000000", True, "02383000000"),
        ("0383000000", "038 3000000", True, ""),
        ("01680000000", "0168 0000000", False, "0380000000"),
        ("02283000000", "0228 3000000", True, ""),
    ],
)
def test_an_old_number_is_known_by_its_code_and_how_it_is_written(
    digits: str, written: str, valid: bool, current: str
) -> None:
    assert current_form(digits, written, valid) == current


def test_a_telephone_link_is_one_number() -> None:
    found = phone("tel:+84%202280000001", terms())
    assert found is not None
    assert found.key == "+842280000001"
    assert phone("tel:abc", terms()) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Góp ý & Phản ánh, kiến nghị", True),
        ("GOP Y", True),
        ("gop ytrong", False),
        ("gop\u00a0ý", True),
        ("Trang chủGóp ýLiên hệ", True),
        ("Góp ý0228 0000 001", True),
        ("Hộp–góp ý", True),
        ("phản ánh\u2026kiến nghị", True),
        ("phản\u200b ánh kiến nghị", True),
        ("", False),
    ],
)
def test_phrases_are_found_as_whole_words(text: str, found: bool) -> None:
    assert finder(("góp ý", "phản ánh kiến nghị")).has(text) is found


def test_a_hit_stands_where_it_is_in_the_folded_text_and_the_longest_wins() -> None:
    hits = finder(("góp ý", "hòm thư góp ý")).find("Có: Hòm  thư góp-ý!")
    assert [(hit.phrase, hit.start, hit.end) for hit in hits] == [("hom thu gop y", 4, 17)]


@pytest.mark.parametrize(
    "name", ["hotlinet2.png", "/DuongDayNong.aspx", "duong-day-nong", "duongdaynong"]
)
def test_names_of_files_and_pages_carry_phrases_run_together(name: str) -> None:
    assert finder(("hotline", "đường dây nóng")).in_name(name)


def test_an_empty_list_finds_nothing() -> None:
    assert not finder(()).has("góp ý")
    assert not finder(("góp ý",)).in_name("")
