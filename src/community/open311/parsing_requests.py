"""Requests and updates as a city system tells of them: numbers, states, moments and words, from its records. Pure.

Only two states are read, ``open`` and ``closed``, and of a closing the code that it says plainly: whatever a system
calls its endings, none of them is taken for "fixed", which only neighbors can say.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from community.open311.parsing import Record, text_of

OPEN, CLOSED = "open", "closed"
STATES = {
    **dict.fromkeys(
        ("open", "reopen", "reopened", "in_progress", "planned", "action_scheduled", "investigating", "for_triage",
         "internal_referral", "acknowledged", "confirmed", "received", "new", "pending", "submitted", "assigned"), OPEN
    ),
    **dict.fromkeys(
        ("closed", "fixed", "resolved", "completed", "archived", "cancelled", "canceled", "duplicate",
         "no_further_action", "not_councils_responsibility", "done"), CLOSED
    ),
}  # fmt: skip
"""Every other word (``unchanged`` among them) says nothing."""
PLAIN_STATUSES = {"duplicate": "duplicate", "not_councils_responsibility": "not_responsible"}
"""Of the states, those that say one of our closing codes by themselves. "No further action" may be two of them, and
"cancelled" any."""
PLAIN_CODES = {
    **PLAIN_STATUSES,
    **{code: code for code in ("done", "not_found", "not_responsible", "declined", "duplicate")},
}
"""What an ``external_status_code`` may say, another Stoop's among them."""
MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Seen:
    """A request as the city tells of it. ``reference`` and ``token`` may both be empty: it is there, and not numbered
    yet. ``status`` is open, closed or empty; ``code`` is the closing code, or empty where none is said plainly."""

    reference: str
    token: str
    status: str
    notes: str
    description: str
    requested_at: datetime | None
    updated_at: datetime | None
    code: str = ""


@dataclass(frozen=True)
class Update:
    """What happened to a request, by the updates extension. ``status`` and ``code`` as in ``Seen``."""

    update_id: str
    reference: str
    status: str
    words: str
    at: datetime | None
    code: str = ""


def seen_of(record: Record, zone: str) -> Seen:
    """A record as a request."""
    return Seen(
        reference=text_of(record, "service_request_id"),
        token=text_of(record, "token"),
        status=state_of(text_of(record, "status")),
        notes=text_of(record, "status_notes") or _last_note(record),
        description=text_of(record, "description"),
        requested_at=moment_of(text_of(record, "requested_datetime"), zone),
        updated_at=moment_of(text_of(record, "updated_datetime"), zone),
        code=code_of(record),
    )


def update_of(record: Record, zone: str) -> Update:
    """A record as an update."""
    return Update(
        update_id=text_of(record, "update_id"),
        reference=text_of(record, "service_request_id"),
        status=state_of(text_of(record, "status")),
        words=text_of(record, "description"),
        at=moment_of(text_of(record, "updated_datetime"), zone),
        code=code_of(record),
    )


def state_of(said: str) -> str:
    """``open``, ``closed``, or empty for a word that says neither."""
    word = _plain(said)
    return STATES.get(word) or STATES.get(word.partition("_")[0], "")


def code_of(record: Record) -> str:
    """One of our closing codes, where the record plainly says so; empty otherwise."""
    code, status = (_plain(text_of(record, name)) for name in ("external_status_code", "status"))
    return PLAIN_CODES.get(code) or PLAIN_STATUSES.get(status, "")


def _plain(said: str) -> str:
    return re.sub(r"[\s-]+", "_", said.strip().lower()).replace("'", "")


def moment_of(said: str, zone: str) -> datetime | None:
    """A moment, however it was written; one without a zone is meant in ``zone``. None for what is none."""
    found = MOMENT.fullmatch(said.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7], zone))
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None, zone: str) -> tzinfo:
    if written is None:
        return ZoneInfo(zone)
    if written.upper() == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    digits = written[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def _last_note(record: Record) -> str:
    """The newest of Chicago's notes that says something."""
    notes = record.get("notes")
    if not isinstance(notes, list):
        return ""
    said = [(text_of(note, "datetime"), text_of(note, "description", "summary")) for note in notes]
    return max((note for note in said if note[1]), default=("", ""))[1]
