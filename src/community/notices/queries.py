"""What the inbox reads: notices with the present words of what they are about. Hidden and withdrawn words are not
read, and nobody who wrote without a name is named."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from community.boards.models import Board
from community.cases.ladder import BY_CODE
from community.cases.models import Case, FollowUp
from community.cases.queries import has_desk_of
from community.cases.rules import ASKS_NEIGHBORS
from community.cases.wording import detail_line
from community.catalog.models import Agency
from community.comments.models import Comment
from community.i18n import _
from community.moderation.rules import HOUSE_RULES
from community.notices.following import case_name
from community.notices.models import Notice
from community.notices.rules import FROM_THE_CITY
from community.observations.models import Observation
from community.people.models import Membership, Person
from community.prose import clean_line

MOST_COUNTED = 99
PAGE = 25
LONGEST_QUOTE = 140

UNREAD = select(func.count()).select_from(
    select(Notice.id)
    .where(Notice.person_id == bindparam("person"), Notice.read_at.is_(None))
    .limit(MOST_COUNTED)
    .subquery()
)
CAPTAIN = exists().where(
    Membership.person_id == Person.id,
    Membership.role == "captain",
    Membership.scope_kind == "board",
    Membership.scope_id == Observation.board_id,
)
AtDesk = aliased(Membership)
"""The part by which the person told may read the case from the inside, as it stands now."""
ROWS = (
    select(
        Notice, Observation, Comment, FollowUp, Agency.name, Case, Board, Person.display_name, CAPTAIN,
        AtDesk.id, AtDesk.boards,
    )
    .outerjoin(Observation, Observation.id == Notice.observation_id)
    .outerjoin(Board, Board.id == Observation.board_id)
    .outerjoin(Comment, Comment.id == Notice.comment_id)
    .outerjoin(Person, and_(Person.id == Comment.author_id, Comment.nameless.is_(False)))
    .outerjoin(FollowUp, FollowUp.id == Notice.follow_up_id)
    .outerjoin(Agency, Agency.id == FollowUp.agency_id)
    .outerjoin(Case, Case.id == Notice.case_id)
    .outerjoin(
        AtDesk,
        and_(
            Notice.kind == "mentioned",
            AtDesk.person_id == Notice.person_id,
            has_desk_of(Case.agency_id, AtDesk),
        ),
    )
)  # fmt: skip
MINE = ROWS.where(Notice.person_id == bindparam("person"))


@dataclass(frozen=True)
class InboxRow:
    """One line of an inbox. ``who`` None: a neighbor without a name. ``page`` None: there is nothing to go to."""

    id: int
    kind: str
    why: str
    at: datetime
    new: bool
    observation_id: int | None
    title: str
    place: str
    votes: int
    page: str | None
    quote: str
    detail: str
    """Of a closing, what its code asks for beside the words: ``Where they looked: Larch St``."""
    who: str | None
    voice: int
    """Tells named neighbors apart; words without a name are each a voice of their own."""
    captain: bool
    about_comment: bool
    gone: bool
    hidden: bool
    rule: str
    sent_by: str
    agency: str
    closed_as: str
    asked: bool
    """Closed as done or not found: neighbors say whether it is fixed."""
    scheduled_for: date | None
    reference: str
    case_name: str
    """Of the case, where there is no post to name."""
    board: str
    extent: str
    """From where to where the board goes, as its sign has it."""


@dataclass(frozen=True)
class InboxPage:
    """Lines, newest first; ``older`` is where the next page begins, ``newest`` the newest line of this one."""

    rows: list[InboxRow]
    older: int | None

    @property
    def newest(self) -> int:
        """Id of the newest line; 0 on an empty page."""
        return self.rows[0].id if self.rows else 0


def unread_count(db: Session, person_id: int) -> int:
    """How many notices wait, up to 99. One query."""
    return db.connection().scalar(UNREAD, {"person": person_id}) or 0


def unread_of(person_id: int) -> Select[int]:
    """The query of how many notices wait."""
    return UNREAD.params(person=person_id)


CITY_SAID = Notice.kind.in_(FROM_THE_CITY)


def inbox_page(db: Session, person_id: int, *, only: Any = None, before: int | None = None) -> InboxPage:
    """A page of the person's notices, newest first; those of which ``only`` is true, before ``before``. One query."""
    query: Any = MINE.where(Notice.inbox).order_by(Notice.id.desc()).limit(PAGE + 1)
    if only is not None:
        query = query.where(only)
    if before is not None:
        query = query.where(Notice.id < before)
    rows = [_row(row) for row in db.execute(query, {"person": person_id})]
    return InboxPage(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None)


