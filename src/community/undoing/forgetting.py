"""When what could be undone, and what goes back into a form, is forgotten: once a day, for everybody."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Timer
from community.activity.timers import set_first, set_timer
from community.cases.models_undo import Undoable
from community.cases.undoable import FORGOTTEN_AFTER, forget_acts

KIND = "undoing.forgetting"
EVERY = timedelta(days=1)


def plan_forgetting(db: Session) -> None:
    """Let there be a first time soon, if none is planned: for whoever starts the program."""
    set_first(db, KIND, clock.now())


def forget_falls(db: Session, timer: Timer, app: Any) -> None:
    """Whoever acts has their old acts forgotten at once; this is for those who come no more."""
    forget_acts(db, Undoable.until < clock.now() - FORGOTTEN_AFTER)
    set_timer(db, KIND, "", clock.now() + EVERY)
