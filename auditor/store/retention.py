"""What is past its days. Looks and changes nothing.

Ages count from when a thing was seen: a body from its own look, a fact from the start of its run,
findings from their judging, inventory entries from the last judging of their run. The days are
those of today's configuration: a province may shorten them, or lengthen them while a complaint is
open, for what is kept already. (`expires_at` says what was promised on the day of keeping.)
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from auditor.store import tables
from auditor.store.aged import Due, Kind, OldBody, OldFact, OldLooks, OldSheet, Rule
from auditor.store.exact import slices

FRAME = "frame"
"""Kind of evidence with days of its own; every other kind goes by those of pages."""
_Seen = tuple[str, str, str, datetime, datetime]
"""A body as one run names it: run, sha256, kind, first and last look."""


_FACTS = {"site": Kind.PAGES, "presence": Kind.PRESENCE}


def due(connection: Connection, rules: Sequence[Rule], now: datetime) -> Due:
    """Return what would go. Changes nothing."""
    return Due(
        facts=old_facts(connection, rules, now),
        looks=old_looks(connection, rules, now),
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
        for some in slices(_runs_over(connection, rule, now)):
            rows = connection.execute(query.where(fact.c.run_id.in_(some))).all()
            found = _facts(rule, rows) | found
    return [found[key] for key in sorted(found)]


def old_looks(connection: Connection, rules: Iterable[Rule], now: datetime) -> list[OldLooks]:
    """Return the looks that go: they say where a camera stands, and go with the findings."""
    rule = _results(rules)
    if rule is None:
        return []
    look, run = tables.look, tables.run
    size = func.length(look.c.body)
    query = (
        select(look.c.run_id, func.count(), func.sum(size), run.c.started_at)
        .join(run)
        .where(size > 0)
        .group_by(look.c.run_id, run.c.started_at)
        .order_by(look.c.run_id)
    )
    return [
        OldLooks(rule=rule, run_id=run_id, count=count, size=int(size), at=at)
        for some in slices(_runs_over(connection, rule, now))
        for run_id, count, size, at in connection.execute(query.where(look.c.run_id.in_(some)))
    ]


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
    rows: list[_Seen] = [tuple(row) for row in connection.execute(query)]
    return [_body(sha256, list(same), days) for sha256, same in groupby(rows, itemgetter(1))]


def needed_bodies(connection: Connection) -> tuple[set[str], set[str]]:
    """Return the hashes that some run still needs, and those that were kept once but are purged."""
    row = tables.run_evidence
    rows = select(row.c.sha256).distinct()
    needed = set(connection.scalars(rows.where(not_(_buried()))))
    return needed, set(connection.scalars(rows.where(_buried()))) - needed


def old_sheets(connection: Connection, rules: Iterable[Rule], now: datetime) -> list[OldSheet]:
    """Return findings, causes and inventory entries that go. Policies name nobody and stay."""
    rule = _results(rules)
    if rule is None:
        return []
    cut = _cut(rule, now)
    old = {sha256: at for sha256, at in _last_uses(connection).items() if at < cut}
    sheet = tables.sheet
    query = select(sheet.c.sha256, func.length(sheet.c.body)).where(func.length(sheet.c.body) > 0)
    return [
        OldSheet(rule=rule, sha256=sha256, size=size, at=old[sha256])
        for some in slices(sorted(old))
        for sha256, size in connection.execute(query.where(sheet.c.sha256.in_(some)))
    ]


def _results(rules: Iterable[Rule]) -> Rule | None:
    return next((one for one in rules if one.kind is Kind.RESULTS), None)


def _cut(rule: Rule, now: datetime) -> datetime:
    return now - timedelta(days=rule.days)


def _facts(rule: Rule, rows: Iterable[Sequence[object]]) -> dict[tuple[str, ...], OldFact]:
    names = ("run_id", "commune", "kind", "target", "size", "at")
    made = [OldFact(rule=rule, **dict(zip(names, row, strict=True))) for row in rows]  # type: ignore[arg-type]
    return {tuple(one.key.values()): one for one in made}


def _body(sha256: str, rows: Sequence[_Seen], days: Mapping[Kind, Rule]) -> OldBody:
    kinds = {kind for _, _, kind, _, _ in rows}
    return OldBody(
        rule=days[Kind.PAGES if kinds - {FRAME} else Kind.FRAMES],
        sha256=sha256,
        runs=tuple(sorted({run_id for run_id, *_ in rows})),
        first=min(first for *_, first, _ in rows),
        last=max(last for *_, last in rows),
    )


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


def _runs_over(connection: Connection, rule: Rule, now: datetime) -> list[str]:
    return [run_id for run_id, at in _last_use(connection).items() if at < _cut(rule, now)]


def _last_uses(connection: Connection) -> dict[str, datetime]:
    """When each sheet that is no policy was named last."""
    run, judged, said = tables.run, tables.judgement, tables.judgement_sheet
    used: dict[str, datetime] = {}

    def note(sha256: str, at: datetime) -> None:
        used[sha256] = max(used.get(sha256, at), at)

    runs = _last_use(connection)
    for run_id, sha256 in connection.execute(select(run.c.id, run.c.communes_sha256)):
        note(sha256, runs[run_id])
    own = select(judged.c.causes_sha256, judged.c.judged_at)
    found = select(said.c.sheet_sha256, func.max(judged.c.judged_at))
    found = found.join(said, said.c.judgement_id == judged.c.id).group_by(said.c.sheet_sha256)
    for query in (own, found):
        for sha256, at in connection.execute(query):
            note(sha256, at)
    for policy in connection.scalars(select(judged.c.policy_sha256).distinct()):
        used.pop(policy, None)
    return used
