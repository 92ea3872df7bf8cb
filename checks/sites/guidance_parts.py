"""The parts of guidance on petitions, looked for line by line: who, where, by what and how."""

import re
from collections.abc import Callable

from auditor.contract import Terms
from auditor.facts import Line
from checks.matching import finder, plain, unmasked
from checks.sites.phones import PhoneKind, phones

BODY = "body"
"""The receiving body: counts where it is named, and is not missed on the body's own site."""
_MAIL = re.compile(r"[a-z0-9][\w.%+-]{0,63}@[a-z0-9-]+(\.[a-z0-9-]+)+")
"""RFC 5321 knows 64 characters before the @; without an end, a page of long lines takes minutes."""
_HOST = re.compile(
    r"https?://[a-z0-9.-]+|www\.[a-z0-9.-]+|(?<![@\w.-])[a-z0-9-]+(\.[a-z0-9-]+)*\.vn\b"
)
_ADDRESS_LETTERS = 8
_CLAUSE = re.compile(r"[,;]\s|\.\s")
_NAME = 60


def find_parts(lines: list[Line], terms: Terms) -> dict[str, str]:
    """Return the line of each part that stands in these lines."""
    tests: dict[str, Callable[[int], bool]] = {
        "address": lambda at: _has_address(lines, at, terms),
        "phone": lambda at: _has_phone(lines[at].text, terms),
        "mail": lambda at: bool(_MAIL.search(unmasked(plain(lines[at].text)))),
        "website": lambda at: bool(_HOST.search(plain(lines[at].text))),
        BODY: lambda at: _names_body(lines, at, terms),
        "how": lambda at: finder(terms.words("guidance.how")).has(lines[at].text),
    }
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        for part, test in tests.items():
            if part not in found and test(at):
                found[part] = line.text
    return found


def _has_phone(text: str, terms: Terms) -> bool:
    return any(n.kind in (PhoneKind.CALLABLE, PhoneKind.OLD) for n in phones(text, terms))


def _names_body(lines: list[Line], at: int, terms: Terms) -> bool:
    """Say whether a line names who receives petitions: behind a label, below it, in a sentence."""
    text = lines[at].text
    if hits := finder(terms.words("guidance.body")).find(text):
        below = plain(lines[at + 1].text) if at + 1 < len(lines) else ""
        below = "" if ":" in below else below
        return len(plain(text)[hits[0].end :].strip(" :-.") or below) >= _ADDRESS_LETTERS
    named = finder(terms.words("hotline.own")).find(text)
    alone = bool(named) and named[0].start <= 2 and len(text) <= _NAME
    return alone or (bool(named) and finder(terms.words("guidance.receives")).has(text))


def _has_address(lines: list[Line], at: int, terms: Terms) -> bool:
    """Say whether a place follows the word, on its line or the next."""
    text = plain(lines[at].text)
    others = {hit.start for hit in finder(terms.words("guidance.not_address")).find(text)}
    for hit in finder(terms.words("guidance.address")).find(text):
        if hit.start in others:
            continue
        below = plain(lines[at + 1].text) if at + 1 < len(lines) else ""
        value = text[hit.end :].strip(" :-.") or below
        empty = finder(terms.words("hotline.placeholders")).has(value) or value.startswith("[")
        if len(value) >= _ADDRESS_LETTERS and not empty and "@" not in _CLAUSE.split(value)[0]:
            return True
    return False
