"""The import of past requests against floor (d): a bare bulk insert of the very same rows into the same tables."""

import csv
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from bench import data
from bench.measure import Figure
from community import main
from community.activity.models import Activity
from community.cases.models import Backing, Case, FollowUp, Step
from community.catalog.models import Agency, Service
from community.db.engines import Engines
from community.importing.progress import Silent
from community.importing.requests import RequestOptions, import_requests
from community.observations.models import ExactPlace, Observation
from community.search.models import Entry
from community.settings import INI_PREFIX

ROWS, BATCH = 20_000, 1_000
TABLES = (Agency, Service, Observation, ExactPlace, Case, Backing, FollowUp, Step, Activity, Entry)
MAPPING = """
source = "bench"
zone = "America/New_York"
[columns]
id = "id"
opened_at = "opened"
closed_at = "closed"
status = "status"
title = "title"
service = "service"
agency = "agency"
closing = "closing"
address = "address"
lat = "lat"
lon = "lon"
[status]
open = ["Open"]
closed = ["Closed"]
[[agency]]
key = "streets"
name = "Streets"
from = ["Streets"]
[[service]]
code = "pothole"
name = "Pothole"
agency = "streets"
from = ["Pothole"]
"""


def requests(folder: Path) -> Iterator[Figure]:
    """Rows a second against the floor, and how much memory grows from the first quarter to the end."""
    source, mapping = folder / "requests.csv", folder / "mapping.toml"
    mapping.write_text(MAPPING)
    _write_file(source)
    ours = data.fresh(folder, "ours")
    data.one_board(ours)
    app = main(**{INI_PREFIX + "engines": ours, INI_PREFIX + "home": str(folder)})
    watch = MemoryWatch(source.stat().st_size)
    start = time.process_time()
    report = import_requests(app.registry, source, RequestOptions(mapping), lambda *_told: watch)
    taken, growth = time.process_time() - start, watch.growth  # before the floor fills memory with its rows
    if report.counts["new"] != ROWS:
        raise RuntimeError(f"imported {report.counts} instead of {ROWS} rows: {report.refusals[:3]}")
    least = _bare_insert(ours, data.fresh(folder, "floor"))
    remark = f"{ROWS / taken:,.0f} requests a second against {ROWS / least:,.0f}"
    yield Figure("import of requests / bare bulk insert (d)", least / taken, 0.4, "×", at_least=True, remark=remark)
    yield Figure("import: memory at the end / at a quarter", growth, 1.15, "×")


class MemoryWatch(Silent):
    """A progress bar that looks at this process's memory at a quarter of the file and at its end."""

    def __init__(self, size: int) -> None:
        self._size, self._done, self._quarter = size, 0, 0

    def update(self, number: int) -> None:
        """So many bytes of the file were read."""
        self._done += number
        if not self._quarter and self._done >= self._size / 4:
            self._quarter = resident()

    @property
    def growth(self) -> float:
        """Memory now, over memory at a quarter."""
        return resident() / self._quarter


def resident() -> int:
    """Memory this process holds, in kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def _write_file(path: Path) -> None:
    start = datetime(2015, 1, 1)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["id", "opened", "closed", "status", "title", "service", "agency", "closing", "address", "lat", "lon"]
        )
        for number in range(ROWS):
            opened = start + timedelta(minutes=37 * number)
            closed = number % 5 > 0
            place = (42.31 + number % 80 / 1000, -71.09 + number % 70 / 1000)
            writer.writerow(
                [
                    number + 1, opened, opened + timedelta(days=2) if closed else "", "Closed" if closed else "Open",
                    "Pothole in the bike lane", "Pothole", "Streets", "Filled it." if closed else "",
                    f"{number % 9000} Larch St", *place,
                ]
            )  # fmt: skip


def _bare_insert(source: Engines, target: Engines) -> float:
    """CPU seconds to put all rows of ``source`` into the same, empty tables of ``target``, nothing else."""
    data.one_board(target)
    taken = 0.0
    for model in TABLES:
        with source.reading.connect() as connection:
            rows: list[dict[str, Any]] = [dict(row._mapping) for row in connection.execute(select(model.__table__))]
        start = time.process_time()
        for first in range(0, len(rows), BATCH):
            with target.writing.begin() as connection:
                connection.execute(insert(model), rows[first : first + BATCH])
        taken += time.process_time() - start
    return taken
