"""The servers themselves: they keep a book, and leave nothing behind."""

import contextlib
import threading
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor.demo.manifest import manifest
from auditor.demo.province import DemoProvince
from auditor.demo.servers import Servers, bound
from auditor.demo.web import Answer, Hits
from auditor.problems import BadInputError
from tests.demo.asking import ANY, get, page, page_url


def test_the_book_says_who_came_and_how(tmp_path: Path) -> None:
    with DemoProvince(tmp_path) as demo:
        request = urllib.request.Request(  # noqa: S310 - loopback
            demo.sites["00001"], headers={"User-Agent": "an-auditor"}
        )
        with urllib.request.urlopen(request, timeout=5, context=ANY) as answer:  # noqa: S310 - loopback
            answer.read()
    book = demo.hits["00001"]
    assert book.targets == ["/"]
    assert book.methods == {"GET": 1}
    assert book.user_agents == {"an-auditor": 1}
    assert book.most_at_once == 1
    assert book.in_flight == 0
    assert demo.hits["00002"].targets == []


def test_communes_on_one_portal_have_one_book(demo: DemoProvince) -> None:
    assert demo.hits["00007"] is demo.hits["00008"]


def test_a_form_that_was_sent_is_in_the_book(tmp_path: Path) -> None:
    with DemoProvince(tmp_path) as demo:
        target = page_url(demo, "00001", "da-gui")
        with urllib.request.urlopen(target, data=b"ho_ten=A", timeout=5, context=ANY) as answer:  # noqa: S310
            assert answer.status == 200
    assert demo.hits["00001"].methods["POST"] == 1


def test_head_has_no_body(demo: DemoProvince) -> None:
    request = urllib.request.Request(demo.sites["00001"], method="HEAD")  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=5, context=ANY) as answer:  # noqa: S310 - loopback
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""


def test_requests_at_the_same_time_are_counted() -> None:
    both_in = threading.Barrier(3)
    servers, listening = Servers(), bound("127.0.77.50")
    book = Hits(address="127.0.77.50")
    servers.start()
    try:
        servers.add_site(listening, lambda _: Answer(body=b"", endless=True), book)
        host, port = listening.getsockname()

        def wait_for_the_other() -> None:
            with urllib.request.urlopen(f"http://{host}:{port}/", timeout=5) as answer:
                answer.read(1)
                both_in.wait(timeout=5)

        with ThreadPoolExecutor(2) as pool:
            asked = [pool.submit(wait_for_the_other) for _ in range(2)]
            both_in.wait(timeout=5)
            assert [one.result(timeout=5) for one in asked] == [None, None]
    finally:
        servers.stop()
        listening.close()
    assert book.most_at_once == 2


def test_the_end_of_the_block_ends_even_endless_answers(tmp_path: Path) -> None:
    before = threading.active_count()
    with DemoProvince(tmp_path) as demo:
        answer = urllib.request.urlopen(demo.sites["00006"], timeout=5, context=ANY)  # noqa: S310 - loopback
        answer.read(1)
    with answer, contextlib.suppress(ConnectionError):
        while answer.read(64):
            pass
    assert threading.active_count() == before


def test_after_the_block_nothing_answers(tmp_path: Path) -> None:
    with DemoProvince(tmp_path) as demo:
        page(demo, "00001")
    with pytest.raises(OSError, match="refused"):
        get(demo.sites["00001"])


def test_a_province_can_be_opened_again_in_the_same_folder(tmp_path: Path) -> None:
    demo = DemoProvince(tmp_path)
    for _ in range(2):
        with demo:
            assert page(demo, "00004").status == 200


def test_two_provinces_can_live_at_once(tmp_path: Path) -> None:
    with DemoProvince(tmp_path / "a") as one, DemoProvince(tmp_path / "b") as other:
        assert page(one, "00001").status == page(other, "00001").status == 200
        assert one.sites["00001"] != other.sites["00001"]


def test_a_failed_start_leaves_nothing_open(tmp_path: Path) -> None:
    before = threading.active_count()
    (tmp_path / "danh-muc").write_text("in the way", encoding="utf-8")
    with pytest.raises(OSError, match="danh-muc"), DemoProvince(tmp_path):
        pass
    assert threading.active_count() == before


@pytest.mark.parametrize(
    "name", ["auditor.yaml", "danh-muc/xa-phuong.csv", "danh-muc/can-bo.csv", "bi-mat.ini"]
)
def test_a_real_provinces_files_are_never_overwritten(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("province: real\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="--folder"), DemoProvince(tmp_path):
        pass
    assert theirs.read_text(encoding="utf-8") == "province: real\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [theirs]


def test_a_machine_without_the_addresses_is_told_so(tmp_path: Path) -> None:
    # 192.0.2.0/24 is for documentation: no machine has such an address to bind.
    elsewhere = replace(manifest(), sentinel_ip="192.0.2.77")
    demo = DemoProvince(tmp_path)
    demo.manifest = elsewhere
    with pytest.raises(BadInputError, match=r"192\.0\.2\.77"), demo:
        pass


def test_the_sentinel_accepts_connections(demo: DemoProvince) -> None:
    import socket

    import yaml

    settings = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    (sentinel,) = settings["network"]["sentinels"]
    host, _, port = sentinel.partition(":")
    with socket.create_connection((host, int(port)), timeout=5) as caller:
        assert caller.recv(1) == b""
    with socket.create_connection((host, int(port)), timeout=5) as caller:
        caller.sendall(b"HEAD / HTTP/1.1\r\n\r\n")
        assert b"\r\nDate: " in caller.recv(1000)


@pytest.mark.parametrize("nonsense", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\xfe\r\n\r\n", b"GET / "])
def test_nonsense_does_not_stop_a_server(demo: DemoProvince, nonsense: bytes) -> None:
    import socket

    address = urlsplit(demo.sites["00002"])
    with socket.create_connection((address.hostname, address.port), timeout=5) as caller:
        caller.sendall(nonsense)
        caller.shutdown(socket.SHUT_WR)
        while caller.recv(4096):
            pass
    assert page(demo, "00002").status == 200
