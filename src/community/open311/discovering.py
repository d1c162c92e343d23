"""The discovery document: where the endpoint is, what it speaks, how to get a key."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.models import CATALOG_CHANGED, Activity
from community.i18n import _
from community.open311.formats import CONTENT_TYPES, write_moment
from community.settings import Settings

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
PATH = "/open311/v2"
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
"""The stamp while nobody has changed anything: it only has to sort before every later one."""
CHANGED = select(Activity.at).where(CATALOG_CHANGED, Activity.id > 0).order_by(Activity.id.desc()).limit(1)


def discovery_of(db: Session, knobs: Settings, base: str) -> dict[str, Any]:
    """The document; ``base`` is the public address of the site. One query."""
    changeset = write_moment(db.scalar(CHANGED) or FIRST)
    return {
        "changeset": changeset,
        "contact": _("Write to {address}, or call 311.").format(address=knobs.mail_from),
        "key_service": _(
            "Ask an administrator of {city} for a key: {address}. Reading needs none. More on {page}."
        ).format(city=knobs.city_name, address=knobs.mail_from, page=f"{base}/open311"),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": base + PATH,
                "changeset": changeset,
                "type": "test" if knobs.demo else "production",
                "formats": list(CONTENT_TYPES.values()),
            }
        ],
    }
