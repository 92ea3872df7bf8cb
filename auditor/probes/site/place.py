"""Where on a page an element stands, from its tag, its role, its id and its classes."""

import re
from collections.abc import Mapping
from functools import lru_cache

from auditor.facts import Place

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
_FRAME_ONLY = frozenset({Place.HEADER, Place.FOOTER})


def place_of(
    tag: str, attributes: Mapping[str, str | None], outer: Place, *, inside: bool
) -> Place:
    """Return the place of what stands in the element; `inside` an article or the main block,
    a header or a footer is that block's own, not the page's.
    """
    found = _TAGS.get(tag)
    if found is None and (role := attributes.get("role")):
        found = _ROLES.get(role.lower())
    if found is None:
        found = _named(attributes)
    if found is None or (inside and found in _FRAME_ONLY):
        return outer
    return found


def _named(attributes: Mapping[str, str | None]) -> Place | None:
    ident, names = attributes.get("id"), attributes.get("class")
    if not ident and not names:
        return None
    both = f"{ident or ''} {names or ''}"
    return _by_names(both) if len(both) < 400 else None


@lru_cache(maxsize=4096)
def _by_names(names: str) -> Place | None:
    for name in names.lower().split()[:12]:
        if _CONTENT.match(name):
            return Place.MAIN
        for pattern, place in _NAMES:
            if pattern.match(name):
                return place
    return None
