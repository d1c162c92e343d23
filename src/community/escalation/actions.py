"""The moment an observation becomes a case: by votes, which never asks and never fails, or by hand."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.boards.models import Board
from community.boards.queries import threshold_of
from community.boards.rules import check_captain_sends
from community.cases.actions import open_case
from community.cases.models import Case
from community.cases.models_undo import ESCALATE
from community.cases.queries import has_case
from community.cases.sorting import chosen_service
from community.cases.undoable import undoable
from community.catalog.queries import questions_of
from community.catalog.rules import missing_required
from community.errors import Forbidden, Refused
from community.escalation import rules
from community.i18n import _, write_number
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import TAKEN_OUT
from community.people.identity import Identity
from community.permissions import Role
from community.prose import clean
from community.settings import Settings

LONGEST_REASON = 1000


def escalate_if_due(db: Session, observation: Observation, board: Board, knobs: Settings) -> Case | None:
    """Open a case when the votes of ``observation`` (locked by the caller) reach what the board asks for.

    Not sure what kind, or required questions left open: the case needs sorting. Never a second case by itself.
    """
    may = rules.may_become_case(state=observation.state, hidden=observation.hidden_at is not None)
    taken_out = observation.escalated_by == TAKEN_OUT
    asked = threshold_of(board, knobs)
    if not may or not rules.is_due(observation.vote_count, asked, board.escalation, taken_out=taken_out):
        return None
    if has_case(db, observation.id):
        return None
    questions = questions_of(db, observation.service_id)
    unsure = observation.service_id is None or bool(missing_required(questions, observation.answers))
    return open_case(
        db,
        observation,
        board,
        by="votes",
        opener_id=None,
        service_id=observation.service_id,
        answers=observation.answers,
        reason="",
        needs_sorting=unsure,
    )


def send_up_by_hand(
    db: Session,
    who: Identity,
    observation_id: int,
    service_id: int | None,
    answers: Mapping[str, Any],
    reason: str,
    *,
    another: bool = False,
) -> Case:
    """Send an observation to 311 as captain (with a reason) or liaison; ``another``: once more, for a second cause.
    By itself it cannot be undone: for acts that do more than this.

    Raises Missing, Forbidden where the board leaves it to votes, Refused for what cannot become a case (any more),
    for no reason, no service, or a required question without an answer.
    """
    observation = locked_observation(db, observation_id)
    board = db.get_one(Board, observation.board_id)
    by = _part_of(who, board)
    _check_possible(db, observation, another=another)
    reason = clean(reason)
    if by == "captain" and not reason:
        raise Refused(_("Say why this should go to 311 now."), "reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_("Write at most {n} characters.").format(n=write_number(LONGEST_REASON)), "reason")
    service, _agency, checked = chosen_service(db, service_id, board.id if board else None, answers)
    return open_case(
        db,
        observation,
        board,
        by=by,
        opener_id=who.person_id,
        service_id=service.id,
        answers=checked,
        reason=reason,
        needs_sorting=False,
    )


escalate_by_hand = undoable(ESCALATE)(send_up_by_hand)
"""The same, and it can be undone for a while."""


def _check_possible(db: Session, observation: Observation, *, another: bool) -> None:
    """Raises Refused for what cannot become a case, or another one."""
    state, hidden = observation.state, observation.hidden_at is not None
    may = rules.may_become_another if another else rules.may_become_case
    if not may(state=state, hidden=hidden):
        raise Refused(_("This post cannot be sent to 311 now."))
    if not another and has_case(db, observation.id):
        raise Refused(_("This post was sent to 311 already."))


def _part_of(who: Identity, board: Board) -> str:
    """Whether the person speaks as liaison or as captain here. Raises Forbidden."""
    if who.holds_on_board(Role.LIAISON, board.id):
        return "liaison"
    if not who.holds_on_board(Role.CAPTAIN, board.id):
        raise Forbidden(_("Only a block captain of this board or a city liaison sends to 311 by hand."))
    check_captain_sends(board)
    return "captain"
