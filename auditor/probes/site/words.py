"""The walk's word lists, made ready: phrases folded once, found all at once."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import ahocorasick  # type: ignore[import-not-found]

from auditor.facts import Link, Place, Role
from auditor.facts.text import fold

ROLES = (Role.HOTLINE, Role.FEEDBACK, Role.GUIDANCE, Role.PROCEDURES, Role.CONTACT)
STRONG = 7.0
_SHORT, _LONG = 60, 120  # characters: a menu entry, a headline
_SQUEEZED = 6  # letters: shorter phrases are found inside other words
_APART = re.compile(r"[^a-z0-9]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a link seems to lead to."""

    role: Role
    score: float

    @property
    def strong(self) -> bool:
        """Say whether a page so named may not be left out silently."""
        return self.score >= STRONG


class WalkWords:
    """Finds the role of a link from its text, alternative text, title, address and image."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self._words = words
        phrases = [(role, phrase) for role in ROLES for phrase in words[f"walk.{role}"]]
        self._text = _automaton((role, f" {_spaced(phrase)} ") for role, phrase in phrases)
        slugs = [(r, v) for r, phrase in phrases for v in _variants(phrase)]
        self._slug = _automaton((role, f" {_spaced(phrase)} ") for role, phrase in slugs)
        squeezed = [(role, _spaced(phrase).replace(" ", "")) for role, phrase in slugs]
        self._squeezed = _automaton(pair for pair in squeezed if len(pair[1]) >= _SQUEEZED)
        self._avoid = tuple(f" {_spaced(phrase)} " for phrase in words["walk.avoid"])
        self._folded: dict[str, tuple[str, ...]] = {}
        self._whole: dict[str, frozenset[str]] = {}

    def match(self, link: Link) -> Match | None:
        """Return the role that speaks loudest for the link."""
        scores: dict[Role, float] = {}
        text = f" {_spaced(link.text)} "
        weight = 10.0 if len(text) <= _SHORT else 4.0 if len(text) <= _LONG else 1.0
        _add(scores, _hits(self._text, text), weight)
        for extra in (link.alt, link.title):
            if extra:
                _add(scores, _hits(self._text, f" {_spaced(extra)} "), 8.0)
        self._add_names(scores, link)
        if not scores:
            return None
        role = max(ROLES, key=lambda one: scores.get(one, 0.0))
        score = scores[role] + (0.5 if link.place is not Place.MAIN else 0.0)
        if any(phrase in text for phrase in self._avoid):
            score = min(score, 1.0)
        return Match(role=role, score=score)

    def has(self, list_id: str, text: str) -> bool:
        """Say whether the folded `text` holds a phrase of the list."""
        if list_id not in self._folded:
            self._folded[list_id] = tuple(fold(phrase) for phrase in self._words[list_id])
        return any(phrase in text for phrase in self._folded[list_id])

    def is_one(self, list_id: str, text: str) -> bool:
        """Say whether `text`, dots aside, is a phrase of the list, diacritics written or not."""
        if list_id not in self._whole:
            both = {form for phrase in self._words[list_id] for form in (phrase, fold(phrase))}
            self._whole[list_id] = frozenset(form.lower() for form in both)
        return text.lower().strip(" .…") in self._whole[list_id]

    def _add_names(self, scores: dict[Role, float], link: Link) -> None:
        for name in (slug(link.url), link.image.rsplit(".", 1)[0]):
            plain = _spaced(name)
            if not plain:
                continue
            weight = 7.0 if len(plain) <= _SHORT else 2.0
            hits = _hits(self._slug, f" {plain} ")
            _add(scores, hits or _hits(self._squeezed, plain.replace(" ", "")), weight)


def walk_words(words: Mapping[str, tuple[str, ...]]) -> WalkWords:
    """Return the lists made ready, once for all sites of a run."""
    return _made(tuple((list_id, tuple(phrases)) for list_id, phrases in words.items()))


@lru_cache(maxsize=4)
def _made(words: tuple[tuple[str, tuple[str, ...]], ...]) -> WalkWords:
    return WalkWords(dict(words))


def slug(url: str) -> str:
    """Return the telling part of an address: the last name in the path, and query values."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    names = [name for name in unquote(parts.path)[:600].split("/") if name]
    while names and names[-1].lower().split(".")[0] in {"index", "default", "home", "view"}:
        names.pop()
    last = re.sub(r"\.(?:html?|aspx?|php|jsp)$", "", names[-1], flags=re.I) if names else ""
    query = " ".join(pair.partition("=")[2] for pair in unquote(parts.query)[:300].split("&"))
    return f"{last} {query}".strip()


@lru_cache(maxsize=4096)  # the same text is a link's own, its title, and another page's link
def _spaced(text: str) -> str:
    return " ".join(_APART.sub(" ", fold(text)).split())


def _variants(phrase: str) -> Iterable[str]:
    """Some systems drop the letter đ from addresses: `hoi-ap`, `uong-day-nong`."""
    yield phrase
    if "đ" in phrase.lower():
        yield phrase.replace("đ", "").replace("Đ", "")


def _automaton(pairs: Iterable[tuple[Role, str]]) -> ahocorasick.Automaton:
    found = ahocorasick.Automaton()
    for role, phrase in pairs:
        if phrase.strip():
            found.add_word(phrase, (role, len(phrase.strip())))
    found.make_automaton()
    return found


def _hits(automaton: ahocorasick.Automaton, text: str) -> dict[Role, int]:
    best: dict[Role, int] = {}
    if len(automaton):
        for _, (role, length) in automaton.iter(text):
            best[role] = max(best.get(role, 0), length)
    return best


def _add(scores: dict[Role, float], hits: dict[Role, int], weight: float) -> None:
    """Keep the loudest; a longer phrase is a surer one."""
    for role, length in hits.items():
        scores[role] = max(scores.get(role, 0.0), weight + min(length, 40) / 20)
