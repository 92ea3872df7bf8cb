"""What rows say of offices, counters, recorders and cameras, and what is refused."""

from pathlib import Path

import pytest

from auditor.contract import Camera, Counter, Device, Office, Recorder, Zone
from tests.inventory.build import TWO_COMMUNES, furnished, load, refused

RECORDER = "00001;dau-ghi-1;192.0.2.10;;;dau-ghi-mau"


def test_everything_finds_its_commune(tmp_path: Path) -> None:
    first, second = furnished(
        tmp_path,
        offices=["00001;mc;Một cửa Mẫu;192.0.2.1:80"],
        counters=['00001;q2;;;"Hộ tịch; Chứng thực"', "00001;q1;Quầy 1;MC;"],
        zones=["00001;cho;Chỗ ngồi chờ;", "00001;ban-viet;;mc"],
        recorders=[RECORDER],
        cameras=[
            "00001;cam-1;dau-ghi-1;kênh 02;;;q1 q2",
            "00002;cam-1;;;Cam.Mau.Example.VN;/live?ch=1;",
        ],
    ).communes
    assert first.offices == (Office(id="mc", name="Một cửa Mẫu", gateway="192.0.2.1:80"),)
    assert first.counters == (
        Counter(id="q1", name="Quầy 1", office="mc"),
        Counter(id="q2", name="q2", office="mc", fields=("Hộ tịch", "Chứng thực")),
    )
    assert first.zones == (
        Zone(id="ban-viet", name="ban-viet", office="mc"),
        Zone(id="cho", name="Chỗ ngồi chờ", office="mc"),
    )
    device = Device(host="192.0.2.10", credential="dau-ghi-mau")
    assert first.recorders == (
        Recorder(id="dau-ghi-1", name="dau-ghi-1", office="mc", device=device),
    )
    assert first.cameras == (
        Camera(
            id="cam-1",
            name="cam-1",
            office="mc",
            counters=("q1", "q2"),
            recorder="dau-ghi-1",
            channel=2,
        ),
    )
    assert first.device_of(first.cameras[0]) == device
    assert second.cameras[0].device == Device(host="cam.mau.example.vn")
    assert (second.cameras[0].path, second.cameras[0].office) == ("/live?ch=1", "")


def test_the_order_of_rows_is_no_other_inventory(tmp_path: Path) -> None:
    rows = ["00001;q1;;;A", "00001;q2;;;B"]
    one = furnished(tmp_path, counters=rows).sha256
    assert furnished(tmp_path, counters=rows[::-1]).sha256 == one
    assert furnished(tmp_path, counters=rows[:1]).sha256 != one


