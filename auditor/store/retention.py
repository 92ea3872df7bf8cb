"""What is past its days. Looks and changes nothing.

Ages count from when a thing was seen: a body from its own look, a fact from the start of its run,
findings from their judging, inventory entries from the last judging of their run. The days are
those of today's configuration: a province may shorten them, or lengthen them while a complaint is
open, for what is kept already. (`expires_at` says what was promised on the day of keeping.)
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, false, func, literal, not_, or_, select

from auditor.store import tables

FRAME = "frame"
"""Kind of evidence with days of its own; every other kind goes by those of pages."""


class Kind(StrEnum):
    """What has days of its own."""

    PAGES = "pages"
    PRESENCE = "presence"
    FRAMES = "frames"
    RESULTS = "results"


_FACTS = {"site": Kind.PAGES, "presence": Kind.PRESENCE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Days that one kind is kept."""

    kind: Kind
    days: int

    @property
    def reason(self) -> str:
        """What a tombstone says of it."""
        return f"{self.kind}:{self.days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldFact:
    """A fact whose body goes."""

    rule: Rule
    run_id: str
    commune: str
    kind: str
    target: str
    size: int
    at: datetime

    @property
    def key(self) -> dict[str, str]:
        """Its primary key, by column."""
        return {name: getattr(self, name) for name in ("run_id", "commune", "kind", "target")}


@dataclass(frozen=True, slots=True, kw_only=True)
class OldBody:
    """A body of the locker, as one run names it. It goes for all of its runs at once."""

    rule: Rule
    run_id: str
    sha256: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OldSheet:
    """A sheet that nothing younger names."""

    rule: Rule
    sha256: str
    size: int
    at: datetime
    """Its last use."""
    subjects: tuple[tuple[str, str], ...]
    """(run or judgement, run) of all that name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is past its days, in the store and in the locker."""

    facts: Sequence[OldFact]
    bodies: Sequence[OldBody]
    sheets: Sequence[OldSheet]

    @property
    def any(self) -> bool:
        """Say whether a row has to change."""
        return bool(self.facts or self.bodies or self.sheets)


def due(connection: Connection, rules: Sequence[Rule], now: datetime) -> Due:
    """Return what would go. Changes nothing."""
    return Due(
        facts=old_facts(connection, rules, now),
        bodies=old_bodies(connection, rules, now),
        sheets=old_sheets(connection, rules, now),
    )


def old_facts(connection: Connection, rules: Iterable[Rule], now: datetime) -> list[OldFact]:
    """Return the facts that go, each once. A Missing holds nothing of a page or a person: it stays
    as long as the findings do.
    """
    days = {rule.kind: rule for rule in rules}
    found: dict[tuple[str, ...], OldFact] = {}
    fact, run = tables.fact, tables.run
    columns = (fact.c.run_id, fact.c.commune, fact.c.kind, fact.c.target)
    size = func.length(fact.c.body)
    query = select(*columns, size, run.c.started_at).join(run).where(size > 0)
    for kind, of in _FACTS.items():
        if rule := days.get(of):
            past = [fact.c.kind == kind, not_(fact.c.missing), run.c.started_at < _cut(rule, now)]
            found |= _facts(rule, connection.execute(query.where(*past)).all())
    if rule := days.get(Kind.RESULTS):
        over = [run_id for run_id, at in _last_use(connection).items() if at < _cut(rule, now)]
        for some in _slices(over):
            rows = connection.execute(query.where(fact.c.run_id.in_(some))).all()
            found = _facts(rule, rows) | found
    return [found[key] for key in sorted(found)]


def old_bodies(connection: Connection, rules: Iterable[Rule], now: datetime) -> list[OldBody]:
    """Return the bodies that go: every look that any run had of them is past its days."""
    row = tables.run_evidence
    days = {rule.kind: rule for rule in rules}
    past = _past(days, now)
    young = select(row.c.sha256).where(not_(past))
    query = (
        select(
            row.c.run_id, row.c.sha256, row.c.kind, func.min(row.c.seen_at), func.max(row.c.seen_at)
        )
        .where(row.c.sha256.not_in(young), not_(_buried()))
        .group_by(row.c.run_id, row.c.sha256, row.c.kind)
        .order_by(row.c.sha256, row.c.run_id, row.c.kind)
    )
    found: dict[tuple[str, str], OldBody] = {}
    for run_id, sha256, kind, first, last in connection.execute(query):
        rule = days[Kind.FRAMES if kind == FRAME else Kind.PAGES]
        old = OldBody(rule=rule, run_id=run_id, sha256=sha256, first=first, last=last)
        found.setdefault((sha256, run_id), old)
    return list(found.values())


