"""Saving a view of the queue and taking one away: each liaison's own."""

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.desk.facts import ViewDropped, ViewSaved
from community.desk.models import SavedView
from community.desk.saved_views import MOST_VIEWS, saved_views
from community.errors import Missing, Refused
from community.i18n import _, counted
from community.limits import take_turn
from community.people.identity import Identity

LONGEST_NAME = 40


def save_view(db: Session, who: Identity, name: str, address: str) -> SavedView:
    """Keep the filters of ``address`` under ``name``; the same name again replaces them. Raises Refused."""
    if not name:
        raise Refused(_("Give the view a name."), "name")
    if len(name) > LONGEST_NAME:
        raise Refused(counted("Write at most {n} character.", "Write at most {n} characters.", LONGEST_NAME), "name")
    take_turn(db, "desk.views", who.person_id)
    mine = saved_views(db, who.person_id)
    view = next((view for view in mine if view.name == name), None)
    if view is None:
        if len(mine) >= MOST_VIEWS:
            raise Refused(_("You have many saved views. Remove one first."), "name")
        view = SavedView(person_id=who.person_id, name=name, address=address, made_at=clock.now())
        db.add(view)
    view.address = address
    db.flush()
    record(db, ViewSaved(who.person_id, view.id), actor_id=who.person_id)
    return view


def drop_view(db: Session, who: Identity, view_id: int) -> None:
    """Take a view of one's own away. Raises Missing for another's."""
    view = db.get(SavedView, view_id)
    if view is None or view.person_id != who.person_id:
        raise Missing
    db.delete(view)
    record(db, ViewDropped(who.person_id, view_id), actor_id=who.person_id)