def inbox_row(db: Session, person_id: int, notice_id: int) -> InboxRow | None:
    """One notice of this person; None for others'."""
    row = db.execute(MINE.where(Notice.id == notice_id), {"person": person_id}).first()
    return _row(row) if row else None


def mailed_rows(db: Session, mailing_id: int, bound: Any = Notice.mailing_id) -> list[InboxRow]:
    """What one mail tells, oldest first, with the words as they are now; ``bound`` to it by this column. One query."""
    return [_row(row) for row in db.execute(ROWS.where(bound == mailing_id).order_by(Notice.id))]


def _row(row: Any) -> InboxRow:
    notice, post, comment, city, agency, case, board, name, captain, part, boards = row
    subject = comment or post
    gone = subject is not None and subject.withdrawn_at is not None
    if notice.kind == "mentioned":
        gone = part is None or not (boards is None or case.board_id in boards)
    hidden = subject is not None and subject.hidden_at is not None
    readable = comment is not None and not gone and not hidden
    return InboxRow(
        id=notice.id,
        kind=notice.kind,
        why=notice.why,
        at=notice.at,
        new=notice.read_at is None,
        observation_id=notice.observation_id,
        title=_title(post),
        place=post.place if post else "",
        votes=post.vote_count if post else 0,
        page=None if gone and notice.kind == "mentioned" else _page(notice, post, board),
        quote=_short(city.words if city else comment.words if readable else ""),
        detail=detail_line(city.code, city.detail) if city else "",
        who=(name or None) if readable else None,
        voice=comment.author_id if readable and name else -notice.id,
        captain=bool(readable and name and captain),
        about_comment=comment is not None,
        gone=gone,
        hidden=hidden,
        rule=_(HOUSE_RULES[subject.hidden_rule]) if hidden and subject.hidden_rule in HOUSE_RULES else "",
        sent_by=(post.escalated_by or "") if post else "",
        agency=agency or _("The city"),
        closed_as=BY_CODE[city.code].words if city and city.code in BY_CODE else "",
        asked=bool(city and city.code in {*ASKS_NEIGHBORS, "imported"}),
        scheduled_for=city.scheduled_for if city else None,
        reference=(case.reference or "") if case else "",
        case_name=case_name(case.reference) if case and not post else "",
        board=board.name if board else "",
        extent=(board.extent or "") if board else "",
    )


def _title(post: Observation | None) -> str:
    """The title, where it may be read."""
    return post.title if post and post.hidden_at is None and post.withdrawn_at is None else ""


def _page(notice: Notice, post: Observation | None, board: Board | None) -> str | None:
    """Where the thing is read: in the thread, at the words themselves; a report, where it is decided."""
    if notice.kind in ("quiet", "asked", "mentioned"):
        return f"/desk/case/{notice.case_id}"
    if post is None or board is None:
        return f"/case/{notice.case_id}" if notice.case_id else None
    if notice.kind == "reported":
        return f"/b/{board.slug}/reports"
    if not post.listed:
        return None
    if notice.follow_up_id:
        return f"/o/{post.id}?all=1#f{notice.follow_up_id}"
    return f"/o/{post.id}?all=1#c{notice.comment_id}" if notice.comment_id else f"/o/{post.id}"


def _short(words: str) -> str:
    line = clean_line(words)
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1].rstrip() + "\u2026"
