"""cases that nobody speaks about, and captains who wait for an answer

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

QUIET = sa.text("quiet_since is not null")
COLUMNS = {"asked_at": sa.DateTime(timezone=True), "quiet_since": sa.DateTime(timezone=True), "quiet_for": sa.Text()}


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("city_case", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_city_case_quiet",
        "city_case",
        ["agency_id", "quiet_since", "id"],
        sqlite_where=QUIET,
        postgresql_where=QUIET,
    )


def downgrade() -> None:
    op.drop_index("ix_city_case_quiet", "city_case")
    for name in reversed(COLUMNS):
        op.drop_column("city_case", name)
