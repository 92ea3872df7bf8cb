"""How fast a province is walked, and what a page costs, beside the obvious alternative.

    python -m benchmarks.crawl [--hosts 40] [--without-alternative]

N invented sites of 13 pages stand on loopback addresses of their own in another process and
answer after 100 to 400 ms. With one request in flight at an address nobody can be faster than
the slowest site: requests × latency. The alternative (requests and BeautifulSoup over lxml, a
thread a site) reads the same pages in the same run. Menus and boxes are those of one template;
texts and addresses are each site's own.

Then the reader alone, on one thread, between two others: selectolax where only links are wanted,
which is the least that a look at a page can cost, and BeautifulSoup over lxml for links and text.
"""

import argparse
import asyncio
import hashlib
import multiprocessing
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from auditor.contract import Commune, CommuneKind, Missing, SiteAddress
from auditor.probes.limits import Limits
from auditor.probes.outbound import Outbound
from auditor.probes.site.probe import SiteContext, SiteVisit, visit_site
from auditor.probes.workers import Workers

PAGES = 13  # the home page and twelve more
EXTRA = 2  # robots.txt and the page that must not exist
NAMES = (
    ("duong-day-nong", "Đường dây nóng"), ("gop-y", "Góp ý"), ("hoi-dap", "Hỏi đáp"),
    ("huong-dan-phan-anh", "Hướng dẫn phản ánh, kiến nghị"), ("tthc", "Thủ tục hành chính"),
    ("tthc-ho-tich", "Thủ tục hành chính hộ tịch"), ("dich-vu-cong", "Dịch vụ công"),
    ("mot-cua", "Một cửa"), ("lien-he", "Liên hệ"), ("danh-ba", "Danh bạ"),
    ("phan-anh-kien-nghi", "Phản ánh, kiến nghị"), ("thu-gop-y", "Hòm thư góp ý"),
)  # fmt: skip


READ_ALONE = 120  # pages


@dataclass(frozen=True)
class Row:
    name: str
    wall_s: float
    parent_ms: float
    workers_ms: float


def html(title: str, site: int = 0) -> bytes:
    """An invented page of some 26 kB, with the menus and boxes that real ones have."""
    menu = "".join(
        f"<li class='nav-item'><a class='nav-link' href='/{slug}' title=''>{text}</a></li>"
        for slug, text in NAMES
    )
    more = "".join(
        f"<li><a href='/tin/{n}.html'><img src='/anh/{n}.jpg' alt=''>Tin mẫu số {n}</a></li>"
        for n in range(60)
    )
    text = "".join(
        f"<div class='row item-{n}'><p>Xã Mẫu {site} thông báo nội dung số {n} của trang {title}, "
        f"<b>bộ phận một cửa</b> tiếp nhận hồ sơ trong giờ hành chính.</p></div>"
        for n in range(90)
    )
    script = "<script>var mau = {};</script>" * 20
    style = "<style>" + ".mau { color: #333; margin: 0 auto; }\n" * 100 + "</style>"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{style}</head>"
        f"<body><header><nav><ul>{menu}</ul></nav></header><main><h1>{title}</h1>{text}"
        f"<ul>{more}</ul></main><footer class='footer'><p>Xã Mẫu</p></footer>{script}</body></html>"
    ).encode()


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def latency(number: int, hosts: int) -> float:
    return 0.1 + 0.3 * number / max(hosts - 1, 1)


