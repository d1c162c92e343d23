"""Uploads in pieces: announce, ask how far, continue, give up. Scripts only; a form without scripts sends its file."""

import re

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.errors import Refused
from community.i18n import _
from community.people.doors import own_transaction
from community.people.rules import network_of
from community.permissions import Permission
from community.photos import rules, uploads
from community.photos.actions_uploads import begin_upload, end_upload, finish_upload
from community.photos.developing import FIELD
from community.photos.models import Photo, Upload
from community.photos.queries import photo_by_key, upload_by_token
from community.photos.resources import UploadPlace
from community.photos.taking import name_browser, take_in
from community.photos.telling import told

NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
ONE = {"route_name": "photo.upload", "permission": Permission.PHOTO_ADD}


@view_config(route_name="photo.uploads", request_method="POST", permission=Permission.PHOTO_ADD)
def announce(request: Request) -> Response:
    """Begin one: its length is said first, so that what is too large is refused before a byte is paid for."""
    length = _number(request.POST.get("length", ""))
    most = request.knobs.max_photo
    if length < 1:
        raise Refused(_(rules.EMPTY), FIELD)
    if length > most:
        return _json(413, {"error": rules.too_large(most), "field": FIELD})
    owner, network = name_browser(request), network_of(request.remote_addr)
    with own_transaction(request) as db:
        upload = begin_upload(db, owner, network, length, request.knobs.limit_photos)
    address = request.route_path("photo.upload", token=upload.token)
    return _json(201, {"upload": address, "offset": 0, "chunk": rules.CHUNK}, Location=address)


@view_config(request_method="HEAD", **ONE)
def how_far(context: UploadPlace, request: Request) -> Response:
    """How many bytes have come."""
    upload = context.upload
    here = uploads.received(uploads.folder_of(request.knobs), upload.token) if not upload.photo_key else upload.length
    return Response(status=200, headerlist=[("Upload-Offset", str(here)), ("Upload-Length", str(upload.length))])


@view_config(request_method="PATCH", **ONE)
def go_on(context: UploadPlace, request: Request) -> Response:
    """The next bytes. With the last one the photo is made; asked again, the same photo is told."""
    upload, folder = context.upload, uploads.folder_of(request.knobs)
    with uploads.held(folder, upload.token) as file:
        if photo := _made(request, upload.token):
            uploads.forget(folder, upload.token)
            return _json(201, {"photo": told(photo)})
        try:
            here = uploads.add_bytes(file, _number(request.headers.get("Upload-Offset")), request.body, upload.length)
        except uploads.WrongOffset:
            here = uploads.received(folder, upload.token)
            words = _("Some of it is here already. Go on from there.")
            return _json(409, {"error": words, "offset": here}, Upload_Offset=str(here))
        if here < upload.length:
            return _json(200, {"offset": here}, Upload_Offset=str(here))
        return _finish(request, upload, uploads.whole(file))


@view_config(request_method="DELETE", **ONE)
def give_up(context: UploadPlace, request: Request) -> Response:
    """Forget what came so far."""
    _end(request, context.upload.token)
    return Response(status=204)


def _finish(request: Request, upload: Upload, data: bytes) -> Response:
    """All bytes are here: a photo, or the end of the upload with the reason."""
    try:
        photo = take_in(request, data)
    except Refused as refusal:
        if refusal.status == Refused.status:  # what is wrong with the file stays wrong; a limit or a store may pass
            _end(request, upload.token)
        raise
    with own_transaction(request) as db:
        finish_upload(db, upload.token, photo.key)
    uploads.forget(uploads.folder_of(request.knobs), upload.token)
    return _json(201, {"photo": told(photo)})


def _end(request: Request, token: str) -> None:
    with own_transaction(request) as db:
        end_upload(db, token)
    uploads.forget(uploads.folder_of(request.knobs), token)


def _made(request: Request, token: str) -> Photo | None:
    """The photo this upload became, looked up afresh: another request may just have finished it."""
    with request.registry.sessions.reading() as db:
        upload = upload_by_token(db, token)
        return photo_by_key(db, upload.photo_key) if upload and upload.photo_key else None


def _number(text: object) -> int:
    """A number of bytes; -1 for what is none."""
    return int(text) if isinstance(text, str) and NUMBER.fullmatch(text) else -1


def _json(status: int, data: dict[str, object], **headers: str) -> Response:
    made = Response(json_body=data, status=status, content_type="application/json", charset="utf-8")
    made.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return made
