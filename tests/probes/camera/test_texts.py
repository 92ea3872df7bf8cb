"""Everything that is said of a camera has words in both languages, and says what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from auditor.texts import LANGUAGES, Texts

ROOT = Path(__file__).parents[3]
CAMERA = ROOT / "auditor" / "probes" / "camera"
SOURCES = sorted(
    [
        *CAMERA.rglob("*.py"),
        *(ROOT / "auditor" / "run").rglob("*.py"),
        *(ROOT / "auditor" / "credentials").rglob("*.py"),
        ROOT / "auditor" / "plan.py",
    ]
)
KEY = re.compile(r'"(camera\.[a-z0-9_.]+)"')
STEP = re.compile(r'"((?:device|rtsp|picture)\.[a-z_]+|onvif\.(?!http)[a-z_]+)"')
GOOD = ("camera.up", "camera.done.", "camera.onvif.", "camera.step.", "camera.auth.", "camera.test")
GIVEN = {"host", "port", "camera", "address"}
"""Values that every visit adds to whatever is said of it."""
UNPLANNED = {"camera.not_in_inventory", "camera.period_over", "camera.no_device"}
"""Said where there is no device to name."""


def source() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def faults() -> list[str]:
    return sorted(key for key in set(KEY.findall(source())) if not key.startswith(GOOD))


def steps() -> list[str]:
    read = (path.read_text(encoding="utf-8") for path in CAMERA.rglob("*.py"))
    return sorted({name for text in read for name in STEP.findall(text)} | {"onvif.stream"})


def texts(lang: str) -> Texts:
    return Texts(lang, [ROOT / "auditor" / "locale"])


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_walk_finds_what_is_said() -> None:
    assert {"camera.unauthorized", "camera.no_witness", "camera.dns_failed"} <= set(faults())
    assert {"rtsp.connect", "onvif.time", "picture.decode"} <= set(steps())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", faults())
def test_every_fault_has_a_text_and_a_next_step(key: str, lang: str) -> None:
    known = texts(lang)
    assert key in known
    assert f"{key}.todo" in known


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", sorted(set(KEY.findall(source())) - set(faults())))
def test_every_good_step_says_what_came_of_it(key: str, lang: str) -> None:
    assert key in texts(lang) or key.endswith(".")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", steps())
def test_every_step_has_a_name(name: str, lang: str) -> None:
    known = texts(lang)
    assert f"camera.step.{name}" in known
    if name.startswith("rtsp."):
        assert f"camera.done.{name}" in known


def test_both_languages_ask_for_the_same_values() -> None:
    vi, en = texts("vi"), texts("en")
    keys = [key for key in vi.all_keys() if key.startswith("camera.")]
    assert {key: names(vi.say(key)) for key in keys} == {key: names(en.say(key)) for key in keys}


def calls() -> Iterator[tuple[str, set[str]]]:
    """Yield each fault with the names of the values that are given where it is said."""
    for path in CAMERA.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            said = [a.value for a in node.args if isinstance(a, ast.Constant)]
            keys = [key for key in said if isinstance(key, str) and key in set(faults())]
            yield from ((key, {word.arg or "" for word in node.keywords}) for key in keys)


def test_every_hole_of_a_sentence_is_filled() -> None:
    known = texts("vi")
    for key, given in calls():
        for one in (key, f"{key}.todo"):
            assert names(known.say(one)) <= given | GIVEN, one


@pytest.mark.parametrize("key", sorted(UNPLANNED))
def test_what_is_said_without_a_device_names_none(key: str) -> None:
    assert names(texts("vi").say(key)) | names(texts("vi").say(f"{key}.todo")) == set()


def test_no_text_is_without_a_use() -> None:
    po = (ROOT / "auditor" / "locale" / "vi" / "camera.po").read_text(encoding="utf-8")
    kept = {key.removesuffix(".todo") for key in re.findall(r'^msgid "(camera\..+)"', po, re.M)}
    told = {"camera.up", *(f"camera.step.{name}" for name in [*steps(), "onvif.snapshot"])}
    told |= {f"camera.done.{name}" for name in steps()} | set(KEY.findall(source()))
    read = (ROOT / "auditor" / "cli").glob("*.py")
    cli = "".join(path.read_text(encoding="utf-8") for path in read)
    unused = {key for key in kept - told if key not in cli}
    assert {key for key in unused if not key.startswith(("camera.auth.", "camera.test."))} == set()
