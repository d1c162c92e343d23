"""photos for the city's own systems

Revision: 0023
Follows: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.add_column(sa.Column("sends_photos", sa.Boolean(), server_default=sa.true(), nullable=False))
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.alter_column("sends_photos", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("endpoint") as batch_op:
        batch_op.drop_column("sends_photos")