@pytest.mark.parametrize(
    "header", ["commune;id;name;ip;rtsp;onvif", "Mã xã;Mã NVR;Tên;IP;Cổng;ONVIF"]
)
def test_headers_come_in_many_words(tmp_path: Path, header: str) -> None:
    (first, _) = furnished(
        tmp_path, {"recorders": header}, recorders=["00001;a;Đầu Mẫu;192.0.2.9;8554;không"]
    ).communes
    assert first.recorders[0].device == Device(host="192.0.2.9", rtsp_port=8554, onvif_port=0)


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("counters", "99999;q1;;;", 'không có mã "99999" trong danh mục xã, phường; sửa mã'),
        ("counters", "00003;q1;;;", 'không có mã "00003" trong danh mục xã, phường; có phải là'),
        ("counters", "1;q1;;;", 'mã "1" thiếu số 0 ở đầu; viết 00001'),
        ("counters", "00001;quầy 1;;;", 'mã "quầy 1" không đúng; viết liền'),
        ("counters", "00001;q1;;tầng-2;", '"tầng-2" chưa được khai: xã 00001 chưa có dòng nào'),
        ("zones", "00001;;Chờ;", 'thiếu "Mã khu vực"'),
        ("zones", "00001;z;;tầng-2", '"tầng-2" chưa được khai: xã 00001 chưa có dòng nào'),
        ("recorders", "00001;a;;;;", 'thiếu "Địa chỉ đầu ghi"'),
        ("recorders", "00001;a;192.0.2.10;0;;", 'cổng "0" không đúng; ghi số từ 1 đến 65535, hoặc'),
        ("recorders", "00001;a;192.0.2.10;65536;;", 'cổng "65536" không đúng'),
        ("recorders", "00001;a;192.0.2.10;;x;", 'cổng "x" không đúng; ghi số từ 1 đến 65535, 0'),
        ("recorders", "00001;a;192,168,1,10;;;", 'địa chỉ IP "192,168,1,10" viết chưa đúng; viết 192.'),
        ("recorders", "00001;a;192.168.001.010;;;", 'viết chưa đúng; viết 192.168.1.10'),
        ("recorders", "00001;a;192.168.1;;;", 'địa chỉ IP "192.168.1" phải có 4 số'),
        ("recorders", "00001;a;192.168.1.;;;", 'địa chỉ IP "192.168.1." phải có 4 số'),
        ("recorders", "00001;a;192.168.1.256;;;", 'địa chỉ IP "192.168.1.256" có số lớn hơn 255'),
        ("recorders", "00001;a;0.0.0.0;;;", "0.0.0.0 không thể là địa chỉ của một thiết bị"),
        ("recorders", "00001;a;255.255.255.255;;;", "255.255.255.255 không thể là"),
        ("recorders", "00001;a;đầu ghi;;;", "đây không phải địa chỉ máy; viết địa chỉ IP như 192.0.2.10"),
        ("recorders", "00001;a;192.0.2.10:554;;;", "chỉ ghi địa chỉ máy 192.0.2.10 ở đây; cổng 554"),
        ("recorders", "00001;a;http://192.0.2.10/doc/;;;", "không ghi cả đường dẫn; viết 192.0.2.10"),
        ("recorders", "00001;a;192.0.2.10;;;Mật khẩu 1", "đây không phải tên bộ tài khoản"),
        ("cameras", "00001;c;;;;;", "camera chưa có đường xem"),
        ("cameras", "00001;c;a;1;192.0.2.1;;", "camera đã ghi đầu ghi a thì không ghi địa chỉ riêng"),
        ("cameras", "00001;c;;1;192.0.2.1;;", "kênh chỉ dùng khi camera nối qua đầu ghi"),
        ("cameras", "00001;c;;;192.0.2.1;/a b;", "đường dẫn RTSP không có dấu cách"),
        ("cameras", "00001;c;;;192.0.2.1;rtsp://192.0.2.1/a/b?c;", "viết /a/b?c và ghi địa chỉ"),
        ("cameras", "00001;c;;;192.0.2.1;192.0.2.1:554/a;", "viết /a và ghi địa chỉ"),
        ("cameras", "00001;c;;;192.0.2.1;;q9", '"q9" chưa được khai: xã 00001 chưa có dòng nào'),
    ],
)  # fmt: skip
def test_a_bad_row_is_told_what_to_write(
    tmp_path: Path, table: str, row: str, message: str
) -> None:
    said = refused(tmp_path, None, **{table: [row]})
    assert any(line.startswith(f"{table}.csv:2:") and message in line for line in said), said


@pytest.mark.parametrize(
    ("cameras", "message"),
    [
        (["00001;c;dau-gi-1;1;;;"], "có phải là dau-ghi-1? Ở đó đang có: dau-ghi-1"),
        (["00001;c;dau-ghi-1;;;;"], "chưa ghi kênh của camera trên đầu ghi"),
        (["00001;c;dau-ghi-1;0;;;"], 'kênh "0" không đúng; ghi số từ 1 đến 256'),
        (["00001;c;dau-ghi-1;257;;;"], 'kênh "257" không đúng'),
        (["00001;c;dau-ghi-1;1;;;", "00001;d;dau-ghi-1;1;;;"], "kênh 1 của đầu ghi này đã có ở"),
        (["00001;c;dau-ghi-1;1;;;", "00001;C;dau-ghi-1;2;;;"], "mã C của xã 00001 đã có ở"),
        (["00002;c;dau-ghi-1;1;;;"], '"dau-ghi-1" chưa được khai: xã 00002'),
        (["00001;c;;;192.0.2.1;;", "00001;d;;;192.0.2.1;;"], "này đã có ở"),
        (["00001;c;dau-ghi-1;1;;/a;", "00001;d;dau-ghi-1;2;;/a;"], "này đã có ở"),
        (["00001;c;dau-ghi-1;1;;/a;", "00001;d;;;192.0.2.10;/a;"], "này đã có ở"),
        (["00001;c;dau-ghi-1;1;;;", "00001;d;;;192.0.2.10;;"], "này đã có ở"),
        (["00001;c;;;::ffff:192.0.2.1;/a;", "00001;d;;;192.0.2.1;/a;"], "này đã có ở"),
        (["00001;c;;;2001:db8::1;/a;", "00001;d;;;2001:DB8:0::1;/a;"], "này đã có ở"),
    ],
)
def test_a_camera_must_find_one_channel_of_its_own(
    tmp_path: Path, cameras: list[str], message: str
) -> None:
    (said,) = refused(tmp_path, recorders=[RECORDER], cameras=cameras)
    assert message in said


