"""from when other systems read what could be undone

Revision: 0026
Follows: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

WAITED = sa.text("final_at is not null")
INDEXED = {"follow_up": ["final_at", "id"], "step": ["final_at"]}


def upgrade() -> None:
    for table, columns in INDEXED.items():
        op.add_column(table, sa.Column("final_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(f"ix_{table}_final_at", table, columns, sqlite_where=WAITED, postgresql_where=WAITED)


def downgrade() -> None:
    for table in INDEXED:
        op.drop_index(f"ix_{table}_final_at", table)
        op.drop_column(table, "final_at")
