"""What lines of an inbox ask the person: whether a closing is a fix, and where that is which the city did not find."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from community.cases.models import Case, FollowUp
from community.confirmations.models import Confirmation
from community.confirmations.rules import is_city_staff
from community.notices.models import Notice
from community.observations.models import Observation
from community.people.identity import Identity
from community.permissions import Role

Closing = aliased(FollowUp)
NEWEST_CLOSING = (
    select(func.max(Closing.id))
    .where(Closing.case_id == Notice.case_id, Closing.kind == "closed")
    .correlate(Notice)
    .scalar_subquery()
)
TELLS_OF_IT = and_(
    Notice.kind == "closed",
    Notice.follow_up_id == NEWEST_CLOSING,
    Case.state == "closed",
    Observation.hidden_at.is_(None),
    Observation.withdrawn_at.is_(None),
)
"""A line tells of the closing that stands: an earlier one of the same case asks nothing any more."""
SAID = (Confirmation.case_id == Case.id, Confirmation.round == Case.round)


@dataclass(frozen=True)
class Ask:
    """What one line asks. ``says``: what the person answered so far. ``anchored``: the first line of its post, which
    the way back from an answer leads to. ``looked``: how many neighbors answered that it is fixed, or not."""

    observation_id: int
    case_id: int
    is_it_fixed: bool
    says: str
    where_is_it: bool
    anchored: bool
    looked: int


def asks_of(db: Session, who: Identity, notices: Collection[int], now: datetime) -> dict[int, Ask]:
    """What these lines of an inbox, or of a mail, ask now, by line. One query; none for no lines."""
    if not notices:
        return {}
    fixed, where = _is_it_fixed(who, now), _where_is_it(who)
    looked = Case.fixed_count + Case.still_count
    answer = and_(*SAID, Confirmation.person_id == who.person_id)
    query = (
        select(Notice.id, Observation.id, Case.id, fixed, func.coalesce(Confirmation.says, ""), where, looked)
        .join(Case, Case.id == Notice.case_id)
        .join(Observation, Observation.id == Notice.observation_id)
        .outerjoin(Confirmation, answer)
        .where(Notice.id.in_(notices), TELLS_OF_IT, or_(fixed, where))
        .order_by(Notice.id.desc())
    )
    asks: dict[int, Ask] = {}
    for notice, post, case, is_it_fixed, says, where_is_it, count in db.execute(query):
        anchored = all(ask.observation_id != post for ask in asks.values())
        asks[notice] = Ask(post, case, bool(is_it_fixed), says, bool(where_is_it), anchored, count)
    return asks


def needs(who: Identity, now: datetime) -> ColumnElement[bool]:
    """The condition of a line that waits for this person; the query reads Case and Observation beside Notice."""
    answered = exists().where(*SAID, Confirmation.person_id == who.person_id)
    return and_(TELLS_OF_IT, or_(and_(_is_it_fixed(who, now), ~answered), _where_is_it(who)))


def _is_it_fixed(who: Identity, now: datetime) -> ColumnElement[bool]:
    """Neighbors of the board answer while they are asked; the city has its own track."""
    boards = who.boards_as(Role.NEIGHBOR, Role.CAPTAIN) if who.confirmed and not is_city_staff(who) else ()
    return and_(Case.confirm_until > now, Observation.board_id.in_(boards))


def _where_is_it(who: Identity) -> ColumnElement[bool]:
    """Its author, or a captain of the board, tells once where it is."""
    captain = who.boards_as(Role.CAPTAIN) if who.confirmed else ()
    theirs = Observation.author_id == (who.person_id if who.confirmed else None)
    lost = and_(Case.code == "not_found", Case.place_given_at.is_(None))
    return and_(lost, or_(theirs, Observation.board_id.in_(captain)))
