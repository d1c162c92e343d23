"""Which browsers news is pushed to: those of running sign-ins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.notices.models import PushDevice
from community.notices.push.keys import key_of
from community.people.models import Login, Person
from community.people.rules import device_words
from community.settings import Settings

MOST_DEVICES = 10
"""Browsers of one person that are pushed to: the newest."""


def _running(knobs: Settings) -> tuple[Any, ...]:
    oldest = clock.now() - timedelta(days=knobs.login_days)
    return Login.seen_at > oldest, Person.suspended_at.is_(None), Person.closed_at.is_(None)


def pushable(db: Session, person_ids: Collection[int], knobs: Settings) -> frozenset[int]:
    """Which of these people have a browser that shows news. One query, none without people or where push is off."""
    if not person_ids or key_of(knobs) is None:
        return frozenset()
    query = select(PushDevice.person_id).join(Login, Login.id == PushDevice.login_id)
    query = query.join(Person, Person.id == PushDevice.person_id)
    return frozenset(db.scalars(query.where(PushDevice.person_id.in_(person_ids), *_running(knobs))))


def devices_of(db: Session, person_id: int, knobs: Settings) -> list[PushDevice]:
    """Where news goes to this person, the newest first. One query."""
    query = select(PushDevice).join(Login, Login.id == PushDevice.login_id)
    query = query.join(Person, Person.id == PushDevice.person_id).where(PushDevice.person_id == person_id)
    return list(db.scalars(query.where(*_running(knobs)).order_by(PushDevice.id.desc()).limit(MOST_DEVICES)))


def device_of(db: Session, person_id: int, device_id: int, knobs: Settings) -> PushDevice | None:
    """One of them, while its sign-in runs."""
    return next((device for device in devices_of(db, person_id, knobs) if device.id == device_id), None)


@dataclass(frozen=True)
class DeviceLine:
    """One browser that shows news, for its owner. ``here``: the one that asks."""

    id: int
    words: str
    since: datetime
    here: bool


def device_lines(db: Session, person_id: int, login_id: int) -> list[DeviceLine]:
    """One's own browsers that show news, the newest first. One query."""
    query = (
        select(PushDevice.id, Login.device, PushDevice.since, PushDevice.login_id)
        .join(Login, Login.id == PushDevice.login_id)
        .where(PushDevice.person_id == person_id)
        .order_by(PushDevice.id.desc())
        .limit(MOST_DEVICES)
    )
    return [
        DeviceLine(device_id, device_words(device), since, login == login_id)
        for device_id, device, since, login in db.execute(query)
    ]
