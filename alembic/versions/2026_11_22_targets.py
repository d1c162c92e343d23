"""how soon the city answers, in which hours, and who does it on which board

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("service") as service:
        service.add_column(sa.Column("type", sa.Text(), server_default="realtime", nullable=False))
        service.create_check_constraint(op.f("ck_service_type"), "type in ('realtime','batch','blackbox')")
    op.add_column("question", sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "target",
        sa.Column("service_id", NUMBER, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("amount", NUMBER, nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("measure in ('first_answer','completion')", name=op.f("ck_target_measure")),
        sa.CheckConstraint("unit in ('working_hours','working_days','hours','days')", name=op.f("ck_target_unit")),
        sa.CheckConstraint("amount between 1 and 3650", name=op.f("ck_target_amount")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_target_service_id")),
        sa.PrimaryKeyConstraint("service_id", "measure", name=op.f("pk_target")),
    )
    op.create_table(
        "route",
        sa.Column("service_id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("agency_id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_route_service_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_route_board_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_route_agency_id")),
        sa.PrimaryKeyConstraint("service_id", "board_id", name=op.f("pk_route")),
    )
    op.create_index(op.f("ix_route_board_id"), "route", ["board_id"])
    op.create_index(op.f("ix_route_agency_id"), "route", ["agency_id"])
    op.create_table(
        "office_hours",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("opens", sa.Text(), nullable=False),
        sa.Column("closes", sa.Text(), nullable=False),
        sa.Column("weekdays", JSON, nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("closed", JSON, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_office_hours_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
    )


def downgrade() -> None:
    op.drop_table("office_hours")
    op.drop_index(op.f("ix_route_agency_id"), "route")
    op.drop_index(op.f("ix_route_board_id"), "route")
    op.drop_table("route")
    op.drop_table("target")
    with op.batch_alter_table("question") as question:
        question.drop_column("public")
    with op.batch_alter_table("service") as service:
        service.drop_constraint(op.f("ck_service_type"), type_="check")
        service.drop_column("type")
