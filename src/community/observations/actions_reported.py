"""What somebody without an account reported through another program, put on a board. Nobody's name stands under it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.observations.facts import ObservationPosted
from community.observations.models import ExactPlace, Observation
from community.observations.placing import Placed, show_place
from community.observations.rules import hot


def put_observation(
    db: Session,
    board_id: int,
    *,
    title: str,
    description: str,
    service_id: int,
    answers: Mapping[str, Any],
    placed: Placed,
) -> Observation:
    """A nameless post of nobody's: the public sees its block. Words and answers are checked by the caller."""
    now = clock.now()
    observation = Observation(
        board_id=board_id,
        author_id=None,
        nameless=True,
        title=title,
        description=description,
        service_id=service_id,
        answers=dict(answers),
        landmark=placed.landmark,
        hot=hot(0, now),
        created_at=now,
    )
    show_place(db, observation, placed)
    db.add(observation)
    db.flush()
    db.add(ExactPlace(observation_id=observation.id, **placed.exact))
    record(db, ObservationPosted(board_id, observation.id))
    return observation
