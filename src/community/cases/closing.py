"""How a case ends, whoever says so: a liaison, or a system of the city outside Stoop.

Called under the locks of the case and of the observations behind it.
"""

from collections.abc import Collection

from sqlalchemy.orm import Session

from community import clock
from community.cases import clocking, promising, rules
from community.cases.actions_settling import open_window
from community.cases.locking import add_step
from community.cases.models import Case
from community.cases.queries import running_cases_behind
from community.observations.models import Observation


def end_case(
    db: Session,
    case: Case,
    observations: Collection[Observation],
    code: str,
    *,
    ask: bool,
    person_id: int | None = None,
) -> None:
    """The city's last word on the case is written: it is closed with ``code``, its clocks and promises are settled, and
    an observation whose last case this was is resolved. Where it is to ``ask`` them, neighbors are asked for the city's
    number of days whether it is fixed; under their post, so of a case without one nobody is asked."""
    case.state, case.code, case.closed_at, case.needs_sorting = rules.CLOSED, code, clock.now(), False
    open_window(db, case, ask=ask and any(one.listed for one in observations))
    clocking.note_closed(db, case)
    promising.note_closed(db, case)
    add_step(db, case, "closed", person_id=person_id)
    db.flush()
    for observation in observations:
        if observation.state == "escalated" and not running_cases_behind(db, observation.id):
            observation.state = "resolved"
