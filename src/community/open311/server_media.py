"""Pictures of requests: files that come with the form, and addresses that the worker fetches later.

Every picture is developed anew like a neighbor's photo: nothing of the file but its pixels is kept. An address is
fetched by ``outbound``, which goes to public places only, and never while anybody waits.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pyramid.request import Request
from sqlalchemy.orm import Session

from community.activity.models import Activity, Delivery
from community.activity.record import record
from community.activity.registry import GiveUp, Later, Owed
from community.bodies import MEDIA
from community.cases.picturing import picture_note
from community.cases.queries import opening_note
from community.errors import Missing, Refused, TooMany
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.picturing import picture_observation
from community.open311.server_models import Receipt
from community.open311.server_rules import Problems
from community.outbound import Inward, Limits, Unreachable, ask
from community.people.doors import own_transaction
from community.photos.actions import keep_photo, new_key
from community.photos.developing import Developed, develop
from community.photos.facts import PhotosAdded
from community.photos.forms import NO_PHOTOS, Owner, SentPhotos
from community.photos.rules import MOST, file_of, too_many
from community.photos.taking import read_file

KIND = "open311.media"
NO_POST = 0
"""In the target of a delivery, for the id of the post: the request stands in the city-wide tray."""
SECONDS = 8.0
MOST_TRIES = 8
"""With the doubling pauses of deliveries, about eight minutes: a picture is put up before it is reported."""


def media_sent(request: Request, key_id: int) -> SentPhotos:
    """The files of the form, developed and stored; they wait under the name of the key. Call it before ``request.db``
    is opened. Raises Problems, Refused for a file that is no picture, StoreAway."""
    files = files_in(request)
    if len(files) > MOST:
        raise Problems(too_many(len(files)))
    owner = _owner(key_id)
    keys = [_take_in(request, owner, read_file(file, request.knobs.max_photo)) for file in files]
    return SentPhotos(owner, tuple(keys)) if keys else NO_PHOTOS


def files_in(request: Request) -> list[Any]:
    """The pictures that come with the form as files."""
    return [part for name, part in request.POST.items() if MEDIA.fullmatch(name) and hasattr(part, "filename")]


def owe_media(db: Session, activities: Sequence[Activity], app: Any) -> Iterator[Owed]:
    """The consumer: each address a request came with is one delivery, so that one that hangs holds up no other."""
    for activity in activities:
        receipt = db.get(Receipt, activity.data["receipt_id"])
        for number, _url in enumerate(receipt.media if receipt else ()):
            target = f"receipt:{activity.data['receipt_id']}:{activity.observation_id or NO_POST}:{number}"
            yield Owed(activity.id, KIND, target)


def fetch_media(delivery: Delivery, app: Any) -> None:
    """Fetch one picture and hang it on its post, or on the desk's note. Raises Later, GiveUp."""
    receipt_id, observation_id, number = (int(part) for part in delivery.target.split(":")[1:])
    with app.sessions.reading() as db:
        receipt = db.get(Receipt, receipt_id)
        url = receipt.media[number] if receipt else ""
        owner = _owner(receipt.key_id) if receipt else Owner()
    if not url:
        return
    made = _developed(_fetched(url, app.knobs, delivery.tries), app.knobs)
    with app.sessions.writing() as db, db.begin():
        key = new_key(db)
    _store(app.photo_store, key, made)
    with app.sessions.writing() as db, db.begin():
        keep_photo(db, owner, key, made)
        _hang(db, receipt_id, observation_id, number, SentPhotos(owner, (key,)))


def _fetched(url: str, knobs: Any, tries: int) -> bytes:
    try:
        answer = ask(url, Limits(knobs.media_open, SECONDS, knobs.max_photo))
    except Inward as problem:
        raise GiveUp("it leads to an address that is not public") from problem
    except Unreachable as problem:
        raise (GiveUp if tries >= MOST_TRIES else Later)("it cannot be reached") from problem
    if answer.status == 200:
        return answer.body
    raise (Later if answer.status >= 500 and tries < MOST_TRIES else GiveUp)(f"it answers {answer.status}")


def _developed(data: bytes, knobs: Any) -> Developed:
    try:
        return develop(data, knobs)
    except TooMany as busy:
        raise Later("too many others wait") from busy
    except Refused as refusal:
        raise GiveUp("it is no picture we can use") from refusal


def _hang(db: Session, receipt_id: int, observation_id: int, number: int, photos: SentPhotos) -> None:
    """Attach it and strike its address out. Raises GiveUp where there is nothing (any more) to hang it on."""
    try:
        observation = None if observation_id == NO_POST else locked_observation(db, observation_id)
        receipt = db.get_one(Receipt, receipt_id, with_for_update=True, populate_existing=True)
        if not receipt.media[number]:
            return
        hang(db, observation, receipt.case_id, photos)
    except (Missing, Refused) as refusal:
        raise GiveUp("there is no room for it") from refusal
    receipt.media = [*receipt.media[:number], "", *receipt.media[number + 1 :]]
    if observation is not None:
        record(db, PhotosAdded(observation.board_id, observation.id))


def hang(db: Session, observation: Observation | None, case_id: int, photos: SentPhotos) -> None:
    """Attach pictures to the post, or, of a case without one, to the note that the desk reads. Raises Missing,
    Refused."""
    if observation is not None:
        picture_observation(db, None, observation, photos)
        return
    note = opening_note(db, case_id)
    if note is None:
        raise Missing
    picture_note(db, note, photos)


def _take_in(request: Request, owner: Owner, data: bytes) -> str:
    made = develop(data, request.knobs)
    with own_transaction(request) as db:
        key = new_key(db)
    _store(request.registry.photo_store, key, made)
    with own_transaction(request) as db:
        return keep_photo(db, owner, key, made).key


def _store(store: Any, key: str, made: Developed) -> None:
    for name, data in made.files.items():
        size, _dot, form = name.partition(".")
        store.write(file_of(key, size, form), data)


def _owner(key_id: int) -> Owner:
    """Whose a picture is until it is posted: nobody's browser has this name."""
    return Owner(browser_hash=f"open311 key {key_id}")
