"""What a recorder keeps of a channel, asked of a recorder of our own: nobody else's speaks Profile G."""

from datetime import timedelta

import pytest

from auditor.facts import DeviceInfo, Recording
from auditor.probes.camera.onvif.recordings import Held, channels_of
from auditor.probes.camera.onvif.report import Profile, Report
from tests.probes.camera import recorder_device as recorder
from tests.probes.camera.onvif_device import Answer, Asked, OnvifPeer, fault, http, profile
from tests.probes.camera.onvif_device import profiles_answer as profiles
from tests.probes.camera.recorder_device import SINCE, UNTIL, information, item, job, track
from tests.probes.camera.test_onvif import Visit, report, visit

KEPT = Recording(listed=True, recording=True, since=SINCE, until=UNTIL)
LISTED = Recording(listed=True)
TWO = profiles(profile("p1", "V1"), profile("p2", "V2"))
BY_JOB = recorder.jobs(job("r-b", "p1"), job("r-a", "p2"))
UNNAMED = recorder.recordings(item("r-a"), item("r-b"))


def peer(
    recordings: str = UNNAMED,
    jobs: str = BY_JOB,
    *,
    told: Answer | None = None,
    asks: str = "",
    places: str = "recording search",
) -> OnvifPeer:
    where = {name: f"http://192.0.2.7:8080/onvif/{name}" for name in ("media", *places.split())}
    return OnvifPeer(
        asks=asks,
        says={
            "GetServices": http(recorder.services(**where)),
            "GetProfiles": http(TWO),
            "GetRecordings": http(recordings),
            "GetRecordingJobs": http(jobs),
            "GetRecordingInformation": told or http(information()),
        },
    )


def asked(of: OnvifPeer, *channels: int) -> list[Recording | None]:
    async def work(on: Visit) -> list[Recording | None]:
        report(await on.report())
        return [
            await on.device.recording(channel, deadline=on.deadline, tell=on.steps.append)
            for channel in channels
        ]

    return visit(of, work)


def test_a_channel_is_found_by_the_job_that_fills_its_recording() -> None:
    def of_r_a(asked: Asked) -> bytes:
        return http(information("Recording" if b">r-a<" in asked.raw else "Stopped"))

    one = peer(told=of_r_a)
    first, second = asked(one, 1, 2)
    assert (first, second) == (
        Recording(listed=True, recording=False, since=SINCE, until=UNTIL),
        KEPT,
    )
    assert one.calls[4:] == [
        "GetRecordings", "GetRecordingJobs", "GetRecordingInformation", "GetRecordingInformation"
    ]  # fmt: skip
    assert {one.path for one in one.book[4:]} == {"/onvif/recording", "/onvif/search"}


def test_a_recorder_is_asked_once_a_run() -> None:
    one = peer()
    assert asked(one, 1, 1, 1) == [KEPT, KEPT, KEPT]
    assert one.calls.count("GetRecordings") == one.calls.count("GetRecordingInformation") == 1


def test_nothing_that_changes_a_recorder_is_ever_asked() -> None:
    one = peer()
    asked(one, 1, 2, 3)
    assert {call[:3] for call in one.calls} == {"Get"}


@pytest.mark.parametrize("asks", ["token", "digest", "both"])
def test_the_login_of_the_other_calls_serves_here_too(asks: str) -> None:
    one = peer(asks=asks)
    assert asked(one, 1) == [KEPT]
    assert one.wrong == 0


@pytest.mark.parametrize(
    ("recordings", "jobs", "said"),
    [
        (recorder.recordings(item("r1", "V1"), item("r2", "V2")), recorder.jobs(), KEPT),
        (recorder.recordings(item("r1", "p2")), recorder.jobs(), Recording(listed=False)),
        (recorder.recordings(), recorder.jobs(), Recording(listed=False)),
        (recorder.recordings(item("r1"), item("r2")), recorder.jobs(), KEPT),
        (recorder.recordings(item("r1"), item("r3")), recorder.jobs(), None),
        (recorder.recordings(item("r1")), recorder.jobs(), None),
        (recorder.recordings(item("r1", "p2"), item("x", "?")), recorder.jobs(), None),
        (fault("ActionNotSupported"), BY_JOB, None),
        (recorder.recordings(item("r1", "V1")), fault("ActionNotSupported"), KEPT),
        ("<html>404</html>", BY_JOB, None),
        (UNNAMED, "<html>404</html>", None),
    ],
    ids=[
        "by-video-source", "of-another-channel", "no-recording", "numbered-alike", "with-a-gap",
        "fewer-than-channels", "one-of-nobody-knows", "not-supported", "no-jobs", "no-soap",
        "jobs-no-soap",
    ],
)  # fmt: skip
def test_what_is_not_surely_of_the_channel_says_nothing(
    recordings: str, jobs: str, said: Recording | None
) -> None:
    assert asked(peer(recordings, jobs), 1) == [said]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (information("Stopped"), Recording(listed=True, recording=False, since=SINCE, until=UNTIL)),
        (information("Unknown", None, None), LISTED),
        (information("", None, None), LISTED),
        (information("Recording", None, None), Recording(listed=True, recording=True)),
        (
            information("Recording", None, None, track(UNTIL) + track(UNTIL, "Audio")),
            Recording(listed=True, recording=True, since=SINCE, until=UNTIL),
        ),
        (information(until="2026-11-20T09:00:00+07:00"), KEPT),
        (information(until="2026-11-20T02:00:00"), KEPT),
        (information(until="hôm nay"), Recording(listed=True, recording=True, since=SINCE)),
        (information(until="0001-01-01T00:00:00+07:00"), Recording(listed=True, recording=True, since=SINCE)),
        (fault("NoRecording"), LISTED),
        ("<html>404</html>", LISTED),
    ],
)  # fmt: skip
def test_how_far_a_recording_goes_is_read_as_it_is_said(told: str, said: Recording) -> None:
    assert asked(peer(told=http(told)), 1) == [said]


def test_a_recorder_without_a_search_service_still_lists() -> None:
    assert asked(peer(places="recording"), 1) == [LISTED]


@pytest.mark.parametrize("places", ["search", ""])
def test_a_device_that_offers_no_recordings_is_not_asked(places: str) -> None:
    one = peer(places=places)
    assert asked(one, 1) == [None]
    assert one.calls[-1] == "GetProfiles"


def test_the_latest_of_a_channels_recordings_counts() -> None:
    older = UNTIL - timedelta(days=9)

    def told(asked: Asked) -> bytes:
        return http(information("Stopped", until=older if b">r1<" in asked.raw else UNTIL))

    two = recorder.recordings(item("r1", "p1"), item("r2", "p1"))
    (said,) = asked(peer(two, recorder.jobs(), told=told), 1)
    assert said is not None
    assert said.until == UNTIL


def held(token: str, *sources: str) -> Held:
    return Held(token=token, sources=frozenset(sources))


def known(*sources: str, in_step: bool = True) -> Report:
    made = tuple(
        Profile(token=f"p{at}", name="", channel=at, source=source)
        for at, source in enumerate(sources, 1)
    )
    return Report(info=DeviceInfo(), clock_offset_s=0.0, profiles=made, in_step=in_step)


def test_channels_that_cannot_be_counted_have_no_recordings() -> None:
    of = [held("r1", "p1")]
    assert channels_of(of, known("V1", "V2")) == {"r1": 1}
    assert channels_of(of, known("V1", "V5", in_step=False)) == {}


def test_a_recording_of_two_channels_is_of_neither() -> None:
    of = [held("r1", "p1", "V2")]
    assert channels_of(of, known("V1", "V2")) == {}