def serve(hosts: int, port: int, ready: "multiprocessing.synchronize.Event") -> None:
    """Stand for all sites."""
    titles = {f"/{slug}": text for slug, text in NAMES} | {"/": "Xã Mẫu"}
    pages = {
        (number, path): html(title, number)
        for number in range(hosts)
        for path, title in titles.items()
    }

    async def answer(
        number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(latency(number, hosts))
                body = pages.get((number, head.split(b" ", 2)[1].decode()))
                status = b"200 OK" if body else b"404 Not Found"
                data = body or b"<p>404</p>"
                writer.write(
                    b"HTTP/1.1 " + status + b"\r\nContent-Type: text/html; charset=utf-8\r\n"
                    b"Content-Length: " + str(len(data)).encode() + b"\r\n\r\n" + data
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def stand() -> None:
        for number in range(hosts):
            await asyncio.start_server(partial(answer, number), address(number), port)
        ready.set()
        await asyncio.sleep(3600)

    asyncio.run(stand())


@contextmanager
def sites(hosts: int, port: int) -> Iterator[int]:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=serve, args=(hosts, port, ready), daemon=True)
    process.start()
    if not ready.wait(60):
        raise RuntimeError("the sites did not start")
    try:
        yield process.pid or 0
    finally:
        process.terminate()
        process.join()


def workers_cpu(not_this: int) -> float:
    """CPU seconds of all processes below this one, from /proc: workers are the fork server's.

    The process that plays the sites is left out.
    """
    tick = os.sysconf("SC_CLK_TCK")
    parents: dict[int, tuple[int, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = (int(fields[1]), (int(fields[11]) + int(fields[12])) / tick)
    below, total = {os.getpid()}, 0.0
    for pid in sorted(parents):
        if parents[pid][0] in below and pid != not_this:
            below.add(pid)
            total += parents[pid][1]
    return total


def ours(hosts: int, port: int, played_by: int) -> Row:
    words = yaml.safe_load(
        (Path(__file__).parents[1] / "config" / "terms" / "walk.yaml").read_text(encoding="utf-8")
    )
    limits = Limits(delay_s=0.0, in_flight=hosts)
    lab = frozenset((address(number), port) for number in range(hosts))

    def commune(number: int) -> Commune:
        return Commune(
            code=f"{number:05}", name=f"Xã Mẫu {number}", kind=CommuneKind.XA, province_code="00",
            site=SiteAddress(url=f"http://{address(number)}:{port}/"),
        )  # fmt: skip

    async def walk(workers: Workers) -> tuple[float, float, float]:
        async with Outbound(limits, user_agent="commune-auditor benchmark", lab=lab) as outbound:
            context = SiteContext(
                outbound=outbound, workers=workers, words=words, limits=limits,
                keep=lambda body, *_: hashlib.sha256(body).hexdigest(),
            )  # fmt: skip
            warm = [workers.read_page(html("x"), "http://x.test/", "utf-8") for _ in range(20)]
            await asyncio.gather(*warm)
            wall, cpu, below = time.perf_counter(), time.process_time(), workers_cpu(played_by)
            visits = await asyncio.gather(
                *(visit_site(commune(number), context) for number in range(hosts))
            )
            spent = (
                time.perf_counter() - wall, time.process_time() - cpu,
                workers_cpu(played_by) - below,
            )  # fmt: skip
            _check(visits)
            return spent

    with Workers() as workers:
        wall, cpu, below = asyncio.run(walk(workers))
    pages = hosts * PAGES
    return Row("auditor (aiohttp, lexbor in workers)", wall, cpu / pages * 1e3, below / pages * 1e3)


def _check(visits: list[SiteVisit]) -> None:
    for one in visits:
        if isinstance(one.site, Missing) or len(one.site.all_pages()) != PAGES:
            raise RuntimeError(f"a site was not read whole: {one}")


def alternative(hosts: int, port: int) -> Row:
    import requests
    from bs4 import BeautifulSoup

    def read(number: int) -> None:
        with requests.Session() as session:
            for path in ("/", *(f"/{slug}" for slug, _ in NAMES), "/robots.txt", "/khong-co"):
                answer = session.get(f"http://{address(number)}:{port}{path}", timeout=20)
                soup = BeautifulSoup(answer.content, "lxml")
                [(a.get("href"), a.get_text()) for a in soup.find_all("a")]
                re.split(r"\s*\n\s*", soup.get_text("\n"))

    wall, cpu = time.perf_counter(), time.process_time()
    threads = [threading.Thread(target=read, args=(number,)) for number in range(hosts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pages = hosts * PAGES
    return Row(
        "requests + bs4/lxml, a thread a site",
        time.perf_counter() - wall,
        (time.process_time() - cpu) / pages * 1e3,
        0.0,
    )


def readers() -> dict[str, float]:
    """CPU milliseconds a page on one thread, the network and the workers apart."""
    from bs4 import BeautifulSoup
    from selectolax.lexbor import LexborHTMLParser

    from auditor.probes.site.reader import read

    def view(body: bytes) -> None:
        read(body, "http://xa-mau.test/", "utf-8", truncated=False)

    def links(body: bytes) -> None:
        [(a.attributes.get("href"), a.text()) for a in LexborHTMLParser(body).css("a")]

    def soup(body: bytes) -> None:
        tree = BeautifulSoup(body, "lxml")
        [(a.get("href"), a.get_text()) for a in tree.find_all("a")]
        re.split(r"\s*\n\s*", tree.get_text("\n"))

    ways = {
        "selectolax, links only": links,
        "the auditor's reader: the whole view": view,
        "bs4 over lxml, links and text": soup,
    }
    return {name: _cpu_ms(way) for name, way in ways.items()}


def _cpu_ms(way: Callable[[bytes], None]) -> float:
    bodies = [html(f"Trang {number}", number) for number in range(READ_ALONE)]
    way(bodies[0])
    start = time.process_time()
    for body in bodies:
        way(body)
    return (time.process_time() - start) / READ_ALONE * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--port", type=int, default=18_460)
    parser.add_argument("--without-alternative", action="store_true")
    options = parser.parse_args()
    bound = (PAGES + EXTRA) * latency(options.hosts - 1, options.hosts)
    with sites(options.hosts, options.port) as played_by:
        rows = [ours(options.hosts, options.port, played_by)]
        if not options.without_alternative:
            rows.append(alternative(options.hosts, options.port))
    size = len(html("x")) // 1000
    print(f"{options.hosts} sites x {PAGES} pages of {size} kB, latency bound {bound:.2f} s")
    print(f"{'':38} {'wall s':>7} {'/ bound':>7} {'parent ms':>10} {'workers ms':>11} CPU a page")
    for row in rows:
        print(
            f"{row.name:38} {row.wall_s:7.2f} {row.wall_s / bound:7.2f} "
            f"{row.parent_ms:10.2f} {row.workers_ms:11.2f}"
        )
    print("reading alone, CPU ms a page:")
    for name, spent in readers().items():
        print(f"{name:38} {spent:7.2f}")


if __name__ == "__main__":
    main()
