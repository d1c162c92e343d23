"""A process that is killed while it keeps photos leaves no row without bytes, and no bytes for ever."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from community import clock
from community.photos.models import Photo
from community.photos.rules import files_of
from tests.photos.conftest import stored

PROGRAM = str(Path(__file__).with_name("keeping.py"))
BEFORE_EACH_KILL = (1, 4)
"""Photos that are kept before the next process is killed."""


@pytest.mark.trial
def test_killed_while_keeping_photos(app: Any, engines: Any, home: Path, look: Any, worker: Any) -> None:
    url = engines.writing.url.render_as_string(hide_password=False)
    for number in BEFORE_EACH_KILL:
        child = subprocess.Popen([sys.executable, PROGRAM, url, str(home)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        for _kept in range(number):
            assert child.stdout.readline()
        child.kill()
        child.communicate()
    keys = look(select(Photo.key))
    assert len(keys) >= sum(BEFORE_EACH_KILL)
    for key in keys:
        assert all((home / "photos" / name).stat().st_size == 5000 for name in files_of(key))
    assert set(keys) <= set(stored(home))
    with clock.travel(timedelta(hours=25)):
        worker()
    assert look(select(Photo.key)) == []
    assert stored(home) == []
