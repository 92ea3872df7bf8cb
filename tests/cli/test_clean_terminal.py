"""What strangers wrote reaches a terminal and a log as letters, never as commands."""

import asyncio
import gc
import io
import logging
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.cli import logs
from auditor.cli.plain import clean
from auditor.cli.terminal import Console
from auditor.credentials import remembered
from auditor.probes.camera.credential import Credential
from tests.cli.terminal import at_terminal
from tests.cli.test_camera import write
from tests.cli.test_feed import CONFIG

COMMANDS = Path(__file__).parents[2] / "auditor" / "cli"
OWN = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\d*[AK]|\x1b\[\?25[lh]|\x1b\[2K|\r")
"""Colours, and the moves of a progress bar."""
TITLE = "\x1b]0;da-doi-ten\x07"
COLOUR = "\x1b[31m"
TURNED = "\u202eoãt\u202c"
HOSTILE = f"Xã {TITLE}{COLOUR}{TURNED}[red]Mẫu[/red] [link=https://xau.invalid]đây[/link]\x9b2J\x00"
SECRET = Credential(name="may-mau", user="xem-mau", password="M@t-khau-7788")  # noqa: S106


def harmful(shown: str) -> list[str]:
    return [sign for sign in OWN.sub("", shown) if clean(sign) != sign]


def test_a_terminal_gets_letters_lines_and_tabs_only() -> None:
    shown = clean(HOSTILE + "\n\tđến")
    assert not harmful(shown)
    assert shown.endswith("[/link]2J\n\tđến")
    assert clean("Xã Mẫu 01, đường dây nóng: 0228 0000 001 – ✗ ●") == (
        "Xã Mẫu 01, đường dây nóng: 0228 0000 001 – ✗ ●"
    )


def test_a_console_keeps_its_own_colours_and_no_others() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=200)
    console.print(f"{clean('a')}{TITLE}{COLOUR}{TURNED}", style="green", markup=False)
    assert "\x1b[32m" in out.getvalue()
    assert "\x1b[31m" not in out.getvalue()
    assert not harmful(out.getvalue())


def test_every_command_speaks_through_the_cleaner() -> None:
    ways = re.compile(r"click\.(?:secho|echo)\(|from rich\.console import Console|\bprint\(")
    found = [
        f"{path.name}:{number}"
        for path in sorted(COMMANDS.glob("*.py"))
        if path.name not in {"plain.py", "terminal.py"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ways.search(line.replace("console.print(", "").replace("bar.print(", ""))
    ]
    assert found == []


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    logs.configure()
    yield capsys
    logging.captureWarnings(False)
    root.handlers[:], root.level = before


def _crash() -> None:
    try:
        _connect()
    except ValueError as first:
        raise RuntimeError(f"Authorization: Basic eGVtLW1hdTpNQHQ= {SECRET.password}") from first


def _connect() -> None:
    raise ValueError(f"rtsp://{SECRET.user}:{SECRET.password}@may.invalid/ {HOSTILE}")


def test_a_log_holds_no_log_in_and_nothing_that_a_terminal_obeys(
    told: pytest.CaptureFixture[str],
) -> None:
    remembered(SECRET)
    try:
        _crash()
    except RuntimeError:
        logging.getLogger("auditor.run.machine").exception("probe failed on %s", HOSTILE)
    shown = told.readouterr().err
    assert "RuntimeError" in shown
    assert "ValueError" in shown
    assert not harmful(shown)
    assert SECRET.password not in shown
    assert "eGVtLW1hdTpNQHQ" not in shown
    assert "xem-mau" not in shown


def test_a_log_is_cut_however_much_a_target_wrote(told: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("auditor").warning("%s", "\n".join(["á" * 5_000] * 5_000))
    shown = told.readouterr().err
    assert len(shown) < 30_000
    assert len(shown.splitlines()) == 81


def test_a_crash_of_a_thread_is_told_the_same_way(
    told: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered(SECRET)

    def crash() -> None:
        raise ValueError(f"{SECRET.password}{TITLE}")

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    shown = told.readouterr().err
    assert "ValueError" in shown
    assert SECRET.password not in shown
    assert not harmful(shown)


def test_a_hostile_log_file_paints_no_terminal(tmp_path: Path) -> None:
    (tmp_path / "auditor.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "xa.csv").write_text("Mã xã;Tên xã\n00001;Xã Mẫu 01\n", encoding="utf-8")
    rows = f"Tài khoản;Thời gian;Đơn vị\n{COLOUR}ma;05/03/2026 07:31:00;{HOSTILE.strip(chr(0)).replace(';', ':')}\n"
    (tmp_path / "log.csv").write_text(rows, encoding="utf-8")
    _, shown = at_terminal("feed", "check", cwd=tmp_path, COLUMNS="250", TERM="xterm")
    assert "[red]Mẫu[/red]" in shown
    assert "https://xau.invalid" in shown
    assert not harmful(shown)


@pytest.fixture
def rude() -> Iterator[int]:
    """A device whose every word is meant for the terminal of whoever asks."""
    listening = socket.create_server(("127.0.65.3", 0))
    words = f"Not{TITLE}{COLOUR}{TURNED}[red]Found[/red]"

    def serve() -> None:
        while True:
            try:
                caller, _ = listening.accept()
            except OSError:
                return
            with caller:
                asked = b""
                while piece := caller.recv(4096):
                    asked += piece
                    if not asked.endswith(b"\r\n\r\n"):
                        continue
                    number = re.findall(rb"CSeq: (\d+)", asked)[-1].decode()
                    answer = f"RTSP/1.0 404 {words}\r\nCSeq: {number}\r\nServer: {words}\r\n\r\n"
                    caller.sendall(answer.encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


def test_a_rude_device_paints_no_terminal(tmp_path: Path, rude: int) -> None:
    write(tmp_path, (rude, 1))
    code, shown = at_terminal(
        "camera",
        "test",
        "00001/cam-2",
        cwd=tmp_path,
        TERM="xterm",
        AUDITOR_CREDENTIAL_DAU_GHI_00001_USER="xem",
        AUDITOR_CREDENTIAL_DAU_GHI_00001_PASSWORD="x-y-z-1",  # noqa: S106
    )
    assert code == 4, shown
    assert "404" in shown
    assert not harmful(shown)


def test_no_crash_leaves_a_picture_of_our_memory() -> None:
    script = (
        "import resource\n"
        "from auditor import cli\n"
        "cli._no_core()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0])\n"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "0"


def test_a_task_that_nobody_waited_for_is_told_the_same_way(
    told: pytest.CaptureFixture[str],
) -> None:
    remembered(SECRET)

    async def crash() -> None:
        raise ValueError(f"{SECRET.password}{TITLE}")

    async def forgetful() -> None:
        task = asyncio.ensure_future(crash())
        await asyncio.wait({task})
        del task
        gc.collect()

    asyncio.run(forgetful())
    shown = told.readouterr().err
    assert "never retrieved" in shown
    assert SECRET.password not in shown
    assert not harmful(shown)
