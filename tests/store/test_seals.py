"""What was sealed is proved whole, and whatever was changed behind our back is found and named."""

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, insert, select

from auditor.problems import BadInputError
from auditor.signing import Signer
from auditor.store import Store, StoreBusyError, StoreDamagedError, leaves, seals, tables, troubles
from auditor.store.engine import writer
from auditor.store.evidence import Locker
from auditor.store.tables import metadata
from auditor.store.verifying import Verified
from auditor.words import say
from tests.store import samples
from tests.store.sealed import Sealed, key, seal_judgement, seal_run
from tests.store.test_results import judge


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return Sealed(tmp_path_factory.mktemp("sealed"))


@pytest.fixture
def sealed(original: Sealed, tmp_path: Path) -> Sealed:
    shutil.copytree(original.folder, tmp_path / "copy")
    copy = object.__new__(Sealed)
    copy.__dict__.update(original.__dict__)
    copy.folder = tmp_path / "copy"
    copy.file, copy.evidence = copy.folder / "auditor.db", copy.folder / "evidence"
    return copy


def test_untouched_is_sound(sealed: Sealed) -> None:
    verified = sealed.verify(everything=True)
    assert verified.troubles == []
    assert (verified.seals, verified.purged) == (2, 0)
    assert verified.rows > 10


COLUMNS = [
    (table.name, column.name)
    for table in metadata.sorted_tables
    if table.name != "tombstone"
    for column in table.columns
]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_value_is_found_in_every_column_of_every_row(
    sealed: Sealed, table: str, column: str
) -> None:
    with sealed.behind() as raw:
        rows = raw.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608
    assert rows
    for rowid, value in rows:
        _put(sealed, table, column, rowid, _another(value))
        assert sealed.found(everything=True), (table, column, value)
        _put(sealed, table, column, rowid if column != "number" else rowid + 100, value)
    assert sealed.found(everything=True) == set()


def _put(sealed: Sealed, table: str, column: str, rowid: int, value: object) -> None:
    with sealed.behind() as raw:
        raw.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, rowid))  # noqa: S608


def _another(value: object) -> object:
    if isinstance(value, bytes):
        return bytes([*value[:-1], value[-1] ^ 1])
    if isinstance(value, int):
        return value + 100
    text = str(value or "")
    return text[:-1] + ("0" if text[-1:] != "0" else "1")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE run SET complete = 2",
        "UPDATE run SET started_at = started_at || ' and more'",
        "UPDATE run SET started_at = 'yesterday'",
        "UPDATE run SET period_end = period_end || ' 00:00:00'",
        "UPDATE run SET documents_sha256 = documents_sha256 || ' '",
        "UPDATE run SET documents_sha256 = '['",
        "UPDATE run SET province_name = CAST(x'ff41' AS TEXT)",
        "UPDATE run SET province_name = CAST(province_name AS BLOB)",
        "UPDATE run SET finished_at = NULL",
        "UPDATE fact SET schema = 1e999",
        "UPDATE fact SET schema = 'one'",
        "UPDATE fact SET body = CAST(body AS TEXT)",
        "UPDATE fact SET body = x''",
        "UPDATE judgement_sheet SET score = score || ' '",
        "UPDATE evidence SET sha256 = sha256 || 'x'",
        "UPDATE sheet SET body = x''",
        "UPDATE seal SET sealed_at = sealed_at || ' and more' WHERE number = 2",
        "UPDATE seal SET leaves = 'text' WHERE number = 2",
        "UPDATE seal SET leaves = x'' WHERE number = 1",
        "UPDATE seal SET signature = x'00'",
        "UPDATE seal SET public_key = 'none'",
        "UPDATE seal SET rows = rows + 1",
    ],
)
def test_another_writing_of_a_value_or_none_at_all_is_a_change(sealed: Sealed, change: str) -> None:
    with sealed.behind() as raw:
        assert raw.execute(change).rowcount
    assert sealed.found()


