"""Every compiled pattern of ours against texts that make backtracking explode.

Run as a program, each pattern is named before it is tried: the last name that was written is the
one that hangs. `python -m tests.fuzz.patterns LENGTH`
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

PACKAGES = ("auditor", "checks", "reports")
_LEFT = (".migrations.", "__main__", ".htmlchild", ".unpack")
"""Modules that are programs: to import them is to run them."""
_UNITS = (
    "0", " ", "a", "A", "0 .-", "0.", "0-", "00 ", "(0", "+84", "a.", "a-", "a@", "A1", "1.", "<", "<a ", '"',
    '"\\', "\\", "(", "[", "{", "{{ ", "=", "= ", ",", "a=,", "a\n", "\n", "\r\n", "/", "a/", ":", "http://", "-",
    "đ", "\u0301", "\u00a0", "%", "&", "a b ", "1/1/", "x:", "<c r=", "'",
)  # fmt: skip
_ENDS = ("", "!", "x", ">")
_WORD = re.compile(r"[A-Za-z<>=:/_-]{2,20}")


def patterns() -> Iterator[tuple[str, "re.Pattern[str] | re.Pattern[bytes]"]]:
    """Yield every pattern that a module holds, by itself or in a list, each once."""
    seen: set[int] = set()
    for module in _modules():
        for name, value in vars(importlib.import_module(module)).items():
            for found in _held(value):
                if id(found) not in seen:
                    seen.add(id(found))
                    yield f"{module}.{name}", found


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        for found in pkgutil.walk_packages(
            importlib.import_module(package).__path__, f"{package}."
        ):
            if not any(part in f"{found.name}." for part in _LEFT) and "__main__" not in found.name:
                yield found.name


def _held(value: object) -> Iterator["re.Pattern[str] | re.Pattern[bytes]"]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _held(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _held(one)


def hostile(pattern: "re.Pattern[str] | re.Pattern[bytes]", length: int) -> Iterator[str]:
    """Yield texts of about `length` that begin well and end badly, from the pattern's own words."""
    source = pattern.pattern
    plain = source if isinstance(source, str) else source.decode("latin-1")
    words = tuple(dict.fromkeys(_WORD.findall(plain)))[:8]
    for unit in (*_UNITS, *words):
        body = (unit * (length // len(unit) + 1))[:length]
        for begin in ("", *words[:2]):
            for end in _ENDS:
                yield f"{begin}{body}{end}"


def attempt(pattern: "re.Pattern[str] | re.Pattern[bytes]", texts: Iterable[str]) -> None:
    """Look for it in every text, in every way that patterns are used."""
    for text in texts:
        given = text if isinstance(pattern.pattern, str) else text.encode()
        used: Any = pattern  # its texts are of its own kind
        used.search(given)
        used.fullmatch(given)
        for count, _ in enumerate(used.finditer(given)):
            if count > 50:
                break


def main(length: int) -> None:
    """Try them all."""
    for name, pattern in patterns():
        sys.stdout.write(f"{name}\n")
        sys.stdout.flush()
        attempt(pattern, hostile(pattern, length))


if __name__ == "__main__":
    main(int(sys.argv[1]))
