"""What installers met in the field, each told by `auditor camera test` with what to do about it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Auditor
from tests.cli.test_camera import GIVEN, HOST, served, write
from tests.probes.camera import onvif_device
from tests.probes.camera.devices import showing
from tests.probes.camera.onvif_device import Answer, OnvifPeer, device_answer, fault, http
from tests.probes.camera.rtsp_server import Doorman, RtspServer, saying

NAME = "AUDITOR_CREDENTIAL_DAU_GHI_00001"
OF_ONVIF = {f"{NAME}_USER": onvif_device.USER, f"{NAME}_PASSWORD": onvif_device.PASSWORD}
WRONG = {f"{NAME}_USER": onvif_device.USER, f"{NAME}_PASSWORD": "bia-dat-2"}
KNOWN_PATH, BY_ONVIF = "cam-2", "cam-1"
HOURS = timedelta(hours=3, seconds=20)  # a busy machine makes it a little less
WEB = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
NO_TIME: dict[str, Answer] = {"GetSystemDateAndTime": http(fault("ActionNotSupported"), 400)}
NO_STILL: dict[str, Answer] = {"GetSnapshotUri": http(fault("ActionNotSupported"), 400)}
GB2312: dict[str, Answer] = {
    "GetDeviceInformation": http(device_answer("HANG").encode().replace(b"HANG", b"\xba\xa3"))
}
PAGE: dict[str, Answer] = dict.fromkeys(
    ("GetSystemDateAndTime", "GetServices", "GetCapabilities"), http("<html>", 404)
)


def guarded(**how: object) -> RtspServer:
    """Return a camera that knows the same user as its ONVIF."""
    return showing(doorman=Doorman(user=onvif_device.USER, password=onvif_device.PASSWORD), **how)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One device as it was met, and what is said of it."""

    server: Callable[[], RtspServer]
    peer: Callable[[], OnvifPeer]
    says: tuple[str, ...]
    camera: str = KNOWN_PATH
    code: int = 0
    given: Mapping[str, str] = field(default_factory=lambda: OF_ONVIF)
    shut: bool = False
    """Nothing listens at the RTSP port of the inventory."""
    crosses: int = 0
    """Steps that failed."""


