"""auditor.yaml: what is accepted, and what a tired officer reads when it is not."""

import errno
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from auditor.config import Config, load_config, schema
from auditor.network import device_limits_of, limits_of, worker_limits_of
from auditor.policy import load_policy
from auditor.probes.camera.limits import DeviceLimits
from auditor.probes.limits import Limits, PageBounds, WorkerLimits
from auditor.problems import BadInputError
from auditor.textfile import os_reason

GOOD = """\
province: {code: "00", name: Tỉnh Mẫu}
contact: {name: Tổ Mẫu, email: mau@example.vn}
inventory: {communes: danh-muc/xa.csv}
"""
ROOT = Path(__file__).parent.parent


def load(folder: Path, text: str | bytes) -> Config:
    path = folder / "auditor.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path)


def said(folder: Path, text: str | bytes) -> list[str]:
    with pytest.raises(BadInputError) as caught:
        load(folder, text)
    return [str(p).removeprefix(f"{folder}/auditor.yaml") for p in caught.value.problems]


def test_a_short_file_is_enough(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert (config.profile, config.time_zone, config.invented) == (
        "full",
        "Asia/Ho_Chi_Minh",
        False,
    )
    assert config.network.delay_ms == 250
    assert config.period is None


def test_paths_start_from_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "rieng").mkdir()
    (tmp_path / "rieng" / "tinh.yaml").touch()
    config = load(tmp_path, GOOD + "terms: tu-ngu.yaml\nprofile: rieng/tinh.yaml\n")
    assert config.inventory.communes == tmp_path / "danh-muc" / "xa.csv"
    assert config.store.url == f"sqlite:///{tmp_path}/data/auditor.sqlite"
    assert config.store.evidence == tmp_path / "data" / "evidence"
    assert config.reports.folder == tmp_path / "bao-cao"
    assert config.terms == tmp_path / "tu-ngu.yaml"
    assert config.profile == str(tmp_path / "rieng" / "tinh.yaml")
    assert config.source == tmp_path / "auditor.yaml"


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD + "store: {url: 'sqlite:////srv/a.sqlite', evidence: /srv/e}\n")
    assert config.store.url == "sqlite:////srv/a.sqlite"
    assert config.store.evidence == Path("/srv/e")


def test_the_period_has_two_days(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD + "period: {from: 2026-07-01, to: 2026-09-30}\n")
    assert config.period is not None
    assert (config.period.start, config.period.end) == (date(2026, 7, 1), date(2026, 9, 30))


