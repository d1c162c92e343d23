"""what a case was promised in time, and when its clock stood still

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
COLUMNS = {"answered_at": MOMENT, "pace": sa.Text(), "due_at": MOMENT, "paused_since": MOMENT, "paused_for": sa.Text()}
VIEWS = {
    "ix_city_case_late": sa.text("pace = 'late' and state <> 'closed'"),
    "ix_city_case_at_risk": sa.text("pace = 'at_risk' and state <> 'closed'"),
}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("city_case", sa.Column(name, kind, nullable=True))
    for name, where in VIEWS.items():
        op.create_index(name, "city_case", ["agency_id", "due_at", "id"], sqlite_where=where, postgresql_where=where)
    op.create_table(
        "case_clock",
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("service_id", NUMBER, nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("risk_at", MOMENT, nullable=False),
        sa.Column("met_at", MOMENT, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.CheckConstraint("measure in ('first_answer','completion')", name=op.f("ck_case_clock_measure")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_case_clock_case_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_case_clock_service_id")),
        sa.PrimaryKeyConstraint("case_id", "measure", name=op.f("pk_case_clock")),
    )
    op.create_index("ix_case_clock_decided", "case_clock", ["decided_at", "service_id", "measure", "on_time"])
    op.create_table(
        "case_pause",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("follow_up_id", NUMBER, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("began_by", NUMBER, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", NUMBER, nullable=True),
        sa.Column("ended_how", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_case_pause_case_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_case_pause_follow_up_id")),
        sa.ForeignKeyConstraint(["began_by"], ["person.id"], name=op.f("fk_case_pause_began_by")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_case_pause_ended_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_pause")),
    )
    op.create_index("ix_case_pause_case", "case_pause", ["case_id", "began_at"])


def downgrade() -> None:
    op.drop_table("case_pause")
    op.drop_table("case_clock")
    for name in VIEWS:
        op.drop_index(name, "city_case")
    for name in reversed(COLUMNS):
        op.drop_column("city_case", name)
