"""The real files of three cities, whole, on both engines, and the pages on them. COMMUNITY_SHARED_DATA says where."""

import gc
import os
import resource
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.boards.models import Board
from community.cases.models import Case
from community.importing.boards import BoardOptions, import_boards
from community.importing.progress import silent
from community.importing.requests import RequestOptions, import_requests
from community.observations.models import Observation
from tests.trial.imported_pages import Readers, imported, read_every_page

SHARED = os.environ.get("COMMUNITY_SHARED_DATA")
MAPPING = Path(__file__).parents[2] / "docs" / "examples" / "boston.toml"
BOSTON_ROWS = 122_840
FLAT_MB = 40
"""How much the process may grow over the whole import once the first twentieth is in."""

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(
        not SHARED,
        reason="SKIPPED: 3 real boundary files and 122,840 real requests; set COMMUNITY_SHARED_DATA to find them",
    ),
]


def shared(name):
    return Path(SHARED or "") / name


def count(app, model, *where):
    with app.sessions.reading() as db:
        return db.scalar(select(func.count()).select_from(model).where(*where))


def resident_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Watch:
    """A progress bar that notes the peak of memory as the import goes on."""

    def __init__(self):
        self.peaks = []

    def __call__(self, label, total, unit):
        return self

    def update(self, number):
        self.peaks.append(resident_mb())

    def close(self):
        pass


@pytest.mark.parametrize(
    ("file", "options", "boards"),
    [
        ("boston/neighborhoods.geojson", BoardOptions("Name"), 25),
        ("philadelphia/neighborhoods.geojson", BoardOptions("LISTNAME"), 159),
        ("philadelphia/community_organizations.geojson", BoardOptions("organization_name", "lni_id"), 239),
    ],
)
def test_real_boundaries(app, file, options, boards):
    report = import_boards(app, shared(file), options, silent)
    assert (report.counts["new"], report.counts["refused"]) == (boards, 0)
    again = import_boards(app, shared(file), options, silent)
    assert (again.counts["unchanged"], again.counts["changed"]) == (boards, 0)
    assert count(app, Board) == boards


@pytest.fixture
def tidy():
    """Garbage is looked for as often as in a program: the stories look for it seldom, and memory grows by it."""
    seldom = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*seldom)


@pytest.mark.usefixtures("tidy")
def test_all_of_boston(app, engines, visitor, browser, tmp_path):
    import_boards(app, shared("boston/neighborhoods.geojson"), BoardOptions("Name"), silent)
    watch, started = Watch(), time.monotonic()
    options = RequestOptions(MAPPING, report=tmp_path / "refused.txt")
    report = import_requests(app, shared("boston/requests.csv.gz"), options, watch)
    seconds = time.monotonic() - started
    assert report.counts["read"] == BOSTON_ROWS
    assert report.counts["new"] + report.counts["refused"] + report.counts["there already"] == BOSTON_ROWS
    assert count(app, Case) == report.counts["new"]
    assert count(app, Observation) == report.counts["new"] - report.counts["without a board"]
    assert count(app, Case, Case.board_id.is_(None)) == report.counts["without a board"] > 4_800
    growth = watch.peaks[-1] - watch.peaks[len(watch.peaks) // 20]
    assert growth <= FLAT_MB, watch.peaks
    again = import_requests(app, shared("boston/requests.csv.gz"), options, silent)
    assert (again.counts["new"], again.counts["there already"]) == (0, report.counts["new"])
    assert count(app, Case) == report.counts["new"]
    read_every_page(Readers(app, engines, visitor, browser), imported(app))
    print(
        f"\nBoston: {report.counts['new']:,} new, {report.counts['refused']:,} refused, "
        f"{report.counts['without a board']:,} without a board, {seconds:.0f} s, peak {resident_mb()} MB (+{growth})",
        file=sys.stderr,
    )