def test_a_key_without_a_value_counts_as_not_written(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD + "terms:\nnetwork:\nstore:\ncalendar:\n  overrides:\n")
    assert config == load(tmp_path, GOOD)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).province.name == "Tỉnh Mẫu"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("profil: full", ":4:1: không có khóa profil; có phải là profile?"),
        ("zzz: 1", ":4:1: không có khóa zzz; ở đây chỉ dùng: province"),
        ("lien he: x", ":4:1: không có khóa lien he; ở đây chỉ dùng: province"),
        ("Time-Zone: x", ":4:1: không có khóa Time-Zone; có phải là time_zone?"),
        ("profile: tuxa", ':4:10: profile: không có bộ tiêu chí "tuxa"; có phải là tu-xa?'),
        (
            "profile: khong-co",
            ':4:10: profile: "khong-co" không đúng; ghi tên bộ tiêu chí có sẵn (full, seed-2022, tu-xa)',
        ),
        (
            "profile: rieng/tinh.yaml",
            ':4:10: profile: không tìm thấy tệp bộ tiêu chí "rieng/tinh.yaml"; kiểm tra lại đường dẫn '
            "(tính từ thư mục của auditor.yaml), hoặc ghi tên một bộ có sẵn: full, seed-2022, tu-xa",
        ),
        ("period:", ":4:1: kỳ kiểm tra đang để trống; điền from và to"),
        ("period: {}", ":4:9: kỳ kiểm tra đang để trống; điền from và to"),
        ("period: {from: , to: }", ":4:9: kỳ kiểm tra đang để trống; điền from và to"),
        ("network: {delay_ms: 99}", ":4:21: network.delay_ms: 99 nhanh quá, có thể làm chậm"),
        ("network: {delay_ms: 0, lab: []}", ":4:21: network.delay_ms: 0 nhanh quá"),
        ("network: {dely_ms: 1}", ":4:11: không có khóa network.dely_ms; có phải là delay_ms?"),
        ("network: {delay_ms: -1}", ":4:21: network.delay_ms: -1 nhỏ quá; ghi từ 0 trở lên"),
        ("network: {max_redirects: 11}", ":4:26: network.max_redirects: 11 lớn quá"),
        ("network: {in_flight: '5'}", ':4:22: network.in_flight: "5" không phải số'),
        ("network: {in_flight: yes}", ':4:22: network.in_flight: "yes" không phải số'),
        ("network: {site_timeout_s: .nan}", ":4:27: network.site_timeout_s"),
        ("network: {request_timeout_s: 60, site_timeout_s: 30}", ":4:10: thời hạn một yêu cầu"),
        ("network: {lab: ['127.0.0.1']}", ':4:17: network.lab.0: "127.0.0.1" phải viết dạng'),
        ("network: {sentinels: ['a:0']}", ':4:23: network.sentinels.0: "a:0" phải viết dạng'),
        ("network: {sentinels: ['a:99999']}", ":4:23: network.sentinels.0"),
        ("network: {sentinels: a:80}", ":4:22: network.sentinels phải là danh sách"),
        ("network: 5", ":4:10: network phải là một mục"),
        ("time_zone: Asia/Hanoi", ':4:12: không có múi giờ "Asia/Hanoi"'),
        ("time_zone: ../../etc/passwd", ":4:12: không có múi giờ"),
        ("reports: {lang: fr}", ':4:17: reports.lang: "fr" không đúng; chỉ nhận vi, en'),
        ("invented: có", ':4:11: invented: "có" không đúng; chỉ ghi true'),
        ("profile: [a]", ":4:10: profile phải là một giá trị chữ"),
        ("profile: a b", ':4:10: profile: "a b" không đúng'),
        ("period: {from: 2026-07-01}", ":4:9: thiếu khóa period.to"),
        ("period: {from: 2026-7-1, to: 2026-07-02}", ':4:16: period.from: "2026-7-1" không phải'),
        ("period: {from: 2026-02-30, to: 2026-07-02}", ':4:16: period.from: "2026-02-30"'),
        ("period: {from: 20260101, to: 2026-07-02}", ':4:16: period.from: "20260101"'),
        ("period: {from: 2026-09-01, to: 2026-07-01}", ":4:9: kỳ kiểm tra kết thúc (2026-07-01)"),
        ("store: {url: 'postgresql://u:p@h/d'}", ":4:14: store.url phải là đường dẫn SQLite"),
        ("store: {url: 'sqlite://'}", ":4:14: store.url phải là đường dẫn SQLite"),
        ("terms: ' '", ":4:8: terms đang để trống"),
    ],
)
def test_a_wrong_key_is_named_with_its_place(tmp_path: Path, more: str, message: str) -> None:
    (problem,) = said(tmp_path, GOOD + more)
    assert problem.startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'code: "00"',
            "code: 36",
            ':1:18: province.code phải là chữ: mã tỉnh gồm 2 chữ số trong ngoặc kép, viết "36"',
        ),
        ('code: "00"', "code: 01", ":1:18: province.code phải là chữ: mã tỉnh gồm 2 chữ số"),
        (
            'code: "00"',
            "code: 1",
            ':1:18: province.code phải là chữ: mã tỉnh gồm 2 chữ số trong ngoặc kép, viết "01"',
        ),
        (
            'code: "00"',
            "code: 1.5",
            ':1:18: mã tỉnh "1.5" không đúng; ghi 2 chữ số trong ngoặc kép',
        ),
        ("contact: {name", "contacts: {name", ":2:1: không có khóa contacts; có phải là contact?"),
        ('code: "00"', 'code: "036"', ':1:18: mã tỉnh "036" không đúng'),
        ("name: Tỉnh Mẫu", "name: ''", ":1:24: province.name đang để trống"),
        ("name: Tỉnh Mẫu", 'name: "a\\nb"', ":1:30: province.name chứa ký tự điều khiển"),
        ("name: Tỉnh Mẫu", "nam: a", ":1:11: thiếu khóa province.name"),
        ("Tỉnh Mẫu}", "Tỉnh Mẫu, portals: [https://a.vn/b]}", ":1:50: province.portals.0: chỉ ghi"),
        ("mau@example.vn", "mau@", ':2:32: contact.email: "mau@" không phải'),
        ("mau@example.vn", "tổ@example.vn", ":2:32: contact.email"),
        ("communes: danh-muc/xa.csv", "communes: xa.doc", ":3:23: inventory.communes: không đọc"),
        ("communes: danh-muc/xa.csv", "workbook: xa.csv", ":3:23: inventory.workbook: .csv không"),
        ("communes: danh-muc/xa.csv", "procedures: a.csv", ":3:12: danh mục chưa ghi tệp nào"),
        (
            "{communes: danh-muc/xa.csv}",
            "{communes: a.csv, workbook: b.xlsx}",
            ":3:12: danh mục đã",
        ),
        ("{communes: danh-muc/xa.csv}", "", ":3:1: thiếu khóa inventory"),
    ],
)
def test_a_wrong_value_is_named_with_its_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert any(problem.startswith(message) for problem in said(tmp_path, GOOD.replace(old, new)))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    problems = said(tmp_path, "province: {code: 36}\ntime_zone: X\nmat_khau: bí mật\n")
    assert [problem.split(":")[1] for problem in problems] == ["1", "1", "1", "1", "2", "3"]
    assert not any("bí mật" in problem for problem in problems)


