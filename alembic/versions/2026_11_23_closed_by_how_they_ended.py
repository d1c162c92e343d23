"""the desk's closed cases by how they ended

Revision: 0033
Follows: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CLOSED = sa.text("state = 'closed'")


def upgrade() -> None:
    columns = ["agency_id", "pace", "closed_at", "id"]
    op.create_index("ix_city_case_closed_pace", "city_case", columns, sqlite_where=CLOSED, postgresql_where=CLOSED)


def downgrade() -> None:
    op.drop_index("ix_city_case_closed_pace", "city_case")
