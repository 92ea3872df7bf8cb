"""A page as read in a worker: plain tuples on the pipe, facts on this side of it.

Tuples because a page is some 800 small objects, and pickling dataclasses costs more than
reading the page did.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import starmap

from auditor.facts import Field, Form, Image, Line, Link, Page, Place, Role, Table

PLACES = tuple(Place)
PLACE_INDEX = {place: index for index, place in enumerate(PLACES)}

LineRow = tuple[str, int]
LinkRow = tuple[str, str, int, int, str, str, str, bool]
"""url, text, line, place, title, alt, image, script"""
ImageRow = tuple[str, str, int, int]
FieldRow = tuple[str, str, str, bool]
FormRow = tuple[str, str, tuple[FieldRow, ...], int, int, int]
TableRow = tuple[int, tuple[tuple[str, ...], ...]]


@dataclass(slots=True, kw_only=True)
class PageView:
    """What a reader saw of one body."""

    title: str = ""
    lines: list[LineRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    images: list[ImageRow] = field(default_factory=list)
    forms: list[FormRow] = field(default_factory=list)
    tables: list[TableRow] = field(default_factory=list)
    frames: list[tuple[str, str]] = field(default_factory=list)
    """Address and name."""
    codes: list[str] = field(default_factory=list)
    encoding: str = "utf-8"
    shell: bool = False
    cut: bool = False
    splash: str = ""
    """Where the page sends a browser at once, by meta refresh, script or frameset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What is known of a page beside its content."""

    url: str
    role: Role
    status: int
    evidence: str
    seen_at: datetime
    elapsed_ms: int


# Menus, footers and side boxes stand on every page of a site: what is equal is made once and
# shared. To make one of these costs ten times as much as to find it. The numbers are what pages
# of 64 sites hold, for so many are walked at a time.
@lru_cache(maxsize=30_000)
def _line(text: str, place: int) -> Line:
    return Line(text=text, place=PLACES[place])


@lru_cache(maxsize=20_000)
def _link(
    url: str, text: str, line: int, place: int, title: str, alt: str, image: str, script: bool
) -> Link:
    return Link(
        url=url, text=text, line=line, place=PLACES[place], title=title, alt=alt, image=image,
        script=script,
    )  # fmt: skip


@lru_cache(maxsize=10_000)
def _image(src: str, alt: str, line: int, place: int) -> Image:
    return Image(src=src, alt=alt, line=line, place=PLACES[place])


def page_lines(view: PageView) -> tuple[Line, ...]:
    """Return the lines as facts."""
    return tuple(starmap(_line, view.lines))


def page_links(view: PageView) -> tuple[Link, ...]:
    """Return the links as facts."""
    return tuple(starmap(_link, view.links))


def page_forms(view: PageView) -> tuple[Form, ...]:
    """Return the forms as facts."""
    return tuple(
        Form(
            action=action, method=method, line=line, end=end, place=PLACES[place],
            fields=tuple(Field(name=n, kind=k, label=says, disabled=d) for n, k, says, d in fields),
        )
        for action, method, fields, line, end, place in view.forms
    )  # fmt: skip


def page_of(view: PageView, page: Received) -> Page:
    """Return the fact."""
    return Page(
        url=page.url,
        role=page.role,
        status=page.status,
        title=view.title,
        lines=page_lines(view),
        evidence=page.evidence,
        seen_at=page.seen_at,
        links=page_links(view),
        images=tuple(starmap(_image, view.images)),
        forms=page_forms(view),
        tables=tuple(Table(line=line, rows=rows) for line, rows in view.tables),
        frames=tuple(address for address, _ in view.frames),
        codes=tuple(view.codes),
        encoding=view.encoding,
        shell=view.shell,
        cut=view.cut,
        elapsed_ms=page.elapsed_ms,
    )
