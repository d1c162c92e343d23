"""people by the beginning of their name, whatever its case, accents and script

Revision: 0028
Follows: 0027
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

LONGEST, BATCH = 200, 1_000


def upgrade() -> None:
    text = sa.String(LONGEST).with_variant(sa.String(LONGEST, collation="C"), "postgresql")
    op.add_column("person", sa.Column("name_key", text, nullable=False, server_default=""))
    _fill(op.get_bind())
    op.create_index("ix_person_name_key", "person", ["name_key"])
    op.drop_index("ix_person_display_name", "person")


def _fill(connection: sa.Connection) -> None:
    """The key of every name there is."""
    person = sa.table("person", sa.column("id"), sa.column("display_name"), sa.column("name_key"))
    last = 0
    one = person.update().where(person.c.id == sa.bindparam("whose")).values(name_key=sa.bindparam("key"))
    query = sa.select(person.c.id, person.c.display_name).order_by(person.c.id).limit(BATCH)
    while rows := connection.execute(query.where(person.c.id > last)).all():
        connection.execute(one, [{"whose": row.id, "key": _key(row.display_name)} for row in rows])
        last = rows[-1].id


def _key(name: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())[:LONGEST]


def downgrade() -> None:
    op.create_index("ix_person_display_name", "person", ["display_name"])
    op.drop_index("ix_person_name_key", "person")
    op.drop_column("person", "name_key")
