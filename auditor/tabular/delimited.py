"""Delimiters of CSV as offices have it: semicolons, commas or tabs, a `sep=` line.

`csv.Sniffer` fails on a `sep=` line and guesses from data; the delimiter here is the one that
makes the most known headers.
"""

import csv
from collections.abc import Callable, Iterable, Sequence

DELIMITERS = (";", ",", "\t", "|")
HEAD = 60
"""Lines in which the header is looked for."""


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
