"""browsers that are pushed to, and what goes to them

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
UNPUSHED = sa.text("push is not null and push_mailing_id is null")


def upgrade() -> None:
    op.create_table(
        "push_device",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("login_id", NUMBER, nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_push_device_person_id")),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_push_device_login_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_device")),
        sa.UniqueConstraint("login_id", name=op.f("uq_push_device_login_id")),
    )
    op.create_index(op.f("ix_push_device_person_id"), "push_device", ["person_id"])
    op.create_index("ix_push_device_endpoint", "push_device", ["endpoint"])
    op.add_column("notice", sa.Column("push", sa.Text(), nullable=True))
    op.add_column("notice", sa.Column("push_mailing_id", NUMBER, nullable=True))
    op.create_index(
        "ix_notice_unpushed", "notice", ["person_id", "push"], sqlite_where=UNPUSHED, postgresql_where=UNPUSHED
    )
    op.create_index("ix_notice_push_mailing", "notice", ["push_mailing_id"])
    op.add_column("notice_choice", sa.Column("push", JSON, server_default="{}", nullable=False))
    op.add_column("mailing", sa.Column("channel", sa.Text(), server_default="mail", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("mailing") as mailing:
        mailing.drop_column("channel")
    with op.batch_alter_table("notice_choice") as choice:
        choice.drop_column("push")
    op.drop_index("ix_notice_push_mailing", "notice")
    op.drop_index("ix_notice_unpushed", "notice")
    with op.batch_alter_table("notice") as notice:
        notice.drop_column("push_mailing_id")
        notice.drop_column("push")
    op.drop_table("push_device")
