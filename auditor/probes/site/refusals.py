"""What an answer that is no page means: a wall, a refusal, an error, something else than HTML."""

import re

from yarl import URL

from auditor.contract import Missing, Party, Why
from auditor.facts.text import fold
from auditor.probes.answers import Answer
from auditor.probes.faults import missing
from auditor.probes.scope import Scope
from auditor.probes.site.words import WalkWords

_SMALL = 30_000  # bytes; a wall is small, and so a page about walls is not taken for one
_FEW_LINKS = 3
_TITLE = re.compile(r"<title[^>]{0,100}>([^<]{0,300})", re.I)
_GONE = frozenset({404, 410})
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")  # gzip, zstd
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1b")
_HTML = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")

# Refusals after which nothing more is asked of that address in this run.
WALLS = frozenset({"site.waf", "site.rate_limited"})


def refusal(answer: Answer, scope: Scope, words: WalkWords) -> Missing | None:
    """Return what keeps the answer from being a page; None when it is one."""
    party, status, url = scope.party, answer.status, answer.url
    if status == 429:
        return missing(Why.REFUSED, party, "site.rate_limited", url=url)
    if is_wall(answer, words):
        return missing(Why.REFUSED, party, "site.waf", url=url, status=status)
    if status == 401:
        return missing(Why.REFUSED, party, "site.login_needed", url=url)
    if status == 403:
        return missing(Why.REFUSED, party, "site.forbidden", url=url)
    if status >= 500:
        return missing(Why.UNREACHABLE, party, "site.server_error", url=url, status=status)
    if status in _GONE:
        return missing(Why.UNREACHABLE, party, "site.home_404", url=url, status=status)
    if status != 200:
        return missing(Why.MALFORMED, party, "site.odd_status", url=url, status=status)
    return _no_page(answer, party)


def is_gone(answer: Answer) -> bool:
    """Say whether the server says that there is no such page."""
    return answer.status in _GONE


def is_wall(answer: Answer, words: WalkWords) -> bool:
    """Recognise a firewall by what it shows."""
    if answer.headers.get("cf-mitigated"):
        return True
    if len(answer.body) > _SMALL:
        return False
    raw = answer.body.decode("utf-8", "replace")
    title = _TITLE.search(raw)
    text = fold(raw if answer.status >= 400 else title[1] if title else "")
    if answer.status not in {404, 410} and words.has("walk.waf", text):
        return True
    source = answer.body.lower()  # bytes: a twentieth of the time that lower-case letters take
    # A feedback form has a captcha too; what has a text box is no wall.
    return (
        source.count(b"<a ") <= _FEW_LINKS
        and b"<textarea" not in source
        and words.has("walk.challenge", fold(raw))
    )


def _no_page(answer: Answer, party: Party) -> Missing | None:
    blank = not answer.body or answer.body.isspace()  # a page of megabytes is not copied for this
    if blank and answer.truncated:
        return missing(Why.INCOMPLETE, party, "site.too_big", url=answer.url)
    if blank:
        return missing(Why.MALFORMED, party, "site.empty", url=answer.url)
    if _packed(answer.body):
        host = URL(answer.url).host or ""
        return missing(Why.MALFORMED, party, "site.bad_coding", host=host)
    kind = answer.headers.get("content-type", "").lower().strip()
    if kind and not kind.startswith(_HTML) and b"<html" not in answer.body[:2000].lower():
        return missing(Why.UNREADABLE, party, "site.not_html", url=answer.url, kind=kind[:60])
    return None


def _packed(body: bytes) -> bool:
    """Recognise bytes that were packed without saying so: read as text they are a page of rubbish.

    A tenth of what is packed are control characters, which no text has; NUL, which UTF-16 is full
    of, is none of them.
    """
    sample = body[:4096]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return body.startswith(_PACKED) or controls > 4 + len(sample) // 30
