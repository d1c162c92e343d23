"""What comment URLs point at."""

from dataclasses import dataclass

from pyramid.request import Request

from community.comments.models import Comment
from community.db.ids import read_id
from community.errors import Missing
from community.observations.models import Observation
from community.permissions import Ground


@dataclass(frozen=True)
class CommentPlace:
    """A comment and the observation it stands under, as the context of a request."""

    comment: Comment
    observation: Observation

    @property
    def ground(self) -> Ground:
        """The board of the observation, the author of the comment."""
        return Ground(board_id=self.observation.board_id, author_id=self.comment.author_id)


def comment_of(request: Request) -> CommentPlace:
    """The comment in the URL. Raises Missing when it is taken back or its observation cannot be seen."""
    comment = request.reading.get(Comment, read_id(request.matchdict["id"]))
    if comment is None or comment.withdrawn_at is not None:
        raise Missing
    observation = request.reading.get(Observation, comment.observation_id)
    if observation is None or not observation.listed:
        raise Missing
    return CommentPlace(comment, observation)
