"""`auditor camera reference`: learnt from real streams, listed, drawn on, approved by a person."""

import asyncio
import base64
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner, Result

from auditor.cli import cli
from auditor.config import load_config
from auditor.contract import Region
from auditor.facts import Light
from auditor.inventory import load_inventory
from auditor.inventory.viewfile import ViewFile, read_view
from tests.cli import scenes
from tests.cli.conftest import Auditor
from tests.inventory.view_files import REGION, features, put, times, view
from tests.probes.camera.rtsp_server import RtspServer

HOST = "127.0.65.9"
BY = "Chủ tịch UBND xã, Nguyễn Văn Mẫu"
CONFIG = """\
province: {{code: "00", name: Tỉnh Mẫu}}
contact: {{name: Tổ kiểm tra, email: to@example.invalid}}
inventory: {{communes: xa.yaml, offices: diem.yaml, counters: quay.yaml, zones: khu.yaml, cameras: camera.yaml}}
credentials: {{keyring: false}}
network: {{lab: [{lab}], camera_timeout_s: 20}}
"""


@contextmanager
def served(*servers: RtspServer) -> Iterator[list[int]]:
    """Serve cameras in a thread of their own; the value is their ports."""
    ports: list[int] = []
    started, loop = threading.Event(), asyncio.new_event_loop()
    over = asyncio.Event()

    async def stand() -> None:
        async with AsyncExitStack() as stack:
            ports.extend([await stack.enter_async_context(one.serving(HOST)) for one in servers])
            started.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(stand()))
    thread.start()
    started.wait(10)
    try:
        yield ports
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def write(folder: Path, ports: Sequence[int]) -> Path:
    """Write a commune whose cameras are at these ports; the first should see two counters."""
    lab = ", ".join(f'"{HOST}:{port}"' for port in ports)
    cameras = "".join(
        f'- {{code: "00001", id: cam-{n}, name: Camera {n}, host: {HOST}, rtsp_port: {port}, '
        f"onvif_port: 0, path: /hinh{', counters: quay-1; quay-2' if n == 1 else ''}}}\n"
        for n, port in enumerate(ports, 1)
    )
    files = {
        "auditor.yaml": CONFIG.format(lab=lab),
        "xa.yaml": '- {code: "00001", kind: xa, name: Xã Mẫu 01, province_code: "00"}\n',
        "diem.yaml": '- {code: "00001", id: vp, name: Bộ phận Một cửa}\n',
        "quay.yaml": '- {code: "00001", id: quay-1, name: Quầy 1}\n'
        '- {code: "00001", id: quay-2, name: Quầy 2}\n',
        "khu.yaml": '- {code: "00001", id: cho, name: Chỗ ngồi chờ}\n',
        "camera.yaml": cameras,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory, auditor: Auditor) -> Path:
    """Three cameras of a lab, looked at for no time: one by day, one by infra-red, one dead."""
    folder = tmp_path_factory.mktemp("hoc")
    servers = (scenes.camera(), scenes.camera(colour=False), scenes.camera("dark"))
    with served(*servers) as ports:
        write(folder, ports)
        done = auditor("camera", "reference", "00001", "--minutes", "0", cwd=folder)
    (folder / "loi-ke.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    assert done.returncode == 4, done.stdout + done.stderr
    return folder


@pytest.fixture
def learnt(once: Path, tmp_path: Path) -> Path:
    """A copy to approve in."""
    return Path(shutil.copytree(once, tmp_path / "tinh"))


def test_each_camera_is_learnt_in_the_light_that_it_had(once: Path) -> None:
    views = once / "hinh-duyet" / "00001"
    assert sorted(path.name for path in views.iterdir()) == [
        "cam-1.day.cho-duyet.json", "cam-2.ir.cho-duyet.json", "duyet.html",
    ]  # fmt: skip
    view = read_view(views / "cam-1.day.cho-duyet.json")
    assert (len(view.learnt), view.approved, view.regions) == (6, None, ())
    assert view.tiles > 100
    told = (once / "loi-ke.txt").read_text(encoding="utf-8")
    assert "Lượt 6/6" in told
    assert "dùng được 2/3 camera" in told
    assert "cam-3: hình tối đen; bật đèn, mở nắp ống kính" in told
    assert "✗ cam-3: chưa học được" in told
    assert "duyệt được vì thiết bị được khai ở network.lab" in told
    assert not re.search(r"[{}]|camera_reference|views_page", told)


def test_somebody_passing_by_is_not_in_the_picture(once: Path) -> None:
    view = read_view(once / "hinh-duyet" / "00001" / "cam-1.day.cho-duyet.json")
    body = np.frombuffer(base64.b64decode(view.picture), np.uint8)
    seen = cv2.imdecode(body, cv2.IMREAD_GRAYSCALE)
    assert seen is not None
    alone = cv2.resize(scenes.empty("office"), (160, 90), interpolation=cv2.INTER_AREA)
    assert float(np.abs(seen.astype(float) - alone).mean()) < 5


def test_what_waits_does_not_count_and_is_listed(auditor: Auditor, once: Path) -> None:
    done = auditor("camera", "reference", "00001", "--list", cwd=once)
    assert done.returncode == 4
    lines = done.stdout.splitlines()
    assert lines[0].startswith("! cam-1, ban ngày: chờ duyệt, chưa được tính. Học lúc")
    assert lines[1].startswith("! cam-2, hồng ngoại: chờ duyệt")
    assert lines[2] == "✗ cam-3 (Camera 3): chưa có góc quan sát nào."
    examined = auditor("doctor", cwd=once).stdout
    assert "3 camera chưa có góc quan sát được duyệt" in examined
    assert "2 góc quan sát đã học còn chờ duyệt: xã 00001" in examined
    assert "chưa khai máy này đặt ở phía tỉnh hay tại xã (network.side" in examined


REGIONS = """\
"cam-1":
  "quay-1": {left: 10, top: 20, width: 30, height: 40}
  "quay-2": {left: 50.5, top: 20, width: 49.5, height: 40}
  "cho": {left: 0, top: 0, width: 100, height: 12.5}
"""


def test_a_person_vouches_for_a_view_with_its_regions(auditor: Auditor, learnt: Path) -> None:
    (learnt / "vung.yaml").write_text(REGIONS, encoding="utf-8")
    refused = auditor("camera", "reference", "00001", "--approve", "--by", BY, cwd=learnt)
    assert refused.returncode == 2
    assert "chưa khoanh nơi camera phải quan sát: Quầy 1, Quầy 2" in refused.stderr
    assert not (learnt / "hinh-duyet" / "00001" / "cam-2.ir.json").exists()
    words = ("--approve", "--by", f" {BY} ", "--document", "12/BB-UBND", "--regions", "vung.yaml")
    done = auditor("camera", "reference", "00001", *words, cwd=learnt)
    assert (done.returncode, done.stderr) == (0, "")
    assert "✓ cam-1, ban ngày: đã duyệt, 3 vùng." in done.stdout
    views = learnt / "hinh-duyet" / "00001"
    assert sorted(path.name for path in views.iterdir()) == [
        "cam-1.day.json", "cam-2.ir.json", "duyet.html",
    ]  # fmt: skip
    approved = read_view(views / "cam-1.day.json").approved
    assert approved is not None
    assert (approved.by, approved.document) == (BY, "12/BB-UBND")
    commune = load_inventory(load_config(learnt / "auditor.yaml")).communes[0]
    (view,) = commune.cameras[0].views
    assert Region(place="quay-2", left=0.505, top=0.2, width=0.495, height=0.4) in view.regions
    assert BY not in repr(commune)
    assert BY in (views / "duyet.html").read_text(encoding="utf-8")


def test_approving_again_keeps_the_earlier_file(auditor: Auditor, learnt: Path) -> None:
    views = learnt / "hinh-duyet" / "00001"
    once_more = (views / "cam-1.day.cho-duyet.json").read_bytes()
    words = ("camera", "reference", "00001", "--approve", "--by", BY, "--without-regions")
    assert auditor(*words, cwd=learnt).returncode == 0
    earlier = [(views / "cam-1.day.json").read_bytes()]
    for number in (1, 2):
        (views / "cam-1.day.cho-duyet.json").write_bytes(once_more)
        done = auditor(*words, "--document", f"{number}/BB", cwd=learnt)
        assert f"cam-1.day.json.cu-{number}" in done.stdout
        assert (views / f"cam-1.day.json.cu-{number}").read_bytes() == earlier[-1]
        earlier.append((views / "cam-1.day.json").read_bytes())
    nothing = auditor(*words, cwd=learnt)
    assert nothing.returncode == 2
    assert "không có góc quan sát nào chờ duyệt" in nothing.stderr


def test_new_regions_on_an_approved_view_want_a_new_approval(
    auditor: Auditor, learnt: Path
) -> None:
    call = ("camera", "reference", "00001")
    (learnt / "vung.yaml").write_text(REGIONS, encoding="utf-8")
    noted = auditor(*call, "--regions", "vung.yaml", cwd=learnt)
    assert (noted.returncode, noted.stderr) == (0, "")
    assert "cam-1, ban ngày: đã ghi 3 vùng." in noted.stdout
    assert auditor(*call, "--approve", "--by", BY, cwd=learnt).returncode == 0
    refused = auditor(*call, "--regions", "vung.yaml", cwd=learnt)
    assert (refused.returncode, "thêm --approve" in refused.stderr) == (2, True)
    approve = (*call, "--approve", "--by", BY, "--regions", "vung.yaml")
    assert auditor(*approve, cwd=learnt).returncode == 2  # the same regions: nothing to approve
    (learnt / "vung.yaml").write_text(REGIONS.replace("left: 10", "left: 12"), encoding="utf-8")
    assert auditor(*approve, cwd=learnt).returncode == 0
    view = read_view(learnt / "hinh-duyet" / "00001" / "cam-1.day.json")
    assert view.regions[0].left == 0.12


def test_a_counter_entered_later_is_asked_about_when_nothing_new_is_drawn(
    auditor: Auditor, learnt: Path
) -> None:
    (learnt / "vung.yaml").write_text(REGIONS, encoding="utf-8")
    words = ("--approve", "--by", BY, "--regions", "vung.yaml")
    approve = ("camera", "reference", "00001", *words)
    assert auditor(*approve, cwd=learnt).returncode == 0
    path = learnt / "hinh-duyet" / "00001" / "cam-1.day.json"
    before = read_view(path)
    assert before.approved
    assert before.approved.offered == ("cho", "quay-1", "quay-2")
    with (learnt / "quay.yaml").open("a", encoding="utf-8") as table:
        table.write('- {code: "00001", id: quay-3, name: Quầy 3}\n')
    assert auditor(*approve, cwd=learnt).returncode == 0
    after = read_view(path)
    assert after.approved
    assert after.approved.offered == ("cho", "quay-1", "quay-2", "quay-3")
    assert (after.sha256, after.regions) == (before.sha256, before.regions)
    assert auditor(*approve, cwd=learnt).returncode == 2  # nothing is new


def test_learning_anew_takes_over_the_regions_and_takes_nothing_away(
    auditor: Auditor, learnt: Path
) -> None:
    (learnt / "vung.yaml").write_text(REGIONS, encoding="utf-8")
    words = ("--approve", "--by", BY, "--regions", "vung.yaml")
    assert auditor("camera", "reference", "00001", *words, cwd=learnt).returncode == 0
    views = learnt / "hinh-duyet" / "00001"
    before = (views / "cam-1.day.json").read_bytes()
    with served(scenes.camera()) as ports:
        text = (learnt / "camera.yaml").read_text(encoding="utf-8")
        old = re.search(r"rtsp_port: (\d+)", text)
        assert old
        for name in ("camera.yaml", "auditor.yaml"):
            text = (learnt / name).read_text(encoding="utf-8")
            (learnt / name).write_text(text.replace(old[1], str(ports[0])), encoding="utf-8")
        again = ("--camera", "cam-1", "--minutes", "0", "--looks", "4")
        done = auditor("camera", "reference", "00001", *again, cwd=learnt)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (views / "cam-1.day.json").read_bytes() == before
    listed = auditor("camera", "reference", "00001", "--list", cwd=learnt).stdout
    assert "cam-1, ban ngày: không được tính vì học ở" in listed
    assert "cam-1, ban ngày: chờ duyệt" in listed
    assert read_view(views / "cam-1.day.cho-duyet.json").regions == ()  # of another address


@pytest.mark.skipif(sys.platform == "win32", reason="optional: no signals there")
def test_a_call_that_was_ended_keeps_nothing(tmp_path: Path) -> None:
    with served(scenes.camera()) as ports:
        folder = write(tmp_path, ports)
        words = ("camera", "reference", "00001")
        with subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "auditor.cli", *words],
            cwd=folder, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path.cwd())},
        ) as process:  # fmt: skip
            assert process.stdout
            for line in process.stdout:
                if line.startswith("Lượt 1/6"):
                    process.send_signal(signal.SIGINT)
                    break
            rest = process.stdout.read()
            assert process.wait(60) == 130
    assert "Không ghi gì" in rest
    assert not (folder / "hinh-duyet").exists()


