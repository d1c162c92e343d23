"""days the city promised

Revision: 0014
Follows: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAUSED = sa.text("paused_since is not null")


def upgrade() -> None:
    op.add_column("city_case", sa.Column("promise", sa.Text(), nullable=True))
    op.add_column("city_case", sa.Column("moved_from", sa.Date(), nullable=True))
    op.create_index(
        "ix_city_case_paused", "city_case", ["paused_since", "service_id"], sqlite_where=PAUSED, postgresql_where=PAUSED
    )
    op.create_table(
        "promise",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=False),
        sa.Column("service_id", NUMBER, nullable=True),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.Column("owner_id", NUMBER, nullable=False),
        sa.Column("follow_up_id", NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open','kept','moved','broken','dropped')", name=op.f("ck_promise_state")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_promise_case_id")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_promise_service_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_promise_agency_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_promise_owner_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_promise_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_index("ix_promise_settled", "promise", ["settled_at", "service_id", "state"])
    op.create_index("ix_promise_case", "promise", ["case_id", "state"])


def downgrade() -> None:
    op.drop_table("promise")
    op.drop_index("ix_city_case_paused", "city_case")
    op.drop_column("city_case", "moved_from")
    op.drop_column("city_case", "promise")
