"""What the inbox reads: ids from the notice, words as they are now. Hidden and withdrawn words are not read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from community.boards.models import Board
from community.cases.models import Case, FollowUp
from community.catalog.models import Agency
from community.comments.models import Comment
from community.db.ids import LARGEST
from community.errors import Missing
from community.notices.models import Notice
from community.notices.rules import FROM_CITY
from community.observations.models import Observation
from community.people.models import Person

MOST_COUNTED = 99
PAGE = 25
UNREAD = select(func.count()).select_from(
    select(Notice.id)
    .where(Notice.person_id == bindparam("person"), Notice.read_at.is_(None))
    .limit(MOST_COUNTED)
    .subquery()
)


@dataclass(frozen=True)
class InboxLine:
    """One notice with what may be read of it now. ``who`` is an agency or a display name, None for a neighbor."""

    id: int
    kind: str
    at: datetime
    unread: bool
    observation_id: int | None
    comment_id: int | None
    follow_up_id: int | None
    title: str
    words: str
    who: str | None
    code: str | None
    reference: str | None
    board: str | None
    board_slug: str | None

    @property
    def address(self) -> str:
        """Where it leads."""
        if self.kind == "reported" and self.board_slug:
            return f"/b/{self.board_slug}/reports"
        anchor = f"#c{self.comment_id}" if self.comment_id else f"#f{self.follow_up_id}" if self.follow_up_id else ""
        return f"/o/{self.observation_id}{anchor}"


LINES = (
    select(
        Notice, Observation, Comment, FollowUp, Agency.name, Person.display_name, Case.reference, Board.name, Board.slug
    )
    .outerjoin(Observation, Observation.id == Notice.observation_id)
    .outerjoin(Board, Board.id == Observation.board_id)
    .outerjoin(Comment, Comment.id == Notice.comment_id)
    .outerjoin(Person, and_(Person.id == Comment.author_id, Comment.nameless.is_(False)))
    .outerjoin(FollowUp, FollowUp.id == Notice.follow_up_id)
    .outerjoin(Case, Case.id == Notice.case_id)
    .outerjoin(Agency, Agency.id == func.coalesce(FollowUp.agency_id, Case.agency_id))
    .where(Notice.person_id == bindparam("person"), Notice.id < bindparam("before"))
    .order_by(Notice.id.desc())
    .limit(PAGE + 1)
)


def unread_count(db: Session, person_id: int) -> int:
    """How many notices wait, up to 99. One query."""
    return db.scalar(UNREAD, {"person": person_id}) or 0


def inbox(db: Session, person_id: int, *, only_city: bool, after: str = "") -> tuple[list[InboxLine], int | None]:
    """A page of the inbox, newest first, and the cursor of the next. Raises Missing for what is no cursor. One
    query."""
    before = LARGEST
    if after:
        if not (after.isascii() and after.isdigit() and len(after) < 19):
            raise Missing
        before = int(after)
    query = LINES.where(Notice.kind.in_(sorted(FROM_CITY))) if only_city else LINES
    rows = db.execute(query, {"person": person_id, "before": before}).all()
    lines = [_line(row) for row in rows[:PAGE]]
    return lines, lines[-1].id if len(rows) > PAGE else None


def line_of(db: Session, person_id: int, notice_id: int) -> InboxLine | None:
    """One line of this person's inbox."""
    row = db.execute(LINES.where(Notice.id == notice_id), {"person": person_id, "before": LARGEST}).first()
    return _line(row) if row else None


def _line(row: Any) -> InboxLine:
    notice, seen, comment, said, agency, name, reference, board, slug = row
    readable = comment is not None and comment.withdrawn_at is None and comment.hidden_at is None
    return InboxLine(
        id=notice.id,
        kind=notice.kind,
        at=notice.at,
        unread=notice.read_at is None,
        observation_id=notice.observation_id,
        comment_id=notice.comment_id,
        follow_up_id=notice.follow_up_id,
        title=_title(seen),
        words=said.words if said is not None else comment.words if readable else "",
        who=(name or None) if comment is not None else agency,
        code=said.code if said is not None else None,
        reference=reference,
        board=board,
        board_slug=slug,
    )


def _title(seen: Observation | None) -> str:
    if seen is None or seen.withdrawn_at is not None:
        return "a post that was withdrawn"
    return "a hidden post" if seen.hidden_at is not None else seen.title
