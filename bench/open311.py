"""Open311 on Boston's real requests: our answer against the least one could do for the same rows, and the bulk file
against a bare cursor that writes the same file. Needs COMMUNITY_SHARED_DATA."""

import csv
import gzip
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench import data
from bench.imports import resident
from bench.measure import Figure, ratio
from bench.pages import visit
from community import main
from community.cases.models import Backing, Case
from community.db.engines import Engines
from community.importing.boards import BoardOptions, import_boards
from community.importing.progress import silent
from community.importing.requests import RequestOptions, import_requests
from community.observations.models import Observation
from community.open311.bulk import bulk_file
from community.open311.describing import BULK
from community.open311.requests_queries import requests_query
from community.open311.server_rules import Wanted
from community.settings import INI_PREFIX

ROWS, ASKED, ROUNDS = 40_000, 1_000, 5
MAPPING = Path(__file__).parents[1] / "docs" / "examples" / "boston.toml"
SPAN = "start_date=2011-09-01T00:00:00Z&end_date=2011-11-29T00:00:00Z"
ONE_QUERY = (
    requests_query({})
    .add_columns(Observation.title, Observation.description, Observation.place, Observation.photo_key)
    .outerjoin(Backing, Backing.case_id == Case.id)
    .outerjoin(Observation, Observation.id == Backing.observation_id)
    .order_by(Case.opened_at.desc(), Case.id.desc())
    .limit(ASKED)
)
BARE = """
SELECT c.id, replace(substr(c.opened_at, 1, 19), ' ', 'T') || 'Z',
  replace(substr(CASE WHEN c.state = 'closed' THEN c.closed_at ELSE max(c.opened_at,
    coalesce((SELECT max(at) FROM step WHERE case_id = c.id), ''),
    coalesce((SELECT max(written_at) FROM follow_up WHERE case_id = c.id), '')) END, 1, 19), ' ', 'T') || 'Z',
  CASE WHEN c.state = 'closed' THEN replace(substr(c.closed_at, 1, 19), ' ', 'T') || 'Z' END,
  CASE WHEN c.state = 'in_progress' THEN '311 case open' WHEN c.state <> 'closed' THEN 'Sent to 311'
    WHEN c.code = 'not_found' THEN 'City did not find it' WHEN c.code = 'done' THEN 'City says done'
    WHEN c.code = 'duplicate' THEN 'Joined to another post'
    WHEN c.code = 'imported' THEN 'Closed by the city' ELSE 'Answered, not a 311 job' END,
  (SELECT words FROM follow_up WHERE case_id = c.id ORDER BY written_at DESC, id DESC LIMIT 1),
  c.opened_by, s.name, NULL,
  CASE WHEN o.description = '' THEN o.title WHEN substr(o.description, 1, length(o.title)) = o.title
    THEN o.description ELSE o.title || char(10) || char(10) || o.description END,
  a.name, coalesce(o.place, c.place), coalesce(o.lat, c.lat), coalesce(o.lon, c.lon),
  CASE WHEN c.state = 'closed' THEN coalesce(c.code, 'imported') END,
  CASE c.neighbors_say WHEN 'fixed' THEN 'fixed' WHEN 'still' THEN 'still_there' END, c.fixed_count, c.still_count,
  coalesce(o.seen_count, 0), coalesce(o.gone_count, 0)
FROM city_case c JOIN agency a ON a.id = c.agency_id LEFT JOIN service s ON s.id = c.service_id
  LEFT JOIN backing b ON b.case_id = c.id LEFT JOIN observation o ON o.id = b.observation_id
ORDER BY c.id
"""


def figures(folder: Path) -> Iterator[Figure]:
    """1,000 requests as JSON; the bulk file and its memory."""
    shared = os.environ.get("COMMUNITY_SHARED_DATA")
    if not shared:
        print("SKIPPED: 40,000 real requests of Boston; set COMMUNITY_SHARED_DATA to find them", file=sys.stderr)
        return
    engines = data.fresh(folder, "boston")
    router = main(**{INI_PREFIX + "engines": engines, INI_PREFIX + "home": str(folder)})
    _import(router.registry, Path(shared) / "boston", folder / "requests.csv")
    ours, floor = visit(router, f"/open311/v2/requests.json?{SPAN}"), _dumped(engines)
    if len(json.loads(ours())) != ASKED:
        raise RuntimeError("Boston's autumn of 2011 has fewer requests than are asked for")
    yield ratio("GET requests.json, 1,000 of Boston / json.dumps of one query", ours, floor, 3.0, repeat=1)
    yield from _bulk(router.registry, engines, folder)


def _import(app: Any, boston: Path, file: Path) -> None:
    import_boards(app, boston / "neighborhoods.geojson", BoardOptions("Name"), silent)
    with gzip.open(boston / "requests.csv.gz", "rt", newline="") as whole, file.open("w", newline="") as part:
        csv.writer(part).writerows(islice(csv.reader(whole), ROWS + 1))
    import_requests(app, file, RequestOptions(MAPPING), silent)


def _dumped(engines: Engines) -> Callable[[], bytes]:
    """The floor: one query, its rows as they are, and ``json.dumps``."""

    def dump() -> bytes:
        with Session(engines.reading) as db:
            rows = [dict(row) for row in db.execute(ONE_QUERY).mappings()]
        return json.dumps(rows, default=str).encode()

    return dump


def _bulk(app: Any, engines: Engines, folder: Path) -> Iterator[Figure]:
    mine, bare = folder / "mine.csv", folder / "bare.csv"
    growth: list[float] = []

    def ours() -> None:
        early = 0
        with mine.open("wb") as file:
            for number, piece in enumerate(bulk_file(app.sessions, Wanted())):
                file.write(piece)
                early = resident() if number == 3 else early
        growth.append(resident() / early)

    def floor() -> None:
        with engines.reading.connect() as connection, bare.open("w", newline="") as file:
            cursor = connection.connection.cursor()
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(BULK)
            writer.writerows(cursor.execute(BARE))

    taken = [(_seconds(ours), _seconds(floor)) for _round in range(ROUNDS)]
    if mine.read_bytes() != bare.read_bytes():
        raise RuntimeError("the two files differ: the floor does not do the same work")
    quickest, least = min(mine for mine, _bare in taken), min(bare for _mine, bare in taken)
    remark = f"{ROWS / quickest:,.0f} requests a second against {ROWS / least:,.0f}"
    yield Figure(
        "Bulk CSV / a bare cursor writing the same file", least / quickest, 0.5, "×", at_least=True, remark=remark
    )
    yield Figure("Bulk CSV: memory at the end / after 8,000 rows", max(growth), 1.05, "×")


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
