"""Checks are found, not listed."""

from pathlib import Path

import pytest

from auditor.contract import Camera, Commune, CommuneKind, Device, SiteAddress
from auditor.facts import KINDS
from auditor.plan import plan
from auditor.problems import BadInputError
from auditor.registry import find_checks, find_formats, load_texts

CHECK = """
from auditor.contract import Camera, Device, Check, Outcome, Terms, Verdict
from auditor.facts import Site


def judge(site: Site, terms: Terms) -> Outcome:
    return Outcome(verdict=Verdict.PASS, text="flag.seen")


CHECK = Check(id="{id}", needs=(Site,), judge=judge, says=("flag.seen",))
"""


def _write(folder: Path, name: str, check_id: str) -> Path:
    path = folder / "local" / f"{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CHECK.replace("{id}", check_id), encoding="utf-8")
    return folder


def test_the_five_checks_of_the_site_are_there() -> None:
    assert set(find_checks()) >= {
        "website.reachable",
        "website.procedures",
        "feedback.hotline",
        "feedback.box",
        "feedback.guidance",
    }


def test_the_three_formats_are_there() -> None:
    assert set(find_formats()) >= {"html", "json", "csv"}


def test_a_file_in_a_local_folder_is_a_check_without_any_list(tmp_path: Path) -> None:
    assert "local.flag" in find_checks(_write(tmp_path, "flag", "local.flag"))


def test_a_local_folder_brings_its_own_texts(tmp_path: Path) -> None:
    catalogue = tmp_path / "locale" / "vi" / "local.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text('msgid "flag.seen"\nmsgstr "Có cờ."\n', encoding="utf-8")
    assert load_texts("vi", tmp_path).say("flag.seen") == "Có cờ."


@pytest.mark.parametrize(("name", "check_id"), [("flag", "local.other"), ("flag", "feedback.flag")])
def test_an_id_that_is_not_its_file_is_refused(tmp_path: Path, name: str, check_id: str) -> None:
    with pytest.raises(BadInputError, match=check_id):
        find_checks(_write(tmp_path, name, check_id))


def test_two_checks_of_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "feedback" / "hotline.py"
    path.parent.mkdir()
    path.write_text(CHECK.replace("{id}", "feedback.hotline"), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"feedback\.hotline"):
        find_checks(tmp_path)


@pytest.mark.parametrize(
    "source",
    [
        "import khong_co",
        "x = (",
        "x = ten_la",
        "x = 1 / 0",
        "raise OSError('no such device')",
        "open('/khong/co/tep')",
        "raise RuntimeError",
        "class Own(Exception): ...\nraise Own",
        "raise SystemExit(3)",
        "def again(): again()\nagain()",
        "\0",
    ],
)
def test_a_local_file_that_does_not_run_is_named(tmp_path: Path, source: str) -> None:
    path = tmp_path / "local" / "broken.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    with pytest.raises(BadInputError, match=r"broken\.py"):
        find_checks(tmp_path)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="nowhere"):
        find_checks(tmp_path / "nowhere")


def test_every_file_of_a_local_folder_that_cannot_be_used_is_told_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "one", "local.other")
    (tmp_path / "local" / "two.py").write_text("raise OSError", encoding="utf-8")
    _catalogue(tmp_path, "vi", b'msgid "flag.seen\n')
    with pytest.raises(BadInputError) as refused:
        find_checks(tmp_path)
    assert sorted(Path(p.file).name for p in refused.value.problems) == [
        "local.po",
        "one.py",
        "two.py",
    ]


@pytest.mark.parametrize(
    ("needs", "shown"),
    [
        ("(dict,)", "dict"),
        ("(Site, str)", "str"),
        ("('site',)", "'site'"),
        ("Site", "needs=(Site,)"),
    ],
)
def test_a_check_that_needs_what_nobody_gathers_is_refused_before_the_first_look(
    tmp_path: Path, needs: str, shown: str
) -> None:
    path = _write(tmp_path, "flag", "local.flag") / "local" / "flag.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(source.replace("needs=(Site,)", f"needs={needs}"), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"flag\.py") as refused:
        find_checks(tmp_path)
    assert shown in str(refused.value)


def test_whatever_kind_of_fact_a_check_may_need_somebody_goes_for_it() -> None:
    commune = Commune(
        code="00001",
        name="Xã Mẫu 01",
        kind=CommuneKind.XA,
        province_code="00",
        site=SiteAddress(url="https://xamau01.invalid/"),
        cameras=(Camera(id="cam-1", name="Quầy 1", office="", device=Device(host="10.0.0.5")),),
    )
    for kind in KINDS.values():
        jobs, _ = plan([commune], frozenset({kind}))
        assert jobs


def _catalogue(folder: Path, lang: str, data: bytes) -> Path:
    path = folder / "locale" / lang / "local.po"
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b'msgid "flag.seen"\nmsgstr "C\xf3 c\xe5."\n', "local.po: "),
        (b'msgid "flag.seen"\nmsgstr "Co\n', "local.po:2: "),
        (b'msgid "flag.seen"\nmsgstr "Co \\x"\n', "local.po:2: "),
        (b'msgid "flag.seen"\nmsgstr [1]\n', "local.po:2: "),
        (b'msgid "flag.seen"\nmsgstr "a" + "b"\n', "local.po:2: "),
        (b'\n# x\nmsgid "flag.seen"\nmsgstr "Co"\nthe rest\n', "local.po:5: "),
        (b'msgid "flag.seen"\nmsgstr[0] "Co"\n', "local.po:2: "),
        (b'msgid "flag.seen"\nmsgstr "{so"\n', "flag.seen"),
        (b'msgid "flag.seen"\nmsgstr "{}"\n', "flag.seen"),
        (b'msgid "flag.seen"\nmsgstr "{so.a}"\n', "flag.seen"),
        (b'msgid "flag.seen"\nmsgstr "{so:d}"\n', "flag.seen"),
    ],
)
def test_texts_that_cannot_be_read_are_told_before_the_audit_and_not_after_it(
    tmp_path: Path, lang: str, data: bytes, place: str
) -> None:
    path = _catalogue(_write(tmp_path, "flag", "local.flag"), lang, data)
    for ask in (find_checks, lambda folder: load_texts("vi", folder)):
        with pytest.raises(BadInputError, match=r"local\.po") as refused:
            ask(tmp_path)
        assert place in str(refused.value)
        assert path.name in str(refused.value)


def test_texts_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    _catalogue(tmp_path, "vi", b'\xef\xbb\xbfmsgid "flag.seen"\r\n  msgstr "Co."\r\n')
    assert load_texts("vi", tmp_path).say("flag.seen") == "Co."