def test_a_bare_wall_is_learnt_and_cannot_be_approved(auditor: Auditor, tmp_path: Path) -> None:
    with served(scenes.camera("wall")) as ports:
        folder = write(tmp_path, ports)
        done = auditor("camera", "reference", "00001", "--minutes", "0", cwd=folder)
    assert done.returncode == 4
    assert "ô dùng được, cần 50" in done.stdout
    words = ("--approve", "--by", BY, "--without-regions")
    refused = auditor("camera", "reference", "00001", *words, cwd=folder)
    assert refused.returncode == 2
    assert "hướng camera vào quầy, vật cố định" in refused.stderr


def test_a_commune_whose_cameras_are_dead_learns_nothing(auditor: Auditor, tmp_path: Path) -> None:
    with served(RtspServer()) as ports:
        folder = write(tmp_path, ports)
    done = auditor("camera", "reference", "00001", "--minutes", "0", cwd=folder)
    assert done.returncode == 4
    assert "từ chối kết nối" in done.stdout
    assert "Không học được hình nào; không ghi gì." in done.stdout
    assert not (folder / "hinh-duyet").exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (view(learnt=times(9)), "chỉ học trong 9 phút, cần ít nhất 10"),
        (view(features=features(49)), "chỉ có 49/144 ô dùng được, cần 50"),
        (view(address="192.0.2.7:554/hinh"), "học ở 192.0.2.7:554/hinh, khác địa chỉ hiện nay"),
        (view(regions=()), "chưa khoanh nơi camera phải quan sát: Quầy 1"),
        (view(regions=(replace(REGION, place="quay-9"),)), "không còn trong danh mục xã 00001: quay-9"),
    ],
    ids=["short", "few tiles", "elsewhere", "no regions", "lost region"],
)  # fmt: skip
def test_nobody_may_vouch_for_less(tmp_path: Path, file: ViewFile, said: str) -> None:
    folder = plain(tmp_path)
    path = put(folder / "hinh-duyet", file)
    put(folder / "hinh-duyet", view(light=Light.IR, regions=(replace(REGION, place="quay-1"),)))
    done = called(folder, "00001", "--approve", "--by", BY)
    assert done.exit_code == 2
    assert said in done.stderr
    assert sorted(one.name for one in path.parent.iterdir()) == [
        "cam-1.day.cho-duyet.json", "cam-1.ir.cho-duyet.json",
    ]  # fmt: skip
    alone = ("--approve", "--by", BY, "--light", "ir")
    assert called(folder, "00001", *alone).exit_code == 0