def test_two_paths_of_one_address_are_two_cameras(tmp_path: Path) -> None:
    rows = ["00001;c;;;192.0.2.1;/1;", "00001;d;;;192.0.2.1;/2;", "00002;c;;;192.0.2.1;/1;"]
    first, second = furnished(tmp_path, cameras=rows).communes
    assert (len(first.cameras), len(second.cameras)) == (2, 1)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("live.sdp", "/live.sdp"),
        ("/h264/ch1/main/av_stream", "/h264/ch1/main/av_stream"),
        ("cam/realmonitor?channel=1&subtype=0", "/cam/realmonitor?channel=1&subtype=0"),
        ("/stream?time=07:30", "/stream?time=07:30"),
    ],
)
def test_paths_are_kept_with_their_query(tmp_path: Path, written: str, path: str) -> None:
    row = f"00001;c;;;192.0.2.1;{written};"
    assert furnished(tmp_path, cameras=[row]).communes[0].cameras[0].path == path


@pytest.mark.parametrize("host", ["[2001:db8::10]", "2001:DB8::10"])
def test_an_address_may_be_a_new_one(tmp_path: Path, host: str) -> None:
    (recorder,) = furnished(tmp_path, recorders=[f"00001;a;{host};;;"]).communes[0].recorders
    assert recorder.device.host == "2001:db8::10"


def test_cameras_are_counted_as_people_count(tmp_path: Path) -> None:
    rows = [f"00001;cam-{n};;;192.0.2.{n};;" for n in (10, 2, 1)]
    cameras = furnished(tmp_path, cameras=rows).communes[0].cameras
    assert [camera.id for camera in cameras] == ["cam-1", "cam-2", "cam-10"]


def test_a_camera_of_a_recorder_has_no_port_of_its_own(tmp_path: Path) -> None:
    header = "code;id;recorder;channel;rtsp_port;credential"
    said = refused(
        tmp_path, {"cameras": header}, recorders=[RECORDER], cameras=["00001;c;dau-ghi-1;1;554;x"]
    )
    assert [line.split(": ")[0] for line in said] == ["cameras.csv:2:5", "cameras.csv:2:6"]
    assert all("camera xem qua đầu ghi dau-ghi-1" in line for line in said)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("recorders", "00001;a;rtsp://admin:S3cret@192.0.2.10/ch1;;;"),
        ("recorders", "00001;a;admin:S3cret@192.0.2.10;;;"),
        ("recorders", "00001;a;admin:S3cret;;;"),
        ("recorders", "00001;a;admin S3cret 192.0.2.10;;;"),
        ("recorders", "00001;a;192.0.2.10/user=admin&password=S3cret;;;"),
        ("recorders", "00001;a;192.0.2.10;;;admin:S3cret"),
        ("recorders", "00001;a;192.0.2.10;;;admin/S3cret"),
        ("cameras", "00001;c;;;192.0.2.1;rtsp://admin:S3cret@192.0.2.1:554/ch1;"),
        ("cameras", "00001;c;;;192.0.2.1;admin:S3cret@192.0.2.1/ch1;"),
        ("cameras", "00001;c;;;192.0.2.1;/user=admin_password=S3cret_channel=1_stream=0.sdp;"),
        ("cameras", "00001;c;;;192.0.2.1;/cam?PWD=S3cret;"),
        ("cameras", "00001;c;;;192.0.2.1;rtsp://mau:S3c/ret@192.0.2.1/kenh;"),
        ("cameras", "00001;c;;;192.0.2.1;/cam?loginuse=mau&loginpas=S3cret;"),
        ("cameras", "00001;c;;;192.0.2.1;/cam?authbasic=S3cret;"),
        ("cameras", "00001;c;;;192.0.2.1;/cam?u=mau&p=S3cret;"),
        ("cameras", "00001;c;;;192.0.2.1;mau:S3cret/main;"),
        ("cameras", "00001;c;;;192.0.2.1;0/admin:S3cret/main;"),
        ("cameras", "00001;c;;;rtsp://admin:S3c@ret@192.0.2.1;;"),
        ("offices", "00001;mc;Một cửa;admin:S3cret@192.0.2.1:80"),
        ("offices", "00001;mc;Một cửa;admin:S3cret"),
    ],
)
def test_a_pasted_password_is_refused_and_never_repeated(
    tmp_path: Path, table: str, row: str
) -> None:
    said = refused(tmp_path, None, **{table: [row]})
    assert said
    assert not any("S3c" in line or "ret" in line.split(": ", 1)[1] for line in said), said


