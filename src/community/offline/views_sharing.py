"""What other apps share into Stoop becomes a post: first the board is chosen, then the usual form, filled in.

Nothing is posted here, so the share needs no token of ours (another app cannot have one). A photo is taken in as that
of any form; it waits for its post a day.
"""

from typing import Any

from pyramid.exceptions import BadCSRFOrigin
from pyramid.httpexceptions import HTTPTemporaryRedirect
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from community.boards.queries import all_boards, board_by_slug
from community.errors import Missing
from community.i18n import _
from community.observations.rules import DESCRIPTION_LENGTH, TITLE_LENGTH
from community.pages.city_home import home_boards
from community.permissions import Permission
from community.photos.taking import photo_values, photos_sent
from community.prose import clean, clean_line

OUR_OWN = ("none", "same-origin", "")
"""What a browser says of a request that no other site made."""
SHARE = {"route_name": "share", "permission": Permission.BOARD_READ}


@view_config(request_method="POST", request_param="board", **SHARE)
def go_on(request: Request) -> Response:
    """To the form of the board chosen, with everything that was shared: a redirect that posts again."""
    slug = request.POST["board"]
    if not isinstance(slug, str) or board_by_slug(request.reading, slug) is None:
        raise Missing
    return HTTPTemporaryRedirect(request.route_path("board.post", slug=slug))


@view_config(request_method=("GET", "POST"), renderer="offline/share.jinja2", require_csrf=False, **SHARE)
def share(request: Request) -> dict[str, Any]:
    """Which board is it for? Shows what was shared."""
    if request.headers.get("Sec-Fetch-Site", "") not in OUR_OWN and request.method == "POST":
        raise BadCSRFOrigin(_("Share from an app, not from another site."))
    if request.method == "POST":
        photos_sent(request)
    own, others = home_boards(all_boards(request.reading), request.identity)
    photos, errors = photo_values(request)
    return {"own": own, "others": others, "photos": photos, "errors": errors, **_words(request)}


def _words(request: Request) -> dict[str, str]:
    """Title and text as a post has them; an address that was shared goes below the text."""
    said = {name: request.params.get(name, "") for name in ("title", "text", "url")}
    title, text, url = (value if isinstance(value, str) else "" for value in said.values())
    line = clean_line(title) or clean_line(text)
    below = [part for part in (clean(text), clean_line(url)) if part and part != line]
    return {"title": line[:TITLE_LENGTH], "description": "\n".join(below)[:DESCRIPTION_LENGTH]}
