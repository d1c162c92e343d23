"""the words of cases without a post, for the desk's search

Revision: 0032
Follows: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    word = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
    op.create_table(
        "tray_word",
        sa.Column("word", word, nullable=False),
        sa.Column("case_id", big, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_tray_word_case_id")),
        sa.PrimaryKeyConstraint("word", "case_id", name=op.f("pk_tray_word")),
    )
    op.create_index(op.f("ix_tray_word_case_id"), "tray_word", ["case_id"])


def downgrade() -> None:
    op.drop_table("tray_word")
