"""Whatever bytes come, the answer is an inventory or a list of problems."""

import contextlib
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from auditor.inventory import Inventory
from auditor.problems import BadInputError
from auditor.yamlfile import plain, read_yaml
from tests.inventory.build import HEADER, HEADERS, furnished, load

_PIECES = st.sampled_from(
    [
        "00001",
        "Xã Mẫu",
        ";",
        ",",
        "\t",
        '"',
        "\n",
        "\r\n",
        "Mã xã",
        "Tên xã",
        "Tổng cộng",
        "sep=;",
        "<table>",
        "<tr><td rowspan=9>",
        "</table>",
        "\x00",
        "\ufeff",
        "https://a.example.vn/",
        "01/01/2026",
    ]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=40).map("".join)
_BYTES = st.one_of(
    st.binary(max_size=400),
    _TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    _TEXTS.map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "surrogatepass")),
    _TEXTS.map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data),
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(_BYTES)
@example(b"")
@example(b"\xff\xfe")
@example(b"sep=")
def test_a_table_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(BadInputError):
        assert isinstance(load(Path(folder), "xa.csv", data), Inventory)


_CELLS = st.one_of(
    st.sampled_from(
        [
            "00001",
            "a",
            "1",
            "192.0.2.1",
            "rtsp://u:p@h/",
            "01/07/2026",
            "họp",
            "XA\\an",
            "a b",
            "",
            "9" * 5000,
            "a:²",
        ]
    ),
    st.text(st.characters(exclude_characters='";\r\n', codec="utf-8"), max_size=12),
)
_ROWS = st.lists(st.lists(_CELLS, min_size=2, max_size=7).map(";".join), max_size=4)


@quick
@given(st.fixed_dictionaries(dict.fromkeys(HEADERS, _ROWS)))
def test_rows_of_every_table_are_read_or_refused(rows: dict[str, list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(BadInputError):
        assert isinstance(furnished(Path(folder), None, **rows), Inventory)


@quick
@given(
    st.one_of(
        st.binary(max_size=200), st.text(alphabet="ab:-[]{}\"'&*!|>#\n \t%@?,01ạ").map(str.encode)
    )
)
def test_yaml_is_read_or_refused(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.yaml"
        path.write_bytes(data)
        with contextlib.suppress(BadInputError):
            document = read_yaml(path)
            plain(document.root)
            list(document.walk_keys())
