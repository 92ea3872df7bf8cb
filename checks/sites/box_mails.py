"""E-mail addresses of a site: which of them are given for feedback."""

import re
from collections.abc import Iterator

from auditor.contract import Ground, Item, Terms, Verdict
from auditor.facts import Page, Role, Site
from checks.matching import finder, unmasked, words_of
from checks.sites.answers import row
from checks.sites.pages import own_lines

_MAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.(?:[a-z0-9-]+|[A-Z0-9-]+))+"
)
"""RFC 5321 knows 64 characters before the @; without an end, a page of long lines takes minutes."""
"""Parts of a host are of one case: in "a@b.gov.vnSố máy" the address ends before Số."""
_TITLE = re.compile(r"\s[-|–—»:]\s")
_LONG = 180
"""Characters of a line that may label an address; longer is running text."""
_LABEL = 40
"""Characters of a title that is a label."""
_MAIL_BELOW = 2


def mails(site: Site, terms: Terms) -> Iterator[tuple[Item, Ground]]:
    """Yield addresses given for feedback: by the words beside or above, or by their own name."""
    boxes = {words_of(name).replace(" ", "") for name in terms.words("feedback.mailboxes")}
    seen: set[str] = set()
    for page in site.all_pages():
        for index, address in addresses(page):
            said = any(name in re.sub(r"[^a-z]", "", address.split("@")[0]) for name in boxes)
            if address not in seen and (said or _is_labelled(site, page, index, terms)):
                seen.add(address)
                quote = page.lines[index].text if index < len(page.lines) else address
                item = row(
                    page, Verdict.PASS, "box.seen_mail", quote=quote, values={"mail": address}
                )
                yield item, Ground(key=f"email:{address}", shared_text="box.shared")


def addresses(page: Page) -> Iterator[tuple[int, str]]:
    """Yield each address with its line, those written with [at] and behind links included."""
    for index, line in enumerate(page.lines):
        for match in _MAIL.finditer(unmasked(line.text)):
            yield index, match.group().lower()
    for link in page.links:
        if link.url.startswith("mailto:") and (address := _MAIL.search(link.url)):
            yield link.line, address.group().lower()


def _is_labelled(site: Site, page: Page, index: int, terms: Terms) -> bool:
    if index >= len(page.lines):
        return False
    if is_box_page(page, terms) and any(at == index for at, _ in own_lines(site, page)):
        return True
    place = page.lines[index].place
    near = [
        line.text for line in page.lines[max(0, index - _MAIL_BELOW) : index] if line.place is place
    ]
    near.append(_up_to_address(page.lines[index].text))
    return any(is_about_feedback(text, terms) for text in near if len(text) <= _LONG)


def _up_to_address(text: str) -> str:
    """Return a line without the parts behind the one with the address: Email: a@b | Góp ý."""
    parts = text.split("|")
    last = next((i for i, part in enumerate(parts) if "@" in unmasked(part)), len(parts))
    return "|".join(parts[: last + 1])


def is_box_page(page: Page, terms: Terms) -> bool:
    """Say whether the page is called the feedback box: what its own lines give is for feedback."""
    if finder(terms.words("feedback.false_friends")).has(page.title):
        return False
    names = finder(terms.words("feedback.boxes"))
    parts = [part for part in _TITLE.split(page.title) if len(part) <= _LABEL]
    return page.role is Role.FEEDBACK and any(names.has(part) for part in parts)


def is_about_feedback(text: str, terms: Terms) -> bool:
    """Say whether words speak of feedback and of none of its false friends."""
    if finder(terms.words("feedback.false_friends")).has(text):
        return False
    return finder(terms.words("feedback.labels")).has(text)
