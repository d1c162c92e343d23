"""photos for the city's own systems; lanes for slow outside work

Revision: 0023
Follows: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


LANES = {
    "city": ("handoff",),
    "asking": ("open311.pull", "open311.compare", "open311.conformance"),
    "pictures": ("open311.media", "photo_bytes"),
    "push": ("push",),
}


def upgrade() -> None:
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.add_column(sa.Column("lane", sa.Text(), server_default="main", nullable=False))
        batch_op.drop_index("ix_delivery_due")
        batch_op.create_index("ix_delivery_lane_due", ["lane", "due"], unique=False)
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.alter_column("lane", server_default=None)
    delivery = sa.table("delivery", sa.column("lane"), sa.column("kind"), sa.column("due"))
    for lane, kinds in LANES.items():  # what is owed still; the rest waits for nothing
        op.execute(delivery.update().where(delivery.c.kind.in_(kinds), delivery.c.due.is_not(None)).values(lane=lane))
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.add_column(sa.Column("sends_photos", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.alter_column("sends_photos", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_index("ix_delivery_lane_due")
        batch_op.create_index("ix_delivery_due", ["due"], unique=False)
        batch_op.drop_column("lane")
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.drop_column("sends_photos")
