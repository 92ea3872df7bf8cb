"""Forms by what they are for. None is ever sent: fields and the words round them decide."""

from auditor.contract import Terms
from auditor.facts import Form, Page, Place, Role
from checks.matching import finder

_TEXT = frozenset({"text", "textarea", "email", "tel", ""})
_SENDS = frozenset({"submit", "button", "image"})
_ABOVE = 6
"""Lines above a form that may be its heading."""
_BUILT = 8
"""Lines round a form in which "being built" is said of it."""
_HEADING = 60
"""Characters of a line that may be a heading."""
_WHOLE = 0.6
"""Share of the page that one form spans when the page itself is one form (ASP.NET)."""


def takes_text(form: Form) -> bool:
    """Say whether a person can write into the form and send it: no log-in, no single search field."""
    return _sends(form) and _is_written_into(form)


def is_partly_seen(form: Form) -> bool:
    """Say whether something to write into or to send with is missing, which a script may add."""
    kinds = [field.kind for field in form.fields]
    texts = sum(kind in _TEXT for kind in kinds)
    begun = texts > 1 or _has_area(form)
    return begun and "password" not in kinds and not takes_text(form)


def _sends(form: Form) -> bool:
    return any(field.kind in _SENDS for field in form.fields)


def _is_written_into(form: Form) -> bool:
    texts = [field for field in form.fields if field.kind in _TEXT]
    if any(field.kind == "password" for field in form.fields):
        return False
    return _has_area(form) or len(texts) >= 3


def is_off(form: Form) -> bool:
    """Say whether every field to write into, or every button, is disabled."""
    texts = [field for field in form.fields if field.kind in _TEXT]
    buttons = [field for field in form.fields if field.kind in _SENDS]
    off = bool(buttons) and all(field.disabled for field in buttons)
    return off or all(field.disabled for field in texts)


def is_for_feedback(form: Form, page: Page, home: Page, terms: Terms) -> bool:
    """Say whether the words of the form, or its heading, are about feedback and nothing else."""
    labels = finder(terms.words("feedback.labels"))
    if _is_whole_page(form, page):
        return (
            _has_area(form)
            and (page.role is Role.FEEDBACK or _is_headed(page, home, terms))
            and not _is_friend(page.title, terms)
            and not _is_for_comments(form, page, terms)
        )
    if is_for_other(form, page, terms):
        return False
    words = f"{words_in(form, page)} {_above(form, page)}"
    near = labels.has(words) or labels.in_name(form.action)
    return near or page.role is Role.FEEDBACK or labels.has(page.title)


def may_be_for_feedback(form: Form, page: Page, home: Page, terms: Terms) -> bool:
    """Say as much of a form that was seen in part; round a whole page its new fields count."""
    if not _is_whole_page(form, page):
        return is_for_feedback(form, page, home, terms)
    known = {field.name for one in home.forms for field in one.fields}
    new = [field for field in form.fields if field.kind in _TEXT and field.name not in known]
    wrong = _is_friend(page.title, terms) or _is_for_comments(form, page, terms)
    return len(new) > 1 and page.role is Role.FEEDBACK and not wrong


def is_for_other(form: Form, page: Page, terms: Terms) -> bool:
    """Say whether the words in it, or right above it, name another purpose: comments, polls, search."""
    others = finder((*terms.words("feedback.not_forms"), *terms.words("feedback.comments")))
    inside, heading = words_in(form, page), _above(form, page)
    if any(others.has(text) for text in (inside, _last(heading))):
        return True
    searches = finder(terms.words("feedback.searches"))
    if not _has_area(form) and any(searches.has(text) for text in (inside, _last(heading))):
        return True
    return _is_friend(inside, terms) or _is_friend(heading, terms)


def is_being_built(form: Form, page: Page, terms: Terms) -> str:
    """Return the line near the form that says it does not work yet, or ""."""
    built = finder(terms.words("feedback.being_built"))
    for line in page.lines[max(0, form.line - _BUILT) : form.end + _BUILT + 1]:
        if line.place is form.place and built.has(line.text):
            return line.text
    return ""


def words_in(form: Form, page: Page) -> str:
    """Return the words of a form: its lines, its labels and the names of its fields."""
    own = " ".join(f"{field.label} {field.name}" for field in form.fields)
    return " ".join(line.text for line in page.lines[form.line : form.end + 1]) + " " + own


def _is_headed(page: Page, home: Page, terms: Terms) -> bool:
    """Say whether a short line that is the page's own, and no link, is about feedback."""
    labels = finder(terms.words("feedback.labels"))
    linked = {link.line for link in page.links}
    frame = frozenset(home.lines)
    return page is not home and any(
        line.place is Place.MAIN
        and index not in linked
        and line not in frame
        and len(line.text) <= _HEADING
        and labels.has(line.text)
        and not _is_friend(line.text, terms)
        for index, line in enumerate(page.lines)
    )


def _is_for_comments(form: Form, page: Page, terms: Terms) -> bool:
    """Say whether a form round a whole page is there for comments: by its fields or a heading."""
    comments = finder(terms.words("feedback.comments"))
    linked = {link.line for link in page.links}
    return any(comments.has(f"{field.label} {field.name}") for field in form.fields) or any(
        line.place is Place.MAIN and index not in linked and comments.has(line.text)
        for index, line in enumerate(page.lines)
    )


def _is_whole_page(form: Form, page: Page) -> bool:
    if form.end - form.line <= _WHOLE * len(page.lines):
        return False
    spanned = page.lines[form.line : form.end + 1]
    wraps = form.place is Place.MAIN and any(line.place is not Place.MAIN for line in spanned)
    return len(page.lines) > 20 or wraps


def _has_area(form: Form) -> bool:
    """Say whether one can write at length into the form: nobody searches in that."""
    return any(field.kind == "textarea" for field in form.fields)


def _above(form: Form, page: Page) -> str:
    """Return the lines that may head the form; those of the form before it head nothing."""
    begin = max(
        [0, form.line - _ABOVE, *(one.end + 1 for one in page.forms if _ends_above(one, form))]
    )
    return "\n".join(
        line.text for line in page.lines[begin : form.line] if line.place is form.place
    )


def _ends_above(one: Form, form: Form) -> bool:
    return one.place is form.place and bool(one.fields) and one.end < form.line


def _last(lines: str) -> str:
    return "\n".join(lines.split("\n")[-2:])


def _is_friend(text: str, terms: Terms) -> bool:
    return finder(terms.words("feedback.false_friends")).has(text)
