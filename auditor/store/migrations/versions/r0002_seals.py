"""Seals over what a run, a judgement or a purge wrote, and tombstones of what was purged."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"

UUID = sa.String(36)
SHA = sa.String(64)
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add both tables; what was kept before has no seal, and `verify` says so."""
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_id", UUID, nullable=False),
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("sealed_at", TIME, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.LargeBinary(), nullable=False),
        sa.Column("head", SHA, nullable=False),
        sa.Column("previous", SHA, nullable=False),
        sa.Column("public_key", sa.String(44), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_seal"),
        comment="One a closed run, a judgement, a purge: a hash chain over its rows, signed, in one line",
    )
    op.create_index("ix_seal_subject_subject_id", "seal", ["subject", "subject_id"], unique=True)
    op.create_table(
        "tombstone",
        sa.Column("purge_id", UUID, nullable=False),
        sa.Column("table_name", sa.String(32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("leaf", SHA, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("purge_id", "table_name", "key", name="pk_tombstone"),
        comment="In the place of a purged body: its leaf in the chain, so that purged is not tampered",
    )
    op.create_index("ix_tombstone_run_id", "tombstone", ["run_id"])
