"""words that wait for the link of a mail; used codes forget whose they were

Revision: 0025
Follows: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("code") as batch_op:
        batch_op.add_column(sa.Column("kept", sa.Text(), nullable=True))
    op.execute("update code set display_name = null, password_hash = null where used_at is not null")


def downgrade() -> None:
    with op.batch_alter_table("code") as batch_op:
        batch_op.drop_column("kept")