BLOBS = [
    ("fact", "body"),
    ("look", "body"),
    ("sheet", "body"),
    ("judgement_sheet", "seen"),
    ("seal", "leaves"),
    ("seal", "signature"),
]


@pytest.mark.parametrize(("table", "column"), BLOBS)
def test_a_flipped_byte_of_a_body_is_found(sealed: Sealed, table: str, column: str) -> None:
    """One byte in 29, and so others in each row: each position counts the same to a hash."""
    with sealed.behind() as raw:
        rows = raw.execute(f"SELECT rowid, {column} FROM {table}").fetchall()  # noqa: S608
    with sealed.open() as store:
        for rowid, body in rows:
            for at in range(rowid % 29, len(body), 29):
                flipped = bytes([*body[:at], body[at] ^ (1 << at % 8), *body[at + 1 :]])
                _put(sealed, table, column, rowid, flipped)
                assert _check(store, sealed).troubles, (table, rowid, at)
            _put(sealed, table, column, rowid, body)
        assert not _check(store, sealed).troubles


def _check(store: Store, sealed: Sealed) -> Verified:
    return store.sealing().verify("last", (sealed.signer.public_key,))


def test_every_flipped_byte_of_an_evidence_file_is_found(sealed: Sealed) -> None:
    place = sealed.place(sealed.bodies[0])
    body = place.read_bytes()
    with sealed.open() as store:
        for at in range(len(body)):
            place.write_bytes(bytes([*body[:at], body[at] ^ 1, *body[at + 1 :]]))
            [one] = _check(store, sealed).troubles
            assert one.key == "row_changed"
            assert sealed.bodies[0] in str(one)


def _away(place: Path) -> None:
    place.unlink()


def _cut(place: Path) -> None:
    place.write_bytes(place.read_bytes()[:-1])


def _linked(place: Path) -> None:
    place.rename(place.with_name("other"))
    place.symlink_to(place.with_name("other"))


def _folder(place: Path) -> None:
    place.unlink()
    place.mkdir()


@pytest.mark.parametrize(
    ("change", "said"),
    [(_away, "missing"), (_cut, "changed"), (_linked, "changed"), (_folder, "changed")],
)
def test_a_body_that_is_gone_cut_or_no_file_is_named(
    sealed: Sealed, change: Callable[[Path], None], said: str
) -> None:
    change(sealed.place(sealed.bodies[1]))
    [one] = sealed.verify().troubles
    assert one.key == f"row_{said}"
    assert sealed.bodies[1] in str(one)


@pytest.mark.parametrize(
    "table",
    ["run", "fact", "look", "judgement", "judgement_sheet", "evidence", "run_evidence", "sheet"],
)
def test_each_deleted_row_is_missed(sealed: Sealed, table: str) -> None:
    with sealed.behind() as raw:
        rows = [row for (row,) in raw.execute(f"SELECT rowid FROM {table}")]  # noqa: S608
    for rowid in rows:
        with sealed.behind() as raw:
            raw.execute(f"CREATE TABLE kept AS SELECT * FROM {table} WHERE rowid = {rowid}")  # noqa: S608
            raw.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))  # noqa: S608
        assert {key.rpartition("_")[2] for key in sealed.found()} == {"missing"}
        with sealed.behind() as raw:
            raw.execute(f"INSERT INTO {table} SELECT * FROM kept")  # noqa: S608
            raw.execute("DROP TABLE kept")
    assert sealed.found() == set()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("fact", "target"),
        ("look", "target"),
        ("judgement_sheet", "commune"),
        ("run_evidence", "url_key"),
    ],
)
def test_a_row_added_later_is_named(sealed: Sealed, table: str, column: str) -> None:
    with sealed.behind() as raw:
        names = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
        values = ", ".join("'later'" if name == column else name for name in names)
        raw.execute(f"INSERT INTO {table} SELECT {values} FROM {table} LIMIT 1")  # noqa: S608
    [one] = sealed.verify().troubles
    assert one.key == "row_added"
    assert "later" in str(one)


