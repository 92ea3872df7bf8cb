"""Worker processes: what a job cannot do to its process, and what breaks without breaking more."""

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from auditor.contract import Missing, Party, Why
from auditor.probes.confine import BrokenPool, Confined
from auditor.probes.limits import PageBounds, WorkerLimits
from auditor.probes.site.view import PageView
from auditor.probes.workers import Workers

URL = "http://127.0.0.1/"


@pytest.fixture
def pool() -> Iterator[Confined]:
    confined = Confined((), processes=2)
    yield confined
    confined.stop()


def own_number() -> int:
    return os.getpid()


def parent_number() -> int:
    return os.getppid()


def raised(limit: int) -> bool:
    """Try to take back what was bounded, as code that got hold of the process would."""
    _, hard = resource.getrlimit(limit)
    for value in (resource.RLIM_INFINITY, hard + 1):
        try:
            resource.setrlimit(limit, (value, value))
        except (ValueError, OSError):
            continue
        return True
    return hard == resource.RLIM_INFINITY


def limits_of_process() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_AS)


def seen_of_passwords() -> list[str]:
    above = Path(f"/proc/{os.getppid()}/environ").read_text(encoding="utf-8").split("\0")
    return [name for name in [*os.environ, *above] if name.startswith("AUDITOR_CREDENTIAL_")]


def slowly(number: int) -> int:
    time.sleep(0.5)
    return number


def may_raise_any_limit() -> bool:
    """Tell by CAP_SYS_RESOURCE, which root has and root of a container may lack."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    effective = next(line for line in status.splitlines() if line.startswith("CapEff"))
    return bool(int(effective.split()[1], 16) >> 24 & 1)


@pytest.mark.skipif(may_raise_any_limit(), reason="optional: this account may raise any limit")
@pytest.mark.parametrize("limit", [resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE])
def test_a_job_cannot_raise_its_limits_again(pool: Confined, limit: int) -> None:
    assert not asyncio.run(pool.run(raised, (limit,), 20.0))


def test_both_bounds_of_the_memory_are_set(pool: Confined) -> None:
    soft, hard = asyncio.run(pool.run(limits_of_process, (), 20.0))
    assert 0 < soft == hard < 4_000_000_000


def killed(pool: Confined, *numbers: int) -> int:
    for number in numbers:
        os.kill(number, signal.SIGKILL)
    return asyncio.run(pool.run(own_number, (), 20.0))


def test_idle_workers_that_are_killed_are_replaced(pool: Confined) -> None:
    first = asyncio.run(pool.run(own_number, (), 20.0))
    assert killed(pool, first) != first


def test_a_fork_server_that_dies_is_started_again_without_the_passwords(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, value = "AUDITOR_CREDENTIAL_MAU_PASSWORD", "khong-duoc-thay"
    monkeypatch.setenv(name, value)
    pool = Confined((), processes=1)
    server = asyncio.run(pool.run(parent_number, (), 20.0))
    worker = asyncio.run(pool.run(own_number, (), 20.0))
    killed(pool, server, worker)
    assert asyncio.run(pool.run(parent_number, (), 20.0)) not in {server, 1}
    assert asyncio.run(pool.run(seen_of_passwords, (), 20.0)) == []
    pool.stop()
    assert os.environ[name] == value
    shown = subprocess.run(["/usr/bin/env"], capture_output=True, text=True, check=True).stdout
    assert f"{name}={value}" in shown


def test_when_the_fork_server_dies_in_the_middle_of_work_the_work_is_done(pool: Confined) -> None:
    """Its children go with it; jobs that never began are none the worse for it."""

    async def inside() -> list[int | BaseException]:
        server = await pool.run(parent_number, (), 20.0)
        jobs = [asyncio.ensure_future(pool.run(slowly, (n,), 20.0)) for n in range(6)]
        await asyncio.sleep(0.2)
        os.kill(server, signal.SIGKILL)
        return list(await asyncio.gather(*jobs, return_exceptions=True))

    done = asyncio.run(inside())
    assert [one for one in done[2:] if not isinstance(one, int)] == []


def test_a_pool_whose_own_threads_died_is_replaced_and_nobody_waits_for_it(pool: Confined) -> None:
    async def inside() -> int:
        assert await pool.run(own_number, (), 20.0)
        broken = pool._pool
        assert broken is not None
        going = asyncio.ensure_future(pool.run(slowly, (7,), 20.0))
        await asyncio.sleep(0.1)
        broken._pool_manager.handle_broken_pool(broken_pool())
        return await going

    assert asyncio.run(inside()) == 7


def broken_pool() -> BrokenProcessPool:
    return BrokenProcessPool("the pipe is gone")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), RuntimeError("closed")])
def test_where_no_process_can_be_had_the_page_is_not_blamed(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """As with a full /dev/shm: no semaphore, no pool."""

    def none(_self: object) -> None:
        raise error

    monkeypatch.setattr("pebble.pool.process.WorkerManager.create_channels", none)
    with Workers(1) as workers:
        came = asyncio.run(workers.read_page(b"<p>x</p>", URL, ""))
    assert isinstance(came, Missing)
    assert (came.why, came.party, came.text) == (
        Why.UNREADABLE, Party.AUDITOR, "site.no_reader",
    )  # fmt: skip


def test_a_pool_that_was_stopped_starts_no_other(pool: Confined) -> None:
    asyncio.run(pool.run(own_number, (), 20.0))
    pool.stop()
    with pytest.raises(BrokenPool):
        asyncio.run(pool.run(own_number, (), 20.0))


def page(*, links: int = 0, depth: int = 0, nodes: int = 0) -> bytes:
    return b"".join(
        (
            b"<p>Xa Mau</p>",
            b"".join(b'<a href="/%d">x</a>' % number for number in range(links)),
            b"<div>" * depth,
            b"<br>" * nodes,
        )
    )


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        (page(links=10, depth=10, nodes=100), False),
        (page(links=30), True),
        (page(depth=60), True),
        (page(nodes=1200), True),
    ],
)
def test_a_page_beyond_what_is_configured_is_a_cut_one(body: bytes, cut: bool) -> None:
    limits = WorkerLimits(bounds=PageBounds(nodes=1000, depth=50, links=20))
    with Workers(1, limits=limits) as workers:
        came = asyncio.run(workers.read_page(body, URL, ""))
    assert isinstance(came, PageView)
    assert came.cut is cut


BEGINS = """
from auditor.probes.confine import Confined

class Inherited:
    def __reduce__(self):
        return exec, ("raise {fault}('gone')",)

if __name__ == "__main__":
    begun = Confined(())._context.Process(target=print, args=(Inherited(),))
    begun.start()
    begun.join(20)
    print(begun.exitcode)
"""


@pytest.mark.parametrize(("fault", "silent"), [("FileNotFoundError", True), ("ValueError", False)])
def test_a_process_whose_parent_is_ending_ends_without_a_traceback(
    tmp_path: Path, fault: str, silent: bool
) -> None:
    script = tmp_path / "begins.py"
    script.write_text(BEGINS.replace("{fault}", fault), encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, script], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    assert done.stdout.strip() not in ("", "0", "None")
    assert ("Traceback" not in done.stderr) is silent, done.stderr
