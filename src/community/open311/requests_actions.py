"""A request that a program sent becomes an observation on its board with its case behind it, or, where its place lies
on no board, a case in the desk's city-wide tray. The same request sent twice is one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.atlas import meters_to_nearest
from community.catalog.models import Service
from community.catalog.queries import questions_of, service_with_agency
from community.catalog.rules import check_answers, missing_required
from community.escalation.reported import Reported, board_of_place, open_reported
from community.i18n import _
from community.limits import take_turn
from community.observations.forms import Spot
from community.observations.placing import Placed, place_spot
from community.open311.requests_receipts import receipt_stamped
from community.open311.server_facts import RequestReceived
from community.open311.server_forms import NewRequest, extras_of
from community.open311.server_media import hang
from community.open311.server_models import Receipt
from community.open311.server_rules import FAR_METERS, Problems
from community.open311.services_queries import service_coded
from community.people.actions.reporters import keep_reporter
from community.photos.forms import SentPhotos
from community.places.queries import address_by_id

BY = "open311"
"""How such a case was opened."""


@dataclass(frozen=True)
class Sender:
    """The key a request came by, the language its answer is in, and what the city is called."""

    key_id: int
    language: str
    city: str


def receive_request(db: Session, sender: Sender, new: NewRequest, photos: SentPhotos) -> Receipt:
    """Take the request, once. Raises Problems: 404 for a service there is not, 400 for answers or a place that are
    none. Raises Refused for photos that cannot be used."""
    if new.client_id:
        take_turn(db, BY, f"{sender.key_id} {new.client_id}")
        if earlier := receipt_stamped(db, sender.key_id, new.client_id):
            return earlier
    service = service_coded(db, new.service_code)
    if service is None:
        raise Problems(_("There is no service with this code."), status=404)
    answers, extras = _answers(db, service, new)
    placed = _place(db, new, sender.city)
    title = new.title or service.name
    found = service_with_agency(db, service.id, board_of_place(db, placed))
    if found is None:
        raise Problems(_("There is no service with this code."), status=404)
    besides = _pictures(new.media)
    told = Reported(BY, *found, title, new.description, answers, placed, besides=tuple(besides))
    observation, case = open_reported(db, told)
    hang(db, observation, case.id, photos)
    receipt = Receipt(
        key_id=sender.key_id,
        client_id=new.client_id,
        case_id=case.id,
        number=case.id,
        observation_id=observation.id if observation else None,
        token=secrets.token_urlsafe(16) if service.type == "batch" else None,
        account_id=new.account_id,
        reporter_id=keep_reporter(db, new.email, sender.language).id if new.email else None,
        media=[] if photos.keys else list(new.media),
        extras=extras,
        received_at=clock.now(),
    )
    db.add(receipt)
    db.flush()
    record(db, RequestReceived(case.board_id, observation.id if observation else None, case.id, receipt.id))
    return receipt


def _answers(db: Session, service: Service, new: NewRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """The checked answers, and those to questions nobody asked. Raises Problems with all that is wrong."""
    questions = questions_of(db, service.id)
    answers, errors = check_answers(questions, new.answers)
    wrong = [f"attribute[{code}]: {words}" for code, words in errors.items()]
    for question in missing_required(questions, answers):
        if question.code not in errors:
            wrong.append(
                _("attribute[{code}] is missing: {question}").format(code=question.code, question=question.text)
            )
    if wrong:
        raise Problems(*wrong)
    return answers, extras_of(new.answers, [question.code for question in questions])


def _place(db: Session, new: NewRequest, city: str) -> Placed:
    """Where it is, as far as point and words tell. Raises Problems for an address there is not, and for a place far
    from every board: it means another city."""
    lat, lon = new.point or (None, None)
    address = new.address
    if new.address_id is not None and new.point is None:
        known = address_by_id(db, new.address_id)
        if known is None:
            raise Problems(_("We know no address with this address_id."))
        lat, lon, address = known.lat, known.lon, address or known.label
    placed = place_spot(db, Spot(address=address, lat=lat, lon=lon))
    if placed.lat is not None and placed.lon is not None:
        distance = meters_to_nearest(db, placed.lat, placed.lon)
        if distance is not None and distance > FAR_METERS:
            raise Problems(_("That place does not lie in {city}.").format(city=city))
    return placed


def _pictures(media: Sequence[str]) -> list[str]:
    """Of a case without a post the desk finds the addresses too: a picture may not come, or be gone when it does."""
    return [_("Picture: {address}").format(address=url) for url in media]
