"""What the page for sending a post to 311 is made of."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.boards.models import Board
from community.boards.rules import captain_sends
from community.cases.queries import has_case
from community.cases.sorting import question_errors
from community.catalog.queries import active_services, questions_of
from community.catalog.queries_targets import targets_of
from community.catalog.working_time import write_targets
from community.errors import Refused
from community.escalation import rules
from community.escalation.forms import EscalationForm
from community.observations.models import Observation
from community.people.identity import Identity
from community.permissions import Role


def escalation_screen(
    db: Session,
    who: Identity,
    observation: Observation,
    form: EscalationForm,
    *,
    refusal: Refused | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The form with the kinds and the questions of the chosen one, or why the post cannot be sent."""
    board = db.get_one(Board, observation.board_id)
    as_liaison = who.holds_on_board(Role.LIAISON, board.id)
    chosen = form.service_id or observation.service_id
    kept = observation.answers if chosen == observation.service_id else {}
    hidden = observation.hidden_at is not None
    return {
        "observation": observation,
        "board": board,
        "as_liaison": as_liaison,
        "services": active_services(db),
        "chosen": chosen,
        "questions": questions_of(db, chosen),
        "targets": write_targets(targets_of(db, chosen)) if chosen else [],
        "answers": form.answers or kept,
        "answer_errors": question_errors(refusal),
        "reason": form.reason,
        "errors": errors or {},
        "refusal": refusal,
        "another": form.another,
        "has_case": not form.another and has_case(db, observation.id),
        "possible": (rules.may_become_another if form.another else rules.may_become_case)(
            state=observation.state, hidden=hidden
        ),
        "left_to_votes": not as_liaison and not captain_sends(board),
    }
