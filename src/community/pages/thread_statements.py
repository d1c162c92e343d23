"""The statements behind one thread: a post, its comments with who wrote them, the city's words."""

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import aliased

from community.cases.models import FollowUp
from community.catalog.models import Agency, Service
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.observations.models import Observation
from community.pages.photo_lines import SAID_HERE
from community.people.models import Membership, Person
from community.voting.models import Vote

MOST_COMMENTS = 1000
"""One page reads no more of a thread than this."""

CAPTAIN = exists().where(
    Membership.person_id == Person.id,
    Membership.role == "captain",
    Membership.scope_kind == "board",
    Membership.scope_id == Observation.board_id,
)
ABOUT_POST = (
    select(
        Service.name,
        Person.display_name,
        Person.closed_at,
        CAPTAIN,
        exists().where(Vote.observation_id == Observation.id, Vote.person_id == bindparam("viewer")),
    )
    .select_from(Observation)
    .outerjoin(Service, Service.id == Observation.service_id)
    .outerjoin(Person, and_(Person.id == Observation.author_id, Observation.nameless.is_(False)))
    .where(Observation.id == bindparam("id"))
)
Answered = aliased(Comment)
AnsweredPerson = aliased(Person)
COMMENT_LINES = (
    select(
        Comment.id,
        Comment.observation_id,
        Comment.root_id,
        Comment.follow_up_id,
        Comment.author_id,
        Comment.words,
        Comment.written_at,
        Comment.withdrawn_at,
        Comment.hidden_at,
        Comment.hidden_rule,
        Person.display_name.label("name"),
        Person.closed_at,
        CAPTAIN.label("captain"),
        AnsweredPerson.display_name.label("answered"),
        Answered.root_id.label("answered_root"),
        Confirmation.says.label("looked"),
    )
    .select_from(Comment)
    .join(Observation, Observation.id == Comment.observation_id)
    .outerjoin(Person, and_(Person.id == Comment.author_id, Comment.nameless.is_(False)))
    .outerjoin(Answered, Answered.id == Comment.reply_to_id)
    .outerjoin(Confirmation, Confirmation.comment_id == Comment.id)
    .outerjoin(
        AnsweredPerson,
        and_(AnsweredPerson.id == Answered.author_id, Answered.nameless.is_(False), Answered.hidden_at.is_(None)),
    )
)
COMMENTS = (
    COMMENT_LINES.where(Comment.observation_id == bindparam("id"))
    .order_by(Comment.written_at, Comment.id)
    .limit(MOST_COMMENTS)
)
CASE_REPLIES = (
    COMMENT_LINES.join(FollowUp, FollowUp.id == Comment.follow_up_id)
    .where(FollowUp.case_id == bindparam("id"), Observation.listed)
    .order_by(Comment.written_at, Comment.id)
    .limit(MOST_COMMENTS)
)
FOLLOW_UPS = (
    select(FollowUp, Agency.name, Person.display_name)
    .join(Agency, Agency.id == FollowUp.agency_id)
    .outerjoin(Person, Person.id == FollowUp.author_id)
    .order_by(FollowUp.written_at, FollowUp.id)
)
THREAD_FOLLOW_UPS = FOLLOW_UPS.where(FollowUp.id.in_(SAID_HERE))
