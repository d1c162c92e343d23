"""what somebody told the desk by phone or at the counter

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "intake",
        sa.Column("id", big, nullable=False),
        sa.Column("case_id", big, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("taken_by", big, nullable=False),
        sa.Column("reporter_id", big, nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_intake_case_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_intake_taken_by")),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["reporter.id"], name=op.f("fk_intake_reporter_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("stamp", name=op.f("uq_intake_stamp")),
    )
    op.create_index(op.f("ix_intake_case_id"), "intake", ["case_id"])
    op.create_index(op.f("ix_intake_reporter_id"), "intake", ["reporter_id"])


def downgrade() -> None:
    op.drop_table("intake")
