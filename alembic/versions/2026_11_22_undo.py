"""what can be undone for a short while, and notices that wait for it

Revision: 0021
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "undoable",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("batch", NUMBER, nullable=True),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("observation_id", NUMBER, nullable=True),
        sa.Column("follow_up_id", NUMBER, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("typed", JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint("act in ('answer','close','escalate')", name=op.f("ck_undoable_act")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_undoable_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoable")),
    )
    op.create_index("ix_undoable_person", "undoable", ["person_id", "until"])
    op.create_index("ix_undoable_batch", "undoable", ["batch"])
    op.create_index("ix_undoable_case", "undoable", ["case_id", "act"])
    op.create_index("ix_undoable_follow_up", "undoable", ["follow_up_id"])
    op.add_column("notice", sa.Column("held_until", MOMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("notice", "held_until")
    op.drop_table("undoable")