@pytest.mark.parametrize(
    "key",
    ["password", "mat_khau", "mật khẩu", "matKhau", "api_key", "token", "PASSWD", "db-secret"],
)
@pytest.mark.parametrize(
    "place", ["{}: s3cret\n", "store: {{{}: s3cret}}\n", "x: [{{{}: s3cret}}]\n"]
)
def test_a_secret_is_refused_wherever_it_stands(tmp_path: Path, key: str, place: str) -> None:
    problems = said(tmp_path, GOOD + place.format(key))
    assert any("không ghi mật khẩu" in problem and key in problem for problem in problems)
    assert not any("s3cret" in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1:1: thiếu khóa province"),
        ("- a\n", ":1:1: tệp cấu hình phải gồm các khóa"),
        ("a: [1,\nb", ":3:1: tệp sai cú pháp YAML: phần mở bằng ngoặc vuông hoặc ngoặc nhọn"),
        ("province: {code: '00'\n", ":2:1: tệp sai cú pháp YAML: phần mở bằng ngoặc vuông"),
        ('name: "Tỉnh Mẫu\ncode: 1\n', ":3:1: tệp sai cú pháp YAML: dấu ngoặc kép hoặc ngoặc đơn"),
        ("name: Tỉnh: Mẫu\n", ":1:11: tệp sai cú pháp YAML ở dấu hai chấm"),
        ("a: 1\n  b: 2\n", ":2:4: tệp sai cú pháp YAML ở dấu hai chấm"),
        ('code:"01"\nname: x\n', ":2:5: tệp sai cú pháp YAML ở dấu hai chấm"),
        ("a:\n  b: 1\n c: 2\n", ":3:2: tệp sai cú pháp YAML: thụt đầu dòng chưa thẳng hàng"),
        ("a: 1\n- b\n", ":2:1: tệp sai cú pháp YAML: thụt đầu dòng chưa thẳng hàng"),
        ("a: @x\n", ":1:4: tệp sai cú pháp YAML: giá trị không được bắt đầu bằng ký tự này"),
        ('a: "C:\\quy"\n', ":1:7: tệp sai cú pháp YAML: dấu \\ trong ngoặc kép"),
        ("a: |x\n b\n", ":1:5: tệp sai cú pháp YAML; kiểm tra thụt đầu dòng"),
        ("province:\n\tcode: '00'\n", ":2:1: đầu dòng có phím Tab"),
        ("a: &x 1\nb: *x\n", ":2:4: không dùng tham chiếu"),
        ("a: !!python/object:os.system x\n", ":1:4: không dùng nhãn kiểu"),
        ("a: 1\n---\nb: 2\n", ":2:1: tệp chứa nhiều tài liệu"),
        ("a: \x01\n", ":1:4: có ký tự điều khiển"),
        ("a: " + "[" * 100_000, ":1:43: các mục lồng nhau quá sâu"),
        (GOOD + "contact: {name: a}\n", ":4:1: khóa contact đã có ở dòng 2"),
        ("a: {b: 1, b: 2}\n", ":1:11: khóa b đã có ở dòng 1"),
        ('{a: 1, "a": 2}', ":1:8: khóa a đã có ở dòng 1"),
        ("- {a: 1, b: [{c: 1, c: 1}]}\n", ":1:21: khóa c đã có ở dòng 1"),
        (GOOD.encode("utf-16"), ": tệp ghi bằng bảng mã UTF-16"),
        (GOOD.encode("utf-16-le"), ": tệp ghi bằng bảng mã UTF-16"),
        ("name: Xã Mẫu".encode("cp1252", "replace"), ": không nhận ra bảng mã"),
        ("name: Đường".encode("cp1258", "replace"), ": tệp ghi bằng bảng mã windows-1258"),
        (b"\x00\x01\x02", ": không nhận ra bảng mã"),
        (b"a: " + b"x" * 2_000_001, ": tệp lớn hơn 2 MB"),
    ],
)
def test_a_file_that_is_no_yaml_gets_one_clear_message(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    assert said(tmp_path, text)[0].startswith(message)


def test_a_message_stays_readable_whatever_stands_there(tmp_path: Path) -> None:
    (problem,) = said(tmp_path, GOOD + f"time_zone: {'x' * 5000}\n")
    assert len(problem) < 300


def test_a_bomb_of_aliases_is_refused_before_it_is_built(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "không dùng tham chiếu" in said(tmp_path, "\n".join(lines))[0]


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    for name, message in [
        ("missing.yaml", "không tìm thấy tệp"),
        ("", "đây là thư mục"),
        ("fifo", "đây không phải tệp thông thường"),
        ("loop", "không mở được tệp: liên kết tượng trưng trỏ vòng tròn"),
        ("x" * 300, "không mở được tệp: tên tệp hoặc đường dẫn quá dài"),
        ("a\0b", "không mở được tệp: tên tệp hoặc giá trị không hợp lệ"),
    ]:
        with pytest.raises(BadInputError) as caught:
            load_config(tmp_path / name)
        assert message in str(caught.value)


def test_a_path_is_shown_as_the_user_would_type_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInputError) as caught:
        load_config(tmp_path / "danh-muc" / "x.yaml")
    assert str(caught.value).startswith("danh-muc/x.yaml: ")


def test_the_kept_schema_is_that_of_the_model() -> None:
    kept = ROOT / "config" / "schemas" / "auditor.schema.json"
    assert kept.read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_template_is_complete_but_for_the_contact(tmp_path: Path, lang: str) -> None:
    text = (ROOT / "config" / "examples" / f"auditor.{lang}.yaml").read_text(encoding="utf-8")
    assert [problem.split(":")[1] for problem in said(tmp_path, text)] == ["13", "14"]
    filled = text.replace('name: "" ', "name: Tổ Mẫu ").replace(
        'email: "" ', "email: a@example.vn "
    )
    assert load(tmp_path, filled).reports.lang == lang
    jsonschema.validate(yaml.safe_load(filled), json.loads(schema()))
    written = {key for key in Config.model_fields if f"\n{key}:" in text or f"\n# {key}:" in text}
    assert written == set(Config.model_fields)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_feed_in_the_template_is_good_once_uncommented(tmp_path: Path, lang: str) -> None:
    text = (ROOT / "config" / "examples" / f"auditor.{lang}.yaml").read_text(encoding="utf-8")
    block = text[text.index("# feeds:") : text.index("\nnetwork:")]
    feed = "\n".join(line.removeprefix("# ") for line in block.strip().splitlines())
    config = load(tmp_path, GOOD + feed)
    assert [kind for _, kind in config.feeds[0].events.items()] == ["in", "out", "ignore"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("network: {camera_timeout_s: 0.5}", "network.camera_timeout_s: 0.5 nhỏ quá; ghi từ 1"),
        ("network: {camera_timeout_s: 121}", "network.camera_timeout_s: 121 lớn quá"),
        ("network: {devices_in_flight: 0}", "network.devices_in_flight: 0 nhỏ quá"),
        ("credentials: {fil: a}", "không có khóa credentials.fil; có phải là file?"),
        ("credentials: {password: s3cret}", "không ghi mật khẩu, mã truy cập trong tệp cấu hình"),
        ("credentials: {mk: s3cret}", "`auditor credential set TÊN`"),
        ("feeds: [{nam: a}]", "không có khóa feeds.0.nam; có phải là name?"),
    ],
)
def test_a_wrong_key_below_is_named_too(tmp_path: Path, more: str, message: str) -> None:
    problems = said(tmp_path, GOOD + more)
    assert any(message in problem for problem in problems), problems
    assert not any("s3cret" in problem for problem in problems)


