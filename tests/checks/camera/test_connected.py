"""Who can watch: somebody is named and the other end shows it. Only a paper says that nobody can."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from auditor.contract import (
    Commune,
    Declaration,
    Missing,
    Office,
    Outcome,
    Party,
    Period,
    Seen,
    Staff,
    Terms,
    Verdict,
    Why,
)
from auditor.facts import Auth, CameraSeen, Frame, Recording, Side, Stream
from auditor.judge import judge_commune
from auditor.texts import LANGUAGES, Texts
from checks.camera.connected import CHECK, judge
from tests.checks.build import AT
from tests.checks.camera.build import terms as camera_terms

ROOT = Path(__file__).parents[3]
GOOD = {
    f"connected.{key}"
    for key in ["all", "recorded", "recording", "from_province", "declared", "keeper"]
}
PERIOD = Period(start=date(2026, 11, 1), end=date(2026, 11, 30))
KEEPER = Staff(pseudonym="cb-1", office="vp")
CONNECTED, NOT, NONE = "camera_connected", "camera_not_connected", "camera_none"
LATELY = Recording(listed=True, recording=False, until=AT - timedelta(hours=2))


def terms(
    *papers: Declaration,
    count: int = 1,
    keeper: str = "cb-1",
    staff: tuple[Staff, ...] = (KEEPER,),
    offices: tuple[Office, ...] = (),
) -> Terms:
    given = camera_terms(limits={"recorded_hours": 24}, count=count)
    own = Office(id="vp", name="Một cửa", camera_keeper=keeper)
    commune = replace(given.commune, offices=(own, *offices), staff=staff, declarations=papers)
    return replace(given, commune=commune, period=PERIOD)


def paper(
    kind: str = CONNECTED,
    *targets: str,
    start: date = date(2026, 11, 1),
    end: date = date(2026, 12, 31),
    on: date = date(2026, 11, 2),
    id_: str = "p1",
) -> Declaration:
    return Declaration(
        id=id_, kind=kind, document="12/UBND", on=on, start=start, end=end, targets=targets
    )


def seen(
    side: Side = Side.UNSAID,
    recording: Recording | None = None,
    *,
    id_: str = "c1",
    offset_s: float | None = None,
) -> Seen[CameraSeen]:
    fact = CameraSeen(
        camera=id_,
        name=f"Camera {id_}",
        address="127.0.91.5:554",
        at=AT,
        stream=Stream(codec="H264", path="/1", auth=Auth.DIGEST, width=640, height=360),
        frame=Frame(mean=90.0, spread=40.0, rtp_time=1),
        recording=recording,
        side=side,
        clock_offset_s=offset_s,
    )
    return Seen(target=id_, fact=fact)


def unseen(id_: str = "c1") -> Seen[CameraSeen]:
    missing = Missing(why=Why.REFUSED, party=Party.COMMUNE, text="camera.unauthorized", seen_at=AT)
    return Seen(target=id_, fact=missing)


def kept(hours_ago: float, recording: bool | None = None) -> Recording:
    return Recording(listed=True, recording=recording, until=AT - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("camera", "papers", "verdict", "text"),
    [
        (seen(Side.PROVINCE), (), Verdict.PASS, "connected.from_province"),
        (seen(Side.COMMUNE), (), Verdict.UNKNOWN, "connected.only_locally"),
        (seen(), (), Verdict.UNKNOWN, "connected.side_unsaid"),
        (unseen(), (), Verdict.UNKNOWN, "camera.unauthorized"),
        (seen(recording=LATELY), (), Verdict.PASS, "connected.recorded"),
        (seen(recording=Recording(listed=True, recording=True)), (), Verdict.PASS,
         "connected.recording"),
        (seen(recording=kept(25, True)), (), Verdict.UNKNOWN, "connected.not_recorded_lately"),
        (seen(recording=Recording(listed=True)), (), Verdict.UNKNOWN, "connected.not_recorded"),
        (seen(recording=Recording(listed=False)), (), Verdict.UNKNOWN, "connected.not_listed"),
        (seen(Side.COMMUNE), (paper(),), Verdict.PASS, "connected.declared"),
        (unseen(), (paper(),), Verdict.PASS, "connected.declared"),
        (seen(), (paper(CONNECTED, "vp"),), Verdict.PASS, "connected.declared"),
        (seen(), (paper(CONNECTED, "c2"),), Verdict.UNKNOWN, "connected.side_unsaid"),
        (seen(), (paper(NOT),), Verdict.FAIL, "connected.declared_not"),
        (unseen(), (paper(NOT, "c1"),), Verdict.FAIL, "connected.declared_not"),
        (seen(Side.PROVINCE), (paper(NOT),), Verdict.UNKNOWN, "connected.contradicted"),
        (seen(recording=LATELY), (paper(NOT),), Verdict.UNKNOWN, "connected.contradicted"),
        (unseen(), (paper(NONE),), Verdict.UNKNOWN, "connected.none_but_listed"),
        (seen(Side.PROVINCE), (paper(NONE),), Verdict.UNKNOWN, "connected.none_but_listed"),
    ],
)  # fmt: skip
def test_the_other_end_of_the_line_decides_and_only_a_paper_fails(
    camera: Seen[CameraSeen], papers: tuple[Declaration, ...], verdict: Verdict, text: str
) -> None:
    row = judge((camera,), terms(*papers)).items[0]
    assert (row.verdict, row.text) == (verdict, text)


def test_a_stream_that_nobody_played_was_watched_from_nowhere() -> None:
    fact = seen(Side.PROVINCE).fact
    assert isinstance(fact, CameraSeen)
    light = Seen(target="c1", fact=replace(fact, frame=None))
    row = judge((light,), terms()).items[0]
    assert (row.verdict, row.text, row.why) == (
        Verdict.UNKNOWN,
        "camera.light_look",
        Why.INCOMPLETE,
    )


@pytest.mark.parametrize(
    ("start", "end", "verdict"),
    [
        (date(2026, 11, 1), date(2026, 11, 20), Verdict.FAIL),  # the day of the look
        (date(2026, 11, 20), date(2026, 12, 1), Verdict.FAIL),
        (date(2026, 11, 1), date(2026, 11, 19), Verdict.UNKNOWN),
        (date(2026, 11, 21), date(2026, 12, 1), Verdict.UNKNOWN),
    ],
)
def test_a_paper_holds_from_its_first_day_to_its_last(
    start: date, end: date, verdict: Verdict
) -> None:
    judged = judge((seen(),), terms(paper(NOT, start=start, end=end)))
    assert judged.verdict is verdict


def test_of_a_period_that_is_over_its_own_last_day_is_judged() -> None:
    first = date(2026, 10, 1)
    given = terms(paper(on=first, start=first, end=date(2026, 10, 31)))
    october = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
    assert judge((unseen(),), replace(given, period=october)).verdict is Verdict.PASS
    assert judge((unseen(),), given).items[0].text == "connected.expired"


@pytest.mark.parametrize("kind", [CONNECTED, NOT])
def test_a_paper_says_nothing_before_the_day_it_was_signed(kind: str) -> None:
    later = paper(kind, on=date(2027, 1, 5), end=date(2027, 12, 31), id_="p2")
    assert judge((seen(),), terms(later)).verdict is Verdict.UNKNOWN
    assert judge((seen(),), terms(paper(), later)).verdict is Verdict.PASS
    over = paper(on=date(2027, 1, 5), end=date(2026, 11, 10))
    assert judge((seen(),), terms(over)).items[0].text != "connected.expired"


def test_the_paper_signed_last_is_the_communes_word() -> None:
    mended = paper(CONNECTED, on=date(2026, 11, 10), id_="p2")
    assert judge((seen(),), terms(paper(NOT), mended)).verdict is Verdict.PASS
    broken = paper(NOT, on=date(2026, 11, 10), id_="p2")
    assert judge((seen(),), terms(paper(), broken)).verdict is Verdict.FAIL
    same_day = judge((seen(),), terms(paper(NOT), paper(id_="p2")))
    assert same_day.items[0].text == "connected.papers_differ"


@pytest.mark.parametrize(
    ("offset_s", "verdict"), [(0, Verdict.UNKNOWN), (-6 * 3600, Verdict.PASS), (None, Verdict.UNKNOWN)]
)  # fmt: skip
def test_a_recorders_own_clock_is_put_right(offset_s: float | None, verdict: Verdict) -> None:
    judged = judge((seen(recording=kept(28), offset_s=offset_s),), terms())
    assert judged.verdict is verdict


@pytest.mark.parametrize(
    ("given", "verdict", "row", "text"),
    [
        (terms(), Verdict.PASS, "connected.keeper", "connected.all"),
        (terms(keeper=""), Verdict.WARN, "connected.keeper_none", "connected.nobody_named"),
        (
            terms(staff=(replace(KEEPER, valid_to=date(2026, 11, 19)),)),
            Verdict.WARN,
            "connected.keeper_left",
            "connected.nobody_named",
        ),
        (
            terms(staff=(), keeper=""),
            Verdict.UNKNOWN,
            "connected.keeper_not_entered",
            "connected.keeper_open",
        ),
    ],
    ids=["named", "nobody", "left", "no-staff-entered"],
)
def test_somebody_must_be_named(given: Terms, verdict: Verdict, row: str, text: str) -> None:
    outcome = judge((seen(Side.PROVINCE),), given)
    assert (outcome.verdict, outcome.items[-1].text, outcome.text) == (verdict, row, text)


@pytest.mark.parametrize(
    ("cameras", "papers", "verdict", "text"),
    [
        ((seen(Side.PROVINCE), seen(Side.PROVINCE, id_="c2")), (), Verdict.PASS, "connected.all"),
        ((seen(Side.PROVINCE), unseen("c2")), (), Verdict.UNKNOWN, "camera.unauthorized"),
        ((seen(), seen(id_="c2")), (), Verdict.UNKNOWN, "connected.side_unsaid"),
        ((seen(), unseen("c2")), (), Verdict.UNKNOWN, "connected.some_unknown"),
        ((seen(), unseen("c2")), (paper(NOT, "c2"),), Verdict.FAIL, "connected.some_not"),
    ],
)
def test_one_camera_declared_off_fails_and_one_without_evidence_leaves_it_open(
    cameras: tuple[Seen[CameraSeen], ...],
    papers: tuple[Declaration, ...],
    verdict: Verdict,
    text: str,
) -> None:
    outcome = judge(cameras, terms(*papers, count=2))
    assert (outcome.verdict, outcome.text) == (verdict, text)
    assert (outcome.why is None) == (verdict is not Verdict.UNKNOWN)


def test_an_office_without_any_camera_fails_by_its_own_paper() -> None:
    branch = Office(id="cs2", name="Cơ sở 2")
    outcome = judge((seen(Side.PROVINCE),), terms(paper(NONE, "cs2"), offices=(branch,)))
    assert (outcome.verdict, outcome.text) == (Verdict.FAIL, "connected.office_without")
    assert outcome.values["offices"] == "Cơ sở 2"
    assert judge((seen(Side.PROVINCE),), terms(offices=(branch,))).verdict is Verdict.PASS


NOTHING = Missing(why=Why.NOT_CONFIGURED, party=Party.COMMUNE, text="camera.not_in_inventory")


class Asked:
    id, check, limits = "CAM-03", CHECK.id, {"recorded_hours": 24.0}


def judged_without_cameras(commune: Commune) -> Outcome:
    given = replace(terms(), commune=commune)
    (found,) = judge_commune([Asked()], {CHECK.id: CHECK}, {CameraSeen: NOTHING}, given)
    return found.outcome


@pytest.mark.parametrize(
    ("papers", "verdict", "text"),
    [
        ((), Verdict.UNKNOWN, "camera.not_in_inventory"),
        ((paper(NONE),), Verdict.FAIL, "connected.declared_none"),
        ((paper(NONE, "vp"),), Verdict.FAIL, "connected.declared_none"),
        ((paper(NOT),), Verdict.FAIL, "connected.declared_not_all"),
        ((paper(),), Verdict.UNKNOWN, "camera.not_in_inventory"),
        ((paper(NONE, end=date(2026, 11, 10)),), Verdict.UNKNOWN, "camera.not_in_inventory"),
        ((paper(NONE), paper(id_="p2")), Verdict.UNKNOWN, "camera.not_in_inventory"),
    ],
)
def test_a_commune_of_which_no_camera_is_entered_fails_by_its_paper_alone(
    papers: tuple[Declaration, ...], verdict: Verdict, text: str
) -> None:
    commune = replace(terms(*papers).commune, cameras=(), recorders=())
    outcome = judged_without_cameras(commune)
    assert (outcome.verdict, outcome.text) == (verdict, text)


def test_no_row_names_a_person() -> None:
    outcome = judge((seen(Side.PROVINCE),), terms())
    shown = [value for row in outcome.items for value in row.values.values()]
    assert "cb-1" not in map(str, shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_must_act_is_told_what_to_do(lang: str) -> None:
    known = Texts(lang, [ROOT / "checks" / "locale"])
    assert len(set(CHECK.says)) == len(CHECK.says)
    assert [key for key in CHECK.says if key not in GOOD and f"{key}.todo" not in known] == []
