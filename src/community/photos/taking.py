"""How a photo comes in: counted, developed, stored, remembered, each at its own time and none inside the request's
write transaction. So a photo is there before its form is looked at, and stays when the form is refused."""

import secrets
from typing import Any

from pyramid.request import Request

from community.errors import Refused
from community.i18n import _
from community.people.browsers import browser_headers, browser_token
from community.people.doors import own_transaction
from community.people.identity import token_hash
from community.people.rules import network_of
from community.photos import rules
from community.photos.actions import expect_photo, keep_photo, new_key
from community.photos.developing import FIELD, Developed, develop
from community.photos.forms import PROBLEM, Owner, SentPhotos, read_alt, read_photos
from community.photos.models import Photo
from community.photos.queries import waiting_photos
from community.photos.telling import told
from community.prose import clean_line

LONGEST_NAME = 60


def owner_of(request: Request) -> Owner:
    """Who brings photos here: the person signed in, and the browser if it has a name yet."""
    token = request.__dict__.get("photo_browser") or browser_token(request)
    who = request.identity
    return Owner(who.person_id if who else None, token_hash(token) if token else None)


def name_browser(request: Request) -> Owner:
    """As ``owner_of``; a browser in which nobody is signed in is given a name, so that it finds its photos again."""
    if request.identity is None and browser_token(request) is None and "photo_browser" not in request.__dict__:
        request.photo_browser = secrets.token_urlsafe(32)
        headers = browser_headers(request, request.photo_browser)
        request.add_response_callback(lambda _request, response: response.headers.extend(headers))
    return owner_of(request)


def take_in(request: Request, data: bytes, alt: str = "") -> Photo:
    """A photo that waits to be posted, made of a file from outside. Raises Refused, TooMany, StoreAway."""
    owner, knobs = name_browser(request), request.knobs
    with own_transaction(request) as db:
        key = expect_photo(db, owner, network_of(request.remote_addr), knobs.limit_photos)
    made = develop(data, knobs)
    store_all(request, key, made)
    with own_transaction(request) as db:
        return keep_photo(db, owner, key, made, alt)


def covered(request: Request, photo: Photo, boxes: tuple[rules.Box, ...]) -> tuple[str, Developed]:
    """The photo with ``boxes`` painted over, stored under a new key, to which nothing points yet. Raises Refused,
    StoreAway."""
    data = request.registry.photo_store.read(rules.file_of(photo.key, "full", "webp"))
    if data is None:
        raise Refused(_(rules.GONE))
    made = develop(data, request.knobs, boxes)
    with own_transaction(request) as db:
        key = new_key(db)
    store_all(request, key, made)
    return key, made


def store_all(request: Request, key: str, made: Developed) -> None:
    """Keep every size under ``key``."""
    for name, data in made.files.items():
        size, _dot, form = name.partition(".")
        request.registry.photo_store.write(rules.file_of(key, size, form), data)


def photos_sent(request: Request) -> SentPhotos:
    """The photos of the posted form. Files among them are taken in first and stand in ``request.POST`` as keys from
    then on: a form that is refused, or that travels through a sign-in, has its photos with it. Asked again it does
    nothing more. Call it before ``request.db`` is opened."""
    files = [part for part in request.POST.getall(FIELD) if hasattr(part, "filename")]
    if FIELD in request.POST:
        del request.POST[FIELD]
    if files:
        number = len(files) + len([key for key in request.POST.getall("photo") if key])
        if number > rules.MOST:
            request.POST.add(PROBLEM, rules.too_many(number))
        else:
            _take_files(request, files)
        request.reading.rollback()  # what was just written is not in the picture this request began with
    return read_photos(request.POST, owner_of(request))


def _take_files(request: Request, files: list[Any]) -> None:
    """Each file becomes a key, or the words that say what is wrong with it."""
    alt = read_alt(request.POST, "photo_alt")
    for file in files:
        try:
            photo = take_in(request, read_file(file, request.knobs.max_photo), alt)
        except Refused as refusal:
            name = clean_line(str(file.filename))[:LONGEST_NAME]
            words = f"{name}: {refusal.message}" if len(files) > 1 and name else refusal.message
            request.POST.add(PROBLEM, words)
        else:
            request.POST.add("photo", photo.key)
            request.POST.add(f"alt.{photo.key}", alt)


def read_file(file: Any, most: int) -> bytes:
    """The bytes of a posted file, one more than allowed at most: enough to see that it is too large."""
    file.file.seek(0)
    return file.file.read(most + 1)


def photo_values(request: Request) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """For a form that is shown again: the photos that wait in it, and what was wrong with a file, by field. One query
    where there are photos."""
    if request.method != "POST":
        return [], {}
    sent = photos_sent(request)
    waiting = waiting_photos(request.reading, sent.keys, sent.owner)
    lines = [told(photo) | {"alt": sent.alts.get(photo.key) or photo.alt} for photo in waiting]
    return lines, {FIELD: sent.problem} if sent.problem else {}
