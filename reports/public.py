"""The report for everybody: counts, and after the conclusion the communes with their scores.

It has a folder of its own, to be published as it is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from auditor.audience import narrowed
from auditor.contract import Audience, Document, Format, Stage
from auditor.published import is_whole
from auditor.results import DayCount, Published, Results
from auditor.texts import Texts
from reports import grouping
from reports.html import marks
from reports.page import page
from reports.wording import Wording

FOLDER = "cong-khai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days of one criterion; no sum where a day's number is not told."""

    criterion: str
    days: tuple[DayCount, ...]
    total: int | None
    partial: bool


def render(results: Results, texts: Texts) -> Iterator[Document]:
    """Yield `cong-khai/index.html`."""
    wording = Wording(texts, results.run.time_zone)
    results = narrowed(results, Audience.PUBLIC, hidden=wording.hidden)
    told = results.published or Published(total=0, reached=0)
    body = page(
        "public.html",
        wording,
        running_title=wording.say("public.running", province=results.province_name),
        marks=marks(results, wording),
        results=results,
        run=results.run,
        told=told,
        whole=is_whole(results.run),
        final=results.run.stage is Stage.FINAL,
        counted=tuple(c for c in results.criteria if c.id in told.verdicts),
        days=tuple(_days(told)),
        ranked=grouping.ranked(results.communes),
        ties=Counter(c.rank for c in results.communes if c.rank is not None),
        verdicts=grouping.VERDICTS,
    )
    yield Document(path=f"{FOLDER}/index.html", body=body)


def _days(told: Published) -> Iterator[Days]:
    for criterion in dict.fromkeys(day.criterion for day in told.days):
        days = tuple(day for day in told.days if day.criterion == criterion)
        yield Days(
            criterion=criterion,
            days=days,
            total=_total(days),
            partial=criterion in told.partial,
        )


def _total(days: Sequence[DayCount]) -> int | None:
    counts = [day.officers for day in days if day.officers is not None]
    return sum(counts) if len(counts) == len(days) else None


FORMAT = Format(id="public", render=render, audience=Audience.PUBLIC)
