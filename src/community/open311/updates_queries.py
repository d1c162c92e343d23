"""The city's public words on requests, one update each, as the updates extension reads them."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.models import Case, FollowUp
from community.open311.formats import write_moment
from community.open311.server_rules import WantedUpdates, update_status
from community.photos.models import Photo

PHOTO = (
    select(Photo.key)
    .where(Photo.follow_up_id == FollowUp.id)
    .order_by(Photo.position, Photo.id)
    .limit(1)
    .correlate(FollowUp)
    .scalar_subquery()
)
UPDATES = (
    select(
        FollowUp.id,
        FollowUp.case_id,
        FollowUp.kind,
        FollowUp.code,
        FollowUp.words,
        FollowUp.written_at,
        Case.reference,
        PHOTO.label("photo_key"),
    )
    .join(Case, Case.id == FollowUp.case_id)
    .order_by(FollowUp.written_at, FollowUp.id)
)


def updates_wanted(db: Session, wanted: WantedUpdates, base: str) -> list[dict[str, Any]]:
    """The updates of the span, oldest first, so that a puller goes on from the last one. One query."""
    query = UPDATES.where(FollowUp.written_at >= wanted.start)
    if wanted.end:
        query = query.where(FollowUp.written_at <= wanted.end.replace(microsecond=999_999))
    query = query.limit(wanted.page_size).offset((wanted.page - 1) * wanted.page_size)
    return [
        {
            "update_id": str(row.id),
            "service_request_id": str(row.case_id),
            "status": update_status(row.kind, row.code),
            "updated_datetime": write_moment(row.written_at),
            "description": row.words,
            "media_url": f"{base}/photos/{row.photo_key}/full" if row.photo_key else None,
            "external_status_code": row.code if row.kind == "closed" else None,
            "customer_reference": row.reference,
        }
        for row in db.execute(query)
    ]