CASES = {
    "wrong RTSP port": Case(
        server=showing,
        peer=OnvifPeer,
        shut=True,
        code=3,
        crosses=1,
        says=("từ chối kết nối ở cổng 1", "sai cổng thì sửa ô “Cổng RTSP”"),
    ),
    "the web's port for RTSP": Case(
        server=lambda: showing(answers=dict.fromkeys(("OPTIONS", "DESCRIBE"), WEB)),
        peer=OnvifPeer,
        code=4,
        crosses=1,
        says=("không đúng giao thức RTSP", "là cổng trang web (HTTP)", "--rtsp-port 554"),
    ),
    "RTSP at a port that the device names itself": Case(
        server=showing,
        peer=lambda: OnvifPeer(stream=f"rtsp://{HOST}:8554/live"),
        camera=BY_ONVIF,
        shut=True,
        code=3,
        crosses=1,
        says=(f"báo luồng hình ở {HOST}:8554", "Chạy lại với --rtsp-port 8554"),
    ),
    "no ONVIF at its port": Case(
        server=showing,
        peer=lambda: OnvifPeer(says=PAGE),
        camera=BY_ONVIF,
        code=4,
        crosses=1,
        says=("Không có dịch vụ ONVIF", f"auditor camera discover --to {HOST}"),
    ),
    "users of ONVIF's own, path known": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token", password="khac"),  # noqa: S106 - invented
        crosses=1,
        says=("không ảnh hưởng việc xem hình", "người dùng ONVIF (Integration Protocol)"),
    ),
    "users of ONVIF's own, path not known": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token", password="khac"),  # noqa: S106 - invented
        camera=BY_ONVIF,
        code=4,
        crosses=1,
        says=("thiết bị dùng tài khoản ONVIF riêng", "hoặc ghi đường dẫn RTSP", "tự khóa sau"),
    ),
    "a clock that is wrong": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token", clock=HOURS),
        camera=BY_ONVIF,
        says=("đồng hồ thiết bị nhanh 3 giờ", "lệch chẵn 3 giờ", "múi giờ UTC+07:00"),
    ),
    "a wrong password at a device whose clock is wrong": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token", clock=HOURS),
        camera=BY_ONVIF,
        given=WRONG,
        code=4,
        crosses=1,
        says=("sai mật khẩu", "đồng hồ thiết bị nhanh 3 giờ", "không phải là lý do bị từ chối"),
    ),
    "a device that tells no time": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token", says=NO_TIME, dated=False, clock=HOURS),
        camera=BY_ONVIF,
        code=4,
        crosses=1,
        says=("không cho biết giờ", "đồng hồ sai làm mật khẩu đúng trông như sai"),
    ),
    "an inner address": Case(
        server=showing,
        peer=lambda: OnvifPeer(stream="rtsp://192.0.2.7/live"),
        camera=BY_ONVIF,
        says=("192.0.2.7", "vẫn hỏi", "CÓ HÌNH"),
    ),
    "no still picture": Case(
        server=showing,
        peer=lambda: OnvifPeer(says=NO_STILL),
        camera=BY_ONVIF,
        says=("thiết bị không có ảnh tĩnh", "CÓ HÌNH"),
    ),
    "a lock-out that is near": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="token"),
        given=WRONG,
        code=4,
        crosses=1,
        says=(
            "sai mật khẩu hoặc vượt giới hạn kết nối",
            "không thử lại",
            "tự khóa sau vài lần sai",
        ),
    ),
    "all connections taken": Case(
        server=lambda: showing(answers={"DESCRIBE": saying("453 Not Enough Bandwidth")}),
        peer=OnvifPeer,
        code=4,
        crosses=1,
        says=("đã đạt giới hạn (mã 453)", "Đóng bớt phần mềm, điện thoại đang xem"),
    ),
    "ONVIF by HTTP digest": Case(
        server=guarded,
        peer=lambda: OnvifPeer(asks="digest", open_to_all=frozenset()),
        camera=BY_ONVIF,
        says=("Hãng Mẫu", "CÓ HÌNH"),
    ),
    "letters that are none": Case(
        server=showing,
        peer=lambda: OnvifPeer(says=GB2312),
        says=("M-01", "CÓ HÌNH"),
    ),
    "ONVIF open to anybody": Case(
        server=guarded,
        peer=OnvifPeer,
        says=("cho đọc cấu hình luồng hình qua ONVIF mà không hỏi tài khoản",),
    ),
}


@pytest.mark.parametrize("met", CASES)
def test_what_is_met_in_the_field_is_told_with_what_to_do(
    auditor: Auditor, tmp_path: Path, met: str
) -> None:
    case = CASES[met]
    server, peer = case.server(), case.peer()
    with served(server, peer) as (rtsp, onvif):
        write(tmp_path, (1 if case.shut else rtsp, onvif), seconds=60)
        done = auditor("camera", "test", case.camera, cwd=tmp_path, env=dict(case.given))
    assert (done.returncode, done.stderr) == (case.code, ""), done.stdout
    assert [one for one in case.says if one not in done.stdout] == [], done.stdout
    assert len(re.findall("^✗", done.stdout, re.MULTILINE)) == case.crosses, done.stdout
    assert not re.search(r"\{|camera\.[a-z]", done.stdout), done.stdout
    assert len(server.tries) + peer.wrong <= 1 or case.code == 0
    assert not [secret for secret in case.given.values() if secret in done.stdout and " " in secret]


def test_without_a_credential_nothing_is_shown_to_a_device_that_asks(
    auditor: Auditor, tmp_path: Path
) -> None:
    server = guarded()
    with served(server, OnvifPeer(asks="token")) as ports:
        write(tmp_path, ports, credential="''")
        done = auditor("camera", "test", KNOWN_PATH, cwd=tmp_path, env=GIVEN)
    assert done.returncode == 4
    assert server.tries == []
    assert "auditor credential set" in done.stdout
