"""photos, uploads that come in pieces, and the first photo of a post

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BELONGS = "posted_at is null or observation_id is not null or follow_up_id is not null"


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("browser_hash", sa.Text(), nullable=True),
        sa.Column("board_id", NUMBER, nullable=True),
        sa.Column("agency_id", NUMBER, nullable=True),
        sa.Column("observation_id", NUMBER, nullable=True),
        sa.Column("case_id", NUMBER, nullable=True),
        sa.Column("comment_id", NUMBER, nullable=True),
        sa.Column("follow_up_id", NUMBER, nullable=True),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("width", NUMBER, nullable=False),
        sa.Column("height", NUMBER, nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("posted_at", MOMENT, nullable=True),
        sa.CheckConstraint(BELONGS, name=op.f("ck_photo_belongs")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_photo_owner_id")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_photo_board_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_photo_agency_id")),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_photo_observation_id")),
        sa.ForeignKeyConstraint(["case_id"], ["city_case.id"], name=op.f("fk_photo_case_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_photo_comment_id")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_photo_follow_up_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("key", name=op.f("uq_photo_key")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index("ix_photo_observation", ["observation_id", "position"], unique=False)
        batch_op.create_index("ix_photo_comment", ["comment_id"], unique=False)
        batch_op.create_index("ix_photo_follow_up", ["follow_up_id"], unique=False)
    op.create_table(
        "photo_upload",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("browser_hash", sa.Text(), nullable=True),
        sa.Column("length", NUMBER, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("photo_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_photo_upload_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_photo_upload_token")),
    )
    op.add_column("observation", sa.Column("photo_key", sa.Text(), nullable=True))
    op.add_column("observation", sa.Column("photo_bytes", NUMBER, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_column("photo_bytes")
        batch_op.drop_column("photo_key")
    op.drop_table("photo_upload")
    op.drop_table("photo")
