"""Which camera a person means who types an address or a name."""

from dataclasses import replace

import pytest

from auditor.cli.camera_call import Call
from auditor.cli.camera_target import Target, target_of
from auditor.contract import Camera, Commune, CommuneKind, Device, Recorder
from auditor.problems import BadInputError

BOX = Device(host="10.0.0.5", rtsp_port=8554, onvif_port=8000, credential="dau-ghi-00001")
OWN = Device(host="10.0.0.9", onvif_port=0)


def place(code: str, box: Device = BOX) -> Commune:
    return Commune(
        code=code,
        name=f"Xã Mẫu {code[-2:]}",
        kind=CommuneKind.XA,
        province_code="00",
        recorders=(
            Recorder(id="dau-ghi-1", name="Đầu ghi tầng 1", office="vp", device=box),
            Recorder(id="dau-ghi-2", name="", office="vp", device=replace(box, host="10.0.0.6")),
        ),
        cameras=(
            Camera(id="cam-2", name="", office="vp", recorder="dau-ghi-1", channel=2, path="/2"),
            Camera(id="cam-1", name="Quầy 1", office="vp", recorder="dau-ghi-1", channel=1),
            Camera(id="cam-3", name="", office="vp", device=OWN, path="/hinh"),
        ),
    )


HERE = (place("00001"),)


def found(call: Call, communes: tuple[Commune, ...] = HERE) -> Target:
    return target_of(call, communes)


@pytest.mark.parametrize(
    ("call", "camera", "path", "channel", "device"),
    [
        (Call(host="cam-1"), "cam-1", "", 1, BOX),
        (Call(host="00001/cam-2"), "cam-2", "/2", 2, BOX),
        (Call(host="10.0.0.5"), "cam-1", "", 1, BOX),
        (Call(host="10.0.0.5", channel=2), "cam-2", "/2", 2, BOX),
        (Call(host="10.0.0.5", path="/2"), "cam-2", "/2", 2, BOX),
        (Call(host="10.0.0.5", path="/khac"), "cam-1", "/khac", 1, BOX),
        (Call(host="10.0.0.5", channel=9), "dau-ghi-1#9", "", 9, BOX),
        (Call(host="10.0.0.6"), "dau-ghi-2#1", "", 1, replace(BOX, host="10.0.0.6")),
        (Call(host="10.0.0.9"), "cam-3", "/hinh", 0, OWN),
        (Call(host="rtsp://10.0.0.9:5554/sub"), "cam-3", "/sub", 0, replace(OWN, rtsp_port=5554)),
        (Call(host="dau-ghi-1", channel=2), "cam-2", "/2", 2, BOX),
        (Call(host="00001/dau-ghi-1", channel=1), "cam-1", "", 1, BOX),
        (Call(host="dau-ghi-1", channel=9), "dau-ghi-1#9", "", 9, BOX),
        (Call(host="dau-ghi-2", channel=3), "dau-ghi-2#3", "", 3, replace(BOX, host="10.0.0.6")),
        (Call(host="camera-mau", channel=1), "camera-mau", "", 1, Device(host="camera-mau")),
        (Call(host="camera-mau", path="/a"), "camera-mau", "/a", 0, Device(host="camera-mau")),
        (Call(host="rtsp://camera-mau"), "camera-mau", "", 0, Device(host="camera-mau")),
        (Call(host="10.9.9.9"), "10.9.9.9", "", 0, Device(host="10.9.9.9")),
        (Call(host="Camera-Mau.Invalid"), "camera-mau.invalid", "", 0, Device(host="camera-mau.invalid")),
        (Call(host="rtsp://10.9.9.9/a?b=1"), "10.9.9.9", "/a?b=1", 0, Device(host="10.9.9.9")),
        (Call(host="rtsp://[fd00::5]:554/a"), "fd00::5", "/a", 0, Device(host="fd00::5")),
        (Call(host="[fd00::5]"), "fd00::5", "", 0, Device(host="fd00::5")),
        (Call(host="10.9.9.9:8554"), "10.9.9.9", "", 0, Device(host="10.9.9.9", rtsp_port=8554)),
        (Call(host="[fd00::5]:8554"), "fd00::5", "", 0, Device(host="fd00::5", rtsp_port=8554)),
        (Call(host="10.0.0.9:5554"), "cam-3", "/hinh", 0, replace(OWN, rtsp_port=5554)),
        (Call(host="::ffff:10.0.0.9"), "cam-3", "/hinh", 0, OWN),
    ],
)  # fmt: skip
def test_what_is_typed_leads_to_one_camera(
    call: Call, camera: str, path: str, channel: int, device: Device
) -> None:
    target = found(call)
    assert (target.camera.id, target.camera.path, target.camera.channel) == (camera, path, channel)
    assert target.device == target.commune.device_of(target.camera) == device
    assert target.told


