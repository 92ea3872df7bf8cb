"""Who may look: what a visit met decides, and what it did not meet accuses nobody."""

from datetime import timedelta

import pytest

from auditor.contract import Missing, Party, Seen, Verdict, Why
from auditor.facts import Auth, CameraSeen, Frame, Stream
from checks.camera.anonymous import CHECK, judge
from tests.checks.build import AT
from tests.checks.camera.build import terms

ADDRESS = "127.0.91.5:554"


def seen(
    auth: Auth = Auth.DIGEST,
    calls: Auth | None = Auth.DIGEST,
    *,
    path: str = "/Streaming/Channels/101",
    still: str = "",
    id_: str = "c1",
) -> Seen[CameraSeen]:
    stream = Stream(codec="H264", path=path, auth=auth, width=640, height=360)
    fact = CameraSeen(
        camera=id_,
        name=f"Camera {id_}",
        address=ADDRESS,
        at=AT,
        stream=stream,
        frame=Frame(mean=90.0, spread=40.0, rtp_time=1),
        calls=calls,
        open_still=still,
    )
    return Seen(target=id_, fact=fact)


def unseen(text: str, why: Why = Why.REFUSED, id_: str = "c1") -> Seen[CameraSeen]:
    values = {"host": "127.0.91.5", "port": "554", "address": ADDRESS, "camera": id_}
    missing = Missing(why=why, party=Party.COMMUNE, text=text, values=values, seen_at=AT)
    return Seen(target=id_, fact=missing)


@pytest.mark.parametrize(
    ("camera", "verdict", "text"),
    [
        (seen(), Verdict.PASS, "anonymous.closed"),
        (seen(calls=None), Verdict.PASS, "anonymous.closed_stream"),
        (seen(calls=Auth.NONE), Verdict.FAIL, "anonymous.open_calls"),
        (seen(Auth.BASIC, Auth.NONE), Verdict.FAIL, "anonymous.open_calls"),
        (seen(Auth.NONE, Auth.NONE), Verdict.FAIL, "anonymous.open_stream"),
        (
            seen(Auth.NONE, Auth.NONE, path="/live?token=***"),
            Verdict.FAIL,
            "anonymous.open_calls",
        ),
        (
            seen(Auth.NONE, Auth.DIGEST, path="/live?token=***"),
            Verdict.UNKNOWN,
            "anonymous.login_in_path",
        ),
        (seen(still="/snap.jpg?ch=1"), Verdict.FAIL, "anonymous.open_still"),
        (seen(Auth.BASIC, Auth.NONE, still="/snap.jpg"), Verdict.FAIL, "anonymous.open_still"),
        (seen(Auth.NONE, still="/snap.jpg"), Verdict.FAIL, "anonymous.open_stream"),
        (seen(still="/snap.jpg?token=***"), Verdict.PASS, "anonymous.closed"),
        (seen(still="/snap.jpg?id=a81f3c09"), Verdict.PASS, "anonymous.closed"),
        (seen(still="/snap.jpg?session=480213"), Verdict.PASS, "anonymous.closed"),
        (seen(calls=Auth.BASIC), Verdict.WARN, "anonymous.basic_calls"),
        (seen(Auth.BASIC), Verdict.WARN, "anonymous.basic"),
        (unseen("camera.basic_forbidden"), Verdict.WARN, "anonymous.basic_only"),
        (seen(Auth.NONE), Verdict.FAIL, "anonymous.open_stream"),
        (seen(Auth.NONE, None), Verdict.FAIL, "anonymous.open_stream"),
        (unseen("camera.unauthorized"), Verdict.UNKNOWN, "camera.unauthorized"),
        (unseen("camera.no_frame", Why.TIMEOUT), Verdict.UNKNOWN, "camera.no_frame"),
    ],
)
def test_how_a_camera_let_us_in_decides(
    camera: Seen[CameraSeen], verdict: Verdict, text: str
) -> None:
    (row,) = judge((camera,), terms()).items
    assert (row.verdict, row.text) == (verdict, text)


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("/Streaming/Channels/101", Verdict.FAIL),
        ("/cam/realmonitor?channel=1&subtype=0", Verdict.FAIL),
        ("/h264Preview_01_main", Verdict.FAIL),
        ("/unicast/c1/s0/live", Verdict.FAIL),
        ("/MediaInput/h264/stream_1", Verdict.FAIL),
        ("/user=***_password=***_channel=1", Verdict.UNKNOWN),
        ("/live?token=***", Verdict.UNKNOWN),
        ("/live/9f86d081884c7d65", Verdict.UNKNOWN),
        ("/live/550e8400-e29b-41d4-a716-446655440000", Verdict.UNKNOWN),
        ("/s/kQ3vT9mX2pLw", Verdict.UNKNOWN),
    ],
)
def test_a_path_that_may_log_in_is_no_proof_of_an_open_door(path: str, verdict: Verdict) -> None:
    assert judge((seen(Auth.NONE, path=path),), terms()).verdict is verdict


@pytest.mark.parametrize(
    ("cameras", "verdict", "text"),
    [
        ((seen(), seen(id_="c2")), Verdict.PASS, "anonymous.all_closed"),
        ((seen(), seen(Auth.BASIC, id_="c2")), Verdict.WARN, "anonymous.some_weak"),
        (
            (seen(Auth.NONE), unseen("camera.no_frame", id_="c2")),
            Verdict.FAIL,
            "anonymous.some_open",
        ),
        (
            (seen(), seen(Auth.BASIC, id_="c2"), unseen("camera.unauthorized", id_="c3")),
            Verdict.UNKNOWN,
            "camera.unauthorized",
        ),
        (
            (unseen("camera.no_frame"), unseen("camera.unauthorized", id_="c2")),
            Verdict.UNKNOWN,
            "anonymous.some_unknown",
        ),
    ],
)
def test_one_open_camera_fails_and_one_unseen_leaves_it_open(
    cameras: tuple[Seen[CameraSeen], ...], verdict: Verdict, text: str
) -> None:
    outcome = judge(cameras, terms())
    assert (outcome.verdict, outcome.text) == (verdict, text)
    assert (outcome.why is None) == (verdict is not Verdict.UNKNOWN)
    assert len(outcome.items) == len(cameras)


def test_the_sentence_over_all_names_cameras_and_no_address() -> None:
    outcome = judge((seen(Auth.NONE), seen(Auth.BASIC, id_="c2")), terms())
    assert outcome.values["names"] == "Camera c1"
    assert not [value for value in outcome.values.values() if "127.0.91" in str(value)]


def test_the_sentence_over_all_tells_a_picture_from_settings() -> None:
    still = seen(still="/snap.jpg", id_="c4")
    cameras = (seen(Auth.NONE), seen(calls=Auth.NONE, id_="c2"), seen(id_="c3"), still)
    values = judge(cameras, terms()).values
    assert (values["open"], values["streams"], values["calls"]) == (3, 2, 1)


def test_the_moment_is_that_of_the_visit() -> None:
    late = unseen("camera.no_frame", id_="c2")
    assert judge((seen(Auth.NONE), late), terms()).seen_at == AT
    assert judge((seen(),), terms()).items[0].seen_at == AT + timedelta()


def test_every_text_that_a_row_may_have_is_declared() -> None:
    assert len(set(CHECK.says)) == len(CHECK.says) == 14
