"""What administrators read: people with their parts, boards, what the machinery owes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from community.activity.models import Delivery
from community.boards.models import Board
from community.boards.queries import boards_named
from community.catalog.queries import all_agencies
from community.i18n import N_, _
from community.people.models import Membership
from community.people.queries import parts_of
from community.permissions import Role
from community.places.rules import fold

ROLE_WORDS = {
    Role.NEIGHBOR: N_("Neighbor"),
    Role.CAPTAIN: N_("Block captain"),
    Role.LIAISON: N_("City liaison"),
    Role.MODERATOR: N_("Moderator"),
    Role.ADMIN: N_("Administrator"),
}
MOST_STUCK = 50
MEMBERS = (
    select(func.count())
    .where(Membership.scope_kind == "board", Membership.scope_id == Board.id)
    .correlate(Board)
    .scalar_subquery()
)
"""How many belong to a board."""


@dataclass(frozen=True)
class PartLine:
    """One part of a person, in words and as the form that ends it names it."""

    role: str
    scope_kind: str
    scope_id: int
    words: str


@dataclass(frozen=True)
class StuckDelivery:
    """A delivery that was given up, or keeps failing. ``target`` names a row, never an address."""

    id: int
    kind: str
    target: str
    tries: int
    problem: str | None
    due: datetime | None
    given_up_at: datetime | None


def part_lines(db: Session, person_ids: list[int]) -> dict[int, list[PartLine]]:
    """What these people are, in words. Three queries, however many people."""
    parts = parts_of(db, person_ids)
    boards = {p.scope_id for p in parts if p.scope_kind == "board"} | {n for p in parts for n in p.boards or ()}
    names = {number: board.name for number, board in boards_named(db, boards).items()}
    agencies = {agency.id: agency.name for agency in all_agencies(db)}
    lines: dict[int, list[PartLine]] = {}
    for part in parts:
        words = _words(part, names, agencies)
        lines.setdefault(part.person_id, []).append(PartLine(part.role, part.scope_kind, part.scope_id, words))
    return lines


def _words(part: Membership, boards: dict[int, str], agencies: dict[int, str]) -> str:
    role = _(ROLE_WORDS[Role(part.role)])
    if part.scope_kind == "board":
        return _("{role} of {board}").format(role=role, board=boards.get(part.scope_id) or _("a board that is gone"))
    if part.scope_kind == "agency":
        agency = agencies.get(part.scope_id) or _("an agency that is gone")
        if part.boards is None:
            return _("{role} of {agency}, for all boards").format(role=role, agency=agency)
        where = ", ".join(boards.get(n, "?") for n in part.boards) or _("no board")
        return _("{role} of {agency}, for {boards}").format(role=role, agency=agency, boards=where)
    return role


def board_rows(db: Session, text: str, *, after: int = 0, limit: int = 25) -> list[tuple[Board, int]]:
    """Boards whose name holds ``text`` (all for an empty one) with how many belong to each, by name, after the given
    board. One query."""
    words = fold(text)
    if text and not words:
        return []
    query = select(Board, MEMBERS).order_by(Board.name_key, Board.id).limit(limit)
    if words:
        query = query.where(Board.name_key.contains(words, autoescape=True))
    if after:
        last = aliased(Board)
        key = select(last.name_key).where(last.id == after).scalar_subquery()
        query = query.where(or_(Board.name_key > key, and_(Board.name_key == key, Board.id > after)))
    return [(board, number) for board, number in db.execute(query)]


def stuck_deliveries(db: Session) -> list[StuckDelivery]:
    """Deliveries that were given up or have failed more than twice and are not done, newest first."""
    query = (
        select(
            Delivery.id,
            Delivery.kind,
            Delivery.target,
            Delivery.tries,
            Delivery.problem,
            Delivery.due,
            Delivery.given_up_at,
        )
        .where(Delivery.done_at.is_(None), (Delivery.given_up_at.is_not(None)) | (Delivery.tries > 2))
        .order_by(Delivery.id.desc())
        .limit(MOST_STUCK)
    )
    return [StuckDelivery(*row) for row in db.execute(query)]
