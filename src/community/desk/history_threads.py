"""What was said in the threads behind a case, as lines of its history: neighbors' words, and what the city had answered
before there was a case."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.models import Backing, FollowUp
from community.catalog.models import Agency
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.desk.history_lines import REPLY, Line
from community.pages.photo_lines import photos_on
from community.people.models import Person

MOST_SAID = 1000


def said_in_threads(db: Session, case_id: int, but: Collection[int]) -> list[Line]:
    """Lines of what everybody may read in the threads of the posts behind the case, the first thousand of each; ``but``
    these comments, which are told already. Three queries."""
    behind = select(Backing.observation_id).where(Backing.case_id == case_id)
    replies = db.execute(
        select(Comment.id, Comment.observation_id, Comment.words, Comment.written_at)
        .where(Comment.observation_id.in_(behind), Comment.id.not_in(but), STANDS)
        .order_by(Comment.written_at, Comment.id)
        .limit(MOST_SAID)
    ).all()
    answers = db.execute(
        select(FollowUp, Agency.name, Person.display_name)
        .join(Agency, Agency.id == FollowUp.agency_id)
        .outerjoin(Person, Person.id == FollowUp.author_id)
        .where(FollowUp.observation_id.in_(behind))
        .order_by(FollowUp.written_at, FollowUp.id)
        .limit(MOST_SAID)
    ).all()
    hung = photos_on(db, comments=[row.id for row in replies], follow_ups=[said.id for said, *_ in answers])
    told = [
        Line(REPLY, at, words=words, observation_id=post, photos=tuple(hung.comments.get(number, ())))
        for number, post, words, at in replies
    ]
    told += [
        Line(
            "follow_up_written",
            said.written_at,
            person=name,
            agency=agency,
            words=said.words,
            photos=tuple(hung.follow_ups.get(said.id, ())),
        )
        for said, agency, name in answers
    ]
    return told
