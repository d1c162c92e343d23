"""The hand-off: an opened or sorted case is owed to the city, and told by the worker.

The step "sent" is committed before the city is asked, the answer after it. A worker that dies in between leaves the
delivery owed: the next one asks again with the same key, and what was already written is not written twice.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery
from community.activity.registry import Owed
from community.cases.actions import accept_case, mark_sent
from community.cases.facts import CaseOpened, CaseReopened, CaseSorted
from community.cases.queries import outgoing_request

KIND = "handoff"


def owe_handoff(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """What the city must be told of: cases that opened with everything known, those that have been sorted, and those
    that neighbors opened again before the city had ever heard of them.
    History that was imported is the city's own."""
    for activity in activities:
        ready = activity.kind == CaseSorted.kind or (
            (activity.kind == CaseOpened.kind and not activity.data["needs_sorting"])
            or (activity.kind == CaseReopened.kind and activity.data["unsent"])
        )
        if ready and not activity.imported:
            yield Owed(activity.id, KIND, f"case:{activity.case_id}")


def send_handoff(delivery: Delivery, app: Any) -> None:
    """Ask the city to take the case as it is now, and write down what it answered."""
    case_id = int(delivery.target.removeprefix("case:"))
    with app.sessions.writing() as db, db.begin():
        if not mark_sent(db, case_id):
            return
    with app.sessions.reading() as db:
        request = outgoing_request(db, case_id)
    accepted = app.gateways[app.knobs.gateway].open_request(request, delivery.key)
    with app.sessions.writing() as db, db.begin():
        accept_case(db, case_id, accepted.reference, outside=accepted.outside)
