"""Parsers of the files that people give us: inventory, configuration, passwords, calendars."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.config import Config, load_config
from auditor.credentials.inifile import (
    Secret,
    drop_secret,
    put_secret,
    read_secrets,
    writable_value,
)
from auditor.inventory import Inventory
from auditor.policy import config_folder, load_words
from auditor.policy.calendar import read_days, read_hours
from auditor.policy.reading import read_model
from auditor.policy.schema import Profile
from auditor.problems import BadInputError
from auditor.yamlfile import nearest, plain, read_yaml
from tests.fuzz.feeds import PARTS
from tests.fuzz.target import Target, clean, joined, parts, refused, write_private
from tests.inventory.build import HEADER, HEADERS, furnished, load
from tests.inventory.test_workbooks import GOOD, remade


def _read(data: bytes, name: str, read: Callable[[Path], None]) -> None:
    """Read a file of these bytes; a refusal is one that can be printed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_private(path, data)
        try:
            read(path)
        except BadInputError as error:
            refused(error)


def feed_communes(data: bytes) -> None:
    """The table of communes is an inventory or a list of problems."""
    for body in (data, HEADER.encode() + b"\n" + data):
        with TemporaryDirectory() as folder:
            try:
                found = load(Path(folder), "xa.csv", body)
            except BadInputError as error:
                refused(error)
            else:
                _sound(found)


def _sound(found: Inventory) -> None:
    assert found.communes
    assert all(len(one.code) == 5 and one.code.isascii() for one in found.communes)
    assert len(found.sha256) == 64


def feed_tables(data: bytes) -> None:
    """All other tables: first their rows in the order of HEADERS, then lines of each."""
    rows = {
        table: [line for line in clean(one).replace("\r", "\n").split("\n") if line]
        for table, one in zip(HEADERS, parts(data, len(HEADERS)), strict=True)
    }
    with TemporaryDirectory() as folder:
        try:
            _sound(furnished(Path(folder), None, **rows))
        except BadInputError as error:
            refused(error)


def feed_inventory_yaml(data: bytes) -> None:
    """The same table as YAML."""
    with TemporaryDirectory() as folder:
        try:
            _sound(load(Path(folder), "xa.yaml", data))
        except BadInputError as error:
            refused(error)


def feed_inventory_book(data: bytes) -> None:
    """The same table as a workbook. First byte: which part of it the bytes are."""
    mode = data[0] if data else 0
    name = PARTS[mode % len(PARTS)]
    body = remade(GOOD, lambda at, member: data[1:] if at == name else member) if name else data[1:]
    with TemporaryDirectory() as folder:
        try:
            load(Path(folder), "xa.xlsx", body)
        except BadInputError as error:
            refused(error)


def feed_config(data: bytes) -> None:
    """auditor.yaml is a configuration or a list of problems; its secrets are told by no value."""
    _read(data, "auditor.yaml", _config)


def _config(path: Path) -> None:
    assert isinstance(load_config(path), Config)


def feed_credentials(data: bytes) -> None:
    """The file of passwords: what is put in comes back, and the rest stays as it was."""
    _read(data, "bi-mat.ini", _secrets)


def _secrets(path: Path) -> None:
    try:
        before = read_secrets(path)
    except BadInputError as error:
        said = str(error)
        assert not any(line in said for line in _values(path.read_bytes()))
        raise
    assert all(writable_value(s.user) or not s.user.isprintable() for s in before.values())
    put_secret(path, "mau-moi", Secret(user="quan.tri", password="m4t kh4u"))  # noqa: S106 - invented
    after = read_secrets(path)
    assert after.pop("mau-moi").password == "m4t kh4u"  # noqa: S105 - invented
    before.pop("mau-moi", None)
    assert after == before
    assert drop_secret(path, "mau-moi")
    assert read_secrets(path) == before


def _values(data: bytes) -> list[str]:
    """Return what stands behind an equals sign, if it is long enough to be told from our words."""
    lines = clean(data).splitlines()
    return [value for line in lines if len(value := line.partition("=")[2].strip()) > 12]


