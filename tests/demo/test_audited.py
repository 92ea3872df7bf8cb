"""The whole auditor over the whole demo province: it finds what is planted, and it is polite."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from auditor.audit import run_audit
from auditor.config import load_config
from auditor.demo.compare import compare
from auditor.demo.province import DemoProvince
from auditor.facts import Auth
from auditor.outfit import Choice, prepare
from auditor.results import Results
from auditor.store import Store


@pytest.fixture(scope="module")
def audited(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[DemoProvince, Results]]:
    with DemoProvince(tmp_path_factory.mktemp("audited")) as demo:
        outfit = prepare(load_config(demo.config), Choice(), datetime.now(UTC))
        store = outfit.config.store
        with Store.open(store.url, store.evidence) as opened:
            results = run_audit(outfit, opened, confirm=True)
        yield demo, results


def test_exactly_what_was_planted_is_found(audited: tuple[DemoProvince, Results]) -> None:
    demo, results = audited
    assert compare(demo.expected, results) == []


def test_no_form_was_ever_sent(audited: tuple[DemoProvince, Results]) -> None:
    demo, _ = audited
    for code, book in demo.hits.items():
        assert set(book.methods) <= {"GET", "HEAD"}, code
        assert not [target for target in book.targets if "da-gui" in target], code


def test_never_two_requests_at_once_on_one_address(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    assert {book.most_at_once for book in demo.hits.values() if book.targets} == {1}


def test_the_visitor_said_who_it_was(audited: tuple[DemoProvince, Results]) -> None:
    demo, _ = audited
    agents = {agent for book in demo.hits.values() for agent in book.user_agents}
    assert agents
    assert all(demo.manifest.portal_email in agent for agent in agents)


def test_what_robots_txt_forbids_was_not_asked(audited: tuple[DemoProvince, Results]) -> None:
    demo, _ = audited
    for book in demo.hits.values():
        assert not [target for target in book.targets if target.startswith("/quan-tri/")]


def test_a_recorder_that_refused_the_password_was_tried_once_for_all_its_channels(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    (recorder,) = (one for one in demo.devices if one.device.stale)
    assert len(recorder.device.channels) == 3
    assert (recorder.book.accepted, recorder.book.refused) == (0, 1)


def test_no_other_device_was_shown_a_wrong_password(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    assert not [one.book.name for one in demo.devices if one.book.refused and not one.device.stale]


def test_never_two_connections_at_once_to_one_device(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    assert {one.book.most_at_once for one in demo.devices} == {1}
    assert {one.book.in_flight for one in demo.devices} == {0}


def test_nothing_was_asked_of_a_device_that_changes_it(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    reading = {"OPTIONS", "DESCRIBE", "SETUP", "PLAY", "TEARDOWN", "GET_PARAMETER"}
    asked = {method for one in demo.devices for method in one.book.methods} - reading
    assert asked
    assert all(method.startswith("Get") for method in asked)


def test_every_device_was_told_who_asks(audited: tuple[DemoProvince, Results]) -> None:
    demo, _ = audited
    agents = {agent for one in demo.devices for agent in one.book.user_agents}
    assert agents
    assert all(agent.startswith("commune-auditor") for agent in agents)


def test_a_camera_that_asks_nobody_was_not_shown_its_password(
    audited: tuple[DemoProvince, Results],
) -> None:
    demo, _ = audited
    (open_one,) = (one for one in demo.devices if one.device.auth is Auth.NONE)
    assert open_one.book.methods["PLAY"] > 0
    assert (open_one.book.accepted, open_one.book.refused) == (0, 0)
