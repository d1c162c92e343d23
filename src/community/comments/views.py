"""HTTP in; redirect, JSON or the form filled in again out."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import answer, page_before, refused, wants_json
from community.comments.actions import withdraw_comment, write_comment
from community.comments.forms import CommentForm, read_comment
from community.comments.models import Comment
from community.comments.queries import answered_words, spoke_nameless
from community.comments.resources import CommentPlace
from community.errors import Refused
from community.lateness import made_at
from community.observations.models import Observation
from community.observations.resources import ObservationPlace
from community.permissions import Permission
from community.photos.forms import SentPhotos
from community.photos.taking import photo_values, photos_sent

WRITE = {
    "route_name": "observation.comment",
    "permission": Permission.COMMENT_WRITE,
    "renderer": "comments/write.jinja2",
}


@view_config(request_method="GET", **WRITE)
def reply(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """The form on a page of its own, for a reply (``?reply_to=`` or ``?follow_up=``) where there are no scripts."""
    nameless = spoke_nameless(request.reading, request.identity.person_id, context.observation.id)
    return _form(request, context.observation, replace(read_comment(request.GET), nameless=nameless))


@view_config(request_method="POST", **WRITE)
def write(context: ObservationPlace, request: Request) -> dict[str, Any] | Response:
    """Say it, and go to where it stands."""
    photos, form = photos_sent(request), read_comment(request.POST)
    try:
        comment = _write(request, context.observation.id, form, photos)
    except Refused as refusal:
        if wants_json(request):
            raise
        return _form(request, context.observation, form, refused(request, form.errors or refusal))
    return _back(request, comment)


def _write(request: Request, observation_id: int, form: CommentForm, photos: SentPhotos) -> Comment:
    """Raises Refused for what the form or the thread refuses."""
    for field, message in form.errors.items():
        raise Refused(message, field)
    return write_comment(
        request.db,
        request.identity,
        observation_id,
        form.words,
        form.nameless,
        reply_to_id=form.reply_to_id,
        follow_up_id=form.follow_up_id,
        client_id=form.client_id,
        photos=photos,
        knobs=request.knobs,
        made_at=made_at(request),
    )


@view_config(route_name="comment.withdraw", request_method="POST", permission=Permission.COMMENT_WITHDRAW)
def withdraw(context: CommentPlace, request: Request) -> Response:
    """Take it back; the stone is shown."""
    return _back(request, withdraw_comment(request.db, request.identity, context.comment.id))


def _back(request: Request, comment: Comment) -> Response:
    page = page_before(request, request.route_path("observation", id=comment.observation_id))
    told = {"comment_id": comment.id, "observation_id": comment.observation_id}
    return answer(request, f"{page}#c{comment.id}", told)


def _form(
    request: Request, observation: Observation, form: CommentForm, errors: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The comment form as typed, with the words it answers and the photos that wait in it."""
    answered = answered_words(request.reading, observation.id, form.reply_to_id, form.follow_up_id)
    photos, wrong = photo_values(request)
    errors = {**(errors or {}), **wrong}
    return {"observation": observation, "form": form, "answered": answered, "errors": errors, "photos": photos}
