"""Where hosts stand in a text, however they are spelt: addresses and names, free or glued to a word."""

import ipaddress
import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
"""Nobody sees them, and a printed address is read without them."""
_ALIKE: dict[int, str | int] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x3002, 0xFF61), "."),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013), "-"),
}
_DOT = r"(?:\.|%2e)"
_FOUR = re.compile(rf"(?<!\d)(?=(\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}})(?!\d))", re.IGNORECASE)
"""Looked for at every number: `1.10.1.2.20` holds 10.1.2.20 as well."""
_SPLIT = re.compile(_DOT, re.IGNORECASE)
_SIX = re.compile(r"[0-9a-f:]*:[0-9a-f:]+", re.IGNORECASE)
_GROUPS = 9
_NAME = re.compile(r"\w[\w.-]*")
_PART = re.compile(r"[^._-]+")
_PARTS = 12
"""Labels and parts of labels of one name."""

Found = tuple[int, int, str]
"""Start, end and the one spelling of a host."""


def shown(text: str) -> str:
    """Return the text without what nobody sees of it."""
    return text if text.isascii() else text.translate(_UNSEEN)


def shadow_of(text: str) -> str:
    """Return the text with wide digits, dots and dashes as plain ones, each in its own place."""
    return text if text.isascii() else text.translate(_ALIKE)


def hosts_in(shadow: str, known: Callable[[str], bool], public: Collection[str]) -> Iterator[Found]:
    """Yield the known hosts; a public one that ends like a known one is another host."""
    for match in _FOUR.finditer(shadow):
        host = ".".join(str(int(part)) for part in _SPLIT.split(match[1]))
        if known(host):
            yield match.start(1), match.end(1), host
    for run in _SIX.finditer(shadow):
        if run.group().count(":") > 1:
            yield from _sixes(run, known)
    for word in _NAME.finditer(shadow):
        yield from _names(word, known, public)


def _sixes(run: re.Match[str], known: Callable[[str], bool]) -> Iterator[Found]:
    """`word:fd00::5:554`: an address may begin and end at any colon."""
    text, at = run.group(), run.start()
    marks = [i for i, c in enumerate(text) if c == ":"]
    starts = sorted({0, *marks, *(mark + 1 for mark in marks)})
    ends = sorted({len(text), *marks, *(mark + 1 for mark in marks)})
    for start in starts:
        near = [e for e in ends if e > start and text.count(":", start, e) <= _GROUPS]
        for end in reversed(near):
            host = host_of(text[start:end])
            if ":" in text[start:end] and known(host):
                yield at + start, at + end, host
                break


def _names(
    word: re.Match[str], known: Callable[[str], bool], public: Collection[str]
) -> Iterator[Found]:
    whole = word.group().lower().rstrip(".-")
    if known(whole):
        yield word.start(), word.start() + len(whole), whole
        return
    if "." not in whole or whole in public:
        return
    parts = [match.span() for match in _PART.finditer(whole)]
    for number, (start, _) in enumerate(parts):
        for _, end in reversed(parts[number : number + _PARTS]):
            # a name without a dot is a word of the language as well
            if "." in whole[start:end] and known(whole[start:end]):
                yield word.start() + start, word.start() + end, whole[start:end]
                break


@lru_cache(maxsize=16384)
def host_of(written: str) -> str:
    """Return the one spelling of a host; an IPv4 address in an IPv6 one is itself."""
    bare = written.strip("[]").casefold().rstrip(".")
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return bare
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
