"""A real browser for the pages, and pages written where it can open them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from auditor.results import Results
from reports.html import FORMAT
from tests.reports import sample

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


Scheme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A page as a reader opened it, and everything the browser complained about."""

    page: Page
    complaints: list[str]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: while it is open no other test could start an event loop."""
    if not CHROMIUM.exists():
        pytest.skip("apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(sample.RESULTS, tmp_path_factory.mktemp("report"))


def write(results: Results, folder: Path, lang: str = "vi") -> Path:
    """Write the pages of a report and return their folder."""
    for document in FORMAT.render(results, sample.texts(lang)):
        path = folder / document.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.body)
    return folder


def open_page(browser: Browser, path: Path, width: int = 1280, scheme: Scheme = "light") -> Opened:
    """Open a page the way a reader does; CSP violations are among the complaints."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda request: complaints.append(request.url) if request.url.startswith("http") else None,
    )
    page.goto(path.as_uri())
    return Opened(page=page, complaints=complaints)