def needed_bodies(connection: Connection) -> tuple[set[str], set[str]]:
    """Return the hashes that some run still needs, and those that were kept once but are purged."""
    row = tables.run_evidence
    rows = select(row.c.sha256).distinct()
    needed = set(connection.scalars(rows.where(not_(_buried()))))
    return needed, set(connection.scalars(rows.where(_buried()))) - needed


def old_sheets(connection: Connection, rules: Iterable[Rule], now: datetime) -> list[OldSheet]:
    """Return findings, causes and inventory entries that go. Policies name nobody and stay."""
    rule = next((one for one in rules if one.kind is Kind.RESULTS), None)
    if rule is None:
        return []
    uses = _uses(connection)
    cut = _cut(rule, now)
    old = {sha256: used for sha256, used in uses.items() if all(at < cut for *_, at in used)}
    sheet = tables.sheet
    query = select(sheet.c.sha256, func.length(sheet.c.body)).where(func.length(sheet.c.body) > 0)
    return [
        OldSheet(
            rule=rule,
            sha256=sha256,
            size=size,
            at=max(at for *_, at in old[sha256]),
            subjects=tuple(sorted({(subject, run_id) for subject, run_id, _ in old[sha256]})),
        )
        for some in _slices(sorted(old))
        for sha256, size in connection.execute(query.where(sheet.c.sha256.in_(some)))
    ]


def _cut(rule: Rule, now: datetime) -> datetime:
    return now - timedelta(days=rule.days)


def _facts(rule: Rule, rows: Iterable[Sequence[object]]) -> dict[tuple[str, ...], OldFact]:
    names = ("run_id", "commune", "kind", "target", "size", "at")
    made = [OldFact(rule=rule, **dict(zip(names, row, strict=True))) for row in rows]  # type: ignore[arg-type]
    return {tuple(one.key.values()): one for one in made}


def _past(days: Mapping[Kind, Rule], now: datetime) -> ColumnElement[bool]:
    """A look is past its days; one of a kind that is not purged now never is."""
    row = tables.run_evidence
    parts: list[ColumnElement[bool]] = [false()]
    if rule := days.get(Kind.FRAMES):
        parts.append(and_(row.c.kind == FRAME, row.c.seen_at < _cut(rule, now)))
    if rule := days.get(Kind.PAGES):
        parts.append(and_(row.c.kind != FRAME, row.c.seen_at < _cut(rule, now)))
    return or_(*parts)


def _buried() -> ColumnElement[bool]:
    """This row's body has its tombstone; its key is as `leaves` writes it: a UUID and hex digits."""
    row, stone = tables.run_evidence, tables.tombstone
    key = literal('["') + row.c.run_id + literal('","') + row.c.sha256 + literal('"]')
    # A list, not "exists": it is made once and looked up, where "exists" would read it for each row.
    return key.in_(select(stone.c.key).where(stone.c.table_name == "evidence"))


def _last_use(connection: Connection) -> dict[str, datetime]:
    """When each run was last judged; one that never was, when it began."""
    run, judged = tables.run, tables.judgement
    used: dict[str, datetime] = dict(connection.execute(select(run.c.id, run.c.started_at)).all())
    last = select(judged.c.run_id, func.max(judged.c.judged_at)).group_by(judged.c.run_id)
    for run_id, at in connection.execute(last):
        used[run_id] = max(used[run_id], at)
    return used


def _uses(connection: Connection) -> dict[str, list[tuple[str, str, datetime]]]:
    """(subject, run, time) of every use of every sheet that is no policy."""
    run, judged, said = tables.run, tables.judgement, tables.judgement_sheet
    uses: dict[str, list[tuple[str, str, datetime]]] = defaultdict(list)
    last = _last_use(connection)
    for run_id, sha256 in connection.execute(select(run.c.id, run.c.communes_sha256)):
        uses[sha256].append((run_id, run_id, last[run_id]))
    own = select(judged.c.id, judged.c.run_id, judged.c.judged_at, judged.c.causes_sha256)
    found = select(judged.c.id, judged.c.run_id, judged.c.judged_at, said.c.sheet_sha256)
    for query in (own, found.join(said, said.c.judgement_id == judged.c.id)):
        for judgement_id, run_id, at, sha256 in connection.execute(query):
            uses[sha256].append((judgement_id, run_id, at))
    for policy in connection.scalars(select(judged.c.policy_sha256).distinct()):
        uses.pop(policy, None)
    return uses


def _slices(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), 500):  # SQLite before 3.32 takes 999 variables
        yield values[start : start + 500]
