"""search

Revision: 0006
Follows: 0005

The words of what is there already are not indexed here: folding them is the application's. A timer asks the worker to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_A_CASE = sa.text("case_id is not null")

# Words are folded and parted by spaces already: "ascii" takes every other letter as part of a word, as it is.
SQLITE = (
    "create virtual table search_index using fts5(title, words, marks, content='search_entry', content_rowid='id',"
    " tokenize='ascii', detail='column', columnsize=0)",
    "create trigger search_entry_insert after insert on search_entry begin"
    " insert into search_index(rowid, title, words, marks) values (new.id, new.title, new.words, new.marks); end",
    "create trigger search_entry_delete after delete on search_entry begin"
    " insert into search_index(search_index, rowid, title, words, marks)"
    " values ('delete', old.id, old.title, old.words, old.marks); end",
    "create trigger search_entry_update after update on search_entry begin"
    " insert into search_index(search_index, rowid, title, words, marks)"
    " values ('delete', old.id, old.title, old.words, old.marks);"
    " insert into search_index(rowid, title, words, marks) values (new.id, new.title, new.words, new.marks); end",
)
# No parser and no dictionary either: the very words, those of the title once more behind "=", the marks behind "#".
POSTGRESQL = (
    "alter table search_entry add column search_index tsvector generated always as (array_to_tsvector(array_remove("
    "string_to_array(words || ' ' || title || ' =' || replace(title, ' ', ' =') || ' #' || replace(marks, ' ', ' #'),"
    " ' '), ''))) stored",
    "create index ix_search_entry_search_index on search_entry using gin (search_index)",
)
SOMETHING_TO_INDEX = (
    "insert into timer (kind, subject, due) select 'search_reindex', '0', current_timestamp"
    " where exists (select 1 from observation) or exists (select 1 from city_case)"
)


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("observation_id", BIG, nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_entry_observation_id"), ["observation_id"], unique=False)
        batch_op.create_index(
            "ix_search_entry_case_id", ["case_id"], unique=False, sqlite_where=OF_A_CASE, postgresql_where=OF_A_CASE
        )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    op.execute(SOMETHING_TO_INDEX)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop table search_index")
    op.drop_table("search_entry")
    op.execute("delete from timer where kind = 'search_reindex'")