def feed_yaml(data: bytes) -> None:
    """One document, every word with its place, or a refusal."""
    _read(data, "a.yaml", _yaml)


def _yaml(path: Path) -> None:
    document = read_yaml(path)
    plain(document.root)
    for loc, key in document.walk_keys():
        refused(
            BadInputError(
                [document.problem(loc, "yaml.alias"), document.problem_of_key(loc, "yaml.tag")]
            )
        )
        document.raw(loc)
        document.keys(loc)
        nearest(key, ["province", "contact"])


def feed_calendar(data: bytes) -> None:
    """Days off, office hours, profiles and term lists of a province."""
    for name, read in (
        ("lich.yaml", _days),
        ("gio.yaml", _hours),
        ("bo.yaml", _profile),
        ("tu.yaml", _words),
    ):
        _read(data, name, read)


def _days(path: Path) -> None:
    for rule in read_days(path).rules:
        assert rule.kind in {"off", "work", "half_day"}


def _hours(path: Path) -> None:
    found = read_hours(path)
    assert found.seasons
    assert all(part.start < part.end for _, shifts in found.seasons for part in shifts)


def _profile(path: Path) -> None:
    read_model(path, Profile)


def _words(path: Path) -> None:
    assert all(isinstance(one, tuple) for one in load_words(path).values())


_EXAMPLE = (config_folder() / "examples" / "auditor.vi.yaml").read_bytes()
_FEED = (
    'province: {code: "00", name: Tỉnh Mẫu}\ncontact: {name: Tổ Mẫu, email: mau@example.vn}\n'
    "inventory: {communes: xa.csv}\nfeeds:\n  - name: mot-cua\n    files: [a.csv]\n    kind: login\n"
    "    columns: {account: Tài khoản, time: 2}\n    date_format: dd/mm/yyyy HH:MM\n    time_zone: Asia/Ho_Chi_Minh\n"
)
_TEXT = (
    "province", "code", "name", "contact", "email", "security", "inventory", "communes", "workbook", "profile", "period", "from", "to",
    "time_zone", "calendar", "network", "sentinels", "lab", "retention", "store", "reports", "feeds", "columns", "date_format", "events",
    "days", "day", "kind", "scope", "swap_with", "announced_through", "seasons", "shifts", "password", "mat_khau", "criteria", "bands",
)  # fmt: skip
_YAML = (
    ":", ": ", "- ", "\n", "  ", "{", "}", "[", "]", '"', "'", "&a ", "*a", "!!int ", "!x", "|", ">", "#", "---", "...", "%YAML", "?", "~",
    "\t", "ạ", "0o17", "0x", "0b1", "1_0", ".inf", ".nan", "1e999", "9" * 5000, "true", "yes", "2026-13-40", "12:30", "[" * 50, "\x00",
    "\ufeff", b"\xff", "\u2028", "\x85", "<<", "null", "-1", "²",
)  # fmt: skip
_CELLS = (
    ";", "\n", "\r\n", "00001", "00002", "Xã Mẫu 01", "a", "1", "0", "192.0.2.1", "[::1]", "rtsp://u:p@h/", "/live", "http://a.example.vn/",
    "https://[", "01/07/2026", "31/02/2026", "họp", "XA\\an", '"', "9" * 5000, "a:²", "\x1f", "x", "có", "không", "\u0301", "-", "½",
    "không phát sinh", "2026", "d1", "c1", "q1", "%", "\u00a0", "a@b", "🙂", "=1+1", "99999", "80", "tắt",
)  # fmt: skip

_CONFIG = ("calendar/vn.yaml", "calendar/hours.yaml", "profiles/tu-xa.yaml")

