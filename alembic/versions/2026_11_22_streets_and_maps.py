"""names of streets by pairs of letters, posts on a map

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MAPPED = "listed{} and hidden_at is null and state in ('open', 'escalated')"
MAPPED_SQLITE, MAPPED_POSTGRESQL = sa.text(MAPPED.format(" = 1")), sa.text(MAPPED.format(""))
INDEXES = {"ix_observation_map_box": ["lat", "lon"], "ix_observation_map_new": ["id"]}
KINDS = {
    "avenue", "boulevard", "circle", "court", "drive", "east", "highway", "lane", "north", "parkway", "place", "road",
    "saint", "south", "square", "street", "terrace", "west", "ave", "blvd", "cir", "ct", "dr", "e", "hwy", "ln", "n",
    "pkwy", "pl", "rd", "st", "s", "sq", "ter", "w",
}  # fmt: skip


def text(length):
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    street = op.create_table(
        "street",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", text(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_street")),
        sa.UniqueConstraint("key", name=op.f("uq_street_key")),
    )
    street_pair = op.create_table(
        "street_pair",
        sa.Column("pair", text(2), nullable=False),
        sa.Column("street_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name=op.f("fk_street_pair_street_id_street")),
        sa.PrimaryKeyConstraint("pair", "street_id", name=op.f("pk_street_pair")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        for name, columns in INDEXES.items():
            batch_op.create_index(
                name, columns, unique=False, sqlite_where=MAPPED_SQLITE, postgresql_where=MAPPED_POSTGRESQL
            )
    learn_what_is_there(street, street_pair)


def learn_what_is_there(street, street_pair) -> None:
    """The streets of blocks that were imported before."""
    connection = op.get_bind()
    found = connection.execute(sa.text("select street_key, min(street) from block group by street_key")).all()
    rows = [{"id": number, "key": key, "name": name} for number, (key, name) in enumerate(found, 1)]
    if not rows:
        return
    pairs = [{"pair": pair, "street_id": row["id"]} for row in rows for pair in pairs_of(row["key"])]
    connection.execute(street.insert(), rows)
    connection.execute(street_pair.insert(), pairs)
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("select setval(pg_get_serial_sequence('street', 'id'), :last)"), {"last": len(rows)})


def pairs_of(folded):
    words = [word for word in folded.split() if word not in KINDS] or folded.split()
    padded = " " + " ".join(words) + " "
    return list(dict.fromkeys(padded[at : at + 2] for at in range(len(padded) - 1)))[:24]


def downgrade() -> None:
    with op.batch_alter_table("observation", schema=None) as batch_op:
        for name in INDEXES:
            batch_op.drop_index(name, sqlite_where=MAPPED_SQLITE, postgresql_where=MAPPED_POSTGRESQL)
    op.drop_table("street_pair")
    op.drop_table("street")
