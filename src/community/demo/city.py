"""Building Larkport in an empty database, and refusing to build on anybody's real ground."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Board
from community.commands.explaining import CommandError
from community.demo.album import Album
from community.demo.calendar import Calendar
from community.demo.cityhall import CityHall, Desk
from community.demo.ground import AREAS, lay_ground
from community.demo.neighbors import Neighbors
from community.demo.offices import Offices, open_offices
from community.demo.people import Cast, settle
from community.demo.scenes import WEEKS, plan_scenes
from community.people.models import Person

SEED = 311
FOUNDED = timedelta(weeks=WEEKS, days=5)
"""How long ago the boards opened."""
JUST_NOW = timedelta(minutes=3)
"""The last deed is this long ago."""


def seed_when_empty(app: Any) -> bool:
    """Build the demo city where there are no boards; says whether it did. Raises CommandError when there are people
    who are not of the demo: their database is left alone."""
    with app.sessions.reading() as db:
        if db.scalar(select(Board.id).limit(1)) is not None:
            return False
        if db.scalar(select(Person.id).where(~Person.demo).limit(1)) is not None:
            raise CommandError(
                "this database holds people who are not invented, so the demo city is not built in it. "
                "Choose another folder with COMMUNITY_HOME, or set COMMUNITY_DEMO=false."
            )
    seed(app)
    return True


def seed(app: Any, now: datetime | None = None, most: int | None = None) -> None:
    """Build Larkport: ground, offices and people at once, then six weeks of what happened up to ``now``, deed by
    deed. ``most``: only so many of its stories, for somebody in a hurry."""
    now = now or datetime.now(UTC) - JUST_NOW
    begin = now - FOUNDED
    rng = Random(SEED)
    with clock.travel(begin - datetime.now(UTC)), app.sessions.writing() as db, db.begin():
        boards, offices, cast = found_city(db, rng)
    calendar, album = Calendar(app, begin, now), Album(app)
    desk = Desk(calendar, cast, offices, album, app.knobs)
    scenes = plan_scenes(rng, cast, boards, app.knobs, now)[:most]
    album.prepare({name for scene in scenes for name in (scene.photo, scene.after) if name})
    for scene in scenes:
        Neighbors(scene, CityHall(scene, desk)).begin()
    calendar.run()


def found_city(db: Session, rng: Random) -> tuple[dict[str, int], Offices, Cast]:
    """Ground, offices and people."""
    boards = lay_ground(db)
    offices = open_offices(db)
    sizes = {area.key: area.neighbors for area in AREAS}
    return boards, offices, settle(db, rng, boards, offices.agencies, sizes)
