"""Whoever has something to do finds it, be it asked for by a criterion or by one row of it."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag

from auditor.contract import Finding, Item, Outcome, Party, Verdict, Why
from auditor.results import Results
from reports import html
from reports.grouping import by_id
from reports.tasks import ROWS, Task, acts, duties, tasks
from reports.wording import Wording
from tests.reports import sample, whole
from tests.reports.whole import camera

WORDING = Wording(sample.texts(), "Asia/Ho_Chi_Minh")
DARK = camera(
    "Camera Quầy 1",
    Verdict.UNKNOWN,
    "online.only_out_of_hours",
    0,
    0,
    why=Why.UNCONFIRMED,
    party=Party.AUDITOR,
)
LOCKED = camera(
    "Camera Quầy 2",
    Verdict.UNKNOWN,
    "camera.unauthorized",
    0,
    0,
    why=Why.REFUSED,
    party=Party.COMMUNE,
)
OPEN = camera("Camera Quầy 3", Verdict.PASS, "online.up", 12, 12, party=Party.COMMUNE)


def finding(*items: Item, party: Party = Party.AUDITOR) -> Finding:
    outcome = Outcome(
        verdict=Verdict.UNKNOWN,
        text="online.some_unknown",
        values={"unknown": 2, "cameras": 3, "good": 1, "names": "Camera Quầy 1, Camera Quầy 2"},
        why=Why.UNCONFIRMED,
        party=party,
        items=items,
    )
    return Finding(criterion="CAM-01", check="camera.online", outcome=outcome)


def results(found: Finding) -> Results:
    return replace(
        whole.WHOLE, communes=(replace(whole.WHOLE.communes[1], findings=(found,)),), causes=()
    )


def page(found: Finding, path: str = "xa/00002.html") -> BeautifulSoup:
    texts = sample.texts()
    documents = html.FORMAT.render(results(found), texts)
    return BeautifulSoup(next(d.body for d in documents if d.path == path), "lxml")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def made(found: Finding) -> tuple[Task, ...]:
    return tasks((found,), by_id(whole.WHOLE), {}, WORDING.todo)


def test_a_row_that_waits_for_another_party_is_that_partys_task() -> None:
    first, second = made(finding(DARK, LOCKED, OPEN))
    assert (first.party, second.party) == (Party.AUDITOR, Party.COMMUNE)
    assert [row.targets for row in first.rows] == [("Camera Quầy 1",)]
    assert [row.targets for row in second.rows] == [("Camera Quầy 2",)]
    assert (second.said, second.todo, second.verdict) == (None, "", Verdict.UNKNOWN)


def test_the_commune_reads_its_own_rows_under_what_it_must_do() -> None:
    section = page(finding(DARK, LOCKED, OPEN)).select_one("section:has(> #todo-title)")
    own, _, others = words(section).partition("Việc của cơ quan, đơn vị khác")
    assert "Camera Quầy 2 :" in own
    assert WORDING.todo(LOCKED) in own
    assert "Camera Quầy 2" not in others
    assert "Camera Quầy 1 :" in others


def test_the_index_sends_a_row_to_its_own_party_too() -> None:
    index = page(finding(DARK, LOCKED), "index.html")
    for party, row in (("commune", LOCKED), ("auditor", DARK)):
        duty = words(index.select_one(f"section:has(> #duty-{party})"))
        hidden = replace(row, values={**row.values, "host": WORDING.hidden})
        assert WORDING.todo(hidden) in duty or WORDING.todo(finding().outcome) in duty


def test_one_action_of_many_rows_is_named_once_with_all_of_them() -> None:
    twin = replace(LOCKED, target="Camera Quầy 4")
    (_, act) = acts(finding(LOCKED, twin), WORDING.todo)
    assert act.targets == ("Camera Quầy 2", "Camera Quầy 4")


def test_what_a_row_repeats_of_its_criterion_is_not_said_twice() -> None:
    told = replace(LOCKED, target="x")
    same = Finding(
        criterion="CAM-01",
        check="camera.online",
        outcome=Outcome(
            verdict=Verdict.UNKNOWN,
            text=told.text,
            values=told.values,
            why=told.why,
            party=told.party,
            items=(told, LOCKED),
        ),
    )
    (task,) = made(same)
    assert task.rows == ()


def test_no_more_rows_are_listed_than_can_be_read() -> None:
    many = [
        replace(
            LOCKED,
            target=f"Camera {n}",
            text="online.down_refused",
            values={**LOCKED.values, "address": f"10.1.2.{n}:554"},
        )
        for n in range(ROWS + 3)
    ]
    (task,) = made(finding(*many, party=Party.COMMUNE))
    assert (len(task.rows), task.more) == (ROWS, 3)
    assert "và 3 việc khác, nêu tại tiêu chí CAM-01" in words(
        page(finding(*many, party=Party.COMMUNE)).select_one(".acts")
    )


def test_a_waived_failure_and_a_good_row_ask_for_nothing() -> None:
    assert made(replace(finding(OPEN), outcome=replace(OPEN_OUTCOME, items=(OPEN,)))) == ()


OPEN_OUTCOME = Outcome(verdict=Verdict.PASS, text="online.all", values={"good": 1, "cameras": 1})


@pytest.mark.parametrize("party", list(Party))
def test_every_commune_that_has_something_to_do_reads_a_first_action(party: Party) -> None:
    for duty in (one for one in duties(whole.WHOLE, WORDING.todo) if one.party is party):
        told = {cause.id for cause, _ in duty.causes}
        silent = [step for step in duty.steps if not step.todo]
        left = (f for step in silent for part in step.parts for f in part.findings)
        assert [f.criterion for f in left if f.cause not in told and WORDING.todo(f.outcome)] == []


def test_communes_with_the_same_first_action_stand_together() -> None:
    one = replace(whole.WHOLE.communes[0], findings=(finding(LOCKED),))
    two = replace(whole.WHOLE.communes[1], findings=(finding(LOCKED),))
    both = replace(whole.WHOLE, communes=(one, two), causes=())
    commune = next(d for d in duties(both, WORDING.todo) if d.party is Party.COMMUNE)
    (step,) = commune.steps
    assert [part.commune.code for part in step.parts] == [one.code, two.code]
    assert (step.todo, step.criterion) == (WORDING.todo(LOCKED), "CAM-01")
