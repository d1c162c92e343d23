"""A timer that sets itself again is begun once, however many processes start at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from community import clock
from community.activity.models import Timer
from community.activity.timers import set_first


def test_processes_that_start_at_once_begin_it_once(app, look):
    start = threading.Barrier(4)

    def begin():
        with app.sessions.writing() as db, db.begin():
            if not app.sessions.engines.is_sqlite:  # there nobody reads while another one writes
                start.wait()
            set_first(db, "test.begins", clock.now())
            return True

    with ThreadPoolExecutor(4) as processes:
        assert all(one.result() for one in [processes.submit(begin) for _ in range(4)])
    assert look(select(Timer.kind).where(Timer.kind == "test.begins")) == ["test.begins"]
