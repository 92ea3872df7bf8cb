"""No pattern of ours explodes: a hang would be a way to stop the whole audit with one line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.patterns import attempt, hostile, patterns

ROOT = Path(__file__).parents[2]
LENGTH = 300
"""Doubling with each letter would take longer than the world; the third power takes minutes."""
DEADLINE_S = 240


def test_every_pattern_ends_on_texts_that_make_patterns_explode() -> None:
    command = [sys.executable, "-m", "tests.fuzz.patterns", str(LENGTH)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=DEADLINE_S
        )
    except subprocess.TimeoutExpired as late:
        said = (late.stdout or b"").decode()
        pytest.fail(f"{said.splitlines()[-1]} hangs")
    assert len(done.stdout.splitlines()) > 100


def test_patterns_are_found_where_they_stand() -> None:
    names = {name for name, _ in patterns()}
    assert {"checks.sites.phones._RUN", "auditor.probes.camera.rtsp.sdp._RTPMAP"} <= names


@pytest.mark.parametrize("pattern", [re.compile(r"a+$"), re.compile(rb"<a")])
def test_texts_and_bytes_are_tried(pattern: "re.Pattern[str] | re.Pattern[bytes]") -> None:
    texts = list(hostile(pattern, 20))
    assert max(map(len, texts)) <= 60
    attempt(pattern, texts)
