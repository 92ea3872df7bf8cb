"""`auditor camera discover`: rows that the inventory reads, and nothing overwritten or asked twice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor
from tests.probes.camera.wsd_device import PORT, WsdDevice, answer, match

ROOT = Path(__file__).parents[2]
HOST, KNOWN = "127.0.66.21", "127.0.66.22"
CONFIG = f"""\
province: {{code: "00", name: Tỉnh Mẫu}}
contact: {{name: Tổ kiểm tra, email: to@example.invalid}}
inventory: {{communes: xa.yaml, offices: diem.yaml, cameras: CAMERAS}}
credentials: {{keyring: false}}
network: {{lab: ["{HOST}:{PORT}", "{KNOWN}:{PORT}"]}}
"""
CANNOT = 77
HEAD = "Mã đơn vị hành chính;Mã camera;Tên camera"


def write(folder: Path, cameras: str = "camera.yaml") -> None:
    files = {
        "auditor.yaml": CONFIG.replace("CAMERAS", cameras),
        "xa.yaml": '- {code: "00001", kind: xa, name: Xã Mẫu 01, province_code: "00"}\n',
        "diem.yaml": '- {code: "00001", id: vp, name: Bộ phận Một cửa}\n',
        "camera.yaml": f'- {{code: "00001", id: cam-1, host: {KNOWN}, onvif_port: 80}}\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def telling(host: str, xaddrs: str = "", **how: str) -> WsdDevice:
    place = xaddrs or f"http://{host}:8000/onvif/device_service"
    return WsdDevice(host, lambda question: [answer(question, match(place, **how))])


def test_a_new_camera_is_a_row_that_the_inventory_reads(auditor: Auditor, tmp_path: Path) -> None:
    write(tmp_path)
    with telling(HOST).standing():
        done = auditor("camera", "discover", "--to", HOST, "--seconds", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    head, row = done.stdout.splitlines()
    assert head.startswith(HEAD)
    assert row.startswith(f"00001;cam-66-21;Cổng chính;;;;{HOST};;8000;")
    assert f"mới: {HOST}" in done.stderr
    assert f"auditor camera test {HOST}" in done.stderr
    assert "{" not in done.stdout + done.stderr
    (tmp_path / "camera.csv").write_text(done.stdout, encoding="utf-8")
    write(tmp_path, "camera.csv")
    read = auditor("camera", "test", "cam-66-21", cwd=tmp_path)
    assert "00001" in read.stdout, read.stderr


def test_a_camera_of_the_inventory_is_named_and_not_proposed(
    auditor: Auditor, tmp_path: Path
) -> None:
    write(tmp_path)
    with telling(KNOWN).standing():
        done = auditor("camera", "discover", "--to", KNOWN, "--seconds", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert f"đã có trong danh mục là 00001/cam-1: {KNOWN}" in done.stderr
    assert "không có dòng nào cần bổ sung" in done.stderr


def test_an_inner_address_is_shown_and_stands_in_no_row(auditor: Auditor, tmp_path: Path) -> None:
    write(tmp_path)
    with telling(HOST, "http://192.0.2.55:8899/onvif/device_service").standing():
        done = auditor("camera", "discover", "--to", HOST, "--seconds", "1", cwd=tmp_path)
    assert done.returncode == 0
    assert "192.0.2.55:8899" in done.stderr
    assert "192.0.2.55" not in done.stdout
    assert f";{HOST};;80;" in done.stdout


def test_words_of_a_hostile_device_move_no_cursor_and_begin_no_formula(
    auditor: Auditor, tmp_path: Path
) -> None:
    write(tmp_path)
    scopes = "onvif://www.onvif.org/name/%1B[2J=cmd|'/c%20calc'!A1;x"
    with telling(HOST, scopes=scopes).standing():
        done = auditor("camera", "discover", "--to", HOST, "--seconds", "1", cwd=tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert not [cell for cell in done.stdout.splitlines()[1].split(";") if cell[:1] in set("=+-@")]


def test_rows_go_into_a_new_file_and_over_none(auditor: Auditor, tmp_path: Path) -> None:
    write(tmp_path)
    words = ("camera", "discover", "--to", HOST, "--seconds", "1", "-o", "moi.csv")
    device = telling(HOST)
    with device.standing():
        done = auditor(*words, cwd=tmp_path)
        asked = len(device.questions)
        again = auditor(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "moi.csv").read_text(encoding="utf-8-sig").startswith(HEAD)
    assert again.returncode == 2
    assert "moi.csv: tệp đã có" in again.stderr
    assert len(device.questions) == asked > 0


def test_where_nobody_answers_it_says_what_to_look_at(auditor: Auditor, tmp_path: Path) -> None:
    write(tmp_path)
    done = auditor("camera", "discover", "--to", HOST, "--seconds", "1", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (4, "")
    assert "3702" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "8.8.8.8"], "không phải địa chỉ trong mạng nội bộ"),
        (["--to", "127.0.0.1"], "không phải địa chỉ trong mạng nội bộ"),
        (["--to", "camera-mau"], "không phải địa chỉ IPv4"),
        (["--to", "192.168.1.0/24"], "không phải địa chỉ IPv4"),
        (["--interface", "khong-co"], "không có giao diện mạng “khong-co”"),
        (["--interface", "0.0.0.0"], "không có giao diện mạng “0.0.0.0”"),  # noqa: S104
        (["--interface", "192.0.2.77"], "không gửi được câu hỏi qua 192.0.2.77"),
        (["--to", "192.168.1.9", "--commune", "1"], "không phải mã xã"),
        (["--to", "192.168.1.9", "--seconds", "600"], "--seconds"),
    ],
)
def test_a_call_that_cannot_be_meant_asks_nobody(
    auditor: Auditor, tmp_path: Path, words: list[str], said: str
) -> None:
    done = auditor("camera", "discover", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


ONE_NETWORK = """
set -e
ip link set lo up
ip link set lo multicast on
ip addr add 10.9.9.1/24 dev lo
ip addr add 10.9.9.2/24 dev lo
ip addr del 127.0.0.1/8 dev lo
ip route add 239.0.0.0/8 dev lo
exec "$0" -m tests.cli.group_of_cameras
"""
TWO_NETWORKS = """
set -e
ip link add xa type bridge || exit 77
ip link add tinh type bridge
ip addr add 10.9.9.1/24 dev xa
ip addr add 10.9.8.1/24 dev tinh
ip link set xa up
ip link set tinh up
cd /
exec "$0" -m auditor.cli camera discover --seconds 1
"""


def in_a_network_of_its_own(script: str) -> "subprocess.CompletedProcess[str]":
    """Run where nothing but the script's own interfaces is: root, and a kernel that makes one."""
    unshare = shutil.which("unshare")
    if unshare is None or shutil.which("ip") is None:
        pytest.skip("optional: no tools to make a network of its own")
    if subprocess.run([unshare, "-n", "true"], check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("optional: no right to make a network of its own")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [unshare, "-n", "sh", "-c", script, sys.executable],
        cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    if done.returncode == CANNOT:
        pytest.skip("optional: this kernel makes no such network")
    return done


def test_a_group_is_asked_on_the_only_network_there_is() -> None:
    done = in_a_network_of_its_own(ONE_NETWORK)
    assert done.returncode == 0, done.stderr
    assert ";10.9.9.2;;8000;" in done.stdout
    assert "qua 10.9.9.1" in done.stderr


def test_of_several_networks_one_has_to_be_named_and_nobody_is_asked() -> None:
    done = in_a_network_of_its_own(TWO_NETWORKS)
    assert (done.returncode, done.stdout) == (2, "")
    assert "10.9.9.1 (xa), 10.9.8.1 (tinh)" in done.stderr
