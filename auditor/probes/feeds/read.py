"""Feeds -> presence: every row of every file comes to exactly one count.

For each commune and feed `rows == used + sum(refused)`, and the rows of a feed are those of its
communes, those that may be anyone's, those of accounts in no roster where the log names no unit, and
those of units that are not audited. Nothing else vanishes:
only blank lines, the header (also where it is repeated), the row that numbers the columns and rows
of totals are no data.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from auditor.contract import Missing, Why
from auditor.facts import Mark, Presence, ReadFile, Refused, Source
from auditor.probes.feeds.faults import FeedFault, Reason
from auditor.probes.feeds.header import Header, Wanted, is_numbering, is_total
from auditor.probes.feeds.hours import Hours
from auditor.probes.feeds.marks import FeedRows
from auditor.probes.feeds.opening import read_file, sheets_in
from auditor.probes.feeds.plan import FeedPlan, People
from auditor.probes.feeds.samples import Sample
from auditor.probes.feeds.sheets import Cell, Row, Sheet
from auditor.probes.feeds.suggest import Suggestion
from auditor.tabular.headers import HEADER_WITHIN

MAX_ROWS = 2_000_000  # 31,000 rows of CSV a second: half of the worker's time


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen:
    """How one table of a file was understood; for the dry run."""

    place: str
    encoding: str
    delimiter: str
    header_line: int
    rows: int
    notes: tuple[str, ...] = ()
    """`feed.check.note.<note>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRead:
    """One feed, read."""

    plan: FeedPlan
    sources: Mapping[str, Source]
    marks: Mapping[str, tuple[Mark, ...]] = field(default_factory=dict)
    rows: int = 0
    elsewhere: int = 0
    """Rows of units that are not audited."""
    refused: tuple[Refused, ...] = ()
    """Of the whole feed, each row once."""
    files: tuple[FileSeen, ...] = ()
    samples: tuple[Sample, ...] = ()
    hours: Hours = field(default_factory=Hours)
    unknown_units: tuple[tuple[str, int], ...] = ()
    """Units that nobody has said the commune of, as written, the most frequent first."""
    suggestion: Suggestion | None = None
    """Another date format, where most rows cannot be read by the declared one."""

    @property
    def missing(self) -> Missing | None:
        """Return why nothing of the feed is known."""
        return next((one.missing for one in self.sources.values() if one.missing), None)

    @property
    def used(self) -> int:
        """Count the rows that prove something of an officer."""
        return sum(source.used for source in self.sources.values())

    def count_of(self, *reasons: Reason) -> int:
        """Count the rows refused for any of these reasons."""
        texts = {reason.text for reason in reasons}
        return sum(one.count for one in self.refused if one.text in texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The period in question. `now` is when the files are read: what lies after it is no time."""

    start: datetime
    end: datetime
    """Included."""
    zone: ZoneInfo
    """Of the days that are said to be heard."""
    now: datetime


def read_feeds(
    plans: Iterable[FeedPlan], people: People, communes: Sequence[str], span: Span
) -> dict[str, Presence]:
    """Return what the feeds hold of each commune. Pure over the files."""
    return presences([read_feed(plan, people, communes, span) for plan in plans], communes)


def presences(feeds: Iterable[FeedRead], communes: Iterable[str]) -> dict[str, Presence]:
    """Put the feeds together, commune by commune."""
    read = sorted(feeds, key=lambda feed: feed.plan.name)
    return {code: _presence(read, code) for code in communes}


def _presence(feeds: Sequence[FeedRead], code: str) -> Presence:
    marks = [mark for feed in feeds for mark in feed.marks.get(code, ())]
    marks.sort(key=lambda mark: (mark.at, mark.staff, mark.kind, mark.source))
    sources = tuple(feed.sources[code] for feed in feeds if code in feed.sources)
    return Presence(sources=sources, marks=tuple(marks))


def read_feed(
    plan: FeedPlan, people: People, communes: Sequence[str], span: Span, *, samples: int = 0
) -> FeedRead:
    """Read all files of a feed; a file that cannot be read makes the whole feed unknown."""
    covered = [code for code in communes if plan.covers(code)]
    rows = FeedRows(plan, people, covered, span.start, span.end, span.zone, span.now, samples)
    read: list[ReadFile] = []
    try:
        files = tuple(_read_files(plan, rows, read))
        _refuse_citizens(plan, rows)
    except FeedFault as fault:
        return unread(plan, communes, fault.missing(plan), tuple(read))
    return FeedRead(
        plan=plan,
        sources={code: _source(plan, rows, code, tuple(read)) for code in covered},
        marks={code: marks for code in covered if (marks := rows.marks_of(code))},
        rows=rows.tally.rows,
        elsewhere=rows.tally.elsewhere,
        refused=rows.tally.refused(),
        files=files,
        samples=rows.samples.chosen(),
        hours=rows.hours.whole(),
        unknown_units=tuple(sorted(rows.unknown_units.items(), key=lambda one: (-one[1], one[0]))),
        suggestion=_suggestion(plan, rows, span) if samples else None,
    )


def _refuse_citizens(plan: FeedPlan, rows: FeedRows) -> None:
    if rows.of_citizens:
        column = plan.columns.account
        raise FeedFault(Why.NOT_CONFIGURED, "citizens", provinces=True, column=column)


def _suggestion(plan: FeedPlan, rows: FeedRows, span: Span) -> Suggestion | None:
    """Look for another format where more than half of the rows have no readable date."""
    unread = sum(one.count for one in rows.tally.refused() if one.text == Reason.DATE.text)
    return rows.unread.suggestion(plan, span.now) if unread * 2 > rows.tally.rows else None


def unread(
    plan: FeedPlan, communes: Iterable[str], missing: Missing, read: tuple[ReadFile, ...] = ()
) -> FeedRead:
    """Return a feed of which nothing is known, with the cause for every commune it covers."""
    source = Source(
        name=plan.name, kind=plan.kind, time_record=plan.time_record, missing=missing, files=read
    )
    return FeedRead(plan=plan, sources={code: source for code in communes if plan.covers(code)})


def _source(plan: FeedPlan, rows: FeedRows, code: str, read: tuple[ReadFile, ...]) -> Source:
    tally = rows.tally
    return Source(
        name=plan.name,
        kind=plan.kind,
        time_record=plan.time_record,
        rows=tally.rows_of(code),
        used=tally.own[code].used,
        refused=tally.refused_of(code),
        heard=tuple(sorted(tally.heard.get(code, ()))),
        heard_elsewhere=tally.heard_elsewhere(code),
        since=rows.since,
        until=rows.until,
        lost=rows.losses.lost(code),
        strangers=rows.losses.strangers(code),
        elsewhere=rows.losses.elsewhere(code),
        files=read,
    )


def _read_files(plan: FeedPlan, rows: FeedRows, read: list[ReadFile]) -> Iterator[FileSeen]:
    """Read file by file; `read` takes the hash of each, also of one that is then refused."""
    if not plan.files:
        raise FeedFault(Why.NOT_CONFIGURED, "no_files")
    wanted = Wanted(plan.columns)
    for path in sorted(plan.files):
        found = False
        nearest: list[str] | None = None
        data, seen = read_file(path)
        read.append(seen)
        for sheet in sheets_in(path.name, data, wanted, plan.sheet):
            before = rows.tally.rows
            table = _Table(sheet, wanted)
            if (header := table.header) is None:
                nearest = min((n for n in (nearest, table.lacking) if n), key=len, default=None)
                continue
            if sheet.event_at >= 0 and header.event != sheet.event_at:
                raise FeedFault(Why.NOT_CONFIGURED, "evtx_no_event", ours=True, file=path.name)
            found = True
            _read_rows(rows, table)
            yield FileSeen(
                place=f"{sheet.place} '{sheet.title}'" if sheet.title else sheet.place,
                encoding=sheet.encoding,
                delimiter=sheet.delimiter,
                header_line=header.line,
                rows=rows.tally.rows - before,
                notes=sheet.notes,
            )
        if not found:
            columns = ", ".join(nearest or [])
            raise FeedFault(Why.MALFORMED, "no_header", file=path.name, columns=columns)


def _read_rows(rows: FeedRows, table: "_Table") -> None:
    header, place = table.header, table.sheet.place
    if header is None:
        return
    if table.sheet.typed:
        at = header.date if header.date >= 0 else header.time
        column = (r.cells[at] for r in table.body() if r.cells and at < len(r.cells))
        rows.note_dates(column, apart=header.date >= 0)
    count = rows.tally.rows
    for row in table.body():
        count += 1
        if count > MAX_ROWS:
            raise FeedFault(Why.UNREADABLE, "too_many_rows", limit=MAX_ROWS)
        rows.take(row, header, place)


class _Table:
    """One sheet: its header, and the data below it."""

    def __init__(self, sheet: Sheet, wanted: Wanted) -> None:
        self.sheet = sheet
        self.lacking: list[str] = []
        self._rows = iter(sheet.rows)
        self._above: list[Row] = []
        self.header = self._find(wanted)
        if self.header:
            sheet.rows.width = self.header.width

    def body(self) -> Iterator[Row]:
        """Yield the rows that hold data. Twice only where the sheet is in memory."""
        rows = iter(self.sheet.rows) if self.sheet.typed else self._rest()
        header, below = self.header, False
        for row in rows:
            if header is None or row.line <= header.line:
                continue
            first, below = not below, True
            if row.cells is None or not _is_furniture(row.cells, header, first=first):
                yield row

    def _rest(self) -> Iterator[Row]:
        yield from self._above
        yield from self._rows

    def _find(self, wanted: Wanted) -> Header | None:
        nearest: list[str] | None = None
        for count, row in enumerate(self._rows):
            if count >= HEADER_WITHIN:
                break
            if wanted.by_position:
                self._above.append(row)
                return wanted.without_header(len(row.cells or ()))
            cells = row.cells or ()
            if found := wanted.header(row.line, cells, self.sheet.place):
                return found
            lacking = wanted.missing(cells)
            nearest = lacking if nearest is None or len(lacking) < len(nearest) else nearest
        self.lacking = nearest or wanted.missing(())
        return None


def _is_furniture(cells: Sequence[Cell], header: Header, *, first: bool) -> bool:
    """Recognise what is no data below a header. Rows with a time are settled at a glance."""
    clock = cells[header.time] if header.time < len(cells) else ""
    word = str(clock).strip()
    if not word or word.isdigit():  # beside a total stands nothing, or the count
        return not any(str(cell).strip() for cell in cells) or (header.line > 0 and is_total(cells))
    if not header.line:
        return False
    return header.repeats(cells) or (first and is_numbering(cells))
