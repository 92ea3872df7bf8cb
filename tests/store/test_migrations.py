"""The shipped migrations, and one to come, on real databases."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from auditor.store import Store, StoreDamagedError
from auditor.store.engine import make_engine, writer
from auditor.store.migrate import HEAD, MIGRATIONS, is_ours, migrate, version
from auditor.store.tables import VERSION_TABLE, metadata
from tests.store import samples

COUNTS = (
    "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM fact), (SELECT count(*) FROM look)"
)
TO_COME = """
import sqlalchemy as sa
from alembic import op

revision = "r9999"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("run") as batch:
        batch.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        batch.alter_column("province_name", type_=sa.String(200))
{more}
"""


@pytest.fixture
def connection(url: str, tmp_path: Path) -> Iterator[Connection]:
    Store.open(url, tmp_path / "evidence").close()
    engine = create_engine(url)
    with engine.connect() as connected:
        yield connected
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    """What Alembic would still change to make the database what the program wants."""
    options = {
        "version_table": VERSION_TABLE,
        "compare_type": True,
        "include_name": lambda name, kind, _parents: is_ours(name, kind),
    }
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, metadata))


def test_the_migrated_tables_are_the_tables_of_the_program(connection: Connection) -> None:
    assert differences(connection) == []


def test_keys_are_named_alike_in_both(connection: Connection) -> None:
    found = inspect(connection)
    for table in metadata.tables.values():
        named = {key["name"] for key in found.get_foreign_keys(table.name)}
        assert named == {str(key.name) for key in table.foreign_key_constraints}
        assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name


def test_the_newest_revision_is_the_one_the_program_knows() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_tables_of_others_in_the_same_database_are_not_touched(url: str, tmp_path: Path) -> None:
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE django_x (id INTEGER PRIMARY KEY, name TEXT)")
    raw.execute("CREATE TABLE alembic_version (version_num TEXT)")
    raw.execute("INSERT INTO django_x VALUES (1, 'kept')")
    raw.execute("INSERT INTO alembic_version VALUES ('of somebody else')")
    raw.commit()
    with Store.open(url, tmp_path / "evidence") as store:
        store.begin_run(samples.run())
    assert raw.execute("SELECT * FROM django_x").fetchall() == [(1, "kept")]
    assert raw.execute("SELECT * FROM alembic_version").fetchall() == [("of somebody else",)]
    raw.close()
    engine = create_engine(url)
    with engine.connect() as connected:
        assert differences(connected) == []
    engine.dispose()


def filled(url: str, tmp_path: Path) -> tuple[int, int, int]:
    with Store.open(url, tmp_path / "evidence") as store:
        for _ in range(3):
            store.begin_run(run := samples.run())
            for number in range(20):
                store.save_fact(run.id, f"{number:05}", "site", "", samples.MISSING)
                store.add_look(run.id, f"{number:05}", "site", samples.look(number))
    return (3, 60, 60)


def migrations_with(tmp_path: Path, more: str = "") -> Path:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "r9999_note.py").write_text(TO_COME.format(head=HEAD, more=more))
    return folder


def test_a_batch_migration_of_a_parent_table_keeps_every_row(url: str, tmp_path: Path) -> None:
    rows = filled(url, tmp_path)
    engine = make_engine(make_url(url), foreign_keys=False)
    with writer(engine).begin() as connected:
        migrate(connected, make_url(url), migrations_with(tmp_path))
    with engine.connect() as connected:
        assert tuple(connected.execute(text(COUNTS)).one()) == rows
        assert "note" in {column["name"] for column in inspect(connected).get_columns("run")}
    engine.dispose()


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ('    op.execute("DELETE FROM run WHERE id = (SELECT id FROM run)")', StoreDamagedError),
        ("    raise RuntimeError('half way')", RuntimeError),
    ],
)
def test_a_migration_that_goes_wrong_leaves_the_store_as_it_was(
    url: str, tmp_path: Path, more: str, error: type[Exception]
) -> None:
    rows = filled(url, tmp_path)
    folder = migrations_with(tmp_path, more)
    engine = make_engine(make_url(url), foreign_keys=False)
    with pytest.raises(error), writer(engine).begin() as connected:
        migrate(connected, make_url(url), folder)
    with engine.connect() as connected:
        assert tuple(connected.execute(text(COUNTS)).one()) == rows
        assert "note" not in {column["name"] for column in inspect(connected).get_columns("run")}
        assert version(connected) == HEAD
    engine.dispose()


def test_several_that_open_a_new_store_at_once_all_find_it_made(url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(lambda _: Store.open(url, tmp_path / "evidence"), range(6)))
    stores[0].begin_run(run := samples.run())
    assert all(store.run() == run for store in stores)
    for store in stores:
        store.close()


def test_those_who_make_one_database_at_once_do_not_lock_each_other_out(tmp_path: Path) -> None:
    """The switch to WAL ignores SQLite's own patience: without ours one round in seven failed."""

    def connect(file: Path, together: threading.Barrier) -> str:
        engine = make_engine(make_url(f"sqlite:///{file}"))
        try:
            together.wait(10)
            with engine.connect() as connection:
                return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
        finally:
            engine.dispose()

    for number in range(40):
        file, together = tmp_path / f"{number}.db", threading.Barrier(6)
        with ThreadPoolExecutor(6) as pool:
            modes = list(pool.map(lambda _, f=file, t=together: connect(f, t), range(6)))
        assert modes == ["wal"] * 6


def test_the_tables_are_plain_enough_for_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "INDEX ix_" in str(CreateIndex(index).compile(dialect=dialect))