TARGETS = (
    Target(
        name="communes",
        feed=feed_communes,
        seeds=joined(b"\xff\xfe", "sep=", "00001;Xã Mẫu 01\n00002;Phường Mẫu 02\n", HEADER + ";Trang thông tin điện tử\n00001;Xã Mẫu 01;https://a.example.vn/x?id=1\n"),
        pieces=joined(
            *_CELLS, ",", "\t", '""', "Mã xã", "Tên xã", "Tổng cộng", "sep=;", "<table>", "<tr><td rowspan=9>", "</table>", "\x00", "\ufeff",
            b"\xff\xfe", "PK\x03\x04", "Trang thông tin điện tử", "Đường dây nóng", "Kế thừa", "(*)",
        ),
    ),
    Target(
        name="tables",
        feed=feed_tables,
        seeds=joined(
            "00001;d1;Điểm 1;192.0.2.1:80\x1f00001;q1;Quầy 1;d1;Hộ tịch\x1f00001;r1;192.0.2.9;554;80;bo-mau\x1f"
            "00001;c1;r1;1;;;q1\n00001;c2;;;192.0.2.7;/live;\x1f00001;cb1;Mẫu A;mau.a;q1\x1f00001;cb1;phép;01/07/2026;02/07/2026;sáng"
        ),
        pieces=joined(*_CELLS),
    ),
    Target(
        name="inventory-yaml",
        feed=feed_inventory_yaml,
        seeds=joined('- code: "00001"\n  name: Xã Mẫu 01\n', "- {Mã xã: '00001', Tên xã: Xã Mẫu 01}\n"),
        pieces=joined(*_YAML, '"00001"', "code", "name", "Mã xã", "site", "hotline", "Xã Mẫu", "https://a.example.vn/"),
    ),
    Target(
        name="inventory-book",
        feed=feed_inventory_book,
        seeds=(b"\x06" + GOOD, *(bytes([at]) + zipfile.ZipFile(io.BytesIO(GOOD)).read(name) for at, name in enumerate(PARTS) if name and name in zipfile.ZipFile(io.BytesIO(GOOD)).namelist())),
        pieces=joined(
            "<row r='1'>", "<c r='A1'>", "<c r='XFD1048576'>", "<v>", "</v>", "</c>", "</row>", "1e308", "-1", "2958466", "t='d'", "t='e'", "s='99'",
            "<!DOCTYPE x>", "&a;", "\x00", b"\xff", "<sheet name=", "<f>", "<sheetData/>", ">", "<", "PK\x03\x04", "PK\x01\x02", "PK\x05\x06",
        ),
    ),
    Target(
        name="config",
        feed=feed_config,
        seeds=(_EXAMPLE, *joined(_FEED)),
        pieces=joined(*_YAML, *_TEXT),
    ),
    Target(
        name="credentials",
        feed=feed_credentials,
        seeds=joined("[bo-mau]\ntai_khoan = quan.tri\nmat_khau = m4t-kh4u-m4u\n", "# ghi chú\n\n[a]\nuser=x\npassword= #\n[b]\nuser=y\npassword=z"),
        pieces=joined(
            "[", "]", "[mau-moi]", "[a]", "=", " = ", "user", "password", "tai_khoan", "Mật khẩu", "mat_khau", "\n", "\r\n", "\r", "\x0b", "\x0c",
            "\x85", "\u2028", "#", ";", " ", "\t", "\ufeff", "\x00", b"\xff", "m4t-kh4u-r4t-d4i", "ắ", '"', "%",
        ),
    ),
    Target(
        name="yaml",
        feed=feed_yaml,
        seeds=joined("a: 1\nb:\n  - x\n  - {c: d}\n", "- 'x'\n- |\n  y\n", _FEED),
        pieces=joined(*_YAML, "a", "b"),
    ),
    Target(
        name="calendar",
        feed=feed_calendar,
        seeds=(
            *((config_folder() / name).read_bytes()[:3_000] for name in _CONFIG),
            "hotline.labels: [đường dây nóng]\n".encode(),
        ),
        pieces=joined(*_YAML, *_TEXT, "2026-02-29", "07:30", "24:00", "25:61", "02-30", "off", "half_day", "hotline.labels", "am"),
    ),
)  # fmt: skip
