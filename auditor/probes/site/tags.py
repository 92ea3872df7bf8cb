"""What a tag means to a reader of lines."""

# Tags by name, as words: what is not shown; what ends a line; what changes nothing but the type.
SKIPPED = frozenset(
    "script style noscript template svg math textarea select datalist object audio video "  # noqa: SIM905
    "canvas title head".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "  # noqa: SIM905
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main marquee "
    "menu nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_PLAIN = frozenset("b strong i em u font br sup sub small tbody thead tfoot wbr tr".split())  # noqa: SIM905
_ENTERED = frozenset(
    "a area img form label fieldset input textarea select button table td th iframe frame".split()  # noqa: SIM905
)
_LEFT = frozenset("a form label fieldset table td th".split())  # noqa: SIM905
_LANDMARKS = frozenset({"header", "nav", "aside", "footer", "main", "article"})

# A tag's kind is a sum of these: the walk over a page asks one dictionary once a node.
BREAK, BLOCK, PLAIN, SKIP, ENTER, LEAVE, LANDMARK, LEAF = (1 << bit for bit in range(8))


def _kind(tag: str) -> int:
    return (
        BREAK * (tag in BLOCKS or tag == "br")
        + BLOCK * (tag in BLOCKS)
        + PLAIN * (tag in _PLAIN)
        + SKIP * (tag in SKIPPED)
        + ENTER * (tag in _ENTERED)
        + LEAVE * (tag in _LEFT)
        + LANDMARK * (tag in _LANDMARKS)
    )


_ALL = SKIPPED | BLOCKS | _PLAIN | _ENTERED | _LEFT | _LANDMARKS
TEXT = "-text"
KINDS = {tag: _kind(tag) for tag in _ALL} | {"-comment": LEAF, "!doctype": LEAF}
"""Kinds of the known tags; of any other one, `kind_of`."""


def kind_of(tag: str | None) -> int:
    """Return the kind of a tag that is not in the table: an element of no meaning, or no element."""
    return LEAF if tag is None or tag[:1] in {"-", "!", ""} else 0
