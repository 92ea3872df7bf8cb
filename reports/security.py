"""The sheet for the province's security contact: which cameras stand open, and where they are."""

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.audience import narrowed
from auditor.contract import Audience, Document, Format, Item, Verdict
from auditor.results import CommuneResult, Results
from auditor.texts import Texts
from reports import grouping
from reports.html import marks
from reports.page import page
from reports.wording import Wording

PATH = "an-toan.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One commune: what must be closed, what nobody could see, and how many are closed."""

    commune: CommuneResult
    open: tuple[Item, ...]
    unseen: tuple[Item, ...]
    closed: int


def render(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `an-toan.html`."""
    wording = Wording(texts, results.run.time_zone)
    results = narrowed(results, Audience.SECURITY, hidden=wording.hidden)
    places = [_place(commune) for commune in results.communes if commune.findings]
    body = page(
        "security.html",
        wording,
        running_title=wording.say("security.running", province=results.province_name),
        marks=marks(results, wording),
        results=results,
        run=results.run,
        criteria=grouping.by_id(results),
        open=tuple(place for place in places if place.open),
        unseen=tuple(place for place in places if place.unseen),
        counts={
            verdict: sum(i.verdict is verdict for p in places for i in (*p.open, *p.unseen))
            for verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)
        },
        closed=sum(place.closed for place in places),
    )
    yield Document(path=PATH, body=body)


def _place(commune: CommuneResult) -> Place:
    rows = [item for finding in commune.findings for item in finding.outcome.items]
    found = [row for row in rows if row.verdict in (Verdict.FAIL, Verdict.WARN)]
    return Place(
        commune=commune,
        open=tuple(sorted(found, key=lambda row: row.verdict is not Verdict.FAIL)),
        unseen=tuple(row for row in rows if row.verdict is Verdict.UNKNOWN),
        closed=sum(row.verdict is Verdict.PASS for row in rows),
    )


FORMAT = Format(id="security", render=render, audience=Audience.SECURITY)
