"""which posts joined a case that was there already; closed cases by votes

Revision: 0035
Follows: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

CLOSED = sa.text("state = 'closed'")
JOINED = (
    "update backing set joined = {true} where exists (select 1 from activity where activity.case_id = backing.case_id"
    " and activity.observation_id = backing.observation_id and activity.kind = 'case_joined')"
)


def upgrade() -> None:
    with op.batch_alter_table("backing") as batch_op:
        batch_op.add_column(sa.Column("joined", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(JOINED.format(true="true" if op.get_bind().dialect.name == "postgresql" else "1"))
    where = {"sqlite_where": CLOSED, "postgresql_where": CLOSED}
    op.create_index("ix_city_case_closed_votes", "city_case", ["agency_id", "voices", "id"], **where)


def downgrade() -> None:
    op.drop_index("ix_city_case_closed_votes", "city_case")
    with op.batch_alter_table("backing") as batch_op:
        batch_op.drop_column("joined")
