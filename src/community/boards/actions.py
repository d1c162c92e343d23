"""What people do to boards: join, leave, set, invite, share and hand over the captaincy. Parts are written by
``people.actions``."""

import secrets
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.facts import BoardSet
from community.boards.models import Board, Invitation
from community.boards.rules import (
    CAPTAIN_INVITATION_DAYS,
    ESCALATIONS,
    INVITATION_DAYS,
    LONGEST_WELCOME,
    MOST_INVITATIONS,
    Knobs,
    check_leaving,
    check_threshold,
)
from community.errors import Conflict, Missing, Refused, TooMany
from community.i18n import _, write_number
from community.people.actions import end_part, grant_part
from community.people.identity import Identity, token_hash
from community.people.models import Membership, Person
from community.permissions import Role


def join_board(db: Session, who: Identity, board_id: int) -> None:
    """Make ``who`` a neighbor of the board. Harmless when they belong to it already. Raises Missing."""
    _lock(db, board_id)
    if not _parts(db, board_id, who.person_id):
        grant_part(db, who.person_id, Role.NEIGHBOR, "board", board_id, by=who.person_id)


def leave_board(db: Session, who: Identity, board_id: int) -> None:
    """End every part of ``who`` on the board; their votes stay. Raises Refused for the last captain."""
    _lock(db, board_id)
    roles = _parts(db, board_id, who.person_id)
    check_leaving(Role.CAPTAIN in roles, len(_captains(db, board_id) - {who.person_id}))
    for role in roles:
        end_part(db, who.person_id, role, "board", board_id, by=who.person_id)


def set_board(
    db: Session, who: Identity, board_id: int, *, threshold: int | None, welcome: str, escalation: str, knobs: Knobs
) -> None:
    """Set votes needed (None: the city's number), the welcome and who sends to 311. Raises Refused."""
    check_threshold(threshold, knobs)
    if len(welcome) > LONGEST_WELCOME:
        raise Refused(_("Keep the welcome under {most} letters.").format(most=write_number(LONGEST_WELCOME)), "welcome")
    if escalation not in ESCALATIONS:
        raise Refused(_("Choose who sends posts to 311."), "escalation")
    board = _lock(db, board_id)
    if (board.threshold, board.welcome, board.escalation) == (threshold, welcome, escalation):
        return
    board.threshold, board.welcome, board.escalation = threshold, welcome, escalation
    record(db, BoardSet(board_id=board_id), actor_id=who.person_id)


def invite(db: Session, who: Identity, board_id: int) -> str:
    """A link that joins neighbors for 30 days. Returns its token, which nobody can read again."""
    return _invite(db, who, board_id, Role.NEIGHBOR, INVITATION_DAYS)


def share_captaincy(db: Session, who: Identity, board_id: int) -> str:
    """A link that makes the one person who uses it a co-captain, for 7 days. Returns its token."""
    return _invite(db, who, board_id, Role.CAPTAIN, CAPTAIN_INVITATION_DAYS)


def _invite(db: Session, who: Identity, board_id: int, part: Role, days: int) -> str:
    _lock(db, board_id)
    token, now = secrets.token_urlsafe(24), clock.now()
    running = select(func.count(Invitation.id)).where(Invitation.board_id == board_id, Invitation.expires_at > now)
    if (db.scalar(running.where(Invitation.ended_at.is_(None))) or 0) >= MOST_INVITATIONS:
        raise TooMany(_("{most} links of this board work already. End one first.").format(most=MOST_INVITATIONS))
    invitation = Invitation(
        board_id=board_id,
        token_hash=token_hash(token),
        part=part,
        created_by=who.person_id,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    db.add(invitation)
    db.flush()
    return token


def end_invitation(db: Session, board_id: int, invitation_id: int) -> None:
    """From now on the link joins nobody. Raises Missing for an invitation of another board."""
    invitation = db.get(Invitation, invitation_id, with_for_update=True)
    if invitation is None or invitation.board_id != board_id:
        raise Missing
    invitation.ended_at = invitation.ended_at or clock.now()


def accept_invitation(db: Session, who: Identity, invitation_id: int) -> None:
    """Join the board of the invitation with the part it gives. A captain's link works once, while its maker is captain
    (or administrator). Raises Missing when it ended in between, Refused for who is captain already."""
    invitation = db.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)
    if invitation is None or invitation.ended_at is not None or invitation.expires_at <= clock.now():
        raise Missing
    if invitation.part == Role.NEIGHBOR:
        join_board(db, who, invitation.board_id)
        return
    _lock(db, invitation.board_id)
    if not _may_share(db, invitation):
        raise Missing
    if Role.CAPTAIN in _parts(db, invitation.board_id, who.person_id):
        raise Refused(_("You are a block captain here already. Give this link to the person who should join you."))
    invitation.ended_at = clock.now()
    grant_part(db, who.person_id, Role.CAPTAIN, "board", invitation.board_id, by=invitation.created_by)


def hand_over(db: Session, who: Identity, board_id: int, to_person_id: int) -> None:
    """Leave the captaincy to the co-captain ``to_person_id`` and stay as a neighbor. Raises Refused, and Conflict
    when the other is no captain any more."""
    _lock(db, board_id)
    if to_person_id == who.person_id:
        raise Refused(_("Choose the co-captain who goes on."), "to")
    if Role.CAPTAIN not in _parts(db, board_id, who.person_id):
        raise Refused(_("Only a block captain can hand over."))
    if to_person_id not in _captains(db, board_id):
        raise Conflict(_("That person is no block captain here any more. Nothing was changed."), "to")
    end_part(db, who.person_id, Role.CAPTAIN, "board", board_id, by=who.person_id)
    join_board(db, who, board_id)


def _lock(db: Session, board_id: int) -> Board:
    """The board row, locked first: whoever changes its parts or settings queues here. Raises Missing."""
    board = db.get(Board, board_id, with_for_update=True, populate_existing=True)
    if board is None:
        raise Missing
    return board


def _parts(db: Session, board_id: int, person_id: int) -> list[Role]:
    """The roles the person has on the board."""
    here = Membership.scope_kind == "board", Membership.scope_id == board_id, Membership.person_id == person_id
    return [Role(role) for role in db.scalars(select(Membership.role).where(*here).with_for_update())]


def _may_share(db: Session, invitation: Invitation) -> bool:
    """Whether the person who made a captain's link could make one still."""
    city = select(Membership.id).where(Membership.person_id == invitation.created_by, Membership.role == Role.ADMIN)
    if Role.CAPTAIN in _parts(db, invitation.board_id, invitation.created_by):
        return True
    return db.scalar(city.limit(1)) is not None


def _captains(db: Session, board_id: int) -> set[int]:
    """Who is captain of the board and can act: a suspended captain keeps no board alive."""
    query = select(Membership.person_id).join(Person, Person.id == Membership.person_id)
    here = Membership.scope_kind == "board", Membership.scope_id == board_id, Membership.role == Role.CAPTAIN
    return set(db.scalars(query.where(*here, Person.suspended_at.is_(None), Person.closed_at.is_(None))))
