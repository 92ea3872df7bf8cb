"""Run as a program of its own: an HTML page on stdin, the rows of its tables as JSON on stdout.

A few hundred kilobytes of nested tags keep a parser busy for minutes, and the tree of a page takes
fifty times its size: both end here and not in the program that asked.
"""

import json
import sys

MEMORY = 1_500_000_000  # address space; 10 MB of plain cells take half of it
CPU_S = 20


def main() -> None:
    """Write {"tables": [[[row, cells], ...], ...]}, or {"error": "deep"}."""
    _limit()
    from auditor.tabular.htmltable import html_tables

    most_rows, most_columns = int(sys.argv[1]), int(sys.argv[2])
    text = sys.stdin.buffer.read().decode()
    try:
        answer: dict[str, object] = {"tables": list(html_tables(text, most_rows, most_columns))}
    except RecursionError:
        answer = {"error": "deep"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))


if __name__ == "__main__":
    main()
