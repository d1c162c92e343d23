"""what was told of a case without a post, for the hand-off; and how many systems could not be compared with

Revision: 0030
Follows: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "tray_report",
        sa.Column("case_id", big, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("landmark", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_tray_report_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_tray_report")),
    )
    with op.batch_alter_table("reconciliation") as batch_op:
        batch_op.add_column(sa.Column("unasked", big, server_default="0", nullable=False))
    with op.batch_alter_table("reconciliation") as batch_op:
        batch_op.alter_column("unasked", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("reconciliation") as batch_op:
        batch_op.drop_column("unasked")
    op.drop_table("tray_report")
