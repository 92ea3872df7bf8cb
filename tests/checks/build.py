"""Small invented sites and terms for table tests: a site is a list of lines unless said otherwise.

Lines may be marked with their place: "footer| Điện thoại: …". Numbers 0228 0000 … cannot ring; the
terms accept them as callable.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import yaml

from auditor.contract import (
    Commune,
    CommuneKind,
    Missing,
    Party,
    Period,
    Procedure,
    Province,
    References,
    Shift,
    Terms,
    Why,
)
from auditor.facts import (
    Dead,
    Field,
    Form,
    Image,
    Line,
    Link,
    Page,
    Place,
    Role,
    Site,
    Table,
    Unread,
)

HOME = "https://xamau01.invalid/"
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
_TERMS = Path(__file__).parents[2] / "config" / "terms"


def page(
    lines: Sequence[str] = (),
    *,
    url: str = HOME,
    role: Role = Role.HOME,
    title: str = "Trang thông tin điện tử Xã Mẫu 01",
    links: Sequence[Link] = (),
    images: Sequence[Image] = (),
    forms: Sequence[Form] = (),
    tables: Sequence[Table] = (),
    frames: Sequence[str] = (),
    codes: Sequence[str] = (),
    scripted: bool = False,
    cut: bool = False,
) -> Page:
    """Return a page read whole, unless said otherwise."""
    return Page(
        url=url,
        role=role,
        status=200,
        title=title,
        lines=tuple(_line(text) for text in lines),
        evidence="e" * 63 + str(len(url) % 10),
        seen_at=AT,
        links=tuple(links),
        images=tuple(images),
        forms=tuple(forms),
        tables=tuple(tables),
        frames=tuple(frames),
        codes=tuple(codes),
        shell=scripted,
        cut=cut,
    )


def _line(text: str) -> Line:
    place, mark, rest = text.partition("| ")
    if mark and place in set(Place):
        return Line(text=rest, place=Place(place))
    return Line(text=text)


def site(
    home: Page | Sequence[str] = (),
    *pages: Page,
    unread: Sequence[Unread] = (),
    dead: Sequence[Dead] = (),
) -> Site:
    """Return a site of a home page (or its lines) and other pages."""
    first = home if isinstance(home, Page) else page(home)
    return Site(url=HOME, home=first, pages=pages, unread=tuple(unread), dead=tuple(dead))


def link(text: str = "", url: str = "", line: int = 0, script: bool = False, **more: str) -> Link:
    """Return a link in the main block; a path is taken on the site."""
    address = HOME.rstrip("/") + url if url.startswith("/") else url
    place = Place(more.pop("place", "main"))
    return Link(url=address, text=text, line=line, place=place, script=script, **more)


def image(src: str, alt: str = "", line: int = 0) -> Image:
    """Return a picture in the main block."""
    return Image(src=HOME + src, alt=alt, line=line)


def form(
    *fields: str | Field,
    line: int = 0,
    end: int = 3,
    action: str = HOME + "gui",
    place: str = "main",
) -> Form:
    """Return a form; a field is "name:kind" or "name:kind:label"."""
    return Form(
        action=action,
        method="post",
        fields=tuple(_field(one) for one in fields),
        line=line,
        end=end,
        place=Place(place),
    )


def _field(written: str | Field) -> Field:
    if isinstance(written, Field):
        return written
    name, kind, label = (*written.split(":"), "", "")[:3]
    return Field(name=name, kind=kind, label=label)


def left(role: Role, why: Why = Why.REFUSED, text: str = "site.refused", path: str = "x") -> Unread:
    """Return a likely page that was not read."""
    missing = Missing(why=why, party=Party.COMMUNE, text=text, seen_at=AT)
    return Unread(url=HOME + path, role=role, text="", missing=missing)


def capped(role: Role) -> Unread:
    """Return a likely page left because the page cap was reached."""
    return left(role, Why.INCOMPLETE, "site.page_cap")


def gone(role: Role, path: str, text: str = "") -> Dead:
    """Return a link that leads to a page that does not exist."""
    return Dead(url=HOME + path, role=role, text=text, status=404, seen_at=AT)


class WeekdayCalendar:
    """Monday to Friday; holidays do not matter to these tests."""

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5

    def add_working_days(self, day: date, count: int) -> date:
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    @property
    def hours_assumed(self) -> bool:
        return False

    def is_estimated(self, year: int) -> bool:
        return False

    def shifts_of(self, day: date) -> tuple[Shift, ...]:
        return ()


@lru_cache(maxsize=1)
def words() -> Mapping[str, tuple[str, ...]]:
    """Return the term lists as they stand in config/terms."""
    lists: dict[str, tuple[str, ...]] = {}
    for path in sorted(_TERMS.glob("*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        lists.update({key: tuple(phrases or ()) for key, phrases in read.items()})
    return lists


def terms(
    *,
    hotline: str = "",
    procedures: Iterable[Procedure] = (),
    limits: Mapping[str, float] | None = None,
    portals: Sequence[str] = ("tinhmau.invalid",),
    end: date = date(2026, 11, 30),
    accepted: Sequence[str] = ("02280000*", "0228111*"),
) -> Terms:
    """Return terms for the invented commune 00001."""
    commune = Commune(
        code="00001",
        name="Xã Mẫu 01",
        kind=CommuneKind.XA,
        province_code="99",
        hotline=hotline,
    )
    return Terms(
        commune=commune,
        province=Province(code="99", name="Tỉnh Mẫu", portals=tuple(portals)),
        period=Period(start=date(2026, 1, 1), end=end),
        at=AT,
        limits=limits or {},
        calendar=WeekdayCalendar(),
        references=References(
            procedures=tuple(procedures), words={**words(), "phones.accepted": tuple(accepted)}
        ),
    )
