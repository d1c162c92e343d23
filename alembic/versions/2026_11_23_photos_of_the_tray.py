"""photos that came with a staff note: pictures of a request that stands on no board

Revision: 0034
Follows: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BEFORE = "posted_at is null or observation_id is not null or follow_up_id is not null"
SINCE = f"{BEFORE} or note_id is not null"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    with op.batch_alter_table("photo") as batch_op:
        batch_op.drop_constraint(op.f("ck_photo_belongs"), type_="check")
        batch_op.add_column(sa.Column("note_id", big, nullable=True))
        batch_op.create_foreign_key(op.f("fk_photo_note_id"), "staff_note", ["note_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_photo_belongs"), SINCE)
        batch_op.create_index("ix_photo_note", ["note_id"])


def downgrade() -> None:
    op.execute("DELETE FROM photo WHERE note_id IS NOT NULL")
    with op.batch_alter_table("photo") as batch_op:
        batch_op.drop_index("ix_photo_note")
        batch_op.drop_constraint(op.f("fk_photo_note_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_photo_belongs"), type_="check")
        batch_op.drop_column("note_id")
        batch_op.create_check_constraint(op.f("ck_photo_belongs"), BEFORE)
