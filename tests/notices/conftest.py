"""What the stories of notices share: what somebody was told, and the mails that went out."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community import clock
from community.activity.worker import run_until_idle
from community.notices.models import Notice
from tests.cast import City, city
from tests.post_office import Post, running

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def story(db: Any) -> City:
    """The cast; times are the city's, and mails may go out at any hour."""
    return city(db)


@pytest.fixture
def told(look: Callable[[Any], list[Any]], worker: Callable[[], None]) -> Callable[[Any], list[str]]:
    """``told(person)``: kinds of what they were told so far, oldest first."""

    def kinds(person: Any) -> list[str]:
        worker()
        return look(select(Notice.kind).where(Notice.person_id == person.id).order_by(Notice.id))

    return kinds


@pytest.fixture
def post_office(app: Any) -> Iterator[Post]:
    """A running server that the application sends to."""
    before = app.knobs
    with running() as (box, port):
        app.knobs = replace(app.knobs, mail=f"smtp://127.0.0.1:{port}", base_url="http://stoop.example")
        yield box
        app.knobs = before


@pytest.fixture
def later(app: Any) -> Callable[[timedelta], None]:
    """``later(time)``: all background work there is after so long."""

    def work(by: timedelta) -> None:
        with clock.travel(by):
            run_until_idle(app)

    return work
