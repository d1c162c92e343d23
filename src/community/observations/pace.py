"""How often somebody may post."""

from sqlalchemy.orm import Session

from community import clock
from community.limits import DAY, check_limit
from community.observations.queries import posts_since
from community.people.actions import count_late
from community.people.identity import Identity
from community.permissions import Ground, Permission, permits
from community.settings import Settings


def check_pace(db: Session, who: Identity, board_id: int, knobs: Settings, *, late: bool) -> None:
    """A captain notes a whole walk of the own board in a day, anybody else some posts; the caller has locked the
    person. ``late``: it waited on a phone, and is counted as it comes in. Raises TooMany."""
    walks = permits(who, Permission.BOARD_WALK, Ground(board_id=board_id))
    most = knobs.limit_walk if walks else knobs.limit_posts
    check_limit(*posts_since(db, who.person_id, clock.now() - DAY), most, DAY, "posts")
    if late:
        count_late(db, who.person_id, "posts", most, DAY)