def test_rows_of_nothing_are_found_among_all(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        raw.execute("INSERT INTO sheet VALUES (?, x'00')", ("ee" * 32,))
        raw.execute(
            "INSERT INTO evidence VALUES (?, 1, '2026-11-23 00:00:00.000000')", ("ff" * 32,)
        )
    named = [str(one) for one in sealed.verify(everything=True).troubles]
    assert len(named) == 2
    assert "ee" * 32 in named[1]


@pytest.mark.parametrize(
    ("cut", "found"),
    [
        ("DELETE FROM seal WHERE number = 1", {"seals_missing", "judgement_unsealed"}),
        ("DELETE FROM seal WHERE number = 2", {"run_unsealed"}),
        ("UPDATE seal SET number = 7 WHERE number = 2", {"seals_missing", "seal_changed"}),
    ],
)
def test_a_cut_line_of_seals_is_told(sealed: Sealed, cut: str, found: set[str]) -> None:
    with sealed.behind() as raw:
        raw.execute(cut)
    assert sealed.found() == found


def test_a_run_that_was_deleted_whole_is_missed_by_its_seal(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        for table in ("fact", "look", "run_evidence", "judgement_sheet", "judgement", "run"):
            raw.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    assert sealed.found() == {"run_missing", "judgement_missing"}


def test_a_line_made_again_with_another_key_is_no_proof(sealed: Sealed, tmp_path: Path) -> None:
    with sealed.behind() as raw:
        raw.execute("DELETE FROM seal")
        raw.execute("UPDATE run SET province_name = 'Tỉnh Khác'")
    other = key(tmp_path / "other.pem")
    with sealed.open() as store:
        seal_judgement(store, sealed.judgement, sealed.run, other)
        seal_run(store, sealed.run, other)
    [one] = sealed.verify().troubles
    assert one.key == "key_changed"
    assert one.values["number"] == 1
    assert sealed.verify(other.public_key).troubles == []


def _judged_again(store: Store, sealed: Sealed, signer: Signer) -> None:
    judge(store, judgement := samples.judgement(sealed.run))
    seal_judgement(store, judgement.id, sealed.run, signer)


def _forged(store: Store, sealed: Sealed, signer: Signer) -> None:
    """Seal as somebody does who has a key and not our program."""
    judge(store, judgement := samples.judgement(sealed.run))
    with store._sealing() as connection, pytest.MonkeyPatch.context() as patch:
        patch.setattr(seals, "KEY", "judgement")
        seals.seal(
            connection,
            subject=seals.JUDGEMENT,
            subject_id=judgement.id,
            run_id=sealed.run,
            leaves=leaves.judgement_leaves(connection, judgement.id),
            signer=signer,
            at=datetime.now(UTC),
        )


def test_a_key_that_the_old_one_introduced_is_trusted_alone(sealed: Sealed, tmp_path: Path) -> None:
    new = key(tmp_path / "new.pem")
    with sealed.open() as store:
        store.sealing().change_key(sealed.signer, new)
        assert sealed.verify(new.public_key, everything=True).troubles == []
        _judged_again(store, sealed, new)
        assert store.sealing().key_in_use() == new.public_key
    assert sealed.verify(new.public_key, everything=True).troubles == []
    [one] = sealed.verify().troubles  # who knows the old key alone must hear of the new one
    assert (one.key, one.values["public"]) == ("key_changed", new.public_key)


def test_a_key_that_nobody_introduced_needs_both_to_be_trusted(
    sealed: Sealed, tmp_path: Path
) -> None:
    new = key(tmp_path / "new.pem")
    with sealed.open() as store:
        store.sealing().change_key(None, new)
        _judged_again(store, sealed, new)
    found = {one.key for one in sealed.verify(new.public_key).troubles}
    assert found == {"key_not_introduced", "key_changed"}
    assert sealed.verify(sealed.signer.public_key, new.public_key).troubles == []


def test_a_key_that_was_given_up_seals_nothing_more(sealed: Sealed, tmp_path: Path) -> None:
    new = key(tmp_path / "new.pem")
    with sealed.open() as store:
        store.sealing().change_key(sealed.signer, new)
        with pytest.raises(BadInputError, match="khóa ký không phải"):
            _judged_again(store, sealed, sealed.signer)
        _forged(store, sealed, sealed.signer)
    for trusted in ([new.public_key], [new.public_key, sealed.signer.public_key]):
        assert "key_came_back" in {one.key for one in sealed.verify(*trusted).troubles}


def test_an_old_key_cannot_make_the_line_again(sealed: Sealed, tmp_path: Path) -> None:
    new, own = key(tmp_path / "new.pem"), sealed.signer
    with sealed.open() as store:
        store.sealing().change_key(own, new)
    with sealed.behind() as raw:
        raw.execute("DELETE FROM seal")
        raw.execute("UPDATE run SET province_name = 'Tỉnh Khác'")
    with sealed.open() as store:
        seal_judgement(store, sealed.judgement, sealed.run, own)
        seal_run(store, sealed.run, own)
        assert sealed.verify(new.public_key).troubles
        with store._sealing() as connection:  # it can only say that the new key comes next
            seals._seal_key(connection, own, new.public_key, datetime.now(UTC))
    assert "key_not_taken_up" in {one.key for one in sealed.verify(new.public_key).troubles}


def _purge(sealed: Sealed, *, signed: bool = True) -> str:
    """What a purge does: bodies away, tombstones in their place, a seal over these."""
    purge_id = str(uuid4())
    gone = sealed.bodies[0]
    with sealed.open() as store, store._writing() as connection:
        stones = [
            leaves.leaf_of_fact(row) for row in connection.execute(select(tables.fact)).mappings()
        ]
        sheets = connection.execute(select(tables.sheet)).mappings().all()
        for row in sheets:
            for subject, _ in leaves.subjects_naming(connection, row["sha256"]):
                stones.append(leaves.leaf_of_sheet(subject, row))
        where = tables.evidence.c.sha256 == gone
        [row] = connection.execute(select(tables.evidence).where(where)).mappings()
        packed = sealed.place(gone).read_bytes()
        stones.append(leaves.leaf_of_evidence(sealed.run, row, packed))
        rows = [leaves.tombstone_row(purge_id, sealed.run, one, "pages_days") for one in stones]
        connection.execute(insert(tables.tombstone), rows)
        connection.exec_driver_sql("UPDATE fact SET body = x''")
        connection.exec_driver_sql("UPDATE sheet SET body = x''")
        sealed.place(gone).unlink()
        if signed:
            seals.seal(
                connection,
                subject=seals.PURGE,
                subject_id=purge_id,
                run_id=purge_id,
                leaves=leaves.purge_leaves(connection, purge_id),
                signer=sealed.signer,
                at=datetime.now(UTC),
            )
    return purge_id


def test_what_a_signed_purge_took_away_is_purged_and_not_tampered(sealed: Sealed) -> None:
    _purge(sealed)
    verified = sealed.verify(everything=True)
    assert verified.troubles == []
    assert verified.purged == 8  # two facts, five sheets, one body


def test_a_tombstone_that_nobody_signed_covers_nothing(sealed: Sealed) -> None:
    _purge(sealed, signed=False)
    assert sealed.found() == {"tombstone_unsigned", "row_changed", "row_missing"}


def test_a_tombstone_slipped_into_a_signed_purge_covers_nothing(sealed: Sealed) -> None:
    purge_id = _purge(sealed)
    with sealed.behind() as raw:
        raw.execute(
            "INSERT INTO tombstone SELECT ?, 'look', 'x', run_id, leaf, reason FROM tombstone LIMIT 1",
            (purge_id,),
        )
    assert sealed.found() == {"row_added"}


@pytest.mark.parametrize("column", [column.name for column in tables.tombstone.columns])
def test_a_changed_tombstone_is_found(sealed: Sealed, column: str) -> None:
    _purge(sealed)
    with sealed.behind() as raw:
        raw.execute(f"UPDATE tombstone SET {column} = {column} || 'x' WHERE rowid = 1")  # noqa: S608
    assert sealed.found()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fact SET target = 'x' WHERE commune = '00001'",
        "UPDATE fact SET body = x'00' WHERE commune = '00001'",
        "UPDATE fact SET missing = 1 - missing",
        "UPDATE fact SET saved_at = '2020-01-01 00:00:00.000000'",
        "DELETE FROM fact WHERE commune = '00001'",
        "UPDATE evidence SET size = size + 1",
        "DELETE FROM evidence",
        "UPDATE sheet SET body = x'00'",
        "DELETE FROM sheet",
    ],
)
def test_what_a_purge_left_is_still_sealed(sealed: Sealed, change: str) -> None:
    _purge(sealed)
    with sealed.behind() as raw:
        raw.execute(change)
    assert sealed.found()


