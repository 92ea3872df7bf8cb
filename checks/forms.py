"""Forms by what they are for. None is ever sent: fields and the words round them decide."""

from auditor.contract import Terms
from auditor.facts import Form, Page, Role
from checks.matching import finder

_TEXT = frozenset({"text", "textarea", "email", "tel", ""})
_SENDS = frozenset({"submit", "button", "image"})
_ABOVE = 6
"""Lines above a form that may be its heading."""
_BUILT = 8
"""Lines round a form in which "being built" is said of it."""
_WHOLE = 0.6
"""Share of the page that one form spans when the page itself is one form (ASP.NET)."""


def takes_text(form: Form) -> bool:
    """Say whether a person can write into the form and send it: no log-in, no single search field."""
    kinds = [field.kind for field in form.fields]
    if "password" in kinds or not _SENDS.intersection(kinds):
        return False
    texts = [field for field in form.fields if field.kind in _TEXT]
    return any(field.kind == "textarea" for field in texts) or len(texts) >= 3


def is_off(form: Form) -> bool:
    """Say whether every field to write into, or every button, is disabled."""
    texts = [field for field in form.fields if field.kind in _TEXT]
    buttons = [field for field in form.fields if field.kind in _SENDS]
    return all(field.disabled for field in texts) or all(field.disabled for field in buttons)


def is_for_feedback(form: Form, page: Page, terms: Terms) -> bool:
    """Say whether the words of the form, or its heading, are about feedback and nothing else."""
    labels = finder(terms.words("feedback.labels"))
    if _is_whole_page(form, page):
        has_area = any(field.kind == "textarea" for field in form.fields)
        return has_area and page.role is Role.FEEDBACK and not _is_friend(page.title, terms)
    if is_for_other(form, page, terms):
        return False
    words = f"{words_in(form, page)} {_above(form, page)}"
    near = labels.has(words) or labels.in_name(form.action)
    return near or page.role is Role.FEEDBACK or labels.has(page.title)


def is_for_other(form: Form, page: Page, terms: Terms) -> bool:
    """Say whether the words in it, or right above it, name another purpose: comments, polls, search."""
    others = finder(terms.words("feedback.not_forms"))
    inside, heading = words_in(form, page), _above(form, page)
    if others.has(inside) or others.has(_last(heading)):
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


def _is_whole_page(form: Form, page: Page) -> bool:
    return len(page.lines) > 20 and form.end - form.line > _WHOLE * len(page.lines)


def _above(form: Form, page: Page) -> str:
    lines = page.lines[max(0, form.line - _ABOVE) : form.line]
    return "\n".join(line.text for line in lines if line.place is form.place)


def _last(lines: str) -> str:
    return "\n".join(lines.split("\n")[-2:])


def _is_friend(text: str, terms: Terms) -> bool:
    return finder(terms.words("feedback.false_friends")).has(text)
