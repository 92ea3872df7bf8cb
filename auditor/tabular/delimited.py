"""Delimiters of CSV as offices have it: semicolons, commas or tabs, a `sep=` line.

`csv.Sniffer` fails on a `sep=` line and guesses from data; the delimiter here is the one that
makes the most known headers.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence

DELIMITERS = (";", ",", "\t", "|")
_LINE, _BREAK = re.compile(r"[^\r\n]+"), re.compile(r"\r\n?|\n")
HEAD = 60
"""Lines in which the header is looked for."""
MAX_LINE = 1_000_000
"""Characters. A table's widest row is a thousandth of it; a longer line is no table's."""


def long_line(text: str) -> int:
    """Return the number of the first line longer than `MAX_LINE`, 0 when there is none."""
    if len(text) <= MAX_LINE:
        return 0
    for line in _LINE.finditer(text):
        if line.end() - line.start() > MAX_LINE:
            return len(_BREAK.findall(text, 0, line.start())) + 1
    return 0


def named_delimiter(first_line: str) -> str:
    """Return the delimiter that a `sep=` line names, '' when the line is none."""
    line = first_line.strip().strip('"')
    if not line.lower().startswith("sep=") or len(line) > 5:
        return ""
    return line[4:] or "\t"  # the tab was stripped


def best_delimiter(lines: Iterable[str], score: Callable[[Sequence[str]], int]) -> str:
    """Return the delimiter with which some line names the most headers, then the widest one."""
    heads = [line.rstrip("\r\n") for line in lines]

    def best(delimiter: str) -> tuple[int, int]:
        rows = [_split(line, delimiter) for line in heads]
        return max((score(row) for row in rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=best)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
