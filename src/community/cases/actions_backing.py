"""Which observations stand behind a case: joining one that others stand behind already, and taking out again.

Votes, followers, comments, photos and names stay with their observation throughout; a case only counts the voices of
those behind it, so that taking out puts everything back.
"""

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.boards.rules import check_captain_sends, threshold_of
from community.cases import rules
from community.cases.actions import open_case, send_up
from community.cases.facts import CaseJoined, CaseUnjoined
from community.cases.locking import locked_case
from community.cases.models import Backing, Case
from community.cases.naming import name_case
from community.cases.queries import has_case, running_cases_behind, was_taken_out
from community.db.sessions import knobs_of
from community.errors import Missing, Refused
from community.i18n import _
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import TAKEN_OUT
from community.people.identity import Identity
from community.permissions import Permission, permits


def may_join(who: Identity, case: Case) -> bool:
    """Whether what stands behind this case is theirs to change."""
    return permits(who, Permission.CASE_JOIN, rules.ground_of(case))


def join_case(db: Session, who: Identity, observation_id: int, case_id: int, *, by: str) -> Case:
    """Let the observation stand behind this case too. Raises Missing for a case that is not theirs to change, Refused
    for one that is closed, and for an observation that cannot join or stands behind it already; Forbidden where that
    would send a post to 311 which the board leaves to votes."""
    observation, case = _locked(db, who, observation_id, case_id)
    if by == "captain" and observation.state == "open":
        check_captain_sends(db.get_one(Board, observation.board_id))
    problem = rules.why_not("join", state=case.state, needs_sorting=case.needs_sorting)
    problem = problem or rules.why_no_joining(state=observation.state, hidden=observation.hidden_at is not None)
    if _backing(db, case_id, observation_id) is not None:
        problem = _("This post stands behind that case already.")
    if problem:
        raise Refused(problem)
    now = clock.now()
    db.add(Backing(case_id=case.id, observation_id=observation.id, since=now, joined=True))
    case.voices += observation.vote_count
    case.version += 1
    send_up(observation, now, by)
    db.flush()
    fact = CaseJoined(observation.board_id, observation.id, case.id, by, case.version)
    record(db, fact, actor_id=who.person_id)
    return case


def unjoin_case(db: Session, who: Identity, observation_id: int, case_id: int) -> Case:
    """Take the observation out from behind the case: it is what it was before, but one that has its votes is not sent
    to 311 again by the next of them. Raises Missing where it does not stand there or the case is not theirs to change,
    Refused for a closed case and for the last observation behind one."""
    observation, case = _locked(db, who, observation_id, case_id)
    if _backing(db, case_id, observation_id) is None:
        raise Missing
    problem = rules.why_not("unjoin", state=case.state, needs_sorting=case.needs_sorting)
    others = db.scalar(select(func.count()).where(Backing.case_id == case_id, Backing.observation_id != observation_id))
    if not problem and not others:
        problem = _("It is the only post behind this case. Close the case instead.")
    if problem:
        raise Refused(problem)
    db.execute(delete(Backing).where(Backing.case_id == case_id, Backing.observation_id == observation_id))
    case.voices -= observation.vote_count
    case.version += 1
    name_case(db, case)
    stand_without(db, observation, taken_out=True)
    db.flush()
    record(db, CaseUnjoined(observation.board_id, observation.id, case.id, case.version), actor_id=who.person_id)
    return case


def split_case(db: Session, who: Identity, observation_id: int, case_id: int, *, by: str) -> Case:
    """Give the observation a case of its own: it was another problem. It is of the same kind with the same answers, at
    the agency that holds the old one, and its clocks began when those did. Raises as ``unjoin_case`` does."""
    observation = locked_observation(db, observation_id)
    board = db.get_one(Board, observation.board_id)
    if by == "captain":
        check_captain_sends(board)
    if observation.state == "withdrawn" or observation.hidden_at is not None:
        raise Refused(_("This post cannot be sent to 311 now."))
    old = unjoin_case(db, who, observation_id, case_id)
    return open_case(
        db,
        observation,
        board,
        by=by,
        opener_id=who.person_id,
        service_id=old.service_id,
        answers=old.answers,
        reason="",
        needs_sorting=old.needs_sorting,
        since=old.opened_at,
        held_by=old.agency_id,
    )


def _locked(db: Session, who: Identity, observation_id: int, case_id: int) -> tuple[Observation, Case]:
    """Both, locked in the order all acts keep. Raises Missing."""
    observation = locked_observation(db, observation_id)
    case = locked_case(db, case_id)
    if not may_join(who, case):
        raise Missing
    return observation, case


def _backing(db: Session, case_id: int, observation_id: int) -> Backing | None:
    return db.get(Backing, (case_id, observation_id))


def stand_without(db: Session, observation: Observation, *, taken_out: bool = False) -> None:
    """A case stands behind the observation no more: it is what those that are left make it."""
    if observation.state not in ("escalated", "resolved"):
        return
    running, left = running_cases_behind(db, observation.id), has_case(db, observation.id)
    observation.state = rules.state_without(running=running, any_left=left)
    if observation.state == "open":
        observation.escalated_at = None
        mark_taken_out(db, observation, now=taken_out)


def mark_taken_out(db: Session, observation: Observation, *, now: bool = False) -> None:
    """Back on the board with all the votes it takes, it is marked if it was taken out by hand, ``now`` or ever: votes
    alone do not send it again."""
    by_hand = _has_its_votes(db, observation) and (now or was_taken_out(db, observation.id))
    observation.escalated_by = TAKEN_OUT if by_hand else None


def _has_its_votes(db: Session, observation: Observation) -> bool:
    """Whether the next vote would send it. One with fewer stands as it stood before."""
    board = db.get_one(Board, observation.board_id)
    return observation.vote_count >= threshold_of(board, knobs_of(db))
