"""what a desk is filtered by, the views a liaison saved, and whether keys work

Revision: 0018
Follows: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

LISTS = (("open", "opened_at", "state <> 'closed'"), ("closed", "closed_at", "state = 'closed'"))


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "saved_view",
        sa.Column("id", big, nullable=False),
        sa.Column("person_id", big, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    op.create_table(
        "desk_habit",
        sa.Column("person_id", big, nullable=False),
        sa.Column("keys", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_habit_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_desk_habit")),
    )
    for state, moment, condition in LISTS:
        for of in ("board", "service"):
            op.create_index(
                f"ix_city_case_{state}_{of}",
                "city_case",
                ["agency_id", f"{of}_id", moment, "id"],
                sqlite_where=sa.text(condition),
                postgresql_where=sa.text(condition),
            )
    op.create_index("ix_person_display_name", "person", ["display_name"])
    op.create_index("ix_exact_place_address", "exact_place", ["address"])


def downgrade() -> None:
    op.drop_index("ix_exact_place_address", "exact_place")
    op.drop_index("ix_person_display_name", "person")
    for state, _moment, _condition in LISTS:
        for of in ("board", "service"):
            op.drop_index(f"ix_city_case_{state}_{of}", "city_case")
    op.drop_table("desk_habit")
    op.drop_table("saved_view")
