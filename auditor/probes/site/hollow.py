"""Pages that were read and are no page of a commune: what they lack is nobody's omission.

A parked name, a notice of maintenance, an error of the database, a wall to log in: all come with
"200 OK". They are told by what they lack, few words and no way on. Words of such pages decide
only beside that, for a commune may write of maintenance too.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from auditor.contract import Missing, Party, Why
from auditor.facts import Page, Role, Unread
from auditor.facts.text import fold
from auditor.probes.faults import missing
from auditor.probes.site.words import WalkWords

FEW_DOORS = 6
"""Links of a home page that may be a splash page: as many as are worth a request each."""
_FEW_WORDS, _SOME_WORDS = 120, 400
_QUOTE = 200
# A word with a question mark before one of its letters: an address is no word.
_LOST = re.compile(r"(?<![\w/.?=&-])[^\W\d_]*\?+[^\W\d_][^\W\d_?]*(?![\w/.=&])")
_PHONE = re.compile(r"(?<!\d)0(?:[ .-]?\d){9,10}(?!\d)")
_FEWEST_LOST, _SHARE_LOST = 3, 0.05


def nothing_published(
    home: Page, pages: Iterable[Page], words: WalkWords, party: Party, *, likely: bool
) -> Unread | None:
    """Return why `home`, with all `pages` it leads to, is no site that was read; None if it is.

    `likely`: it had links that seemed to lead to what is looked for, which came to nothing.
    """
    read = (home, *pages)
    if any(page.shell or page.cut for page in read):
        return None
    if any(asks_to_log_in(page) for page in read):
        return behind_login(home, party)
    count = sum(map(_words, read))
    told = any(_tells(page, words) for page in read)
    published = any(_publishes(page, words) for page in read)
    bare = count < _FEW_WORDS and not likely and not published
    if not bare and not (told and count < _SOME_WORDS):
        return None
    return _unread(home, missing(Why.MALFORMED, party, "site.placeholder", url=home.url))


def is_listing(page: Page) -> bool:
    """Say whether the page is a server's list of files: its links are no menu."""
    return page.title.lower().startswith("index of /")


def asks_to_log_in(page: Page) -> bool:
    """Say whether the page is a form to log in and nothing else."""
    kinds = {field.kind for form in page.forms for field in form.fields}
    few = len(page.links) <= FEW_DOORS and _words(page) < _FEW_WORDS
    return few and "password" in kinds and "textarea" not in kinds


def behind_login(page: Page, party: Party) -> Unread:
    """Return that the page wants a log-in."""
    return _unread(page, missing(Why.REFUSED, party, "site.login_needed", url=page.url))


def letters_lost(page: Page, party: Party) -> Unread | None:
    """Return that letters of the page were lost before it was sent; None if they were not."""
    marked = [line.text for line in page.lines if "?" in line.text]
    lost = sum(len(_LOST.findall(text)) for text in marked)
    if lost < _FEWEST_LOST or lost < _SHARE_LOST * _words(page):
        return None
    return _unread(page, missing(Why.MALFORMED, party, "site.letters_lost", url=page.url))


def _tells(page: Page, words: WalkWords) -> bool:
    said = fold(" ".join((page.title, *(line.text for line in page.lines))))
    return words.has("walk.placeholder", said) or words.has("walk.soft404", said)


def _publishes(page: Page, words: WalkWords) -> bool:
    """Say whether a page of few words speaks of one of the things looked for."""
    named = filter(None, map(words.match, page.links))
    if any(match.strong and match.role is not Role.CONTACT for match in named):
        return True
    box = any(field.kind == "textarea" for form in page.forms for field in form.fields)
    if any(_PHONE.search(line.text) for line in page.lines):
        return True
    said = fold(" ".join(line.text for line in page.lines))
    return box or bool(page.codes) or words.has("walk.hotline", said)


def _words(page: Page) -> int:
    return sum(len(line.text.split()) for line in page.lines)


def _unread(page: Page, why: Missing) -> Unread:
    said = " ".join(filter(None, (page.title, *(line.text for line in page.lines[:20]))))
    why = replace(why, evidence=(page.evidence,), seen_at=page.seen_at)
    return Unread(url=page.url, role=Role.HOME, text=said[:_QUOTE], missing=why)
