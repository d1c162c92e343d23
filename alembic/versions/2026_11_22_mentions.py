"""who is named in a staff note

Revision: 0022
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "staff_mention",
        sa.Column("note_id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["staff_note.id"], name=op.f("fk_staff_mention_note_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_mention_person_id")),
        sa.PrimaryKeyConstraint("note_id", "person_id", name=op.f("pk_staff_mention")),
    )
    op.create_index("ix_staff_mention_person_id", "staff_mention", ["person_id"])


def downgrade() -> None:
    op.drop_table("staff_mention")
