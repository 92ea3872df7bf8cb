"""What anybody of this machine may read of a running audit: command lines and environments."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.demo.province import DemoProvince

PROC = Path("/proc")
DEADLINE_S = 90


def _holding(secret: bytes) -> dict[int, set[str]]:
    """Return the processes in which the secret stands, and where."""
    found: dict[int, set[str]] = {}
    for one in PROC.iterdir():
        if not one.name.isdigit() or int(one.name) == os.getpid():
            continue
        for name in ("cmdline", "environ"):
            with suppress(OSError):
                if secret in (one / name).read_bytes():
                    found.setdefault(int(one.name), set()).add(name)
    return found


@pytest.mark.skipif(not PROC.is_dir(), reason="optional: /proc is Linux")
def test_a_run_shows_its_passwords_to_nobody(province: DemoProvince, tmp_path: Path) -> None:
    live = next(one for one in province.devices if one.office.code == "00001")
    name = f"AUDITOR_CREDENTIAL_{live.credential.upper().replace('-', '_')}"
    env = {**os.environ, f"{name}_USER": live.user, f"{name}_PASSWORD": live.known}
    words = ["run", "--config", str(province.config), "--commune", "00001", "-c", "camera.online"]
    command = [sys.executable, "-m", "auditor.cli", *words, "-o", str(tmp_path / "bao-cao")]
    samples: list[dict[int, set[str]]] = []
    before = live.book.accepted
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as program:
        until = time.monotonic() + DEADLINE_S
        while program.poll() is None and time.monotonic() < until:
            samples.append(_holding(live.known.encode()))
            time.sleep(0.05)
        shown, _ = program.communicate(timeout=30)
    assert program.returncode == 0, shown.decode()
    assert live.book.accepted > before, "the password of the environment was the one in use"
    others = [(pid, where) for one in samples for pid, where in one.items() if pid != program.pid]
    assert others == []
    # What it was started with it wipes as soon as it has read it; nobody can do so any earlier.
    assert "cmdline" not in {where for one in samples for where in one.get(program.pid, ())}
    held = [program.pid in one for one in samples]
    assert not held[-1]
    assert held == sorted(held, reverse=True), "once wiped it never comes back"
    assert live.known.encode() not in shown