def test_what_was_purged_may_come_back_for_a_later_run(sealed: Sealed) -> None:
    _purge(sealed)
    with sealed.open() as store:
        store.begin_run(run := samples.run())
        sealed.keep(store, b"<p>0</p>", run.id)
        judge(store, judgement := samples.judgement(run.id))
        seal_judgement(store, judgement.id, run.id, sealed.signer)
        seal_run(store, run.id, sealed.signer)
        assert store.results(run.id).communes
    verified = sealed.verify(everything=True)
    assert verified.troubles == []
    assert verified.purged == 2  # the facts; the sheets and the body are there again
    sealed.place(sealed.bodies[0]).unlink()
    [one] = sealed.verify(everything=True).troubles
    assert run.id in str(one)


def test_two_writers_never_take_the_same_number(sealed: Sealed) -> None:
    def seal(_: int) -> int:
        with sealed.open() as store:
            store.begin_run(run := samples.run())
            return seal_run(store, run.id, sealed.signer).number

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(seal, range(8))) == list(range(3, 11))
    assert sealed.found(everything=True) == set()


def test_a_damaged_file_is_damage_and_no_traceback(sealed: Sealed) -> None:
    body = sealed.file.read_bytes()
    sealed.file.write_bytes(body[:8192] + b"\xff" * 4096 + body[12288:])
    with pytest.raises(StoreDamagedError):
        sealed.verify()


