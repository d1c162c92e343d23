"""Following and no longer following: the only writer of who follows what."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.errors import Refused, TooMany
from community.i18n import _
from community.limits import take_turn
from community.notices.following import MOST_FOLLOWS, MOST_PLACES, PLACE, RADII, cell_of
from community.notices.following_queries import follow_counts
from community.notices.models import Follow
from community.people.identity import Identity


def set_follow(db: Session, who: Identity, kind: str, subject_id: int, active: bool) -> None:
    """Follow a board, an observation or a case from now on, or no longer. Harmless when done twice. A thread one wrote
    in is followed without this; ``active`` false then means to hear no more of it. Raises TooMany."""
    take_turn(db, "follow", who.person_id)
    follow = db.scalar(
        select(Follow).where(Follow.person_id == who.person_id, Follow.kind == kind, Follow.subject_id == subject_id)
    )
    if follow is None:
        _check_room(db, who)
        follow = Follow(person_id=who.person_id, kind=kind, subject_id=subject_id, since=clock.now())
        db.add(follow)
    follow.active = active


def follow_place(db: Session, who: Identity, label: str, lat: float, lon: float, meters: int) -> None:
    """Follow all that is posted within ``meters`` of a point. Raises Refused for another radius than those offered and
    for a place followed already, TooMany."""
    if meters not in RADII:
        raise Refused(_("Choose how far around."), "meters")
    take_turn(db, "follow", who.person_id)
    _check_room(db, who)
    places = db.scalars(select(Follow).where(Follow.person_id == who.person_id, Follow.kind == PLACE)).all()
    if len(places) >= MOST_PLACES:
        raise TooMany(_("You follow {n} places already. Stop following one first.").format(n=MOST_PLACES))
    if any(place.label == label for place in places):
        raise Refused(_("You follow {name} already.").format(name=label), "place")
    db.add(
        Follow(
            person_id=who.person_id,
            kind=PLACE,
            active=True,
            label=label,
            lat=lat,
            lon=lon,
            meters=meters,
            cell=cell_of(lat, lon),
            since=clock.now(),
        )
    )


def end_follow(db: Session, who: Identity, follow_id: int) -> None:
    """Stop following something; a place is forgotten. Harmless for what ended already; others' follows stay."""
    follow = db.get(Follow, follow_id, with_for_update=True)
    if follow is None or follow.person_id != who.person_id:
        return
    if follow.kind == PLACE:
        db.delete(follow)
    else:
        follow.active = False


def _check_room(db: Session, who: Identity) -> None:
    if follow_counts(db, who.person_id) >= MOST_FOLLOWS:
        raise TooMany(_("You follow {n} things already. Stop following one first.").format(n=MOST_FOLLOWS))
