"""Law is chosen by the period audited, and only what has been read is cited to the article."""

from datetime import date

import pytest

from auditor.contract import Period, Severity
from auditor.policy import BasisRef, Criterion, Law, Policy, basis_on, load_policy


def ending(day: date) -> Period:
    return Period(start=date(day.year, 1, 1), end=day)


def law(law_id: str, **more: object) -> Law:
    title = {"vi": f"Nghị định {law_id}", "en": f"Decree {law_id}"}
    return Law(id=law_id, kind="law", number=f"{law_id}/NĐ", title=title, **more)  # type: ignore[arg-type]


OLD = law("old", valid_to=date(2025, 6, 30), articles=("8.1.a", "9"), replaced_by="new")
NEW = law("new", valid_from=date(2025, 7, 1))
GONE = law("gone", valid_to=date(2025, 6, 30), articles=("1",))
CHANGE = law("change", valid_from=date(2024, 1, 1), valid_to=date(2025, 6, 30), amends="old")
LAWS = {one.id: one for one in (OLD, NEW, GONE, CHANGE)}


def cited(*basis: BasisRef, on: date, lang: str = "vi") -> list[tuple[str, str]]:
    criterion = Criterion(
        id="TST-01",
        group="A",
        severity=Severity.MAJOR,
        weight=1,
        check="",
        source="outside",
        basis=basis,
    )
    policy = Policy(id="t", version="1", title={}, criteria=(criterion,), bands=(), laws=LAWS)
    found = basis_on(policy, criterion, ending(on), lang)
    return [(basis.number, basis.article) for basis in found]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 6, 30), [("old/NĐ", "điểm a khoản 1 Điều 8")]),
        (date(2025, 7, 1), [("new/NĐ", "")]),
        (date(2026, 11, 30), [("new/NĐ", "")]),
    ],
)
def test_the_last_day_of_the_period_chooses_the_law(
    on: date, expected: list[tuple[str, str]]
) -> None:
    assert cited(BasisRef(law="old", articles=("8.1.a",)), on=on) == expected


def test_an_article_that_was_not_read_is_never_printed() -> None:
    assert cited(BasisRef(law="old", articles=("77",)), on=date(2022, 5, 31)) == [("old/NĐ", "")]
    both = BasisRef(law="old", articles=("77", "9"))
    assert cited(both, on=date(2022, 5, 31)) == [("old/NĐ", "Điều 9")]


def test_law_that_ended_without_a_successor_is_not_cited() -> None:
    assert cited(BasisRef(law="gone", articles=("1",)), on=date(2025, 7, 1)) == []


def test_law_that_was_not_yet_in_force_is_not_cited() -> None:
    assert cited(BasisRef(law="new"), on=date(2025, 6, 30)) == []


def test_a_successor_named_by_two_is_cited_once() -> None:
    refs = (BasisRef(law="old", articles=("9",)), BasisRef(law="new"))
    assert cited(*refs, on=date(2026, 1, 1)) == [("new/NĐ", "")]


@pytest.mark.parametrize(
    ("lang", "article"),
    [
        ("vi", "điểm a khoản 1 Điều 8; Điều 9"),
        ("en", "Article 8, clause 1, point a; Article 9"),
    ],
)
def test_articles_are_cited_as_documents_do(lang: str, article: str) -> None:
    ref = BasisRef(law="old", articles=("8.1.a", "9"))
    assert cited(ref, on=date(2022, 5, 31), lang=lang) == [("old/NĐ", article)]


@pytest.mark.parametrize(("on", "named"), [(date(2022, 5, 31), False), (date(2024, 5, 31), True)])
def test_an_amendment_is_named_while_it_binds(on: date, named: bool) -> None:
    policy = load_policy("full")
    shifted = Policy(id="t", version="1", title={}, criteria=policy.criteria, bands=(), laws=LAWS)
    criterion = Criterion(
        id="TST-01",
        group="A",
        severity=Severity.MAJOR,
        weight=1,
        check="",
        source="outside",
        basis=(BasisRef(law="old"),),
    )
    (basis,) = basis_on(shifted, criterion, ending(on))
    assert ("change/NĐ" in basis.title) is named


# ------------------------------------------------------------------ the law that comes with it

FULL = load_policy("full")


def real(criterion: str, on: date) -> dict[str, str]:
    found = basis_on(FULL, FULL.criterion(criterion), ending(on))
    return {basis.number: basis.article for basis in found}


def test_in_2022_the_decree_of_2018_is_cited_to_the_article() -> None:
    assert real("CAM-01", date(2022, 5, 31)) == {
        "61/2018/NĐ-CP": "điểm b khoản 2 Điều 13; điểm d khoản 1 Điều 29"
    }


@pytest.mark.parametrize("criterion", [one.id for one in FULL.criteria])
def test_since_july_2025_the_decree_of_2025_is_cited_without_any_article(criterion: str) -> None:
    found = real(criterion, date(2026, 11, 30))
    assert "61/2018/NĐ-CP" not in found
    assert found.get("118/2025/NĐ-CP", "") == ""


@pytest.mark.parametrize(
    ("on", "numbers"),
    [
        (date(2022, 5, 31), set()),
        (date(2023, 5, 31), {"42/2022/NĐ-CP"}),
        (date(2026, 6, 30), {"42/2022/NĐ-CP"}),
        (date(2026, 7, 1), {"224/2026/NĐ-CP"}),
    ],
)
def test_the_rules_for_websites_change_with_the_decrees(on: date, numbers: set[str]) -> None:
    assert set(real("WEB-01", on)) == numbers


def test_every_article_that_a_criterion_names_has_been_read() -> None:
    unread = [
        (criterion.id, ref.law, article)
        for criterion in FULL.criteria
        for ref in criterion.basis
        for article in ref.articles
        if article not in FULL.laws[ref.law].articles
    ]
    hint = "config/law.yaml records under `articles` what was read; name the document alone, or read it"
    assert unread == [], hint


def test_a_document_without_a_number_stands_under_its_title() -> None:
    found = basis_on(FULL, FULL.criterion("CAM-05"), ending(date(2026, 11, 30)))
    assert [(basis.kind, basis.title) for basis in found] == [("technical", "")]
    assert "không phải quy định của pháp luật" in found[0].number
