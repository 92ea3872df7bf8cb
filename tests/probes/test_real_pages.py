"""Real pages of a real portal, served by a real server, walked without an error.

They lie beside the repository where they lie at all; see tests/shared.py.
"""

import csv
from pathlib import Path

import pytest

from auditor.contract import Missing
from auditor.facts import LookState, Role
from auditor.probes.site.reader import read
from auditor.probes.site.second_reader import read as read_again
from auditor.probes.workers import Workers
from tests.peers.sites import Server
from tests.probes.lab import site, visit
from tests.shared import needs_shared_data, shared_data

PORTAL = "sotttt.hanoi__"
SHARED = shared_data()
FOLDER = SHARED / "websites" if SHARED else None

pytestmark = needs_shared_data


def pages() -> list[Path]:
    return sorted(FOLDER.glob(f"{PORTAL}*.html")) if FOLDER else []


def served() -> Server:
    """The mirror as HTTrack wrote it: `X.html` beside `index.html`."""
    found = {"/" + one.name.removeprefix(PORTAL): one.read_bytes().decode() for one in pages()}
    return Server(pages={"/": found["/index.html"], **found})


def test_the_portal_is_walked_and_its_hotline_page_found_behind_an_image(workers: Workers) -> None:
    server = served()
    came = visit(workers, server)
    seen = site(came)
    assert came.look.state is LookState.UP
    read_pages = {one.url.rpartition("/")[2]: one for one in seen.pages}
    hotline = read_pages["duong-day-nong.html"]
    assert hotline.role is Role.HOTLINE
    assert "Đường dây nóng" in hotline.title
    assert read_pages["hoi-ap.html"].role is Role.FEEDBACK
    assert read_pages["lien-he.html"].role is Role.CONTACT
    assert not any(one.missing.text == "site.unparsable" for one in seen.unread)
    assert all(one.startswith("/") and "hanoi.gov.vn" not in one for one in server.paths)


@pytest.mark.parametrize("path", pages(), ids=lambda one: one.name)
def test_text_written_as_entities_and_menus_are_read(path: Path) -> None:
    view = read(path.read_bytes(), "http://portal.test/x.html", "", truncated=False)
    text = " ".join(line for line, _ in view.lines)
    assert "&#" not in text
    assert "Thông tin" in text
    assert view.links
    assert not view.cut
    assert not view.shell


@pytest.mark.parametrize("path", pages(), ids=lambda one: one.name)
def test_the_second_reader_sees_what_the_first_sees(path: Path) -> None:
    body = path.read_bytes()
    first = read(body, "http://portal.test/x.html", "", truncated=False)
    second = read_again(body, "http://portal.test/x.html", "")
    one, other = (set(" ".join(line for line, _ in view.lines).split()) for view in (first, second))
    assert len(one & other) / len(one) > 0.95
    assert {row[0] for row in first.links} <= {row[0] for row in second.links}


def test_every_labelled_page_is_readable() -> None:
    assert FOLDER is not None
    with (FOLDER / "labels.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        body = (FOLDER / row["file"]).read_bytes()
        assert read(body, "http://portal.test/", "", truncated=False).lines, row["file"]


def test_a_walk_of_one_page_alone_does_not_miss(workers: Workers) -> None:
    for path in pages()[:3]:
        came = visit(workers, Server(pages={"/": path.read_bytes().decode()}))
        assert not isinstance(came.site, Missing)
