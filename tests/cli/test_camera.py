"""`auditor camera test`: what a person at the prompt sees, and no password on it."""

import asyncio
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor
from tests.probes.camera.devices import showing
from tests.probes.camera.onvif_device import OnvifPeer
from tests.probes.camera.rtsp_server import PASSWORD, USER, Doorman, RtspServer

HOST = "127.0.65.3"
CONFIG = """\
province: {{code: "00", name: Tỉnh Mẫu}}
contact: {{name: Tổ kiểm tra, email: to@example.invalid}}
inventory: {{communes: xa.yaml, offices: diem.yaml, recorders: dau-ghi.yaml, cameras: camera.yaml}}
credentials: {{keyring: false}}
network: {{lab: ["{host}:{rtsp}", "{host}:{onvif}"], camera_timeout_s: {seconds}}}
"""


@contextmanager
def served(server: RtspServer, peer: OnvifPeer | None = None) -> Iterator[tuple[int, int]]:
    """Serve in a thread of its own, for the program is a process of its own."""
    ready: list[tuple[int, int]] = []
    started, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def stand() -> None:
        async with server.serving(HOST) as port:
            if peer is None:
                ready.append((port, 1))
                started.set()
                await over.wait()
                return
            peer.host = HOST
            async with peer.standing():
                ready.append((port, peer.port))
                started.set()
                await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(stand()))
    thread.start()
    started.wait(10)
    try:
        yield ready[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def write(
    folder: Path,
    ports: tuple[int, int],
    *,
    credential: str = "dau-ghi-00001",
    seconds: int = 5,
) -> None:
    """Write a configuration of one recorder with two channels; `seconds` are a camera's all."""
    rtsp, onvif = ports
    files = {
        "auditor.yaml": CONFIG.format(host=HOST, rtsp=rtsp, onvif=onvif, seconds=seconds),
        "xa.yaml": '- {code: "00001", kind: xa, name: Xã Mẫu 01, province_code: "00"}\n',
        "diem.yaml": '- {code: "00001", id: vp, name: Bộ phận Một cửa}\n',
        "dau-ghi.yaml": f'- {{code: "00001", id: dau-ghi-1, name: Đầu ghi Mẫu, office: vp, '
        f"host: {HOST}, rtsp_port: {rtsp}, onvif_port: {onvif}, credential: {credential}}}\n",
        "camera.yaml": '- {code: "00001", id: cam-1, recorder: dau-ghi-1, channel: 1}\n'
        '- {code: "00001", id: cam-2, recorder: dau-ghi-1, channel: 2, path: /hinh}\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


GIVEN = {
    "AUDITOR_CREDENTIAL_DAU_GHI_00001_USER": USER,
    "AUDITOR_CREDENTIAL_DAU_GHI_00001_PASSWORD": PASSWORD,
}


def test_each_step_is_told_and_a_picture_is_zero(auditor: Auditor, tmp_path: Path) -> None:
    with served(showing(doorman=Doorman()), OnvifPeer()) as ports:
        write(tmp_path, ports, seconds=100)  # what is good is seen as soon as it is there
        done = auditor("camera", "test", "cam-1", cwd=tmp_path, env=GIVEN)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"^✓ ", done.stdout, re.MULTILINE)) == 14
    assert "ảnh tĩnh" in done.stdout
    assert "✗" not in done.stdout
    for word in ("00001", "OPTIONS", "DESCRIBE", "320×192", "CÓ HÌNH", "/live/0?ch=1"):
        assert word in done.stdout
    assert "{" not in done.stdout
    assert "camera." not in done.stdout
    assert PASSWORD not in done.stdout


def test_a_wrong_password_is_one_try_and_says_what_to_do(auditor: Auditor, tmp_path: Path) -> None:
    server = showing(doorman=Doorman(password="khac"))  # noqa: S106 - invented
    with served(server) as ports:
        write(tmp_path, ports)
        done = auditor("--lang", "en", "camera", "test", "cam-2", cwd=tmp_path, env=GIVEN)
    assert done.returncode == 4
    assert server.tries == ["DESCRIBE"]
    assert "COULD NOT BE JUDGED" in done.stdout
    assert "What to do: Log in once" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr


def test_a_camera_without_a_picture_is_three(auditor: Auditor, tmp_path: Path) -> None:
    with served(showing(packets=())) as ports:
        write(tmp_path, ports)
        done = auditor("camera", "test", f"{HOST}", "--channel", "2", cwd=tmp_path, env=GIVEN)
    assert done.returncode == 3
    assert "KHÔNG CÓ HÌNH" in done.stdout
    assert done.stdout.count("không gửi khung hình nào") == 1


def test_this_machine_itself_is_refused_outside_a_lab(auditor: Auditor, tmp_path: Path) -> None:
    server = showing()
    with served(server) as (port, _):
        done = auditor("camera", "test", f"rtsp://{HOST}:{port}/hinh", cwd=tmp_path)
    assert (done.returncode, server.connections) == (4, 0)


def test_nothing_but_the_call_is_needed(auditor: Auditor, tmp_path: Path) -> None:
    done = auditor("camera", "test", "camera-mau.invalid", cwd=tmp_path)
    assert done.returncode == 4
    assert "Không lấy gì từ danh mục: camera-mau.invalid:554#1" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x", "--credential", "a"], "--credential cần tệp cấu hình"),
        (["x", "--user", "mau"], "mật khẩu phải được gõ tại màn hình lệnh"),
        (["rtsp://a:bia-dat-1@x/y"], "không ghi tài khoản, mật khẩu trong lệnh"),
        (["x", "-c", "khong-co.yaml"], "khong-co.yaml"),
        (
            ["x", "--rtsp-port", "70000"],
            "--rtsp-port: “70000” không phải số cổng; cổng là số từ 1 đến 65535",
        ),
        ([], "thiếu HOST"),
    ],
)
def test_a_call_that_cannot_be_meant_is_two(
    auditor: Auditor, tmp_path: Path, words: list[str], said: str
) -> None:
    done = auditor("camera", "test", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "bia-dat-1" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals there")
def test_a_typed_password_is_asked_for_and_never_shown(tmp_path: Path) -> None:
    with served(showing(doorman=Doorman())) as ports:
        write(tmp_path, ports)
        shown, code = typed(tmp_path, PASSWORD, "camera", "test", "cam-2", "--user", USER)
    assert code == 0
    assert "Mật khẩu" in shown
    assert "CÓ HÌNH" in shown
    assert PASSWORD not in shown


def typed(folder: Path, line: str, *words: str) -> tuple[str, int]:
    """Run the program at a terminal and type a line when it asks."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "auditor.cli", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, close_fds=True,
        start_new_session=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:  # fmt: skip
        os.close(theirs)
        shown = b""
        asked = False
        while chunk := _read(ours):
            shown += chunk
            if not asked and "gõ)".encode() in shown:
                asked = True
                os.write(ours, f"{line}\n".encode())
        os.close(ours)
        return shown.decode(errors="replace"), process.wait(60)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other side is closed
        return b""
