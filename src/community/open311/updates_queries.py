"""The city's public words on requests, and what neighbors settled about them: one update each, as the updates extension
reads them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, literal, null, select, union_all
from sqlalchemy.orm import Session

from community.cases.models import Case, FollowUp, Step
from community.cases.wording import words_with_detail
from community.i18n import N_, _
from community.open311.formats import write_moment
from community.open311.holding import NOW, WORD_MOMENT
from community.open311.server_rules import WantedUpdates, update_status
from community.photos.models import Photo

BY_NEIGHBORS = {
    "reopened": ("reopen", N_("Neighbors looked and say that this is still there.")),
    "place_given": ("reopen", N_("A neighbor gave a better place.")),
    "settled": ("unchanged", N_("Neighbors looked and agree that this is fixed.")),
}
"""Steps that neighbors make: the status, and the words. Never ``fixed``: programs take that for the city's word."""
WORD, STEP = "", "s"
"""What stands before an id, so that a word and a step never have the same."""
ALL_WORDS = select(
    literal(WORD).label("source"),
    FollowUp.id,
    FollowUp.case_id,
    FollowUp.kind,
    FollowUp.code,
    FollowUp.words,
    FollowUp.detail,
    WORD_MOMENT.label("at"),
).where(FollowUp.case_id.is_not(None))
WORDS = ALL_WORDS.where(FollowUp.final_at.is_(None))
WORDS_HELD = ALL_WORDS.where(FollowUp.final_at <= NOW)
"""Those that could be undone, and cannot any more. Their moment is when that was over: whoever asked before it was told
nothing of them, and goes on from there."""
STEPS = select(
    literal(STEP).label("source"),
    Step.id,
    Step.case_id,
    Step.kind,
    null().label("code"),
    literal("").label("words"),
    literal("").label("detail"),
    Step.at,
).where(Step.kind.in_(BY_NEIGHBORS))
PARTS = ((WORDS, FollowUp.written_at), (WORDS_HELD, FollowUp.final_at), (STEPS, Step.at))
"""Each along the index of its moment."""


def updates_wanted(db: Session, wanted: WantedUpdates, base: str) -> list[dict[str, Any]]:
    """The updates of the span, oldest first, so that a puller goes on from the last one. Two queries."""
    parts = union_all(*(_first(part, at, wanted) for part, at in PARTS)).subquery()
    page = select(parts, Case.reference).join(Case, Case.id == parts.c.case_id)
    page = page.order_by(parts.c.at, parts.c.source, parts.c.id).limit(wanted.page_size)
    rows = db.execute(page.offset((wanted.page - 1) * wanted.page_size)).all()
    photos = _first_photos(db, [row.id for row in rows if row.source == WORD])
    return [
        {
            "update_id": f"{row.source}{row.id}",
            "service_request_id": str(row.case_id),
            "status": BY_NEIGHBORS[row.kind][0] if row.source == STEP else update_status(row.kind, row.code),
            "updated_datetime": write_moment(row.at),
            "description": _description(row),
            "media_url": f"{base}/photos/{photos[row.id]}/full" if row.source == WORD and row.id in photos else None,
            "external_status_code": row.code if row.kind == "closed" else None,
            "customer_reference": row.reference,
        }
        for row in rows
    ]


def _description(row: Row[Any]) -> str:
    if row.source == STEP:
        return _(BY_NEIGHBORS[row.kind][1])
    return words_with_detail(row.words, row.code, row.detail)


def _first(part: Select[*tuple[Any, ...]], at: Any, wanted: WantedUpdates) -> Select[*tuple[Any, ...]]:
    """As many of the oldest as the page can reach: read along the index of their time."""
    if wanted.start:
        part = part.where(at >= wanted.start)
    if wanted.end:
        part = part.where(at <= wanted.end.replace(microsecond=999_999))
    reach = part.order_by(at, part.selected_columns.id).limit(wanted.page * wanted.page_size)
    return select(reach.subquery())


def _first_photos(db: Session, words: Collection[int]) -> dict[int, str]:
    """The key of the first photo of each of these words that has one. One query."""
    query = select(Photo.follow_up_id, Photo.key).where(Photo.follow_up_id.in_(words))
    found: dict[int, str] = {}
    for follow_up_id, key in db.execute(query.order_by(Photo.position, Photo.id)):
        if follow_up_id is not None:
            found.setdefault(follow_up_id, key)
    return found