def test_a_run_that_nobody_knows_is_a_wrong_call(sealed: Sealed) -> None:
    with sealed.open() as store, pytest.raises(BadInputError, match="không có đợt kiểm tra"):
        store.sealing().verify("ffffffff-none", (sealed.signer.public_key,))


def test_an_older_store_is_brought_up_to_date_only_by_who_holds_it(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        for table in ("seal", "tombstone"):
            raw.execute(f"DROP TABLE {table}")
        raw.execute("UPDATE auditor_alembic SET version_num = 'r0001'")
    copy = sealed.file.with_name("other.db")
    shutil.copy(sealed.file, copy)
    with (
        Store.open(f"sqlite:///{copy}", sealed.evidence) as other,
        other.hold("auditor run"),
    ):
        copy.write_bytes(sealed.file.read_bytes())
        with pytest.raises(StoreBusyError), Store.open(f"sqlite:///{copy}", sealed.evidence):
            pass
    assert _version(copy) == "r0001"
    with sealed.open() as store, store.hold("auditor run"), sealed.open() as reader:
        assert reader.run().id == sealed.run
    assert _version(sealed.file) == "r0002"


def _version(file: Path) -> str:
    raw = sqlite3.connect(file)
    try:
        return str(raw.execute("SELECT version_num FROM auditor_alembic").fetchone()[0])
    finally:
        raw.close()


def test_a_judgement_moved_to_another_run_is_missed_by_its_own(sealed: Sealed) -> None:
    with sealed.open() as store:
        store.begin_run(other := samples.run())
        store.end_run(other.id, datetime.now(UTC), True, sealed.signer)
    with sealed.behind() as raw:
        raw.execute("UPDATE judgement SET run_id = ?", (other.id,))
    for run_id in (sealed.run, other.id):
        [one] = sealed.verify(which=run_id).troubles
        assert (one.key, one.values["row"]) == ("row_changed", sealed.judgement)


@pytest.mark.parametrize(
    ("change", "raises"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON look BEGIN DELETE FROM look; END", True),
        ("CREATE VIEW v AS SELECT * FROM run", True),
        ("CREATE INDEX i ON look (state)", False),
        ("DROP INDEX ix_look_commune_kind_at", False),
        ("ALTER TABLE look ADD COLUMN more TEXT", False),
        ("ALTER TABLE seal RENAME COLUMN rows TO rows2", True),
    ],
)
def test_what_was_put_into_the_structure_is_told(sealed: Sealed, change: str, raises: bool) -> None:
    with sealed.behind() as raw:
        raw.execute(change)
    if raises:
        with pytest.raises(BadInputError):
            sealed.verify()
    else:
        assert {key.partition("_")[0] for key in sealed.found()} == {"shape"}


def test_a_table_of_others_in_the_same_database_is_told_and_is_no_tampering(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        raw.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
    verified = sealed.verify(everything=True)
    assert verified.troubles == []
    assert [one.key for one in verified.notes] == ["shape_other"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE run SET id = CAST(x'ff41' AS TEXT)",
        "UPDATE judgement SET id = CAST(x'ff41' AS TEXT)",
        "UPDATE judgement SET run_id = CAST(x'ff41' AS TEXT)",
        "UPDATE run_evidence SET sha256 = CAST(x'ff41' AS TEXT) WHERE rowid = 1",
        "UPDATE judgement SET run_id = CAST(run_id AS BLOB)",
    ],
)
@pytest.mark.parametrize("everything", [True, False])
def test_a_key_that_is_no_text_is_a_change_and_no_silence(
    sealed: Sealed, change: str, everything: bool
) -> None:
    with sealed.behind() as raw:
        raw.execute(change)
    with suppress(StoreDamagedError):
        assert sealed.found(everything=everything)


def test_a_run_that_was_killed_is_not_proved_and_not_tampered(sealed: Sealed) -> None:
    with sealed.open() as store:
        store.begin_run(killed := samples.run())
    verified = sealed.verify(which=killed.id)
    assert verified.troubles == []
    [one] = verified.unproved
    assert (one.key, one.values["id"]) == ("run_unfinished", killed.id)
    with sealed.open() as store:
        store.end_run(killed.id, datetime.now(UTC), complete=True)
    assert {one.key for one in sealed.verify(which=killed.id).troubles} == {"run_unsealed"}
    with sealed.open() as store:
        store.end_run(killed.id, samples.NOON - timedelta(days=9), complete=True)
    verified = sealed.verify(which=killed.id)
    assert [one.key for one in (*verified.troubles, *verified.unproved)] == ["run_before_seals"]


def test_without_any_seal_nothing_is_proved_either_way(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        raw.execute("DELETE FROM seal")
    verified = sealed.verify()
    assert verified.troubles == []
    assert {one.key for one in verified.unproved} == {"run_before_seals", "judgement_before_seals"}


def test_looks_of_earlier_runs_in_the_period_are_checked_with_a_run(sealed: Sealed) -> None:
    with sealed.open() as store:
        store.begin_run(later := samples.run())
        store.end_run(later.id, datetime.now(UTC), True, sealed.signer)
    assert sealed.verify(which=later.id).troubles == []
    with sealed.behind() as raw:
        raw.execute("UPDATE look SET state = 'up'")
    told = sealed.verify(which=later.id).troubles
    assert {(one.key, one.values["table"]) for one in told} == {("row_changed", "look")}
    with sealed.behind() as raw:
        raw.execute("DELETE FROM look")
    assert {one.key for one in sealed.verify(which=later.id).troubles} == {"row_missing"}


def test_only_looks_that_are_as_sealed_are_given_to_another_run(sealed: Sealed) -> None:
    def seen(run_id: str = "") -> int:
        with sealed.open() as store:
            until = samples.NOON + timedelta(hours=1)
            return len(store.looks("00001", "site", samples.NOON, until, run_id))

    assert seen() == 2
    with sealed.open() as store:
        store.begin_run(planted := samples.run())
        store.add_look(planted.id, "00001", "site", samples.look(3))
    assert (seen(), seen(planted.id)) == (2, 3)
    with sealed.behind() as raw:
        raw.execute("UPDATE look SET state = 'down' WHERE rowid = 2")
    assert (seen(), seen(planted.id)) == (0, 1)


def test_what_a_purge_takes_while_we_read_is_read_again(
    sealed: Sealed, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed, once = Locker.packed, list[str]()

    def meanwhile(self: Locker, sha256: str) -> bytes | None:
        if not once:
            once.append(_purge(sealed))
        return packed(self, sha256)

    monkeypatch.setattr(Locker, "packed", meanwhile)
    verified = sealed.verify()
    assert verified.troubles == []
    assert verified.purged == 8


def test_a_seal_outlasts_a_power_cut_and_the_small_writes_of_a_run_may_not(sealed: Sealed) -> None:
    def level(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())

    with sealed.open() as store:
        with store._sealing() as connection:
            assert level(connection) == 2  # FULL
        with store._writing() as connection:
            assert level(connection) == 1  # NORMAL
        with writer(store._engine).begin() as connection:  # a purge's
            assert level(connection) == 2


def test_checking_purges_reads_only_what_they_took(sealed: Sealed) -> None:
    with sealed.open() as store:
        for number in range(60):
            store.save_fact(sealed.run, f"{number:05}", "site_looks", "", samples.MISSING)
    purge_id = _purge_one(sealed)
    statements: list[str] = []
    with sealed.open() as store, store._reading() as connection:
        event.listen(
            store._engine, "before_cursor_execute", lambda *args: statements.append(args[2])
        )
        found = list(leaves.purge_leaves(connection, purge_id))
    assert [one.table for one in found] == ["tombstone", "fact"]
    [asked] = [one for one in statements if "FROM fact" in one]
    assert "VALUES" in asked


def _purge_one(sealed: Sealed) -> str:
    with sealed.open() as store, store._sealing() as connection:
        where = tables.fact.c.commune == "00007"
        [row] = connection.execute(select(tables.fact).where(where)).mappings()
        stone = leaves.tombstone_row("p", sealed.run, leaves.leaf_of_fact(row), "pages_days")
        connection.execute(insert(tables.tombstone), [stone])
    return "p"


def test_what_is_wrong_is_told_in_words_and_not_by_the_names_of_tables(sealed: Sealed) -> None:
    with sealed.behind() as raw:
        raw.execute("DELETE FROM look")
    told = [str(one) for one in sealed.verify().troubles]
    assert told
    assert all("lượt xem" in one for one in told)


def test_every_table_of_ours_has_a_word() -> None:
    named = {table.name for table in metadata.sorted_tables}
    assert named == set(troubles._TABLES)
    for name in named:
        assert say(f"verify.table.{name}") != f"verify.table.{name}"
