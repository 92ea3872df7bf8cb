"""Law by the period audited, never by today.

What binds on the last day of the period is cited: that is the day a commune has to answer for.
An article is printed only when its text has been read; a successor is named without one.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from auditor.contract import Period
from auditor.policy.model import Criterion, Law, Policy
from auditor.results import Basis
from auditor.texts import Texts

_LOCALE = Path(__file__).parents[1] / "locale"


def basis_on(
    policy: Policy, criterion: Criterion, period: Period, lang: str = "vi"
) -> tuple[Basis, ...]:
    """Return what the criterion rests on at the period's end, each document once, as written.

    A document that has no number yet stands under its title.
    """
    texts = Texts(lang, [_LOCALE])
    found: dict[str, Basis] = {}
    for ref in criterion.basis:
        law = _binding(policy.laws, ref.law, period.end)
        if law is None:
            continue
        articles = ref.articles if law.id == ref.law else ()
        read = [article for article in articles if article in law.articles]
        if law.id not in found or read:
            found[law.id] = _basis(law, read, policy.laws, period.end, texts)
    return tuple(found.values())


def cite(articles: list[str], texts: Texts) -> str:
    """Return `13.2.b` the way a document cites it (điểm b khoản 2 Điều 13), several in a row."""
    return "; ".join(_cite(article, texts) for article in articles)


def _binding(laws: Mapping[str, Law], law_id: str, day: date) -> Law | None:
    """Return the document or, where it has ended, the one that took its whole matter over."""
    seen: set[str] = set()
    while law_id and law_id not in seen:
        seen.add(law_id)
        law = laws[law_id]
        if law.in_force(day):
            return law
        ended = law.valid_to is not None and law.valid_to < day
        law_id = law.replaced_by if ended else ""
    return None


def _basis(
    law: Law, articles: list[str], laws: Mapping[str, Law], day: date, texts: Texts
) -> Basis:
    title = law.title[texts.lang]
    if changes := list(_amendments(law, laws, day)):
        numbers = ", ".join(change.number for change in changes)
        title = texts.say("law.amended", {"title": title, "numbers": numbers})
    number, title = (law.number, title) if law.number else (title, "")
    return Basis(
        id=law.id, kind=law.kind, number=number, title=title, article=cite(articles, texts)
    )


def _amendments(law: Law, laws: Mapping[str, Law], day: date) -> Iterator[Law]:
    for other in laws.values():
        if other.amends == law.id and other.in_force(day):
            yield other


def _cite(article: str, texts: Texts) -> str:
    parts = article.split(".")
    if not parts[0].isdigit():
        return article
    values = dict(zip(("article", "clause", "point"), parts, strict=False))
    return texts.say(f"law.cite_{len(parts)}", values)
