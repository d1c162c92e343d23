"""The reading pages: city home, look-up, board, post, case. GET only; nothing is written here."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community import clock
from community.boards.queries import all_boards, votes_asked
from community.boards.resources import BoardPlace
from community.cases.resources import CasePlace
from community.catalog.rules import MEASURES
from community.errors import Missing
from community.observations.resources import ObservationPlace
from community.pages.board_feed import TABS, board_feed
from community.pages.board_rail import STEPS, kinds_among, read_narrow
from community.pages.case_page import posts_behind, public_answers, public_case
from community.pages.city_home import home_boards
from community.pages.city_map import city_picture
from community.pages.drawn_maps import draw_places, places_of
from community.pages.post_page import post_page, some_entries
from community.pages.progress import steps_of
from community.pages.search_page import search_page
from community.pages.targets_page import service_figures
from community.pages.thread import city_words_of
from community.pages.wording import target_within
from community.permissions import Permission
from community.search.forms import read_search


@view_config(route_name="home", request_method="GET", permission=Permission.BOARD_READ, renderer="pages/home.jinja2")
def home(context: Any, request: Request) -> dict[str, Any]:
    """The city: a question, and the boards there are."""
    boards = all_boards(request.reading)
    own, others = home_boards(boards, request.identity)
    return {"own": own, "others": others, "map": city_picture(request.reading, boards, {board.id for board in own})}


@view_config(route_name="find", request_method="GET", permission=Permission.BOARD_READ, renderer="pages/find.jinja2")
def look_up(context: Any, request: Request) -> dict[str, Any]:
    """Boards by name, address or street; and everything that was written, by its words."""
    return search_page(request.reading, read_search(request.GET), clock.now(), request.geocoder)


@view_config(route_name="board", request_method="GET", permission=Permission.BOARD_READ, renderer="pages/board.jinja2")
def board(context: BoardPlace, request: Request) -> dict[str, Any]:
    """A board in one of its orders, or narrowed to a step or a kind."""
    viewer = request.identity.person_id if request.identity else None
    tab, after = request.GET.get("show", "hot"), request.GET.get("after", "")
    if tab not in TABS or (tab == "mine" and viewer is None):
        raise Missing
    narrow = read_narrow(request.GET, tab)
    feed = board_feed(request.reading, context.board.id, viewer, tab, after, (narrow.by, narrow.value))
    return {
        "board": context.board,
        "tab": tab,
        "feed": feed,
        "narrow": narrow,
        "steps": STEPS,
        "kinds": kinds_among(feed.rows),
        "threshold": votes_asked(context.board, request.knobs),
        "captains": context.captains,
        "live_after": context.newest_id,
    }


@view_config(
    route_name="observation",
    request_method="GET",
    permission=Permission.OBSERVATION_READ,
    renderer="pages/observation.jinja2",
)
def observation(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """A post with its thread."""
    return post_page(request, context)


@view_config(
    route_name="observation.entries",
    request_method="GET",
    permission=Permission.OBSERVATION_READ,
    renderer="pages/entries.jinja2",
)
def entries(context: ObservationPlace, request: Request) -> dict[str, Any]:
    """Some entries of a thread, for a page that is open already."""
    return some_entries(request, context, request.GET.get("ids", ""))


@view_config(
    route_name="targets", request_method="GET", permission=Permission.CASE_READ, renderer="pages/targets.jinja2"
)
def targets(context: Any, request: Request) -> dict[str, Any]:
    """How the city keeps what it promises, kind by kind."""
    services = service_figures(request.reading, clock.now())
    return {"services": services, "measures": MEASURES, "within": target_within}


@view_config(route_name="case", request_method="GET", permission=Permission.CASE_READ, renderer="pages/case.jinja2")
def case(context: CasePlace, request: Request) -> dict[str, Any]:
    """A case, as everyone reads it."""
    db = request.reading
    found = public_case(db, context.case.id, request.identity.person_id if request.identity else None)
    if found is None:
        raise Missing
    posts = posts_behind(db, found.id)
    return {
        "case": found,
        "posts": posts,
        "answers": public_answers(db, found),
        "map": draw_places(db, places_of(db, [post.id for post in posts])),
        "city": city_words_of(db, found.id),
        "steps": steps_of(db, [found.id]),
        "followed": found.followed,
        "live_after": context.newest_id,
    }