def test_an_event_may_be_about_passwords(tmp_path: Path) -> None:
    feed = "{name: a, files: a.csv, kind: login, columns: {account: x, time: y, event: z}, time_zone: UTC"
    good = feed + ", date_format: iso, events: {Sai mật khẩu: ignore, Vào: in}}"
    assert load(tmp_path, GOOD + f"feeds: [{good}]").feeds[0].events["Sai mật khẩu"] == "ignore"
    problems = said(tmp_path, GOOD + f"feeds: [{feed}, mật khẩu: s3cret}}]")
    assert any("không ghi mật khẩu" in problem for problem in problems)


def test_secrets_and_the_key_of_pseudonyms_start_from_the_folder_too(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert config.credentials.file == tmp_path / "bi-mat.ini"
    assert config.staff_key == tmp_path / "data" / "bi-danh.key"
    other = load(tmp_path, GOOD + "credentials: {file: x/y.ini, keyring: false}\nstaff_key: z\n")
    assert (other.credentials.file, other.credentials.keyring) == (tmp_path / "x" / "y.ini", False)
    assert other.staff_key == tmp_path / "z"


def test_a_workbook_is_every_table(tmp_path: Path) -> None:
    text = GOOD.replace("communes: danh-muc/xa.csv", "workbook: a.xlsx, cameras: b.csv")
    (problem,) = said(tmp_path, text)
    assert "thì không ghi communes, procedures hay bảng nào khác" in problem


def test_a_laboratory_may_be_hasty(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD + "network: {delay_ms: 0, lab: ['127.0.0.9:8080']}\n")
    assert config.network.delay_ms == 0
    assert load(tmp_path, GOOD + "network: {delay_ms: 100}\n").network.delay_ms == 100


@pytest.mark.parametrize(
    ("files", "name", "message"),
    [
        ([], "auditor.yaml", "chưa có tệp cấu hình; chạy `auditor init` để tạo bộ tệp mẫu"),
        (["thu.txt"], "auditor.yaml", "chưa có tệp cấu hình; chạy `auditor init` để tạo"),
        (["danh-muc.xlsx"], "auditor.yaml", "không tìm thấy tệp cấu hình; kiểm tra lại đường dẫn"),
        ([], "cau-hinh.yaml", "không tìm thấy tệp cấu hình; kiểm tra lại đường dẫn"),
        ([], "chua-co/auditor.yaml", "không tìm thấy tệp cấu hình; kiểm tra lại đường dẫn"),
    ],
)
def test_init_is_advised_only_where_it_would_make_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: list[str], name: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in files:
        (tmp_path / file).touch()
    with pytest.raises(BadInputError) as caught:
        load_config(Path(name))
    (problem,) = caught.value.problems
    assert (problem.file, problem.message.startswith(message)) == (name, True)
    assert ("auditor init" in problem.message) == message.startswith("chưa có")


def test_the_advice_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "đợt 1").mkdir()
    with pytest.raises(BadInputError, match="chạy `auditor init 'đợt 1'` để tạo"):
        load_config(Path("đợt 1/auditor.yaml"))


