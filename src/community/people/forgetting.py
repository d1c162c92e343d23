"""When codes that nobody used are forgotten: once a day, for those who come no more."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.timers import set_first, set_timer
from community.people.actions import forget_codes

KIND = "people.forgetting"
EVERY = timedelta(days=1)


def plan_forgetting_codes(db: Session) -> None:
    """Let there be a first time soon, if none is planned: for whoever starts the program."""
    set_first(db, KIND, clock.now())


def forget_falls(db: Session, timer: Timer, app: Any) -> None:
    """Whoever asks for a code has the old ones forgotten at once; this is for a city in which nobody asks."""
    forget_codes(db)
    set_timer(db, KIND, "", clock.now() + EVERY)
