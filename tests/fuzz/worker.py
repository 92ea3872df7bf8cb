"""A process that does nothing but feed one target: python -m tests.fuzz.worker TARGET SECONDS …

It may hang, be killed or die of memory; `tests.fuzz.long` starts it and watches.
"""

import importlib
import json
import random
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fuzz.watch import SIZE, Watched, place_of, reduced

if TYPE_CHECKING:
    from tests.fuzz.target import Target

MEMORY = 3_000_000_000
"""Address space. The largest input has a few kilobytes."""
_ROUND = 500
"""Inputs between two fresh seeds of hypothesis."""
_MAX_LEN = 16_384


class Findings:
    """What was found, each fault once, a line of JSON each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: set[str] = set()

    def is_new(self, error: BaseException) -> bool:
        """Say whether this fault was not seen before."""
        return place_of(error) not in self._known

    def add(self, error: BaseException, data: bytes) -> None:
        """Write it down."""
        self._known.add(place_of(error))
        said = {"fault": place_of(error), "says": str(error)[:300], "input": data.hex()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(said, ensure_ascii=True) + "\n")


def by_hypothesis(target: "Target", end: float, watched: Watched, findings: Findings) -> None:
    """Feed what hypothesis makes of the grammar, from fresh seeds, until `end`."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    from tests.fuzz.inputs import inputs

    def one(data: bytes) -> None:
        if time.monotonic() < end and len(data) < SIZE:
            _try(target, data, watched, findings)

    calm = settings(
        max_examples=_ROUND, deadline=None, database=None, phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    while time.monotonic() < end:
        seed(random.getrandbits(64))(calm(given(inputs(target))(one)))()


def _try(target: "Target", data: bytes, watched: Watched, findings: Findings) -> None:
    """Feed one input; a fault that is new is written down with the shortest input that shows it."""
    error = watched.feed(target.feed, data)
    if error is not None and findings.is_new(error):
        findings.add(error, reduced(_same(target, error), data))


def by_atheris(name: str, seconds: int, watched: Watched, findings: Findings, folder: Path) -> None:
    """Let libFuzzer look for inputs that reach new lines of ours. Never returns."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["auditor", "checks"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    corpus, words = folder / "corpus", folder / "words"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(target.seeds):
        (corpus / str(number)).write_bytes(data)
    words.write_text(
        "".join(f'"{_escaped(one)}"\n' for one in target.pieces if 0 < len(one) <= 60),
        encoding="ascii",
    )

    def one(data: bytes) -> None:
        _try(target, data, watched, findings)

    wanted = [f"-max_total_time={seconds}", f"-max_len={_MAX_LEN}", f"-dict={words}"]
    # Who hangs is seen from outside: a second of a busy machine is no hang.
    quiet = [
        "-timeout=600",
        "-verbosity=0",
        "-rss_limit_mb=0",
        "-detect_leaks=0",
        "-len_control=20",
    ]
    wanted.append(f"-artifact_prefix={folder}/")
    atheris.Setup([sys.argv[0], *wanted, *quiet, str(corpus)], one)
    atheris.Fuzz()


def _same(target: "Target", error: BaseException) -> Callable[[bytes], bool]:
    def fails(data: bytes) -> bool:
        try:
            target.feed(data)
        except BaseException as other:  # noqa: BLE001
            return place_of(other) == place_of(error)
        return False

    return fails


def _escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main(name: str, seconds: int, engine: str, folder: Path) -> None:
    """Feed a target for so long; count and findings stand in `folder`."""
    end = time.monotonic() + seconds
    warnings.simplefilter("error")
    watched, findings = Watched(folder / "watched"), Findings(folder / "findings.jsonl")
    if engine == "atheris":
        warnings.simplefilter("default")  # its own import of ours is instrumented, and says so
        by_atheris(name, seconds, watched, findings, folder)
    from tests.fuzz.targets import TARGETS

    _limit_memory()
    by_hypothesis(TARGETS[name], end, watched, findings)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4]))