@pytest.mark.parametrize(
    ("number", "said_as"),
    [
        (errno.EACCES, "không có quyền truy cập"),
        (errno.ENOSPC, "ổ đĩa đã đầy"),
        (errno.EROFS, "ổ đĩa chỉ cho đọc"),
        (errno.EISDIR, "đây là thư mục, không phải tệp"),
        (errno.ENOENT, "không tìm thấy tệp hoặc thư mục"),
        (errno.ECHILD, "hệ điều hành báo lỗi ECHILD"),
    ],
)
def test_what_the_system_says_is_said_in_vietnamese(number: int, said_as: str) -> None:
    assert os_reason(OSError(number, os.strerror(number))) == said_as


def test_an_error_without_a_number_is_named() -> None:
    assert os_reason(OSError("odd")) == "hệ điều hành báo lỗi OSError"


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("tuxa", "Không có bộ tiêu chí «tuxa»; có phải là tu-xa? Các bộ tiêu chí có sẵn: full,"),
        ("TU-XA", "Không có bộ tiêu chí «TU-XA»; có phải là tu-xa?"),
        ("rieng", "Không có bộ tiêu chí «rieng». Các bộ tiêu chí có sẵn: full, seed-2022, tu-xa"),
        ("rieng.yaml", "Không tìm thấy tệp bộ tiêu chí này; hãy kiểm tra lại đường dẫn, hoặc ghi"),
        ("rieng.yaml", "hoặc ghi tên một bộ tiêu chí có sẵn: full, seed-2022, tu-xa."),
    ],
)
def test_a_profile_of_the_command_line_is_told_the_nearest(profile: str, message: str) -> None:
    with pytest.raises(BadInputError) as caught:
        load_policy(profile)
    (problem,) = caught.value.problems
    assert problem.file == profile
    assert message in problem.message


