"""lists of one board narrowed to a step or a kind

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_observation_step": ["board_id", "state", "created_at", "id"],
    "ix_observation_kind": ["board_id", "service_id", "created_at", "id"],
}


def upgrade() -> None:
    with op.batch_alter_table("observation", schema=None) as batch_op:
        for name, columns in INDEXES.items():
            batch_op.create_index(
                name,
                columns,
                unique=False,
                sqlite_where=sa.text("listed = 1"),
                postgresql_where=sa.text("listed"),
            )


def downgrade() -> None:
    with op.batch_alter_table("observation", schema=None) as batch_op:
        for name in reversed(INDEXES):
            batch_op.drop_index(name)
