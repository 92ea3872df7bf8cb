"""The tables. One owner, one writer: nobody outside `auditor.store` names one.

Keys are what people know: run id, commune code, kind, target, sha256. Bodies that must come back
exactly (facts, findings) are packed JSON; what a later query may ask for is a column. No cascade
anywhere: a batch migration of a parent table would delete its children without an error.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator

from auditor.store.codec import utc

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
VERSION_TABLE = "auditor_alembic"


class Utc(TypeDecorator[datetime]):
    """A time in UTC, aware on both sides, also where the database keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """Refuse a naive time."""
        return None if value is None else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """Give back the zone that SQLite drops."""
        if value is None or value.tzinfo is not None:
            return None if value is None else value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


metadata = MetaData(naming_convention=NAMES)
Json = JSON().with_variant(JSONB(), "postgresql")
Uuid = String(36)
Sha256 = String(64)
Code = String(16)

sheet = Table(
    "sheet",
    metadata,
    Column("sha256", Sha256, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    comment="Packed JSON by the sha256 of its canonical bytes: each content once",
)

run = Table(
    "run",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("tool_version", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("inventory_sha256", Sha256, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("narrowed", Boolean, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Column("complete", Boolean, nullable=False),
    Column("province_code", Code, nullable=False),
    Column("province_name", Text, nullable=False),
    Column("invented", Boolean, nullable=False),
    Column("communes_sha256", Sha256, ForeignKey("sheet.sha256"), nullable=False),
    Column("documents_sha256", Json, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    Column("run_id", Uuid, ForeignKey("run.id"), primary_key=True),
    Column("commune", Code, primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("schema", Integer, nullable=False),
    Column("missing", Boolean, nullable=False),
    Column("saved_at", Utc, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

look = Table(
    "look",
    metadata,
    Column("run_id", Uuid, ForeignKey("run.id"), primary_key=True),
    Column("commune", Code, primary_key=True),
    Column("kind", String(64), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("at", Utc, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index(None, "commune", "kind", "at"),
)

judgement = Table(
    "judgement",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("run_id", Uuid, ForeignKey("run.id"), nullable=False, index=True),
    Column("judged_at", Utc, nullable=False),
    Column("stage", String(16), nullable=False),
    Column("tool_version", Text, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("profile", Text, nullable=False),
    Column("policy_sha256", Sha256, ForeignKey("sheet.sha256"), nullable=False),
    Column("causes_sha256", Sha256, ForeignKey("sheet.sha256"), nullable=False),
    Column("not_reached", Json, nullable=False),
)

judgement_sheet = Table(
    "judgement_sheet",
    metadata,
    Column("judgement_id", Uuid, ForeignKey("judgement.id"), primary_key=True),
    Column("commune", Code, primary_key=True),
    Column("sheet_sha256", Sha256, ForeignKey("sheet.sha256"), nullable=False, index=True),
    Column("seen", LargeBinary, nullable=False),
    Column("score", Json, nullable=False),
    Column("rank", Integer),
)

evidence = Table(
    "evidence",
    metadata,
    Column("sha256", Sha256, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("kept_at", Utc, nullable=False),
)

run_evidence = Table(
    "run_evidence",
    metadata,
    Column("run_id", Uuid, ForeignKey("run.id"), primary_key=True),
    Column("commune", Code, primary_key=True),
    Column("sha256", Sha256, ForeignKey("evidence.sha256"), primary_key=True),
    Column("url_key", String(16), primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("seen_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False),
    Index(None, "sha256"),
)

seal = Table(
    "seal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("subject", String(16), nullable=False),
    Column("subject_id", Uuid, nullable=False),
    Column("run_id", Uuid, nullable=False),
    Column("sealed_at", Utc, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("leaves", LargeBinary, nullable=False),
    Column("head", Sha256, nullable=False),
    Column("previous", Sha256, nullable=False),
    Column("public_key", String(44), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index(None, "subject", "subject_id", unique=True),
    comment="One a closed run, a judgement, a purge: a hash chain over its rows, signed, in one line",
)

tombstone = Table(
    "tombstone",
    metadata,
    Column("purge_id", Uuid, primary_key=True),
    Column("table_name", String(32), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("run_id", Uuid, nullable=False, index=True),
    Column("leaf", Sha256, nullable=False),
    Column("reason", String(32), nullable=False),
    comment="In the place of a purged body: its leaf in the chain, so that purged is not tampered",
)

__all__ = [
    "VERSION_TABLE",
    "evidence",
    "fact",
    "judgement",
    "judgement_sheet",
    "look",
    "metadata",
    "run",
    "run_evidence",
    "seal",
    "sheet",
    "tombstone",
]
