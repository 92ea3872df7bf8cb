"""One matcher for all word lists: whole words, over folded text, one automaton a list.

Punctuation counts as a blank, so "phản ánh, kiến nghị" and "Phản ánh - Kiến nghị" are one
phrase; "góp ý" does not stand inside "gop ytrong".
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import ahocorasick  # type: ignore[import-not-found]

from auditor.facts.text import fold

_TOKEN = re.compile(r"[a-z0-9]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_BLANKS = re.compile(r"[^\w\x00-\x7f\u0300-\u036f\u200b-\u200d\ufeff\u00ad]|\xa0")
_LOWER = "".join(c for c in map(chr, range(0x61, 0x1EFA)) if c.islower())
_UPPER = "".join(c for c in map(chr, range(0x41, 0x1EFA)) if c.isupper())
_CAMEL = re.compile(f"(?<=[{_LOWER}0-9])(?=[{_UPPER}])")
_GLUED = re.compile(r"(?<=[a-z])(?=\(?\+?\d[\d .()-]{6,}\d)|(?<=\d{3})(?=[a-z])")
"""Where a number is drawn apart from words by style only: NÓNG0228 0000 001Email."""
_AT = re.compile(r"\s?[\[({]\s?(?:at|@|a còng)\s?[\])}]\s?", re.IGNORECASE)
_DOT = re.compile(r"\s?[\[({]\s?(?:dot|\.|chấm)\s?[\])}]\s?", re.IGNORECASE)
_SHORTEST_NAME = 7
"""Letters that a phrase needs to be looked for inside a run-together file name."""


@lru_cache(maxsize=32768)
def plain(text: str) -> str:
    """Fold `text`; dashes and blanks of every kind stay between words instead of vanishing.

    Words and numbers that only style draws apart (nóngLiên hệ, NÓNG0228…) come apart here too.
    """
    apart = _BLANKS.sub(" ", _DASHES.sub("-", _CAMEL.sub(" ", text)))
    return _GLUED.sub(" ", fold(apart))


@lru_cache(maxsize=32768)
def words_of(text: str) -> str:
    """Return the folded words of `text` with one blank between them."""
    return " ".join(_TOKEN.findall(plain(text)))


def unmasked(text: str) -> str:
    """Return `text` with e-mail addresses as they are meant: pakn[at]xamau01(dot)invalid."""
    return _DOT.sub(".", _AT.sub("@", text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase found: where it stands in the plain text."""

    phrase: str
    start: int
    end: int


class Finder:
    """Looks for one list of phrases. Make it with `finder`, which keeps it."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        self._names = tuple(n for n in map(_squeeze, phrases) if len(n) >= _SHORTEST_NAME)
        self._automaton = ahocorasick.Automaton()
        for phrase in phrases:
            if words := words_of(phrase):
                self._automaton.add_word(f" {words} ", words)
        if len(self._automaton):
            self._automaton.make_automaton()

    def find(self, text: str) -> list[Hit]:
        """Return what was found, first to last; of phrases inside one another, the longest."""
        if not len(self._automaton):
            return []
        joined = f" {words_of(text)} "
        found = [
            (last - len(phrase), last, phrase) for last, phrase in self._automaton.iter(joined)
        ]
        if not found:
            return []
        starts, ends = _places(plain(text))
        hits = [Hit(phrase=p, start=starts[first], end=ends[last]) for first, last, p in found]
        return _longest(hits)

    def has(self, text: str) -> bool:
        """Say whether any phrase stands in `text`."""
        return bool(text) and bool(self.find(text))

    def in_name(self, name: str) -> bool:
        """Say whether a file name or an address carries a phrase, run together or with dashes."""
        if not name:
            return False
        return self.has(name) or any(n in _squeeze(name) for n in self._names)


@lru_cache(maxsize=256)
def finder(phrases: tuple[str, ...]) -> Finder:
    """Return the finder of a term list."""
    return Finder(phrases)


def _squeeze(text: str) -> str:
    return words_of(text).replace(" ", "")


def _places(line: str) -> tuple[dict[int, int], dict[int, int]]:
    """Tell where each word stands in the line, by its place among the words joined by blanks."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    at = 1
    for token in _TOKEN.finditer(line):
        starts[at] = token.start()
        at += len(token.group())
        ends[at] = token.end()
        at += 1
    return starts, ends


def _longest(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
