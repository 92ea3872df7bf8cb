"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0001"
down_revision = None

TIME = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
UUID = sa.String(36)
SHA = sa.String(64)
CODE = sa.String(16)
KIND = sa.String(64)


def upgrade() -> None:
    """Create them. Written out: a later change of `tables.py` must not change this revision."""
    _sheet_and_run()
    _fact_and_look()
    _judgement()
    _evidence()


def _sheet_and_run() -> None:
    op.create_table(
        "sheet",
        sa.Column("sha256", SHA, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_sheet"),
        comment="Packed JSON by the sha256 of its canonical bytes: each content once",
    )
    op.create_table(
        "run",
        sa.Column("id", UUID, nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("inventory_sha256", SHA, nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(64), nullable=False),
        sa.Column("narrowed", sa.Boolean(), nullable=False),
        sa.Column("started_at", TIME, nullable=False),
        sa.Column("finished_at", TIME),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("province_code", CODE, nullable=False),
        sa.Column("province_name", sa.Text(), nullable=False),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("communes_sha256", SHA, nullable=False),
        sa.Column("documents_sha256", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
        sa.ForeignKeyConstraint(
            ["communes_sha256"], ["sheet.sha256"], name="fk_run_communes_sha256_sheet"
        ),
    )


def _fact_and_look() -> None:
    op.create_table(
        "fact",
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("commune", CODE, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "commune", "kind", "target", name="pk_fact"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_fact_run_id_run"),
    )
    op.create_table(
        "look",
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("commune", CODE, nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "commune", "kind", "target", "at", name="pk_look"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_look_run_id_run"),
    )
    op.create_index("ix_look_commune_kind_at", "look", ["commune", "kind", "at"])


def _judgement() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", UUID, nullable=False),
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("judged_at", TIME, nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("policy_sha256", SHA, nullable=False),
        sa.Column("causes_sha256", SHA, nullable=False),
        sa.Column("not_reached", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_judgement"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_judgement_run_id_run"),
        sa.ForeignKeyConstraint(
            ["policy_sha256"], ["sheet.sha256"], name="fk_judgement_policy_sha256_sheet"
        ),
        sa.ForeignKeyConstraint(
            ["causes_sha256"], ["sheet.sha256"], name="fk_judgement_causes_sha256_sheet"
        ),
    )
    op.create_index("ix_judgement_run_id", "judgement", ["run_id"])
    op.create_table(
        "judgement_sheet",
        sa.Column("judgement_id", UUID, nullable=False),
        sa.Column("commune", CODE, nullable=False),
        sa.Column("sheet_sha256", SHA, nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=False),
        sa.Column("score", JSON, nullable=False),
        sa.Column("rank", sa.Integer()),
        sa.PrimaryKeyConstraint("judgement_id", "commune", name="pk_judgement_sheet"),
        sa.ForeignKeyConstraint(
            ["judgement_id"], ["judgement.id"], name="fk_judgement_sheet_judgement_id_judgement"
        ),
        sa.ForeignKeyConstraint(
            ["sheet_sha256"], ["sheet.sha256"], name="fk_judgement_sheet_sheet_sha256_sheet"
        ),
    )
    op.create_index("ix_judgement_sheet_sheet_sha256", "judgement_sheet", ["sheet_sha256"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("sha256", SHA, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence"),
    )
    op.create_table(
        "run_evidence",
        sa.Column("run_id", UUID, nullable=False),
        sa.Column("commune", CODE, nullable=False),
        sa.Column("sha256", SHA, nullable=False),
        sa.Column("url_key", sa.String(16), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "commune", "sha256", "url_key", name="pk_run_evidence"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_run_evidence_run_id_run"),
        sa.ForeignKeyConstraint(
            ["sha256"], ["evidence.sha256"], name="fk_run_evidence_sha256_evidence"
        ),
    )
    op.create_index("ix_run_evidence_sha256", "run_evidence", ["sha256"])
