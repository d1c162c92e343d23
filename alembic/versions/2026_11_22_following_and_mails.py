"""following, choices, and what became of each mail

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MOMENT = sa.DateTime(timezone=True)
FAILED = sa.text("state in ('bounced', 'given_up')")
UNMAILED = sa.text("mail is not null and mailing_id is null")


def upgrade() -> None:
    op.create_table(
        "signing_key",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_signing_key")),
    )
    op.create_table(
        "follow",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", NUMBER, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("meters", NUMBER, nullable=True),
        sa.Column("cell", sa.Text(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_follow_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("person_id", "kind", "subject_id", name=op.f("uq_follow_person_id_kind_subject_id")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index("ix_follow_cell", ["cell"], unique=False)
        batch_op.create_index("ix_follow_subject", ["kind", "subject_id"], unique=False)
    op.create_table(
        "mailing",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("observation_id", NUMBER, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mailing_failed", ["settled_at"], unique=False, sqlite_where=FAILED, postgresql_where=FAILED
        )
        batch_op.create_index("ix_mailing_person", ["person_id", "id"], unique=False)
    op.create_table(
        "notice_choice",
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("mail", JSON, nullable=False),
        sa.Column("quiet_inbox", JSON, nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("quiet_from", NUMBER, nullable=True),
        sa.Column("quiet_to", NUMBER, nullable=True),
        sa.Column("digest_day", NUMBER, nullable=False),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bounces", NUMBER, server_default="0", nullable=False))
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("why", sa.Text(), server_default="own", nullable=False))
        batch_op.add_column(sa.Column("inbox", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("mail", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("mailing_id", NUMBER, nullable=True))
        batch_op.create_index("ix_notice_mailing", ["mailing_id"], unique=False)
        batch_op.create_index(
            "ix_notice_unmailed", ["person_id", "mail"], unique=False, sqlite_where=UNMAILED, postgresql_where=UNMAILED
        )


def downgrade() -> None:
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_unmailed", sqlite_where=UNMAILED, postgresql_where=UNMAILED)
        batch_op.drop_index("ix_notice_mailing")
        for name in ("mailing_id", "mail", "inbox", "why"):
            batch_op.drop_column(name)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("bounces")
    for name in ("notice_choice", "mailing", "follow", "signing_key"):
        op.drop_table(name)
