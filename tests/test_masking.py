"""Citizens' numbers leave no finding; the number that was judged stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.contract import Ground, Item, Outcome, Verdict
from auditor.masking import MASK, masked, masked_outcome

HOTLINE = "0228 000 0001"
SPELLINGS = ("0228 000 0001", "0228.0000.001", "(0228) 0000001", "+84 228 000 0001", "02280000001")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Số CCCD: 001099000000, cấp ngày 01/01/2021", "Số CCCD: •••, cấp ngày 01/01/2021"),
        ("Căn cước công dân 001 099 000 000", "Căn cước công dân •••"),
        ("036099000000 là số định danh", "••• là số định danh"),
        ("CMND số 123456789 do Công an cấp", "CMND số ••• do Công an cấp"),
        ("Chứng minh nhân dân: 123.456.789", "Chứng minh nhân dân: •••"),
        ("giấy tờ 123456789", "giấy tờ •••"),
        ("Ông Mẫu, ĐT: 0900 000 000", "Ông Mẫu, ĐT: •••"),
        ("ĐT 0900.000.000 - 0900-000-001", "ĐT ••• - •••"),
        ("0900000000/0900000001", "•••/•••"),
        ("0900000000.0900000001", "•••.•••"),
        ("+84 900 000 000; 84900000000", "•••; •••"),
        ("+84 (0)900 000 000", "•••"),
        ("(0228) 3.000.000", "•••"),
        ("0900\u00a0000\u00a0000", "•••"),
        ("０９００ ０００ ０００", "•••"),
        ("SĐT:0900000000.", "SĐT:•••."),
        ("STK 19030000000000 tại ngân hàng", "STK ••• tại ngân hàng"),
        ("Sổ BHXH số: 3620000000", "Sổ BHXH số: •••"),
        ("SĐT0900000000, ĐT.0900000000, ĐTDĐ 0900000000", "SĐT•••, ĐT.•••, ĐTDĐ •••"),
        ("Zalo0900000000, zalo.me/0900000000", "Zalo•••, zalo.me/•••"),
        ("tel:0900000000, LH-0900 000 000", "tel:•••, LH-•••"),
        ("số001099000000, ĐT.0228 3000 001", "số•••, ĐT.•••"),
        ("0900000000-Nguyễn A, 0900.000.000/ông B", "•••-Nguyễn A, •••/ông B"),
        ("0900000000Nguyễn A, 0900000000_NguyenA", "•••Nguyễn A, •••_NguyenA"),
        ("số 001099000000-CA, 001099000000/UBND", "số •••-CA, •••/UBND"),
        ("001 099 000 000/CA, 02283000001-UBND", "•••/CA, •••-UBND"),
        ("0900/000/000, 0900_000_000, 0900,000,000", "•••, •••, •••"),
        ("0228/3000001, 090/000/0000", "•••, •••"),
    ],
)
def test_a_persons_number_is_masked_in_every_spelling(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Thủ tục 1.000123.000.00.00.H42",
        "Mã hồ sơ 000.00.12.H42-251103-0001",
        "2.001234.000.00.00.H42 và 1.012345",
        "Nghị định 61/2018/NĐ-CP ngày 23.04.2018 08:30",
        "từ 01.11.2026 08.30 đến 02.11.2026",
        "2026-11-02T08:30:00+07:00",
        "Lệ phí 1.500.000.000 đồng",
        "Giá 123456789 đồng",
        "Lượt truy cập: 123 456 789",
        "Tổng đài 1900 0000, 1022, 113",
        "https://mau01.invalid/tin-tuc-123456789.html",
        "10.1.2.20:554/Streaming/Channels/101",
        "attlog-2026-10.csv:18, attlog-2026-10.csv:2207",
        "07:30–11:30, 13:30–17:30",
        "000.00.00.12.H42-251103-0001, H42.12.03-251103-0001",
        "012/2025/QĐ-UBND, 035/2018/TT-BTC, 0300/2026/12",
        "05/11/2026/0912, 09/11-12/11/2026, 2026_11_02",
        "03/04/05/06/07, 01,02,03,04,05,06",
        "https://mau01.invalid/tin/0900000000-le-khai-mac.html",
        "Mã KV0900000000, ABCDT0900000000",
    ],
)
def test_codes_decrees_dates_prices_and_addresses_stand_as_they_were(text: str) -> None:
    assert masked(text) == text


def _outcome(quote: str, text: str = "hotline.seen_number", number: str = HOTLINE) -> Outcome:
    item = Item(
        target="https://mau01.invalid/",
        verdict=Verdict.PASS,
        text=text,
        quote=quote,
        values={"number": number, "note": "gọi 0900 000 000"},
    )
    return Outcome(
        verdict=Verdict.PASS, text="hotline.published", items=(item,), values={"number": number}
    )


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_the_hotline_that_was_judged_stays_and_its_neighbour_goes(spelt: str) -> None:
    shown = masked_outcome(_outcome(f"Đường dây nóng: {spelt} – ông Mẫu 0900 000 000"))
    assert shown.items[0].quote == f"Đường dây nóng: {spelt} – ông Mẫu •••"
    assert shown.items[0].values == {"number": HOTLINE, "note": "gọi •••"}
    assert shown.values == {"number": HOTLINE}


@pytest.mark.parametrize("spelt", ["0228/000/0001", "0228_000_0001", "ĐT.02280000001-UBND"])
def test_the_hotline_stays_in_the_spellings_of_people_too(spelt: str) -> None:
    shown = masked_outcome(_outcome(f"{spelt}; 0900/000/000"))
    assert shown.items[0].quote == f"{spelt}; •••"


def test_the_registered_hotline_stays_wherever_it_stands() -> None:
    outcome = _outcome("Gọi 0228 000 0002 hoặc 0228 000 0003", number="113")
    shown = masked_outcome(outcome, known=("0228.0000002",))
    assert shown.items[0].quote == "Gọi 0228 000 0002 hoặc •••"


def test_a_row_about_the_offices_phone_keeps_phones_and_no_identity_card() -> None:
    quote = "Điện thoại: 0228 000 0005; CCCD 001099000000"
    shown = masked_outcome(_outcome(quote, text="guidance.part_phone", number=""))
    assert shown.items[0].quote == "Điện thoại: 0228 000 0005; CCCD •••"


def test_an_identity_card_that_stands_where_a_hotline_should_is_masked_all_the_same() -> None:
    outcome = _outcome("Đường dây nóng: 001099000000 (CCCD 001099000000)", number="001099000000")
    shown = masked_outcome(outcome)
    assert "001099" not in str(shown)


def test_a_number_shared_by_many_is_what_the_finding_is_about() -> None:
    ground = Ground(
        key="phone:+842280000009", shared_text="hotline.shared", values={"number": "0228 000 0009"}
    )
    outcome = Outcome(
        verdict=Verdict.PASS,
        text="hotline.published",
        values={"said": "0228 000 0009, 0228 000 0008"},
        grounds=(ground,),
    )
    assert masked_outcome(outcome).values == {"said": "0228 000 0009, •••"}


GROUPS = st.sampled_from([(3, 3, 3, 3), (4, 4, 4), (12,), (6, 6), (3, 9)])
MOBILES = st.sampled_from([(10,), (4, 3, 3), (3, 3, 4), (4, 6), (4, 2, 2, 2)])
BLANKS = st.sampled_from(["", " ", ".", "-", "\u00a0"])
WORDS = st.sampled_from(["Ông Mẫu", "gọi số", "CCCD", "liên hệ:", "SĐT:", "(bà Mẫu)", "và"])


def _spelt(digits: str, groups: tuple[int, ...], blank: str) -> str:
    parts, at = [], 0
    for size in groups:
        parts.append(digits[at : at + size])
        at += size
    return blank.join(parts)


@st.composite
def cards(draw: st.DrawFn) -> str:
    digits = f"{draw(st.integers(1, 96)):03}{draw(st.integers(0, 3))}{draw(st.integers(0, 10**8 - 1)):08}"
    return _spelt(digits, draw(GROUPS), draw(BLANKS))


@st.composite
def mobiles(draw: st.DrawFn) -> str:
    digits = f"0{draw(st.sampled_from('35789'))}{draw(st.integers(0, 10**8 - 1)):08}"
    return _spelt(digits, draw(MOBILES), draw(BLANKS))


@given(st.lists(st.tuples(WORDS, st.one_of(cards(), mobiles())), min_size=1, max_size=4))
def test_no_personal_number_survives(said: list[tuple[str, str]]) -> None:
    text = "; ".join(f"{word} {number}" for word, number in said)
    shown = masked(text)
    assert not any(c.isdigit() for c in shown)
    assert shown.count(MASK) == len(said)


@given(st.text(alphabet="0123456789 .-()+/:;,CDcđồngATHk\u00a0•", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@given(mobiles(), st.sampled_from(SPELLINGS), WORDS)
def test_the_judged_number_always_survives(other: str, spelt: str, word: str) -> None:
    shown = masked_outcome(_outcome(f"{word} {spelt}, {other}"))
    assert spelt in shown.items[0].quote
    assert shown.items[0].quote.endswith(f", {MASK}")
