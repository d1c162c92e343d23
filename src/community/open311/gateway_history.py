"""What a system is told of a case that was closed and is open again: the number it gave itself, and what neighbors
wrote for everybody."""

from dataclasses import replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from community.cases.gateway import Again, OutgoingRequest, desk_reference
from community.cases.queries_handoff import number_at
from community.comments.models import Comment
from community.comments.queries import STANDS
from community.confirmations.models import Confirmation
from community.confirmations.rules import DISPUTES
from community.observations.models import Observation

MOST_WORDS = 20
"""Answers whose words go along."""


def with_history(db: Session, request: OutgoingRequest, endpoint_id: int) -> OutgoingRequest:
    """The request as this endpoint is asked. Where it gave no number, it is an ordinary new one to it."""
    if request.again is None:
        return request
    own = number_at(db, request.case_id, endpoint_id, desk_reference(request.case_id, request.opened_at))
    said = _said(db, request.case_id, request.again)
    return replace(request, earlier=own or request.earlier, own=own is not None, said=said)


def _said(db: Session, case_id: int, again: Again) -> tuple[str, ...]:
    """The words alone, oldest first, as far as everybody may read them: nobody's name, none that are hidden or were
    taken back."""
    query = select(Comment.words).join(Observation, Observation.id == Comment.observation_id)
    if again.by == "place":
        query = query.where(Comment.id == again.comment_id)
    else:
        query = query.join(Confirmation, Confirmation.comment_id == Comment.id).where(
            Confirmation.case_id == case_id, Confirmation.round == again.round, Confirmation.says.in_(DISPUTES)
        )
    readable = and_(STANDS, Observation.hidden_at.is_(None), Observation.state != "withdrawn")
    return tuple(db.scalars(query.where(readable).order_by(Comment.id).limit(MOST_WORDS)))
