"""The migrations make exactly the tables the models describe, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from community.commands.migrating import alembic_config
from community.db.base import Base, Moment, is_described
from community.db.engines import Engines


def same_type(_context, _column, _metadata_column, _found, wanted):
    """Our Moment is a timestamp with time zone on both engines; alembic cannot know."""
    return False if isinstance(wanted, Moment) else None


def test_migrations_make_what_the_models_say(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": same_type, "include_object": is_described}
        )
        differences = compare_metadata(context, Base.metadata)
    assert not differences, "\n".join(str(difference) for difference in differences)


def test_there_is_one_head_and_migrations_know_no_application(engines: Engines) -> None:
    with engines.reading.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        with open(script.path, encoding="utf-8") as file:
            assert "community" not in file.read(), f"{script.path} imports the application, which will change"
