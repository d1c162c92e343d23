"""the desk's queue by the time that is left

Revision: 0029
Follows: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

OPEN, WAITING = "state <> 'closed'", "needs_answer_since is not null"
INDEXES = {
    "open": ("agency_id pace due_at opened_at id", OPEN),
    "waiting": ("agency_id pace due_at needs_answer_since id", WAITING),
    "board": ("agency_id board_id pace due_at opened_at id", OPEN),
    "service": ("agency_id service_id pace due_at opened_at id", OPEN),
}


def upgrade() -> None:
    for name, (columns, condition) in INDEXES.items():
        some = sa.text(condition)
        where = {"sqlite_where": some, "postgresql_where": some}
        op.create_index(f"ix_city_case_{name}_left", "city_case", columns.split(), **where)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(f"ix_city_case_{name}_left", "city_case")
