"""Undoing: the case and its posts stand as before, what was told inside Stoop is taken back, and what was to leave does
not. Locks come in one order: what is undone, observations, cases, then what hangs on them."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.cases import actions_undo, clocking
from community.cases.locking import locked_case, locked_observations
from community.cases.models import Case, FollowUp
from community.cases.models_undo import CLOSE, ESCALATE, Undoable
from community.cases.queries import cases_behind
from community.cases.rules import ground_of
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.db.sessions import knobs_of
from community.errors import Forbidden, Missing, Refused
from community.escalation.actions import escalate_if_due
from community.i18n import _
from community.notices.actions_undo import follow_post_instead, take_back_notices
from community.notices.models import Notice
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.people.identity import Identity
from community.permissions import Ground, permits
from community.photos.actions import give_back_photos
from community.photos.models import Photo
from community.undoing.facts import ActUndone
from community.undoing.rules import asked_of, why_not


def undo(db: Session, who: Identity, batch: int) -> list[Undoable]:
    """Undo what this person did at once under this number. Of many acts, those that somebody has built upon stay as
    they are. Returns what was undone. Raises Missing for what is not theirs, Refused when nothing could be undone."""
    mine = select(Undoable).where(Undoable.batch == batch, Undoable.person_id == who.person_id)
    acts = list(db.scalars(mine.order_by(Undoable.id).with_for_update(), execution_options={"populate_existing": True}))
    if not acts:
        raise Missing
    undone, refusals = [], []
    for act in acts:
        try:
            with db.begin_nested():
                _undo_one(db, who, act)
        except Refused as refusal:
            refusals.append(refusal)
        else:
            undone.append(act)
    if not undone:
        raise refusals[0]
    return undone


def _undo_one(db: Session, who: Identity, act: Undoable) -> None:
    if problem := why_not(act, clock.now()):
        raise Refused(problem)
    if act.case_id is None:
        _undo_word_on_post(db, who, act)
        return
    observations = locked_observations(db, act.case_id)
    try:
        case = locked_case(db, act.case_id)
    except Missing:
        raise Refused(_(actions_undo.BUILT_UPON)) from None
    _check_theirs(who, act, _ground(act, case, observations))
    if act.act == ESCALATE:
        _unsend(db, who, act, case, next(one for one in observations if one.id == act.observation_id))
        return
    actions_undo.check_not_built_upon(db, act)
    if act.act == CLOSE and _looked_at(db, case):
        raise Refused(_(actions_undo.BUILT_UPON))
    act.typed = _typed(db, act, case)
    _take_back_word(db, act)
    actions_undo.restore_case(db, case, observations, act)
    if _answered_meanwhile(db, observations, act):
        clocking.note_neighbor_spoke(db, case)
    _note_undone(db, who, act, case.board_id, case.version)


def _undo_word_on_post(db: Session, who: Identity, act: Undoable) -> None:
    """An answer under a post without a case."""
    observation = locked_observation(db, act.observation_id or 0)
    _check_theirs(who, act, Ground(board_id=observation.board_id))
    act.typed = _typed(db, act, None)
    _take_back_word(db, act)
    actions_undo.restore_observation(db, act)
    _note_undone(db, who, act, observation.board_id, 0)


def _unsend(db: Session, who: Identity, act: Undoable, case: Case, observation: Observation) -> None:
    """A sending to 311: the post is on the board again, and there is no case. Votes that reached the threshold in the
    meantime open one of their own."""
    another = len(cases_behind(db, observation.id)) > 1
    act.typed = {"service_id": case.service_id, "answers": case.answers, "reason": case.opened_reason}
    act.typed |= {"another": another}
    take_back_notices(db, Notice.case_id == case.id)
    actions_undo.cancel_deliveries(db, act)
    board_id, version = case.board_id, case.version
    follow_post_instead(db, case.id, observation.id)
    actions_undo.remove_case(db, case, observation, act)
    _note_undone(db, who, act, board_id, version + 1)
    escalate_if_due(db, observation, db.get_one(Board, observation.board_id), knobs_of(db))


def _check_theirs(who: Identity, act: Undoable, ground: Ground) -> None:
    """Raises Forbidden for somebody who may not do such a thing any more."""
    if not permits(who, asked_of(act), ground):
        raise Forbidden(_("This is not yours to undo any more."))


def _ground(act: Undoable, case: Case, observations: list[Observation]) -> Ground:
    if act.act != ESCALATE:
        return ground_of(case)
    board = next((one.board_id for one in observations if one.id == act.observation_id), None)
    if board is None:
        raise Refused(_(actions_undo.BUILT_UPON))
    return Ground(board_id=board)


def _looked_at(db: Session, case: Case) -> bool:
    """Whether a neighbor has answered the closing already."""
    said = exists().where(Confirmation.case_id == case.id, Confirmation.round == case.round)
    return bool(db.scalar(select(said)))


def _answered_meanwhile(db: Session, observations: list[Observation], act: Undoable) -> bool:
    """Whether a neighbor wrote under one of the posts after the act."""
    posts = [one.id for one in observations]
    said = exists().where(Comment.observation_id.in_(posts), Comment.written_at >= act.made_at)
    return bool(db.scalar(select(said)))


def _typed(db: Session, act: Undoable, case: Case | None) -> dict[str, Any]:
    """What goes back into the form. Raises Refused when somebody replied to the words."""
    said = db.get(FollowUp, act.follow_up_id, with_for_update=True, populate_existing=True)
    if said is None or db.scalar(select(exists().where(Comment.follow_up_id == said.id))):
        raise Refused(_(actions_undo.BUILT_UPON))
    goes_on = db.get(Case, case.duplicate_of_id) if case and case.duplicate_of_id else None
    reference = goes_on.reference if goes_on else None
    typed = {"words": said.words, "code": said.code or "", "detail": said.detail, "duplicate_of": reference or ""}
    return typed | {"agency_id": said.agency_id}


def _take_back_word(db: Session, act: Undoable) -> None:
    """The inboxes, what is owed to the outside, and the photos, which wait in the form again."""
    take_back_notices(db, Notice.follow_up_id == act.follow_up_id)
    actions_undo.cancel_deliveries(db, act)
    act.typed = act.typed | {"photos": give_back_photos(db, Photo.follow_up_id == act.follow_up_id)}


def _note_undone(db: Session, who: Identity, act: Undoable, board_id: int | None, version: int) -> None:
    act.undone_at = clock.now()
    fact = ActUndone(board_id, act.observation_id, act.case_id, act.act, act.follow_up_id, version)
    record(db, fact, actor_id=who.person_id)
    db.flush()
