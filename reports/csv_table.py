"""Tables for a spreadsheet: a row a finding, and the ranking.

Semicolons and a byte order mark are what Excel in Vietnamese opens without questions. A page may
plant a formula in its text, so no cell may begin like one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from auditor.audience import narrowed
from auditor.contract import Audience, Document, Finding, Format, Stage, Verdict
from auditor.results import CommuneResult, CriterionInfo, Results
from auditor.texts import Texts
from reports import grouping
from reports.wording import Wording, clean

_FORMULA = re.compile(r"[\s\u00a0\u200b\ufeff]*[=+\-@|\t\r＝＋－＠｜]")
"""With the blanks a spreadsheet trims, and the full-width signs that some of them read alike."""
_FINDING_COLUMNS = (
    "code", "commune", "criterion", "title", "group", "severity", "weight", "verdict", "why",
    "party", "message", "todo", "seen_at", "where", "evidence", "waiver", "waiver_until", "note",
)  # fmt: skip
_RANKING_COLUMNS = (
    "rank", "code", "commune", "score", "low", "high", "coverage", "rating", "stage", "note",
)  # fmt: skip


def render(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `results.csv` and `ranking.csv`."""
    wording = Wording(texts, results.run.time_zone)
    results = narrowed(results, Audience.PROVINCE, hidden=wording.hidden)
    columns = [wording.say(f"csv.{column}") for column in _FINDING_COLUMNS]
    yield _table("results.csv", columns, _findings(results, wording))
    columns = [wording.say(f"csv.{column}") for column in _RANKING_COLUMNS]
    columns += [wording.name("verdict", verdict) for verdict in grouping.VERDICTS]
    yield _table("ranking.csv", columns, _ranking(results, wording))


def guarded(cell: str) -> str:
    """Return a cell that is one line of text in every spreadsheet, nothing that computes."""
    text = clean(cell).replace("\n", " ").replace("\t", " ")
    hidden = _FORMULA.match(cell) or _FORMULA.match(
        text
    )  # a dropped control may have hidden a sign
    return f"'{text}" if hidden else text


def _table(path: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Document:
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return Document(path=path, body=sheet.getvalue().encode("utf-8-sig"))


def _findings(results: Results, wording: Wording) -> Iterator[list[str]]:
    criteria = grouping.by_id(results)
    note = wording.say("page.invented") if results.invented else ""
    for commune in results.communes:
        for finding in grouping.ordered(commune.findings, criteria):
            row = _finding(finding, criteria[finding.criterion], wording)
            yield [commune.code, commune.name, *row, note]
        if commune.findings:
            for criterion in filter(_left_out, results.criteria):
                yield [
                    commune.code,
                    commune.name,
                    *_untold(criterion, "csv.left_out", wording),
                    note,
                ]
            for criterion in (criteria[id_] for id_ in results.apart):
                yield [commune.code, commune.name, *_untold(criterion, "csv.apart", wording), note]


def _left_out(criterion: CriterionInfo) -> bool:
    return criterion.left_out


def _untold(criterion: CriterionInfo, why: str, wording: Wording) -> list[str]:
    """Say why there is no result here, so that a missing row is never read as a good one."""
    told = [*_about(criterion, wording), wording.say(why)]
    return told + [""] * (len(_FINDING_COLUMNS) - 3 - len(told))


def _finding(finding: Finding, criterion: CriterionInfo, wording: Wording) -> list[str]:
    outcome, waiver = finding.outcome, finding.waiver
    open_ = outcome.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
    return [
        *_about(criterion, wording),
        wording.name("verdict", outcome.verdict),
        wording.name("why", outcome.why) if outcome.why else "",
        wording.name("party", grouping.party_of(finding)) if open_ else "",
        wording.message(outcome),
        wording.todo(outcome) if open_ else "",
        wording.when(outcome.seen_at) if outcome.seen_at else "",
        " ".join(dict.fromkeys(item.url for item in outcome.items if item.url)),
        " ".join(_hashes(finding)),
        waiver.document if waiver else "",
        wording.day(waiver.until) if waiver else "",
    ]


def _about(criterion: CriterionInfo, wording: Wording) -> list[str]:
    return [
        criterion.id,
        wording.say(f"criterion.{criterion.id}.title"),
        f"{criterion.group}. {wording.say(f'group.{criterion.group}')}",
        wording.name("severity", criterion.severity),
        wording.count(criterion.weight),
    ]


def _hashes(finding: Finding) -> Iterable[str]:
    items = (sha for item in finding.outcome.items for sha in item.evidence)
    return dict.fromkeys((*finding.outcome.evidence, *items))


def _ranking(results: Results, wording: Wording) -> Iterator[list[str]]:
    final = results.run.stage is Stage.FINAL
    notes = [] if final else [wording.say("csv.internal")]
    notes += [wording.say("page.invented")] if results.invented else []
    for commune in grouping.ranked(results.communes):
        counted = grouping.counts(commune.findings)
        yield [
            *_place(commune, wording),
            wording.name("stage", results.run.stage),
            ". ".join(note.rstrip(".") for note in notes),
            *(str(counted[verdict]) for verdict in grouping.VERDICTS),
        ]


def _place(commune: CommuneResult, wording: Wording) -> list[str]:
    score = commune.score
    known = bool(commune.findings)
    return [
        str(commune.rank or ""),
        commune.code,
        commune.name,
        wording.number(score.value) if score.value is not None else "",
        wording.number(score.low) if known else "",
        wording.upper(score.high) if known else "",
        wording.percent(score.coverage),
        wording.rating(commune),
    ]


FORMAT = Format(id="csv", render=render)
