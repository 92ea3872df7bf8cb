"""Every sentence the readers may say exists in every language, and none is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.texts import LANGUAGES, Texts
from auditor.words import set_language
from tests.inventory.build import HEADER, complaints

ENGINE = Path(__file__).parent.parent.parent / "auditor"
FILES = [
    *(ENGINE / "inventory").rglob("*.py"),
    *(ENGINE.glob("config*.py")),
    *(ENGINE / name for name in ("textfile.py", "yamlfile.py", "pseudonyms.py")),
    ENGINE / "cli" / "init.py",
]
_KEY = re.compile(
    r"(problem\.)?(file|yaml|config|table|csv|workbook|html|cell|commune|procedure|site|reference"
    r"|device|camera|recorder|staff|staff_key|leave|private)\.[a-z_]+"
)
CATALOGUES = ("inventory", "devices", "staff_table")
HOST_FAULTS = (
    *("password", "host", "host_link", "host_with_port", "host_octets", "host_octet"),
    *("host_written", "host_nobody"),
)
_PLURAL = {"commune.code", "commune.province_code", "commune.district_code"}


def _used() -> Iterator[str]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _KEY.fullmatch(text):
                yield f"problem.{text.removeprefix('problem.')}"
    yield from (f"problem.config.{key}" for key in _config_keys())
    yield from (
        f"problem.site.{key}" for key in ("spaces", "no_scheme", "broken", "user", "fragment")
    )
    yield from (f"problem.device.{key}" for key in HOST_FAULTS)
    yield from (f"problem.init.{key}" for key in ("exists", "unwritable"))
    for key in ("code", "province_code", "district_code"):
        yield from (f"problem.commune.{key}.{reason}" for reason in ("few_digits", "not_digits"))


def _config_keys() -> Iterator[str]:
    from auditor.config_problems import KEYS

    yield from KEYS.values()
    yield "invalid"
    source = (ENGINE / "config_values.py").read_text() + (ENGINE / "config.py").read_text()
    yield from re.findall(r'wrong\(\s*"([a-z_]+)"', source)


def _mine(lang: str) -> set[str]:
    folder = ENGINE / "locale" / lang
    texts = [(folder / f"{name}.po").read_text(encoding="utf-8") for name in CATALOGUES]
    return set(re.findall(r'^msgid "([a-z_.]+)"', "\n".join(texts), flags=re.MULTILINE))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_its_sentence_and_every_sentence_its_problem(lang: str) -> None:
    used = set(_used()) - {f"problem.{key}" for key in _PLURAL}
    assert {key for key in _mine(lang) if key.startswith("problem.")} == used


def test_both_languages_fill_in_the_same_values() -> None:
    vi, en = (Texts(lang, [ENGINE / "locale"]) for lang in LANGUAGES)
    assert _mine("vi") == _mine("en")
    for key in _mine("vi"):
        names = [set(re.findall(r"\{([a-z_]+)\}", texts.say(key))) for texts in (vi, en)]
        assert names[0] == names[1], key


@pytest.fixture
def _in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("vi")


@pytest.mark.usefixtures("_in_english")
def test_problems_are_told_in_english_when_asked(tmp_path: Path) -> None:
    column, code = complaints(tmp_path, "xa.csv", f"{HEADER};Websit\n4;Xã Mẫu\n")
    assert column == 'xa.csv:1:3: there is no column "Websit"; did you mean "Site"?'
    assert code.startswith('xa.csv:2:1: the code "4" has 1 of its 5 digits; write it like 00004')


def test_no_text_has_a_value_that_nobody_gives(tmp_path: Path) -> None:
    body = f"{HEADER};Trang TTĐT\n4;Mẫu;a b\n00005;Xã Mẫu?;https://a@b.vn\n"
    assert not any("{" in said for said in complaints(tmp_path, "xa.csv", body))
