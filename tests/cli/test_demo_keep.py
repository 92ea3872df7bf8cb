"""`auditor demo --keep`: somewhere to practise, until Ctrl-C."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_invented_province_is_served_on_and_its_own_advice_works(
    tmp_path: Path, auditor: Auditor, end: signal.Signals
) -> None:
    words = [sys.executable, "-m", "auditor.cli", "demo", "--keep", "--folder", "mau"]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        words, cwd=tmp_path, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as demo:
        assert demo.stdout is not None
        told = []
        for line in demo.stdout:
            told.append(line.strip())
            if "camera test" in line:
                break
        advice = told[-1].partition("auditor ")[2].split()
        tried = auditor(*advice, cwd=tmp_path)
        demo.send_signal(end)
        rest = demo.stdout.read()
    assert tried.returncode == 0, tried.stderr
    assert demo.returncode in (0, 1)  # what the audit said, not how it was ended
    assert "CÓ HÌNH" in tried.stdout
    assert any("00001" in line and "127.0.77.1" in line for line in told)
    assert "Tỉnh bịa đã dừng." in rest