def test_what_a_province_may_have_to_change_has_the_measured_defaults(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert device_limits_of(config) == replace(
        DeviceLimits(), pixels=round(config.limits.picture_megapixels * 1_000_000)
    )
    assert limits_of(config) == Limits()
    assert worker_limits_of(config) == WorkerLimits()
    assert (config.limits.run_minutes, config.network.hold_minutes) == (480, 30)


def test_each_limit_reaches_what_it_bounds(tmp_path: Path) -> None:
    config = load(
        tmp_path,
        GOOD + "limits: {header_kb: 8, page_links: 100, page_nodes: 1000, page_depth: 50, "
        "page_reading_s: 1, sdp_kb: 4, xml_kb: 100, picture_megapixels: 1, picture_mb: 1, "
        "stream_mb: 2, picture_reading_s: 1, worker_memory_mb: 256, worker_cpu_s: 5}\n",
    )
    assert limits_of(config).max_header_bytes == 8192
    assert worker_limits_of(config) == WorkerLimits(
        memory_bytes=256 * 2**20, cpu_s=5, page_s=1,
        bounds=PageBounds(nodes=1000, depth=50, links=100),
    )  # fmt: skip
    assert device_limits_of(config) == replace(
        DeviceLimits(), http_bytes=100_000, rtsp_body_bytes=4096, unit_bytes=2**20,
        session_bytes=2**21, pixels=1_000_000, decode_s=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "limits: {run_minutes: 0}",
        "limits: {worker_memory_mb: 64}",
        "limits: {picture_megapixels: 900}",
        "limits: {xml_kb: 999999}",
        "limits: {page_depth: 1}",
        "limits: {run_minutes: .inf}",
        "limits: {run_minutes: .nan}",
        "limits: {picture_mb: 20, stream_mb: 4}",
        "network: {hold_minutes: -1}",
        "limits: {sdp_mb: 1}",
    ],
)
def test_a_limit_that_bounds_nothing_or_allows_nothing_is_refused(
    tmp_path: Path, written: str
) -> None:
    assert len(said(tmp_path, GOOD + written + "\n")) == 1


@pytest.mark.parametrize("side", ["province", "commune", ""])
def test_where_the_machine_stands_may_be_said(tmp_path: Path, side: str) -> None:
    config = load(tmp_path, f"{GOOD}network: {{side: {side}}}\n")
    assert (config.network.side or "") == side


def test_another_place_of_the_machine_is_refused(tmp_path: Path) -> None:
    (told,) = said(tmp_path, GOOD + "network:\n  side: tỉnh\n")
    assert told == ':5:9: network.side: "tỉnh" không đúng; chỉ nhận province, commune'


def test_signed_papers_may_stand_beside_a_workbook(tmp_path: Path) -> None:
    text = GOOD.replace("communes: danh-muc/xa.csv", "workbook: danh-muc.xlsx, declarations: vb")
    assert load(tmp_path, text).inventory.declarations == tmp_path / "vb"