def test_the_call_goes_before_the_inventory() -> None:
    call = Call(host="cam-1", rtsp_port=1554, onvif_port=0, credential="khac", path="/p", channel=4)
    target = found(call)
    assert target.device == Device(host="10.0.0.5", rtsp_port=1554, onvif_port=0, credential="khac")
    assert (target.camera.path, target.camera.channel) == ("/p", 4)


def test_other_channels_of_a_recorder_are_told() -> None:
    assert found(Call(host="10.0.0.5")).others == (2,)
    assert found(Call(host="10.0.0.5", channel=1)).others == ()
    assert found(Call(host="cam-1")).others == ()


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (Call(host="00001/cam-9"), "00001/cam-1"),
        (Call(host="cam-9"), "không có camera cam-9; đang có 00001/cam-2"),
        (Call(host="dau-ghi-1"), "Đầu ghi tầng 1 là đầu ghi của xã 00001"),
        (Call(host="dau-ghi-1"), "camera test dau-ghi-1 --channel 2"),
        (Call(host="00001/dau-ghi-1"), "00001/cam-1"),
        (Call(host="dau-ghi-2"), "chưa có camera nào"),
        (Call(host="99999/cam-1"), "–"),
        (Call(host="rtsp://mau:bia-dat-1@10.0.0.5/x"), "--user"),
        (Call(host="10.0.0.5", path="/x?password=bia-dat-1"), "--user"),
        (Call(host="10.0.0.5", path="/user=mau_password=bia-dat-1_channel=1"), "--user"),
        (Call(host="10.0.0.5", path="/có dấu"), "/Streaming/Channels/101"),
        (Call(host="http://10.0.0.5/"), "rtsp://"),
        (Call(host="rtsps://10.0.0.5/a"), "không đọc rtsps://"),
        (Call(host="192.168.1.300"), "192.0.2.10"),
        (Call(host="10.0.0.5:70000"), "65535"),
        (Call(host="admin:bia-dat-1"), "--user"),
        (Call(host="rtsp://mau:bia-dat/-1@10.0.0.5/x"), "--user"),
        (Call(host="10.0.0.5", path="rtsp://10.0.0.6/a"), "HOST"),
        (Call(host="10.0.0.5", path="/a?loginpas=bia-dat-1"), "--user"),
        (Call(host="cam 1"), "192.0.2.10"),
        (Call(host=""), "192.0.2.10"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_no_password_repeated(call: Call, word: str) -> None:
    with pytest.raises(BadInputError) as refused:
        found(call)
    assert word in str(refused.value)
    assert "bia-dat-1" not in str(refused.value)


def test_a_word_is_no_host_where_there_is_no_inventory_either() -> None:
    with pytest.raises(BadInputError, match="không phải địa chỉ máy"):
        found(Call(host="cam-1"), ())


def test_a_recorder_that_two_communes_have_has_to_be_named() -> None:
    both = (place("00001"), place("00002"))
    with pytest.raises(BadInputError, match="camera test 00001/dau-ghi-1 --channel"):
        found(Call(host="dau-ghi-1"), both)
    with pytest.raises(BadInputError, match="có ở nhiều nơi"):
        found(Call(host="dau-ghi-1", channel=1), both)
    assert found(Call(host="00002/dau-ghi-1", channel=1), both).commune.code == "00002"


@pytest.mark.parametrize("host", ["cam-1", "10.0.0.5"])
def test_what_stands_in_two_communes_has_to_be_named(host: str) -> None:
    """Offices like the same private address, and the same names of cameras."""
    both = (place("00001"), place("00002"))
    with pytest.raises(BadInputError, match="00002/cam-1"):
        found(Call(host=host), both)
    assert found(Call(host="00002/cam-1"), both).commune.code == "00002"
