"""programs that send requests by GeoReport, what they sent, and how to reach those who reported

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)


CATALOG_CHANGED = sa.text("kind in ('service_saved', 'questions_saved')")


def upgrade() -> None:
    catalog = {"sqlite_where": CATALOG_CHANGED, "postgresql_where": CATALOG_CHANGED}
    op.create_index(op.f("ix_activity_catalog"), "activity", ["id"], **catalog)
    op.create_index(op.f("ix_city_case_opened_at"), "city_case", ["opened_at", "id"])
    op.create_index(op.f("ix_step_at"), "step", ["at"])
    op.create_index(op.f("ix_follow_up_written_at"), "follow_up", ["written_at", "id"])
    op.create_table(
        "reporter",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporter")),
        sa.UniqueConstraint("token", name=op.f("uq_reporter_token")),
    )
    op.create_table(
        "open311_key",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", NUMBER, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_open311_key_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_open311_key_token_hash")),
    )
    op.create_table(
        "open311_receipt",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key_id", NUMBER, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("reporter_id", NUMBER, nullable=True),
        sa.Column("media", JSON, nullable=False),
        sa.Column("extras", JSON, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["open311_key.id"], name=op.f("fk_open311_receipt_key_id")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_open311_receipt_case_id")),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["reporter.id"], name=op.f("fk_open311_receipt_reporter_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_receipt")),
        sa.UniqueConstraint("key_id", "client_id", name=op.f("uq_open311_receipt_key_id_client_id")),
        sa.UniqueConstraint("token", name=op.f("uq_open311_receipt_token")),
    )
    op.create_index(op.f("ix_open311_receipt_case_id"), "open311_receipt", ["case_id"])
    op.create_index(op.f("ix_open311_receipt_reporter_id"), "open311_receipt", ["reporter_id"])
    op.create_table(
        "open311_update",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key_id", NUMBER, nullable=False),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["open311_key.id"], name=op.f("fk_open311_update_key_id")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_open311_update_case_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_open311_update_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_update")),
        sa.UniqueConstraint("key_id", "update_id", name=op.f("uq_open311_update_key_id_update_id")),
    )
    op.create_index(op.f("ix_open311_update_case_id"), "open311_update", ["case_id"])
    op.create_table(
        "open311_conformance",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("ran_at", MOMENT, nullable=False),
        sa.Column("results", JSON, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_open311_conformance_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open311_conformance")),
    )


def downgrade() -> None:
    op.drop_table("open311_conformance")
    op.drop_index(op.f("ix_open311_update_case_id"), "open311_update")
    op.drop_table("open311_update")
    op.drop_index(op.f("ix_open311_receipt_reporter_id"), "open311_receipt")
    op.drop_index(op.f("ix_open311_receipt_case_id"), "open311_receipt")
    op.drop_table("open311_receipt")
    op.drop_table("open311_key")
    op.drop_table("reporter")
    op.drop_index(op.f("ix_follow_up_written_at"), "follow_up")
    op.drop_index(op.f("ix_step_at"), "step")
    op.drop_index(op.f("ix_city_case_opened_at"), "city_case")
    op.drop_index(op.f("ix_activity_catalog"), "activity")
