"""The keys of a whole file, and what each stood for: a key used twice is noticed however far apart the rows are.

They wait in a temporary database on disk that goes with the import, as digests of a fixed size: the memory of the
importer does not grow with the file.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from hashlib import blake2b

DIGEST_BYTES = 16


class Use(Enum):
    """A key comes for the first time, again for the same, or again for something else."""

    FIRST = "first"
    AGAIN = "again"
    OTHER = "other"


class Seen:
    """What this file has used so far."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def use(self, key: str, what: object) -> Use:
        """Note that ``key`` stands for ``what``, which is compared by its ``repr``. The first use is what counts."""
        row = (_digest(key), _digest(what))
        if self._database.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", row).rowcount:
            return Use.FIRST
        [before] = self._database.execute("SELECT what FROM seen WHERE key = ?", row[:1]).fetchone()
        return Use.AGAIN if before == row[1] else Use.OTHER


@contextmanager
def seen_keys() -> Iterator[Seen]:
    """For one import of one file."""
    with closing(sqlite3.connect("", isolation_level=None)) as database:  # "": a file nobody else sees, gone at the end
        database.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, what BLOB NOT NULL) WITHOUT ROWID")
        database.execute("BEGIN")  # never committed: nothing of it must outlive a crash
        yield Seen(database)


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode(), digest_size=DIGEST_BYTES).digest()
