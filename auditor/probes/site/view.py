"""A page as read in a worker: plain tuples on the pipe, facts on this side of it.

Tuples because a page is some 800 small objects, and pickling dataclasses costs more than
reading the page did.
"""

from dataclasses import dataclass, field
from datetime import datetime

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


def page_lines(view: PageView) -> tuple[Line, ...]:
    """Return the lines as facts."""
    return tuple([Line(text=text, place=PLACES[place]) for text, place in view.lines])


def page_links(view: PageView) -> tuple[Link, ...]:
    """Return the links as facts."""
    return tuple(
        [
            Link(url=u, text=t, line=n, place=PLACES[p], title=h, alt=a, image=i, script=s)
            for u, t, n, p, h, a, i, s in view.links
        ]
    )


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
        images=tuple(Image(src=s, alt=a, line=n, place=PLACES[p]) for s, a, n, p in view.images),
        forms=page_forms(view),
        tables=tuple(Table(line=line, rows=rows) for line, rows in view.tables),
        frames=tuple(address for address, _ in view.frames),
        codes=tuple(view.codes),
        encoding=view.encoding,
        shell=view.shell,
        cut=view.cut,
        elapsed_ms=page.elapsed_ms,
    )
