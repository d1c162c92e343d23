"""cases by a number they had before

Revision: 0025
Follows: 0024
"""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_reference_reference", "case_reference", ["reference"])


def downgrade() -> None:
    op.drop_index("ix_case_reference_reference", "case_reference")
