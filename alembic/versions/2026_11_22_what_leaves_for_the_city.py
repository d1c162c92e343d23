"""photos for the city's own systems; lanes for slow outside work; posts of requests

Revision: 0024
Follows: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
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

    with op.batch_alter_table("open311_receipt") as batch_op:
        big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
        batch_op.add_column(sa.Column("number", big, nullable=True))
        batch_op.add_column(sa.Column("observation_id", big, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_open311_receipt_observation_id"), "observation", ["observation_id"], ["id"]
        )
        batch_op.create_index("ix_open311_receipt_observation_id", ["observation_id"], unique=False)
    op.execute("update open311_receipt set number = case_id")
    op.execute(  # the post it made stands first behind its case
        "update open311_receipt set observation_id = (select min(backing.observation_id) from backing "
        "where backing.case_id = open311_receipt.case_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("open311_receipt") as batch_op:
        batch_op.drop_index("ix_open311_receipt_observation_id")
        batch_op.drop_constraint(op.f("fk_open311_receipt_observation_id"), type_="foreignkey")
        batch_op.drop_column("observation_id")
        batch_op.drop_column("number")
    with op.batch_alter_table("delivery") as batch_op:
        batch_op.drop_index("ix_delivery_lane_due")
        batch_op.create_index("ix_delivery_due", ["due"], unique=False)
        batch_op.drop_column("lane")
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.drop_column("sends_photos")
