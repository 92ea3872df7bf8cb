"""What was seen of a commune's site: pages as views, not as tags.

A page's lines, links, images, forms and tables carry `line`, the index of the line they stand
at, so that "near" can be judged. Sites are written in every way there is: read lines, not tags.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from auditor.contract import Missing


class Place(StrEnum):
    """Where on the page something stood."""

    MAIN = "main"
    HEADER = "header"
    NAV = "nav"
    ASIDE = "aside"
    FOOTER = "footer"


class Role(StrEnum):
    """Why a page was looked at."""

    HOME = "home"
    HOTLINE = "hotline"
    FEEDBACK = "feedback"
    GUIDANCE = "guidance"
    PROCEDURES = "procedures"
    CONTACT = "contact"


class Tls(StrEnum):
    """How the connection was secured; anything but `valid` was read all the same, and is said."""

    NONE = "none"
    VALID = "valid"
    EXPIRED = "expired"
    WRONG_HOST = "wrong_host"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One visible line of text, white space folded, entities decoded, NFC."""

    text: str
    place: Place = Place.MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An anchor (or area). `url` is absolute; empty when the anchor leads nowhere (`#`, script)."""

    url: str
    text: str
    line: int
    place: Place = Place.MAIN
    title: str = ""
    alt: str = ""
    """Alternative texts of the images inside."""
    image: str = ""
    """File name of the first image inside."""
    script: bool = False
    """Leads nowhere by its address, but a script may serve it: an onclick, an id, data-*."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An image, in a link or not. Background images do not count."""

    src: str
    alt: str
    line: int
    place: Place = Place.MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One control of a form. `kind` is the input type, or textarea, select, button."""

    name: str
    kind: str
    label: str = ""
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form, never submitted. `line` to `end` are the lines it spans."""

    action: str
    """Absolute; the page's own address when the attribute is missing; empty when it is a script."""
    method: str
    fields: tuple[Field, ...]
    line: int
    end: int
    place: Place = Place.MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data table: rows of cell texts."""

    line: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page as read. `cut` says a limit was hit: nothing may be called absent from it."""

    url: str
    """Final address, after redirects."""
    role: Role
    status: int
    title: str
    lines: tuple[Line, ...]
    evidence: str
    """sha256 of the body as received."""
    seen_at: datetime
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    forms: tuple[Form, ...] = ()
    tables: tuple[Table, ...] = ()
    frames: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Procedure codes (n.nnnnnn) in text or link addresses, in order, each once."""
    asked: tuple[str, ...] = ()
    """Other addresses of the site that led here by redirect."""
    encoding: str = "utf-8"
    shell: bool = False
    """Content is built by script: what is not here may still be shown by a browser."""
    cut: bool = False
    elapsed_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A likely page that could not be read, or was left because a limit was reached."""

    url: str
    role: Role
    text: str
    missing: Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Dead:
    """A link of the site that leads to a page that does not exist (404, 410, soft 404)."""

    url: str
    role: Role
    text: str
    status: int
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A link of the site that was redirected out of it."""

    url: str
    to: str
    role: Role
    text: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A commune's site as walked: the home page and the likely pages behind it."""

    url: str
    home: Page
    pages: tuple[Page, ...] = ()
    """Other pages read, best candidates first."""
    unread: tuple[Unread, ...] = ()
    dead: tuple[Dead, ...] = ()
    away: tuple[Away, ...] = ()
    section: bool = False
    """A part of a portal that other communes share."""
    tls: Tls = Tls.NONE
    elapsed_ms: int = 0

    def all_pages(self) -> tuple[Page, ...]:
        """Return the home page, then the others."""
        return (self.home, *self.pages)

    def lines(self) -> Iterator[tuple[Page, int, Line]]:
        """Yield every line with its page and its index there, home page first."""
        for page in self.all_pages():
            for index, line in enumerate(page.lines):
                yield page, index, line

    @property
    def complete(self) -> bool:
        """Say whether absence may be concluded: nothing cut, nothing left, no script shell."""
        return not self.unread and not any(page.cut or page.shell for page in self.all_pages())
