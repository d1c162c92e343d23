"""One neighbor, one vote. The observation is locked first: counting without the lock loses votes."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.actions import join_board
from community.boards.models import Board
from community.boards.rules import votes_asked
from community.cases.actions import add_voice
from community.errors import Forbidden
from community.escalation.actions import escalate_if_due
from community.i18n import N_, _
from community.lateness import Late
from community.limits import HOUR, check_limit, take_turn
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import OPEN, TAKEN_OUT, hot
from community.people.actions import count_attempt
from community.people.identity import Identity
from community.settings import Settings
from community.voting.facts import VoteCast, VoteTakenBack
from community.voting.models import Vote
from community.voting.queries import vote_of, votes_since
from community.voting.rules import check_vote
from community.voting.slips import counted_before

FLICKERING = N_("You took back many upvotes in the last hour. Leave this one as it is for now.")


@dataclass(frozen=True)
class Standing:
    """How the votes stand for the person who pressed: the count, whether theirs is in it, the state of the
    observation, and how many more send it to 311 (None when it is past that)."""

    observation_id: int
    votes: int
    on: bool
    state: str
    more: int | None


def cast_vote(db: Session, who: Identity, observation_id: int, knobs: Settings, late: Late | None = None) -> Standing:
    """Count the vote of ``who``, a member of the board, and send the observation to 311 when that was the one that
    mattered. A second vote changes nothing, nor does one that waited (``late``) and is sent again. Raises Forbidden,
    Missing, Refused, TooMany."""
    observation = locked_observation(db, observation_id)
    if not who.is_member(observation.board_id):
        raise Forbidden(_("Only neighbors of this board upvote here. Join the board first."))
    return _cast(db, who, observation, knobs, late)


def join_and_vote(
    db: Session, who: Identity, observation_id: int, knobs: Settings, late: Late | None = None
) -> Standing:
    """Make ``who`` a neighbor of the board and count their vote, or neither. Raises as cast_vote does."""
    observation = locked_observation(db, observation_id)
    join_board(db, who, observation.board_id)
    return _cast(db, who, observation, knobs, late)


def take_back_vote(
    db: Session, who: Identity, observation_id: int, knobs: Settings, late: Late | None = None
) -> Standing:
    """Take the vote of ``who`` out of the count, while the problem is unsettled; what is at 311 stays there. Taking
    back what is not there changes nothing. Raises Missing, Refused, TooMany."""
    observation = locked_observation(db, observation_id)
    if late and counted_before(db, who, late, knobs):
        return _standing(db, observation, knobs, on=vote_of(db, observation.id, who.person_id) is not None)
    check_vote(observation.state, hidden=observation.hidden_at is not None, own=False)
    vote = vote_of(db, observation.id, who.person_id)
    if vote is not None:
        # A vote that is gone counts toward no limit, so taking back has one of its own: nobody flickers without end.
        most = knobs.limit_votes
        count_attempt(db, "take_back", str(who.person_id), most=most, within=HOUR, message=_(FLICKERING))
        db.delete(vote)
        _count(db, observation, -1)
        fact = VoteTakenBack(observation.board_id, observation.id, votes=observation.vote_count)
        record(db, fact, actor_id=who.person_id)
    return _standing(db, observation, knobs, on=False)


def _cast(db: Session, who: Identity, observation: Observation, knobs: Settings, late: Late | None = None) -> Standing:
    if late and counted_before(db, who, late, knobs):
        return _standing(db, observation, knobs, on=vote_of(db, observation.id, who.person_id) is not None)
    own = observation.author_id == who.person_id
    check_vote(observation.state, hidden=observation.hidden_at is not None, own=own)
    take_turn(db, "vote", who.person_id)
    now = clock.now()
    counted = votes_since(db, who.person_id, now - HOUR, observation.id)
    if not counted.on:
        check_limit(counted.lately, counted.first, knobs.limit_votes, HOUR, "upvotes")
        cast_at = max(late.made_at, observation.created_at) if late else now
        db.add(Vote(observation_id=observation.id, person_id=who.person_id, cast_at=cast_at))
        _count(db, observation, +1)
        fact = VoteCast(observation.board_id, observation.id, votes=observation.vote_count)
        record(db, fact, actor_id=who.person_id)
        if observation.state == OPEN:
            escalate_if_due(db, observation, db.get_one(Board, observation.board_id), knobs)
    return _standing(db, observation, knobs, on=True)


def _count(db: Session, observation: Observation, delta: int) -> None:
    """Move the count, the ranking and the voices of the cases behind it together."""
    observation.vote_count += delta
    observation.hot = hot(observation.vote_count, observation.created_at)
    db.flush()
    if observation.state != OPEN:
        add_voice(db, observation.id, delta)


def _standing(db: Session, observation: Observation, knobs: Settings, *, on: bool) -> Standing:
    more = None
    if observation.state == OPEN and observation.escalated_by != TAKEN_OUT:
        asked = votes_asked(db.get_one(Board, observation.board_id), knobs)
        more = max(0, asked - observation.vote_count) if asked else None
    return Standing(observation.id, observation.vote_count, on, observation.state, more)