def called(folder: Path, *words: str) -> Result:
    """Call the command in this process: it looks at no camera."""
    config = ("--config", str(folder / "auditor.yaml"))
    return CliRunner().invoke(cli, ["camera", "reference", *words, *config])


def plain(folder: Path) -> Path:
    """Write a commune with one camera that nobody looks at."""
    write(folder, [554])
    text = (folder / "camera.yaml").read_text(encoding="utf-8")
    text = text.replace(HOST, "192.0.2.1").replace("quay-1; quay-2", "quay-1")
    (folder / "camera.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["00009"], "danh mục không có xã mã"),
        (["Xã Mẫu 01"], "có phải là 00001?"),
        (["00001", "--camera", "cam-9"], 'không có camera "cam-9"; đang có: cam-1'),
        (["00001", "--approve"], 'thêm --by "Chức danh, họ tên"'),
        (["00001", "--approve", "--by", "Ông Mẫu"], "--by: ghi cả chức danh và họ tên"),
        (["00001", "--approve", "--by", "A\x1b, B"], "--by: ghi cả chức danh và họ tên"),
        (["00001", "--approve", "--by", BY, "--document", "giấy mời ông A"], "--document: chỉ ghi số"),
        (["00001", "--by", BY], "--by chỉ dùng cùng --approve"),
        (["00001", "--list", "--approve", "--by", BY], "--list: không dùng cùng --approve"),
        (["00001", "--looks", "3"], "--looks"),
        (["00001", "--regions", "khong-co.yaml"], "khong-co.yaml"),
        (["00001", "--approve", "--by", BY], "không có góc quan sát nào chờ duyệt"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_meant_is_two(tmp_path: Path, words: list[str], said: str) -> None:
    done = called(plain(tmp_path), *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert not (tmp_path / "hinh-duyet").exists()