@pytest.mark.parametrize(
    "title", ["Mật khẩu", "password", "Pass camera", "MK", "Tài khoản/mật khẩu"]
)
def test_a_column_of_passwords_is_refused_with_the_way_to_do_it_right(
    tmp_path: Path, title: str
) -> None:
    header = {"recorders": f"code;id;host;{title}"}
    (said,) = refused(tmp_path, header, recorders=["00001;a;192.0.2.10;S3cret"])
    assert said.startswith(f'recorders.csv:1:4: cột "{title}" chứa mật khẩu')
    assert "auditor credential set TÊN" in said
    assert "S3cret" not in said


def test_a_key_of_passwords_is_refused_in_yaml_too(tmp_path: Path) -> None:
    body = "- {code: '00001', id: a, host: 192.0.2.10, mat_khau: S3cret}\n"
    (tmp_path / "dau-ghi.yaml").write_text(body, encoding="utf-8")
    with pytest.raises(Exception, match='cột "mat_khau" chứa mật khẩu') as caught:
        load(tmp_path, "xa.csv", TWO_COMMUNES, recorders="dau-ghi.yaml")
    assert "S3cret" not in str(caught.value)


def test_a_list_in_yaml_has_entries(tmp_path: Path) -> None:
    body = "- {code: '00001', id: q1, fields: [Hộ tịch, 'Đất đai, môi trường']}\n"
    (tmp_path / "quay.yaml").write_text(body, encoding="utf-8")
    first, _ = load(tmp_path, "xa.csv", TWO_COMMUNES, counters="quay.yaml").communes
    assert first.counters[0].fields == ("Hộ tịch", "Đất đai, môi trường")


def test_whoever_has_two_offices_says_which(tmp_path: Path) -> None:
    offices = ["00001;mc-1;Điểm 1;", "00001;mc-2;Điểm 2;"]
    (said,) = refused(tmp_path, offices=offices, counters=["00001;q1;;;"])
    assert said == "counters.csv:2:4: xã có nhiều điểm tiếp nhận (mc-1, mc-2); ghi mã của một điểm"


def test_a_camera_stands_where_its_recorder_does(tmp_path: Path) -> None:
    header = {"recorders": "code;id;host;office"}
    first, _ = furnished(
        tmp_path,
        header,
        offices=["00001;mc-1;Điểm 1;", "00001;mc-2;Điểm 2;"],
        recorders=["00001;dau-ghi-1;192.0.2.10;mc-2"],
        cameras=["00001;c;dau-ghi-1;1;;;"],
    ).communes
    assert first.cameras[0].office == "mc-2"


def test_names_that_the_environment_cannot_tell_apart_are_refused(tmp_path: Path) -> None:
    rows = ["00001;a;192.0.2.10;;;dau-ghi", "00001;b;192.0.2.11;;;dau_ghi"]
    (said,) = refused(tmp_path, recorders=rows)
    assert "tên bộ tài khoản dau_ghi chỉ khác dau-ghi ở dấu gạch hoặc dấu chấm" in said


def test_a_unit_of_another_time_may_have_devices(tmp_path: Path) -> None:
    body = "code,name,valid_to\n00001,Xã Mẫu 01,2020-01-01\n"
    (tmp_path / "c.csv").write_text("code,id,host\n00001,c,192.0.2.1\n", encoding="utf-8")
    assert load(tmp_path, "xa.csv", body, cameras="c.csv").communes[0].cameras


def test_one_recorder_entered_twice_would_answer_for_both(tmp_path: Path) -> None:
    rows = ["00001;a;192.0.2.10;;;", "00001;b;192.0.2.10;;;", "00002;a;192.0.2.10;;;"]
    (said,) = refused(tmp_path, recorders=rows)
    assert "trùng địa chỉ" in said


def test_a_zone_is_no_counter(tmp_path: Path) -> None:
    (said,) = refused(tmp_path, counters=["00001;q1;;;"], zones=["00001;Q1;Khu chờ;"])
    assert said.startswith("zones.csv:2:2: mã Q1 đã là mã của một quầy ở"), said
