"""Where on a page an element stands, from its tag, its role, its id and its classes."""

import re
from functools import lru_cache

from auditor.facts import Place
from auditor.probes.site.view import PLACE_INDEX

_TAGS = {
    "header": Place.HEADER, "nav": Place.NAV, "aside": Place.ASIDE, "footer": Place.FOOTER,
    "main": Place.MAIN,
}  # fmt: skip
_ROLES = {
    "banner": Place.HEADER, "navigation": Place.NAV, "complementary": Place.ASIDE,
    "contentinfo": Place.FOOTER, "main": Place.MAIN,
}  # fmt: skip
# Whole names, or their first part: `footer-top`, `chan-trang`, never `card-footer`.
_NAMES = (
    (re.compile(r"(?:(?:site|page|main|top|web|app)[-_]?)?(?:footer|chan[-_]?trang)(?:[-_]?(?:top|bottom|main|inner|content|wrap|wrapper|area|info|widgets?|container|text|copyright))?\d?$"), Place.FOOTER),
    (re.compile(r"(?:(?:site|main|top|web|app)[-_]?)?(?:header|masthead|topbar|dau[-_]?trang)(?:[-_]?(?:top|bottom|main|inner|content|wrap|wrapper|area|container))?\d?$|banner$"), Place.HEADER),
    (re.compile(r"(?:(?:main|top|left|right|side|primary|site|mega|vertical)[-_]?)?(?:menu|nav|navbar|navigation|breadcrumbs?)(?:[-_]?(?:main|top|left|right|wrap|wrapper|container|primary|list))?\d?$"), Place.NAV),
    (re.compile(r"(?:(?:left|right|main|primary|secondary)[-_]?)?sidebar(?:[-_]?(?:left|right|wrap|wrapper|inner|primary|secondary))?\d?$"), Place.ASIDE),
)  # fmt: skip
_CONTENT = re.compile(r"(?:main[-_]?content|page[-_]?content|noi[-_]?dung)$")
# No name above is without one of these; nearly every name of a page is.
_HINT = re.compile(
    r"footer|trang|header|masthead|topbar|banner|menu|nav|breadcrumb|sidebar|content|dung", re.I
)
_LONGEST = 400
_FRAME_ONLY = frozenset({Place.HEADER, Place.FOOTER})


@lru_cache(maxsize=4096)
def place_in(
    tag: str, role: str | None, ident: str | None, names: str | None, outer: int, inside: bool
) -> int:
    """Return the index of the place of what stands in an element; `inside` an article or the
    main block, a header or a footer is that block's own, not the page's.
    """
    found = _TAGS.get(tag)
    if found is None and role:
        found = _ROLES.get(role.lower())
    if found is None and (ident or names):
        found = _named(f"{ident or ''} {names or ''}")
    if found is None or (inside and found in _FRAME_ONLY):
        return outer
    return PLACE_INDEX[found]


def _named(names: str) -> Place | None:
    if len(names) >= _LONGEST or not _HINT.search(names):
        return None
    for name in names.lower().split()[:12]:
        if _CONTENT.match(name):
            return Place.MAIN
        for pattern, place in _NAMES:
            if pattern.match(name):
                return place
    return None
