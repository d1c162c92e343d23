"""the language a person chose, and the one a mail with a code is written in

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("language", sa.Text(), nullable=True))
    op.add_column("code", sa.Column("language", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("code") as code:
        code.drop_column("language")
    with op.batch_alter_table("person") as person:
        person.drop_column("language")
