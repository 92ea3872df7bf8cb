import sqlite3
import stat
from pathlib import Path

import pytest

from auditor.problems import BadInputError
from auditor.store import Store, StoreDamagedError, StoreVersionError
from tests.store import samples


def open_store(url: str, tmp_path: Path) -> Store:
    return Store.open(url, tmp_path / "evidence")


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def fill(url: str, tmp_path: Path) -> None:
    with open_store(url, tmp_path) as store:
        store.begin_run(run := samples.run())
        for number in range(400):
            store.save_fact(run.id, f"{number:05}", "site", "", samples.MISSING)


def test_folders_are_made_and_only_the_owner_may_read_the_store(url: str, tmp_path: Path) -> None:
    with open_store(url, tmp_path) as store:
        store.begin_run(samples.run())
        modes = {
            path.name: stat.S_IMODE(path.stat().st_mode) for path in file_of(url).parent.iterdir()
        }
        assert set(modes.values()) == {0o600}
        assert stat.S_IMODE((tmp_path / "evidence").stat().st_mode) == 0o700


def test_a_closed_store_is_one_file(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path)
    assert [path.name for path in file_of(url).parent.iterdir()] == ["auditor.db"]


def test_the_store_is_in_wal_mode(url: str, tmp_path: Path) -> None:
    open_store(url, tmp_path).close()
    raw = sqlite3.connect(file_of(url))
    assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("not a url", "địa chỉ kho dữ liệu"),
        ("mysql://127.0.0.1/auditor", "mysql"),
        ("sqlite://", "phải là một tệp"),
        ("sqlite:///:memory:", "phải là một tệp"),
        ("sqlite:///file:a.db?uri=true", "phải là một tệp"),
        ("postgresql+nodriver://auditor:secret@127.0.0.1:1/auditor", "thư viện kết nối"),
    ],
)
def test_an_address_that_cannot_be_a_store_is_bad_input(
    url: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match=says) as caught:
        open_store(url, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInputError, match=f"{tmp_path}/file/auditor.db: "):
        Store.open(f"sqlite:///{tmp_path}/file/auditor.db", tmp_path / "evidence")
    with pytest.raises(BadInputError, match=f"{tmp_path}/file/evidence: "):
        Store.open(f"sqlite:///{tmp_path}/auditor.db", tmp_path / "file" / "evidence")
    with pytest.raises(BadInputError, match=f"{tmp_path}: "):
        Store.open(f"sqlite:///{tmp_path}", tmp_path / "evidence")


def test_a_file_that_is_no_store_is_damaged(url: str, tmp_path: Path) -> None:
    file_of(url).parent.mkdir()
    file_of(url).write_text("<html>not found</html>" * 100)
    with pytest.raises(StoreDamagedError, match="bị hỏng"):
        open_store(url, tmp_path)
    assert file_of(url).read_text().startswith("<html>")


def test_flipped_pages_are_found_before_anything_is_judged(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path)
    body = bytearray(file_of(url).read_bytes())
    size = 4096
    for page in range(len(body) // size // 2, len(body) // size):
        body[page * size : page * size + 64] = b"\xff" * 64
    file_of(url).write_bytes(bytes(body))
    with pytest.raises(StoreDamagedError, match="bị hỏng"):
        open_store(url, tmp_path)


def test_a_store_of_a_newer_version_is_left_alone(url: str, tmp_path: Path) -> None:
    fill(url, tmp_path)
    raw = sqlite3.connect(file_of(url))
    raw.execute("UPDATE auditor_alembic SET version_num = 'r9999'")
    raw.commit()
    raw.close()
    before = file_of(url).read_bytes()
    with pytest.raises(StoreVersionError, match="phiên bản mới hơn"):
        open_store(url, tmp_path)
    assert file_of(url).read_bytes() == before
