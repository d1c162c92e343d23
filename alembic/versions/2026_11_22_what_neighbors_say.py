"""closings that say what they must, and what neighbors who went and looked say

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("city_case") as case:
        for name in ("round", "fixed_count", "still_count"):
            case.add_column(sa.Column(name, NUMBER, server_default="0", nullable=False))
        for name in ("confirm_until", "reopened_at", "place_given_at"):
            case.add_column(sa.Column(name, MOMENT, nullable=True))
        case.add_column(sa.Column("neighbors_say", sa.Text(), nullable=True))
        case.create_check_constraint(op.f("ck_city_case_neighbors_say"), "neighbors_say in ('fixed','still')")
    op.add_column("follow_up", sa.Column("detail", sa.Text(), server_default="", nullable=False))
    for name in ("seen_count", "gone_count"):
        op.add_column("observation", sa.Column(name, NUMBER, server_default="0", nullable=False))
    op.add_column("observation", sa.Column("looked_at", MOMENT, nullable=True))
    op.create_table(
        "confirmation",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("observation_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("round", NUMBER, nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("comment_id", NUMBER, nullable=True),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "says in ('seen','gone','fixed','partly','still','cannot')", name=op.f("ck_confirmation_says")
        ),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_confirmation_observation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_confirmation_person_id")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_confirmation_case_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_confirmation_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    once = sa.text("case_id is not null")
    op.create_index(
        "ix_confirmation_round", "confirmation", ["case_id", "round", "person_id"],
        unique=True, sqlite_where=once, postgresql_where=once,
    )  # fmt: skip
    unsettled = sa.text("case_id is null")
    op.create_index(
        "ix_confirmation_looked", "confirmation", ["observation_id", "person_id"],
        unique=True, sqlite_where=unsettled, postgresql_where=unsettled,
    )  # fmt: skip
    op.create_index(op.f("ix_confirmation_observation_id"), "confirmation", ["observation_id"])
    op.create_index(op.f("ix_confirmation_person_id"), "confirmation", ["person_id"])
    op.create_index(op.f("ix_confirmation_comment_id"), "confirmation", ["comment_id"])


def downgrade() -> None:
    op.drop_table("confirmation")
    op.drop_column("observation", "looked_at")
    for name in ("gone_count", "seen_count"):
        op.drop_column("observation", name)
    op.drop_column("follow_up", "detail")
    with op.batch_alter_table("city_case") as case:
        case.drop_constraint(op.f("ck_city_case_neighbors_say"), type_="check")
        for name in (
            "neighbors_say",
            "place_given_at",
            "reopened_at",
            "confirm_until",
            "still_count",
            "fixed_count",
            "round",
        ):
            case.drop_column(name)
