import hashlib
import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from auditor.problems import BadInputError
from auditor.results import EvidenceInfo
from auditor.store import EvidenceGoneError, RunRecord, Store, StoreDamagedError
from auditor.store.rows import without_user
from tests.store import samples

SHA = hashlib.sha256(samples.BODY).hexdigest()


@pytest.fixture
def run(store: Store) -> RunRecord:
    begun = samples.run()
    store.begin_run(begun)
    return begun


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "evidence" / SHA[:2] / f"{SHA}.zst"


def keep(
    store: Store, run: RunRecord, url: str = "http://127.0.0.1/", commune: str = "00001"
) -> str:
    return store.keep_evidence(
        samples.BODY, run_id=run.id, commune=commune, url=url, kind="page", seen_at=samples.NOON
    )


def test_a_body_comes_back_word_for_word(store: Store, run: RunRecord) -> None:
    assert keep(store, run) == SHA
    assert store.evidence_body(SHA) == samples.BODY


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 100_000])
def test_any_bytes_are_evidence(store: Store, run: RunRecord, body: bytes) -> None:
    sha256 = store.keep_evidence(
        body, run_id=run.id, url="http://127.0.0.1/", kind="page", seen_at=samples.NOON
    )
    assert store.evidence_body(sha256) == body


def test_only_the_owner_may_read_it(store: Store, run: RunRecord, place: Path) -> None:
    keep(store, run)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_one_body_is_one_file_and_a_row_each_place(
    store: Store, run: RunRecord, place: Path
) -> None:
    for url in ("http://127.0.0.1/b", "http://127.0.0.1/a", "http://127.0.0.1/a"):
        keep(store, run, url)
    keep(store, run, commune="00002")
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert store.evidence_rows(run.id, "00001", [SHA, "00" * 32]) == tuple(
        EvidenceInfo(sha256=SHA, url=f"http://127.0.0.1/{name}", seen_at=samples.NOON, kind="page")
        for name in "ab"
    )
    assert store.evidence_rows(samples.run().id, "00001", [SHA]) == ()


def test_evidence_of_no_commune_stands_in_only_where_there_is_none(
    store: Store, run: RunRecord
) -> None:
    keep(store, run, "http://127.0.0.1/shared", commune="")
    keep(store, run, "http://127.0.0.1/own", commune="00001")
    urls = {
        code: [row.url for row in store.evidence_rows(run.id, code, [SHA])]
        for code in ("00001", "00002")
    }
    assert urls == {"00001": ["http://127.0.0.1/own"], "00002": ["http://127.0.0.1/shared"]}


def test_rows_say_how_long_a_body_is_kept(store: Store, url: str, run: RunRecord) -> None:
    keep(store, run)
    with create_engine(url).begin() as connection:
        row = connection.execute(text("SELECT expires_at FROM run_evidence")).scalar_one()
    assert str(row).startswith(str((samples.NOON + timedelta(days=90)).date()))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://user:pass@127.0.0.1/a@b", "http://127.0.0.1/a@b"),
        ("https://user@127.0.0.1:8443?x=@y", "https://127.0.0.1:8443?x=@y"),
        ("http://a:b@c@127.0.0.1#f", "http://127.0.0.1#f"),
        ("//user:pass@127.0.0.1/", "//127.0.0.1/"),
        ("http://127.0.0.1/?mail=a@b.example", "http://127.0.0.1/?mail=a@b.example"),
        ("http://u:p@[::1/", "http://[::1/"),
        ("http://127.0.0.1\\@x/", "http://127.0.0.1\\@x/"),
        ("http://127.0.0.1/\0\udc80", "http://127.0.0.1/%00\\udc80"),
    ],
)
def test_user_names_and_passwords_are_not_kept(given: str, kept: str) -> None:
    assert without_user(given) == kept


def test_a_url_with_a_password_never_reaches_the_store(
    store: Store, url: str, run: RunRecord
) -> None:
    keep(store, run, "http://user:very-secret@127.0.0.1/")
    [row] = store.evidence_rows(run.id, "00001", [SHA])
    assert row.url == "http://127.0.0.1/"
    folder = Path(url.removeprefix("sqlite:///")).parent
    assert not any(b"very-secret" in path.read_bytes() for path in folder.iterdir())


def test_a_removed_body_is_gone_and_said_so(store: Store, run: RunRecord, place: Path) -> None:
    keep(store, run)
    place.unlink()
    with pytest.raises(EvidenceGoneError, match="không còn được lưu"):
        store.evidence_body(SHA)
    assert len(store.evidence_rows(run.id, "00001", [SHA])) == 1


def test_a_hash_never_kept_is_said_so(store: Store) -> None:
    with pytest.raises(EvidenceGoneError, match="chưa từng ghi nhận"):
        store.evidence_body("../../etc/passwd")


@pytest.mark.parametrize("spoil", ["flip", "cut", "other body", "bomb", "link", "fifo", "folder"])
def test_a_body_that_was_tampered_with_is_damage(
    store: Store, run: RunRecord, place: Path, spoil: str, tmp_path: Path
) -> None:
    from auditor.store.codec import compress

    keep(store, run)
    packed = place.read_bytes()
    place.unlink()
    match spoil:
        case "flip":
            place.write_bytes(packed[:-6] + bytes([packed[-6] ^ 1]) + packed[-5:])
        case "cut":
            place.write_bytes(packed[:-8])
        case "other body":
            place.write_bytes(compress(b"x" * len(samples.BODY)))
        case "bomb":
            place.write_bytes(compress(bytes(50_000_000)))
        case "link":
            (tmp_path / "elsewhere").write_bytes(packed)
            place.symlink_to(tmp_path / "elsewhere")
        case "fifo":
            os.mkfifo(place)
        case _:
            place.mkdir()
    with pytest.raises(StoreDamagedError, match="bị hỏng hoặc đã bị thay đổi"):
        store.evidence_body(SHA)


def test_no_link_is_followed_when_writing(
    store: Store, run: RunRecord, place: Path, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    place.parent.mkdir()
    place.symlink_to(victim)
    keep(store, run)
    assert victim.read_text() == "untouched"
    assert not place.is_symlink()
    assert store.evidence_body(SHA) == samples.BODY


def test_a_shelf_that_is_a_link_is_refused(
    store: Store, run: RunRecord, place: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    place.parent.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInputError, match=SHA):
        keep(store, run)
    assert list((tmp_path / "elsewhere").iterdir()) == []
