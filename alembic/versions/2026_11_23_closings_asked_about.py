"""closings that neighbors are asked about, for maps and "Nearby"

Revision: 0031
Follows: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    some = sa.text("confirm_until is not null")
    op.create_index(
        "ix_city_case_asked_about", "city_case", ["confirm_until"], sqlite_where=some, postgresql_where=some
    )


def downgrade() -> None:
    op.drop_index("ix_city_case_asked_about", "city_case")
