"""GeoReport Bulk: every request as one CSV file, streamed in batches of constant memory.

Each batch is read in a short transaction of its own, by the id that follows the last one: a program that reads slowly
holds no connection up.
"""

import csv
import io
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from community.cases.ladder import BY_CODE, CASE_OPEN, SENT
from community.cases.models import Case
from community.db.sessions import Sessions
from community.open311.describing import BULK
from community.open311.formats import write_moment
from community.open311.requests_queries import REQUESTS, Shown, narrowed, shown_of
from community.open311.requests_rows import place_of, updated_at
from community.open311.server_rules import Wanted, words_shown

BATCH = 1_000
GZIP = 16 + zlib.MAX_WBITS
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula. Words of anybody's are in this file."""


def bulk_file(sessions: Sessions, wanted: Wanted) -> Iterator[bytes]:
    """The file in pieces: the header, then a batch of rows each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    steps = {code: status.words for code, status in BY_CODE.items()} | {"": SENT.words, "open": CASE_OPEN.words}
    writer.writerow(BULK)
    last, more = 0, True
    query = narrowed(REQUESTS, wanted).order_by(Case.id).limit(BATCH)
    while more:
        with sessions.reading() as db:
            rows = db.execute(query.where(Case.id > last)).all()
            shown = shown_of(db, (row.id for row in rows))
        writer.writerows(_line(row, place_of(row, shown), steps) for row in rows)
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


def _line(row: Row[Any], shown: Shown, steps: dict[str, str]) -> tuple[Any, ...]:
    closed = row.state == "closed"
    step = (row.code or "imported") if closed else ("open" if row.state == "in_progress" else "")
    return (
        row.id,
        write_moment(row.opened_at),
        write_moment(updated_at(row)),
        write_moment(row.closed_at) if closed else None,
        steps[step],
        _harmless(row.said),
        row.opened_by,
        row.service_name,
        None,
        _harmless(words_shown(shown.title, shown.description)),
        row.agency,
        _harmless(shown.place),
        shown.lat,
        shown.lon,
    )


def _harmless(words: str | None) -> str | None:
    return f"'{words}" if words and words.startswith(FORMULA) else words
