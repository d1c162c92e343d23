"""who has a case open at the desk

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "case_reader",
        sa.Column("case_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_case_reader_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_reader_person_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_case_reader")),
    )


def downgrade() -> None:
    op.drop_table("case_reader")
