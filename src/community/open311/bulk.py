"""GeoReport Bulk: every request as one CSV file, streamed in batches of constant memory.

Each batch is read in a short transaction of its own, by the id that follows the last one: a program that reads slowly
holds no connection up.
"""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator

from community.cases.models import Case
from community.db.sessions import Sessions
from community.open311.bulk_query import bulk_query
from community.open311.describing import BULK
from community.open311.holding import Held, closings_held
from community.open311.requests_queries import narrowed
from community.open311.server_rules import Wanted

BATCH = 2_000
GZIP = 16 + zlib.MAX_WBITS


def bulk_file(sessions: Sessions, wanted: Wanted) -> Iterator[bytes]:
    """The file in pieces: the header, then a batch of rows each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(BULK)
    held: Held = {}
    sqlite = sessions.engines.is_sqlite
    query = narrowed(bulk_query(held, sqlite=sqlite), wanted, held)
    last, more = 0, True
    while more:
        with sessions.engines.reading.connect() as connection:
            if (now_held := closings_held(connection)) != held:
                held = now_held
                query = narrowed(bulk_query(held, sqlite=sqlite), wanted, held)
            rows = connection.execute(query.where(Case.id > last).order_by(Case.id).limit(BATCH)).all()
        writer.writerows(rows)
        more = len(rows) == BATCH
        last = rows[-1].id if rows else last
        yield out.getvalue().encode("utf-8", "replace")
        out.seek(0)
        out.truncate()


def packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces as one gzip stream."""
    packer = zlib.compressobj(6, wbits=GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
