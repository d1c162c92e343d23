"""the way to the city: what was handed over, the city's numbers, both sides compared, endpoints

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNSETTLED = sa.text("settled_at is null")
STUCK = sa.text("stuck_since is not null and settled_at is null")


def upgrade() -> None:
    _handoff()
    _numbers()
    _endpoints()


def _handoff() -> None:
    op.create_table(
        "handoff",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("activity_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=True),
        sa.Column("endpoint_id", NUMBER, nullable=True),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("stuck_since", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("kind in ('opened','reopened','moved')", name=op.f("ck_handoff_kind")),
        sa.CheckConstraint("state in ('queued','asked','token','accepted','dropped')", name=op.f("ck_handoff_state")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_handoff_case_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_handoff_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
        sa.UniqueConstraint("activity_id", name=op.f("uq_handoff_activity_id")),
        sa.UniqueConstraint("key", name=op.f("uq_handoff_key")),
    )
    op.create_index(op.f("ix_handoff_case_id"), "handoff", ["case_id"])
    op.create_index(op.f("ix_handoff_settled_at"), "handoff", ["settled_at"])
    op.create_index(
        "ix_handoff_unsettled", "handoff", ["created_at"], sqlite_where=UNSETTLED, postgresql_where=UNSETTLED
    )
    op.create_index("ix_handoff_stuck", "handoff", ["stuck_since", "id"], sqlite_where=STUCK, postgresql_where=STUCK)
    # What was owed before there were hand-offs is owed still, by one.
    op.execute(
        "insert into handoff (case_id, activity_id, kind, key, state, created_at, settled_at, detail) "
        "select activity.case_id, activity.id, 'opened', 'stoop-' || activity.case_id || '-' || activity.id, "
        "case when city_case.reference is not null then 'accepted' when city_case.state = 'closed' then 'dropped' "
        "else 'queued' end, activity.at, "
        "case when city_case.reference is not null or city_case.state = 'closed' then activity.at end, '' "
        "from delivery join activity on activity.id = delivery.activity_id "
        "join city_case on city_case.id = activity.case_id where delivery.kind = 'handoff'"
    )


def _numbers() -> None:
    op.create_table(
        "case_reference",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("endpoint_id", NUMBER, nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended", MOMENT, nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("said_at", MOMENT, nullable=True),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("missed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_case_reference_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_reference")),
    )
    op.create_index(op.f("ix_case_reference_case_id"), "case_reference", ["case_id"])
    op.create_index("ix_case_reference_endpoint_id_reference", "case_reference", ["endpoint_id", "reference"])
    op.create_index(
        "ix_case_reference_open", "case_reference", ["endpoint_id", "id"], sqlite_where=sa.text("ended is null"),
        postgresql_where=sa.text("ended is null"),
    )  # fmt: skip
    op.create_table(
        "reconciliation",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("escalated", NUMBER, nullable=False),
        sa.Column("accepted", NUMBER, nullable=False),
        sa.Column("stuck", NUMBER, nullable=False),
        sa.Column("missing", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_reconciliation")),
    )


def _endpoints() -> None:
    op.create_table(
        "endpoint",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("jurisdiction", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("quirks", sa.Text(), nullable=False),
        sa.Column("codes", JSON, nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("key_parameter", sa.Text(), nullable=False),
        sa.Column("listing_delay", NUMBER, nullable=True),
        sa.Column("timeout", NUMBER, nullable=False),
        sa.Column("takes_updates", sa.Boolean(), nullable=False),
        sa.Column("gives_updates", sa.Boolean(), nullable=False),
        sa.Column("failures", NUMBER, nullable=False),
        sa.Column("rests_until", MOMENT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("pulled_at", MOMENT, nullable=True),
        sa.Column("updates_until", MOMENT, nullable=True),
        sa.Column("pull_problem", sa.Text(), nullable=False),
        sa.CheckConstraint("format in ('xml','json')", name=op.f("ck_endpoint_format")),
        sa.CheckConstraint("finding in ('repeat','key','list','none')", name=op.f("ck_endpoint_finding")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_endpoint_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint")),
        sa.UniqueConstraint("agency_id", name=op.f("uq_endpoint_agency_id")),
    )
    op.create_table(
        "heard",
        sa.Column("endpoint_id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoint.id"], name=op.f("fk_heard_endpoint_id")),
        sa.PrimaryKeyConstraint("endpoint_id", "key", name=op.f("pk_heard")),
    )


def downgrade() -> None:
    for table in ("heard", "endpoint", "reconciliation", "case_reference", "handoff"):
        op.drop_table(table)
