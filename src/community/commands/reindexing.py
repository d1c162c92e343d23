"""``community reindex``: the index of words made anew."""

from argparse import ArgumentParser, Namespace
from typing import Any

from community.commands.building import build
from community.importing.progress import Progress, on_stderr
from community.search.reindexing import index_batch, mend_engine_index, threads_in_all


def add_commands(commands: Any, common: ArgumentParser) -> None:
    """``community reindex``."""
    words = "make the index that search asks anew; people go on reading and writing meanwhile"
    command = commands.add_parser("reindex", parents=[common], help=words)
    command.set_defaults(run=run)


def run(args: Namespace) -> None:
    """Index every thread of the configured database."""
    number = reindex(build(args).registry, on_stderr)
    print(f"Indexed {number:,} posts and cases.")


def reindex(app: Any, progress: Progress) -> int:
    """All batches, each in a transaction of its own. Returns how many threads were indexed."""
    with app.sessions.writing() as db, db.begin():
        mend_engine_index(db)
        total = threads_in_all(db)
    bar, done = progress("reindex", total, " threads"), 0
    after: int | None = 0
    while after is not None:
        with app.sessions.writing() as db, db.begin():
            number, after = index_batch(db, after)
        done += number
        bar.update(number)
    bar.close()
    return done
