"""An account finds its officer in any of its spellings, or nobody."""

import pytest

from auditor.inventory.roster import Officer, Roster


def roster(*held: tuple[str, str, str]) -> Roster:
    """Return a roster of (commune, pseudonym, account)."""
    return Roster(
        Officer(commune=code, pseudonym=who, name=f"Cán bộ Mẫu {who}", accounts=(account,))
        for code, who, account in held
    )


@pytest.mark.parametrize(
    ("held", "logged", "found"),
    [
        ("an", "an", True),
        ("an", " AN ", True),
        ("thu.hà", "THU.HA\u0300", True),
        ("an", "XA\\an", True),
        ("an", "an@xa.example.vn", True),
        ("XA\\an", "an", True),
        ("an@xa.example.vn", "an", True),
        ("an@xa.example.vn", "XA\\an", True),
        ("XA\\an", "XA\\an@xa.example.vn", True),
        ("canbo02@x", "XAMAU\\canbo02@x", True),
        ("XAMAU\\canbo02@x", "canbo02@x", True),
        ("DANG\\an@tinh", "XA\\an@tinh", False),
        ("XA\\an", "an@tinh", False),
        ("an@xa.example.vn", "an@huyen.example.vn", False),
        ("XA\\an", "MAY-07\\an", False),
        ("an", "ann", False),
        ("an", "", False),
        ("an", "@xa.example.vn", False),
        ("an", "XA\\", False),
    ],
)
def test_spellings_of_one_account(held: str, logged: str, *, found: bool) -> None:
    who = roster(("00001", "CB-A", held)).staff_of("00001", logged)
    assert who == ("CB-A" if found else None)


def test_where_two_officers_would_fit_none_does() -> None:
    both = roster(("00001", "CB-A", "XA\\an"), ("00001", "CB-B", "DANG\\an"))
    assert both.staff_of("00001", "an") is None
    assert both.staff_of("00001", "dang\\an") == "CB-B"


def test_the_exact_spelling_wins() -> None:
    both = roster(("00001", "CB-A", "an"), ("00001", "CB-B", "XA\\an"))
    assert both.staff_of("00001", "an") == "CB-A"
    assert both.staff_of("00001", "xa\\an") == "CB-B"
    assert both.staff_of("00001", "khac\\an") == "CB-A"


def test_an_account_is_looked_for_in_one_commune() -> None:
    both = roster(("00001", "CB-A", "an"), ("00002", "CB-B", "an"))
    assert (both.staff_of("00001", "an"), both.staff_of("00002", "an")) == ("CB-A", "CB-B")
    assert both.staff_of("00003", "an") is None
    assert both.communes_of("an") == ("00001", "00002")
    assert both.communes_of("binh") == ()


def test_two_officers_of_one_account_hold_it_both() -> None:
    three = roster(("00001", "CB-A", "an"), ("00001", "CB-B", "an"), ("00002", "CB-C", "an"))
    assert three.communes_of("an") == ("00001", "00002")
    assert three.staff_of("00001", "an") is None


def test_who_may_be_meant_has_the_same_name_in_another_domain() -> None:
    both = roster(("00002", "CB-B", "XA2\\an"), ("00001", "CB-A", "an@xa1.example.vn"))
    assert both.communes_of("an@khac.example.vn") == ()
    assert both.alike("AN@khac.example.vn") == (("00001", "CB-A"), ("00002", "CB-B"))
    assert both.alike("ann@khac.example.vn") == ()


def test_officers_without_an_account_are_counted() -> None:
    nobody = Officer(commune="00002", pseudonym="CB-B", name="Cán bộ Mẫu")
    somebody = Officer(commune="00001", pseudonym="CB-A", name="Cán bộ Mẫu", accounts=("an",))
    assert Roster([somebody, nobody]).without_account() == {"00002": 1}


def test_a_roster_prints_as_a_count() -> None:
    (officer,) = [Officer(commune="00001", pseudonym="CB-A", name="Cán bộ Mẫu", accounts=("an",))]
    assert repr(Roster([officer])) == "Roster(1 officers)"
    assert "Mẫu" not in repr(officer)
    assert "an" not in repr(officer).replace("Officer(commune=", "")
