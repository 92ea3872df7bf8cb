import subprocess
import sys
from pathlib import Path

import pytest

from auditor.store import Store, StoreBusyError

HOLDER = """
import sys
from pathlib import Path
from auditor.store import Store
store = Store.open(sys.argv[1], Path(sys.argv[2]))
with store.hold("auditor run, process 1"):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(url: str, evidence: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLDER, url, str(evidence)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_one_process_holds_the_store_until_it(
    end: str, store: Store, url: str, tmp_path: Path
) -> None:
    with holder(url, tmp_path / "evidence") as process:
        with (
            pytest.raises(StoreBusyError, match="auditor run, process 1") as caught,
            store.hold("b"),
        ):
            pass
        assert caught.value.holder == "auditor run, process 1"
        assert caught.value.since is not None
        if end == "is killed":
            process.kill()
        process.communicate()
    with store.hold("second"):
        pass


def test_a_run_in_the_same_process_is_another_run(store: Store) -> None:
    with store.hold("first"), pytest.raises(StoreBusyError, match="first"), store.hold("second"):
        pass
    with store.hold("third"):
        pass


def test_a_run_that_fails_gives_the_store_back(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.hold("first"):
        raise ZeroDivisionError
    with store.hold("second"):
        pass


@pytest.mark.parametrize("note", ["", "not json", "[]", '{"holder": 1}'])
def test_a_note_that_cannot_be_read_still_says_busy(store: Store, url: str, note: str) -> None:
    lock = Path(url.removeprefix("sqlite:///") + ".lock")
    with store.hold("first"):
        lock.write_text(note)
        with pytest.raises(StoreBusyError, match="một tiến trình khác"), store.hold("second"):
            pass
