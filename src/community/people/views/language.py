"""Choosing the language Stoop speaks."""

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.answering import page_before
from community.i18n.asking import remember_language
from community.i18n.languages import LANGUAGES
from community.people import actions
from community.people.forms import text_of
from community.permissions import Permission


@view_config(route_name="language", request_method="POST", permission=Permission.LANGUAGE_CHOOSE)
def choose(request: Request) -> Response:
    """This browser speaks it from now on; for the signed-in, mails and other browsers do too. What is none of ours
    changes nothing."""
    code, response = text_of(request.POST, "language", 10), HTTPSeeOther(page_before(request, "/"))
    if code in LANGUAGES:
        remember_language(request, response, code)
        if request.identity is not None:
            actions.choose_language(request.db, request.identity.person_id, code)
    return response
