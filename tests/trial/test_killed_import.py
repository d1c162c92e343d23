"""An import killed with SIGKILL, again and again, loses nothing that was written and doubles nothing."""

import csv
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community import main
from community.activity.models import Activity
from community.boards.models import Board
from community.cases.models import Backing, Case, FollowUp, Step
from community.commands.migrating import migrate
from community.importing.boards import BoardOptions, import_boards
from community.importing.progress import silent
from community.observations.models import ExactPlace, Observation
from tests import postgres

pytestmark = pytest.mark.trial

FILES = Path(__file__).parents[1] / "importing" / "files"
ROWS, KILLS, SEED = 20_000, 3, 20261121


def write_rows(path):
    """Requests of the invented city: half of them closed, a tenth without a place."""
    dice = random.Random(SEED)
    with (FILES / "requests.csv").open(encoding="utf-8") as sample:
        columns = next(csv.reader(sample))
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(columns)
        for number in range(ROWS):
            closed = number % 2 == 0
            point = ("", "") if number % 10 == 0 else (dice.uniform(42.30, 42.35), dice.uniform(-71.10, -71.02))
            writer.writerow(
                [
                    f"K{number}",
                    "2020-05-01 10:00:00",
                    "",
                    "2020-05-02 10:00:00" if closed else "",
                    "Closed" if closed else "Open",
                    "Case Resolved" if closed else "",
                    "Pothole",
                    "Public Works",
                    "Request for Pothole Repair",
                    f"{number} Larch St",
                    "",
                    *point,
                ]
            )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database that a program of its own can reach."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'stoop.sqlite'}"
    return postgres.create_database(request.getfixturevalue("postgres_server"), f"stoop_killed_{os.getpid()}")


def counts(app):
    with app.sessions.reading() as db:
        return {
            model.__tablename__: db.scalar(select(func.count()).select_from(model))
            for model in (Case, Observation, Backing, ExactPlace, FollowUp, Step)
        }


def test_a_killed_import_goes_on_where_it_was(url, tmp_path):
    app = main(**{"community.database_url": url, "community.home": str(tmp_path)}).registry
    migrate(app.sessions.engines)
    import_boards(app, FILES / "neighborhoods.geojson", BoardOptions("Name", "id"), silent)
    write_rows(tmp_path / "requests.csv")
    command = [sys.executable, "-c", "import sys; from community.commands import main; sys.exit(main())"]
    command += ["import", "requests", str(tmp_path / "requests.csv"), "--mapping", str(FILES / "requests.toml")]
    environment = {**os.environ, "COMMUNITY_DATABASE_URL": url, "COMMUNITY_HOME": str(tmp_path)}
    killed = 0
    for _try in range(KILLS):
        before = counts(app)["city_case"]
        program = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while program.poll() is None and time.monotonic() < deadline and counts(app)["city_case"] < before + 3000:
            pass
        killed += program.poll() is None
        program.send_signal(signal.SIGKILL)
        program.wait()
        now = counts(app)
        assert now["city_case"] % 1000 == 0, "whole batches only"
        assert now["backing"] == now["observation"] == now["exact_place"]
    assert killed == KILLS
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert f"{ROWS:,} requests read" in done.stdout
    with app.sessions.reading() as db:
        told = db.scalar(select(func.count()).where(Activity.kind == "case_opened"))
        boards = db.scalar(select(func.count()).select_from(Board))
    assert boards == 6
    assert counts(app)["city_case"] == told == ROWS
    assert counts(app)["observation"] == ROWS * 9 // 10
    assert counts(app)["follow_up"] == ROWS // 2
    app.sessions.engines.dispose()
