"""cases by a number they had before

Revision: 0027
Follows: 0026
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_case_reference_reference", "case_reference", ["reference"])


def downgrade() -> None:
    op.drop_index("ix_case_reference_reference", "case_reference")
