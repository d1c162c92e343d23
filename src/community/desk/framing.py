"""What stands around a page of the desk, read at once: how far the history goes, what can be undone, whether keys work;
around a case also who else has it open."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from community.activity.tail import NEWEST
from community.cases.queries_undo import Offer, as_offer, newest_of, standing_in, undone_in
from community.db.short_lists import ShortLists, short_lists
from community.desk.habits import do_work, said_by
from community.desk.readers import reading
from community.notices.queries import unread_of
from community.people.identity import Identity


@dataclass(frozen=True)
class Frame:
    """``live_after``: the newest activity when this was read, which is before the page reads anything else.
    ``offer``: what can be undone. ``keys_on``: single keys work."""

    live_after: int
    offer: Offer | None
    keys_on: bool


@dataclass(frozen=True)
class CaseFrame(Frame):
    """Also: how many notices wait, who else has the case open, the acts that were just undone, and how many of that
    batch stand (``left``)."""

    unread: int
    others: list[str]
    undone: list[Any]
    left: int


def frame_queries(who: Identity) -> dict[str, Select[*tuple[Any, ...]]]:
    """What ``frame_of`` needs of ``short_lists``."""
    return {"newest": NEWEST, "offer": newest_of(who.person_id), "keys": said_by(who.person_id)}


def frame_of(found: ShortLists) -> dict[str, Any]:
    """The values of a ``Frame``."""
    return {
        "live_after": found.value("newest") or 0,
        "offer": as_offer(found["offer"][0] if found["offer"] else None),
        "keys_on": do_work(found.value("keys")),
    }


def case_frame(db: Session, who: Identity, case_id: int, batch: int) -> CaseFrame:
    """The frame of a case, read before the case; ``batch``: the one whose undoing led back to it, or 0. One query."""
    found = short_lists(
        db,
        **frame_queries(who),
        unread=unread_of(who.person_id),
        others=reading(who, case_id),
        undone=undone_in(who.person_id, batch),
        left=standing_in(who.person_id, batch),
    )
    return CaseFrame(
        **frame_of(found),
        unread=found.value("unread"),
        others=[row.display_name for row in found["others"]],
        undone=found["undone"],
        left=found.value("left"),
    )
