"""Rows and outcomes: what stood there, where, when, and the proof of it."""

from auditor.contract import Ground, Item, Missing, Outcome, Party, Values, Verdict, Why
from auditor.facts import Page, Site

_QUOTE = 240


def answer(
    site: Site,
    verdict: Verdict,
    text: str,
    items: tuple[Item, ...] = (),
    *,
    values: Values | None = None,
    party: Party | None = None,
    grounds: tuple[Ground, ...] = (),
) -> Outcome:
    """Return the outcome with the evidence of its rows; without rows, with the pages read."""
    shown = items or read_rows(site, verdict)
    return Outcome(
        verdict=verdict,
        text=text,
        values=values or {},
        party=party,
        items=shown,
        evidence=_proof(shown),
        seen_at=site.home.seen_at,
        grounds=grounds,
    )


def unsure(
    site: Site,
    text: str,
    missing: Missing,
    items: tuple[Item, ...] = (),
    *,
    values: Values | None = None,
) -> Outcome:
    """Return `unknown` with the cause and the party of `missing`."""
    return Outcome(
        verdict=Verdict.UNKNOWN,
        text=text,
        values=values or {},
        why=missing.why,
        party=missing.party,
        items=items,
        evidence=_proof(items),
        seen_at=site.home.seen_at,
    )


def row(
    page: Page,
    verdict: Verdict,
    text: str,
    *,
    quote: str = "",
    values: Values | None = None,
    why: Why | None = None,
    target: str = "",
) -> Item:
    """Return one row about a page: what stood there, where, when, and the proof of it."""
    return Item(
        target=target or page.url,
        verdict=verdict,
        text=text,
        values=values or {},
        why=why,
        party=Party.AUDITOR if why else None,
        url=page.url,
        quote=cut(quote),
        evidence=(page.evidence,),
        seen_at=page.seen_at,
    )


def read_rows(site: Site, verdict: Verdict) -> tuple[Item, ...]:
    """Return one row a page read: what "nowhere on the site" rests on."""
    return tuple(row(page, verdict, "page.read", quote=page.title) for page in site.all_pages())


def _proof(items: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(proof for item in items for proof in item.evidence))


def cut(text: str) -> str:
    """Return the first line's worth of what stood there."""
    return text if len(text) <= _QUOTE else text[: _QUOTE - 1] + "…"
