"""The report to read, print and sign: a page of the province and one page a commune."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.audience import by_commune, narrowed
from auditor.contract import Audience, Document, Finding, Format, Party, Stage, Verdict
from auditor.results import CommuneResult, CriterionInfo, EvidenceInfo, Results
from auditor.texts import Texts
from reports import grouping, tasks
from reports.families import checked, families
from reports.page import page
from reports.rows import rows
from reports.wording import Wording

_CODE = re.compile(r"[0-9A-Za-z-]{1,16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of criteria on a commune's page; those nobody looked at stand apart."""

    id: str
    looked: tuple[tuple[CriterionInfo, Finding], ...]
    unlooked: tuple[CriterionInfo, ...]
    left_out: tuple[CriterionInfo, ...]
    """With a check, but not asked for in this run."""
    apart: tuple[CriterionInfo, ...]
    """Told to the commune and the security contact alone: these pages are for neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The province in numbers of communes."""

    total: int
    reached: int
    with_fail: int
    with_unknown: int
    clean: int


def render(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `index.html` and `xa/<code>.html` for every commune."""
    wording = Wording(texts, results.run.time_zone)
    seen = narrowed(results, Audience.PROVINCE, hidden=wording.hidden)
    yield Document(path="index.html", body=_index(seen, wording))
    yield from pages(results, texts)


def pages(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `xa/<code>.html` for every commune, each from what that commune may read.

    From results that were narrowed before, a page holds only what is left in them.
    """
    wording = Wording(texts, results.run.time_zone)
    for own in by_commune(results, hidden=wording.hidden):
        commune = own.communes[0]
        if not _CODE.fullmatch(commune.code):
            raise ValueError(f"a path is made of codes: {commune.code!r}")
        body = _commune(own, commune, wording)
        yield Document(path=f"xa/{commune.code}.html", body=body)


def _index(results: Results, wording: Wording) -> bytes:
    criteria = grouping.by_id(results)
    return page(
        "index.html",
        wording,
        running_title=wording.say("index.running", province=results.province_name),
        marks=marks(results, wording),
        results=results,
        run=results.run,
        criteria=criteria,
        checked=tuple(c for c in results.criteria if c.check and not c.left_out),
        unchecked=tuple(c for c in results.criteria if not c.check and not c.left_out),
        left_out=tuple(c for c in results.criteria if c.left_out),
        tally=_tally(results),
        causes=grouping.widest_first(c for c in results.causes if len(c.communes) > 1),
        shortfalls=grouping.shortfalls(results),
        duties=tasks.duties(results, wording.todo),
        ranked=grouping.ranked(results.communes),
        ties=Counter(c.rank for c in results.communes if c.rank is not None),
        found={c.code: {f.criterion: f for f in c.findings} for c in results.communes},
        names={c.code: c.name for c in results.communes},
        vague=any(map(wording.vague, results.communes)),
        counts=grouping.counts,
        rooms=tuple(checked(results.criteria)),
        families={c.code: families(results.criteria, c.findings) for c in results.communes},
        verdicts=grouping.VERDICTS,
    )


def _commune(results: Results, commune: CommuneResult, wording: Wording) -> bytes:
    criteria = grouping.by_id(results)
    printed, cause_of = grouping.shared_causes(commune, criteria, results.causes)
    todo = tasks.tasks(commune.findings, criteria, cause_of, wording.todo)
    return page(
        "commune.html",
        wording,
        running_title=wording.say("commune.running", commune=commune.name, code=commune.code),
        marks=marks(results, wording),
        results=results,
        run=results.run,
        commune=commune,
        criteria=criteria,
        causes=tuple(printed.values()),
        cause_of=cause_of,
        own_tasks=tuple(task for task in todo if task.party is Party.COMMUNE),
        other_tasks=tuple(task for task in todo if task.party is not Party.COMMUNE),
        groups=tuple(_groups(commune, results)),
        counted=grouping.counts(commune.findings),
        families=families(results.criteria, commune.findings),
        rows=rows(grouping.ordered(commune.findings, criteria)),
        evidence=_numbered(commune.evidence),
        verdicts=grouping.VERDICTS,
    )


def marks(results: Results, wording: Wording) -> str:
    """Return what heads every printed sheet of data that is invented or not concluded."""
    said = [wording.say("print.invented")] if results.invented else []
    if results.run.stage is Stage.DRAFT:
        said.append(wording.say("print.draft"))
    return " · ".join(said)


def _groups(commune: CommuneResult, results: Results) -> Iterator[Group]:
    found = {finding.criterion: finding for finding in commune.findings}
    by_group: dict[str, list[CriterionInfo]] = {}
    for criterion in results.criteria:
        by_group.setdefault(criterion.group, []).append(criterion)
    for group, members in by_group.items():
        yield Group(
            id=group,
            looked=tuple((c, found[c.id]) for c in members if c.id in found),
            unlooked=tuple(
                c
                for c in members
                if c.id not in found and not c.left_out and c.id not in results.apart
            ),
            apart=tuple(c for c in members if c.id not in found and c.id in results.apart),
            left_out=tuple(c for c in members if c.id not in found and c.left_out),
        )


def _numbered(evidence: Iterable[EvidenceInfo]) -> dict[str, int]:
    return {info.sha256: number for number, info in enumerate(evidence, start=1)}


def _tally(results: Results) -> Tally:
    counted = [grouping.counts(c.findings) for c in results.communes if c.findings]
    codes = {c.code for c in results.communes} | set(results.not_reached)
    return Tally(
        total=len(codes),
        reached=len(counted),
        with_fail=sum(1 for count in counted if count[Verdict.FAIL]),
        with_unknown=sum(1 for count in counted if count[Verdict.UNKNOWN]),
        clean=sum(
            1
            for count in counted
            if not count[Verdict.FAIL] and not count[Verdict.UNKNOWN] and not count[Verdict.WARN]
        ),
    )


FORMAT = Format(id="html", render=render)
