"""Pages that are made to break a parser cost themselves alone."""

import asyncio
import math
import os
import signal
import time
from collections.abc import Callable

import pytest

from auditor.contract import Missing, Why
from auditor.probes.limits import SiteTime
from auditor.probes.site.second_reader import read as read_again
from auditor.probes.site.view import PageView
from auditor.probes.workers import Workers

URL = "http://xa-mau-01.test/"


def read(workers: Workers, *bodies: bytes) -> list[PageView | Missing]:
    async def inside() -> list[PageView | Missing]:
        return list(await asyncio.gather(*(workers.read_page(body, URL, "") for body in bodies)))

    return asyncio.run(inside())


def test_a_page_that_hangs_the_parser_is_read_by_the_second_and_called_cut() -> None:
    hanging = b"<p>Xa Mau 01: 0228 0000 001</p>" + b"<div>" * 80_000
    with Workers(1, deadline_s=0.5) as workers:
        slow, good = read(workers, hanging, b"<p>x</p>")
    assert isinstance(slow, PageView)
    assert slow.cut
    assert slow.lines[0][0] == "Xa Mau 01: 0228 0000 001"
    assert isinstance(good, PageView)


def timed(workers: Workers, seconds: float, *bodies: bytes) -> tuple[list[object], list[SiteTime]]:
    """Read at the same moment, each page on a site of its own that has these seconds."""

    async def inside() -> tuple[list[object], list[SiteTime]]:
        times = [SiteTime(asyncio.get_running_loop().time() + seconds) for _ in bodies]
        reads = [workers.read_page(b, URL, "", time=t) for b, t in zip(bodies, times, strict=True)]
        return list(await asyncio.gather(*reads)), times

    return asyncio.run(inside())


def test_who_waits_for_a_busy_reader_gets_the_time_back_and_who_keeps_it_busy_does_not() -> None:
    hanging = b"<div>" * 120_000
    with Workers(1, deadline_s=1.0) as workers:
        read(workers, b"<p>x</p>")  # its process stands
        _, (slow, quick) = timed(workers, 60.0, hanging, b"<p>x</p>")
    assert quick.waited >= 0.9
    assert slow.waited < quick.waited


def test_reading_ends_with_the_time_of_its_site() -> None:
    hanging = b"<div>" * 120_000
    with Workers(1, deadline_s=30.0) as workers:
        read(workers, b"<p>x</p>")
        (came,), _ = timed(workers, 0.6, hanging)
    assert isinstance(came, Missing)
    assert (came.why, came.text) == (Why.INCOMPLETE, "site.time_cap")


def test_a_page_that_came_at_the_last_moment_is_still_read(workers: Workers) -> None:
    (came,), _ = timed(workers, 0.0, b"<p>x</p>")
    assert isinstance(came, PageView)


@pytest.mark.parametrize("body", [b"", b" \r\n\t "])
def test_a_blank_page_is_malformed(workers: Workers, body: bytes) -> None:
    (came,) = read(workers, body)
    assert isinstance(came, Missing)
    assert (came.why, came.text) == (Why.MALFORMED, "site.empty")


@pytest.mark.parametrize("body", [b"\0" * 5_000, b"\xff" * 5_000, b"<" * 50_000, b"<a " * 10_000])
def test_rubbish_is_read_as_far_as_it_goes(workers: Workers, body: bytes) -> None:
    (came,) = read(workers, body)
    assert isinstance(came, PageView)


def test_both_readers_see_the_same_lines_and_links() -> None:
    from auditor.probes.site.reader import read as read_first

    html = (
        "<title>Xã Mẫu 01</title><p>Đường dây <b>nóng</b>: 0228</p><ul><li>một<li>hai</ul>"
        "<a href=/gop-y>Góp ý</a><br>sau<table><tr><td>a<td>b</table>"
    ).encode()
    first = read_first(html, URL, "", truncated=False)
    second = read_again(html, URL, "")
    assert [row[0] for row in first.lines] == [row[0] for row in second.lines]
    assert [row[:2] for row in first.links] == [row[:2] for row in second.links]
    assert (first.title, first.cut, second.cut) == (second.title, False, True)


def greedy() -> PageView:
    return PageView(title="x" * len(bytearray(2_000_000_000)))


def crashing() -> PageView:
    os.kill(os.getpid(), signal.SIGSEGV)
    return PageView()


def sleeping() -> PageView:
    time.sleep(60)
    return PageView()


@pytest.mark.parametrize(
    ("job", "why", "text"),
    [
        (greedy, Why.MALFORMED, "site.unparsable"),
        (crashing, Why.MALFORMED, "site.unparsable"),
        (sleeping, Why.TIMEOUT, "site.reading_hung"),
    ],
)
def test_a_job_that_takes_too_much_is_ended_and_the_next_one_runs(
    workers: Workers, job: Callable[[], PageView], why: Why, text: str
) -> None:
    async def inside() -> tuple[PageView | Missing, PageView | Missing]:
        ended = await workers._run(job, (), 1.0, URL, SiteTime(math.inf))
        return ended, await workers.read_page(b"<p>x</p>", URL, "")

    ended, after = asyncio.run(inside())
    assert isinstance(ended, Missing)
    assert (ended.why, ended.text) == (why, text)
    assert isinstance(after, PageView)


def mistaken() -> PageView:
    raise ValueError("our own mistake")


def test_a_mistake_of_ours_is_not_called_a_fault_of_the_page(workers: Workers) -> None:
    async def inside() -> PageView | Missing:
        with pytest.raises(ValueError, match="our own mistake"):
            await workers._run(mistaken, (), 5.0, URL, SiteTime(math.inf))
        return await workers.read_page(b"<p>x</p>", URL, "")

    assert isinstance(asyncio.run(inside()), PageView)


def test_who_gives_up_waiting_gets_no_answer_meant_for_another(workers: Workers) -> None:
    async def inside() -> list[PageView | Missing]:
        given_up = [
            asyncio.ensure_future(workers._run(sleeping, (), 30.0, URL, SiteTime(math.inf)))
            for _ in range(4)
        ]
        await asyncio.sleep(0.2)
        for one in given_up:
            one.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)
        bodies = [f"<p>{number}</p>".encode() for number in range(6)]
        return list(await asyncio.gather(*(workers.read_page(body, URL, "") for body in bodies)))

    views = asyncio.run(inside())
    assert [view.lines[0][0] for view in views if isinstance(view, PageView)] == list("012345")


def test_a_large_page_goes_to_the_reader_whole_and_comes_back_whole() -> None:
    body = b"".join(b"<p>%s %d</p>" % (b"a" * 140, number) for number in range(18_000))
    with Workers(1) as workers:
        (came,) = read(workers, body)
    assert isinstance(came, PageView)
    assert len(came.lines) == 18_000
