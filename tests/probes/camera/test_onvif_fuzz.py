"""Whatever a device sends, reading it ends in a word: it never raises, and what is kept can be sent."""

from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yarl import URL

from auditor.probes.camera.onvif import clock, readings
from auditor.probes.camera.onvif.addresses import http_target, place
from auditor.probes.camera.onvif.asked import Ask
from auditor.probes.camera.onvif.recordings import extent, held
from auditor.probes.camera.onvif.soap import Fault, Garbled, Reply, read
from auditor.probes.camera.onvif.wsdl import loaded
from tests.probes.camera.onvif_device import (
    capabilities_answer,
    device_answer,
    profile,
    profiles_answer,
    services_answer,
    time_answer,
    uri_answer,
)
from tests.probes.camera.recorder_device import information, item, job, jobs, recordings, track

AT = datetime(2026, 3, 5, 7, 31, tzinfo=UTC)
ANSWERS = {
    Ask.TIME: time_answer(AT),
    Ask.SERVICES: services_answer("http://192.0.2.7/onvif/media"),
    Ask.CAPABILITIES: capabilities_answer("http://192.0.2.7/onvif/media"),
    Ask.DEVICE: device_answer(),
    Ask.PROFILES: profiles_answer(profile("a", "V1"), profile("b", "V2")),
    Ask.STREAM: uri_answer("GetStreamUri", "rtsp://192.0.2.7/live?ch=1"),
    Ask.SNAPSHOT: uri_answer("GetSnapshotUri", "http://192.0.2.7/snap.jpg"),
    Ask.RECORDINGS: recordings(item("r1", "V1"), item("r2", "V2")),
    Ask.JOBS: jobs(job("r1", "a"), job("r2", "b")),
    Ask.RECORDING: information(tracks=track(AT)),
}
PIECES = (
    "", "<", ">", "/>", "</tt:Name>", "<tt:Name>", "<tt:Year>99999999</tt:Year>", " token=''", "&", "&#0;",
    "<![CDATA[", "]]>", "<!DOCTYPE x>", "<tt:Uri/>", " xsi:type='tt:Nobody'", " xmlns:tt='urn:x'", "<?a?>",
    "\x00", "\udcff", "ắ", "<tt:SourceToken/>", "<s:Fault>", "-1", "1e9", "<tt:Date/>", "<x:y/>",
)  # fmt: skip
HOSTILE = "abc:/?#[]@!$&'()*+,;=%41%zz \t\r\n\x00\x7f\x85é文\ud800\\\"<>|^`{}."


@pytest.mark.parametrize("ask", list(Ask))
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), piece=st.sampled_from(PIECES), cuts=st.integers(0, 3))
def test_no_answer_breaks_a_reader(ask: Ask, seed: int, piece: str, cuts: int) -> None:
    chance, text = Random(seed), ANSWERS[ask]  # noqa: S311 - where to cut
    for _ in range(cuts + 1):
        start = chance.randrange(len(text))
        text = text[:start] + piece + text[start + chance.choice((0, 1, 5, 40, 400)) :]
    said = read(loaded(), ask, text.encode("utf-8", "surrogateescape"))
    assert isinstance(said, Reply | Fault | Garbled)
    if isinstance(said, Reply):
        kept(ask, said)


def kept(ask: Ask, said: Reply) -> None:
    """Use an answer as its caller would."""
    match ask:
        case Ask.TIME:
            clock.offset_by_answer(said.value, AT)
        case Ask.SERVICES:
            assert all(isinstance(one, str) for one in readings.services(said.value).values())
        case Ask.CAPABILITIES:
            assert isinstance(readings.media_capability(said.value), str)
        case Ask.DEVICE:
            assert readings.device_info(said.value).manufacturer.isprintable()
        case Ask.PROFILES:
            found, sources = readings.profiles(said.value)
            readings.out_of_step(sources)
            assert all(one.token and 1 <= one.channel <= len(sources) for one in found)
        case Ask.STREAM | Ask.SNAPSHOT:
            assert isinstance(readings.uri(said.value), str)
        case Ask.RECORDINGS:
            assert all(one.token for one in held(said.value, []))
        case Ask.JOBS:
            assert held([], said.value) == ()
        case Ask.RECORDING:
            assert extent(said.value).listed


@settings(max_examples=400, deadline=None)
@given(
    start=st.sampled_from(("", "rtsp://", "http://", "//", "/", "x:")),
    rest=st.text(HOSTILE, max_size=30),
)
def test_no_address_smuggles_anything_into_a_request(start: str, rest: str) -> None:
    found = place(start + rest)
    if found is None:
        return
    for target in (found.target, http_target(found)):
        assert target.startswith("/")
        assert target.isascii()
        assert not any(sign <= " " for sign in target)
        assert "#" not in target
    assert str(URL(f"http://device{http_target(found)}").raw_path_qs) == http_target(found)
    assert isinstance(found.elsewhere("127.0.0.1", 554), str)
