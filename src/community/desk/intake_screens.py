"""What the page of a new case is made of: kinds and questions, the places that may be meant, what is like it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.request import Request

from community.boards.models import Board
from community.cases.rules import CHANNELS, CLOSED
from community.cases.sorting import SortingRefused
from community.catalog.queries import active_services, questions_of
from community.catalog.rules import FIELD
from community.desk.intake import taken_as
from community.desk.intake_forms import NOWHERE, IntakeForm
from community.errors import Refused
from community.escalation.reported import board_of_place
from community.i18n import LANGUAGES, _
from community.observations.actions import stamp_of
from community.observations.placing import place_spot
from community.pages.place_search import look_for
from community.pages.similar import SimilarCard, similar_posts
from community.people.identity import Identity
from community.permissions import Ground, Permission, permits


@dataclass(frozen=True)
class PlaceAsked:
    """What the liaison is asked about the place before the case is opened, with the places that may be meant, as point
    and name: without any, whether it goes to the city-wide tray."""

    said: str
    places: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Known:
    """A post that may tell of the same. ``case_id``: its running case; without one, ``sendable`` says whether this
    liaison may send it to 311."""

    card: SimilarCard
    case_id: int | None
    sendable: bool


def intake_screen(
    request: Request,
    form: IntakeForm,
    errors: Mapping[str, str],
    *,
    asked: PlaceAsked | None = None,
    known: Sequence[Known] = (),
) -> dict[str, Any]:
    """The form, filled in. Two queries, three with a kind."""
    db, values = request.reading, form.values
    return {
        "values": {**values, "client_id": values["client_id"] or secrets.token_hex(12)},
        "errors": {name: said for name, said in errors.items() if not name.startswith(FIELD)},
        "answer_errors": {name.removeprefix(FIELD): said for name, said in errors.items() if name.startswith(FIELD)},
        "channels": CHANNELS,
        "languages": LANGUAGES,
        "services": active_services(db),
        "chosen": form.service_id,
        "questions": questions_of(db, form.service_id),
        "asked": asked,
        "nowhere": NOWHERE,
        "known": known,
        "seen": form.seen or bool(known),
    }


def problems_of(form: IntakeForm, refusal: Refused | None) -> dict[str, str]:
    """What is wrong, by field: of the form itself, or what the action refused."""
    if refusal is None:
        return dict(form.errors)
    return refusal.errors if isinstance(refusal, SortingRefused) else {refusal.field or "": refusal.message}


def place_asked(request: Request, form: IntakeForm) -> PlaceAsked | None:
    """What is unclear about the address; None without one, where it plainly lies on a board, and once it was asked."""
    text = form.values["place"]
    if form.settled or not text:
        return None
    placed = place_spot(request.reading, form.spot)
    if placed.lat is not None:
        on_board = board_of_place(request.reading, placed) is not None
        return None if on_board else PlaceAsked(_("This address lies on no board. Open it city-wide?"))
    found = look_for(request.reading, request.geocoder, text).places
    middles = [(place.label, place.points[len(place.points) // 2]) for place in found if place.points]
    if not middles:
        return PlaceAsked(_("We do not know this address. Open it city-wide?"))
    return PlaceAsked(_("Which of these places is it?"), [(f"{lat!r},{lon!r}", label) for label, (lat, lon) in middles])


def known_already(request: Request, form: IntakeForm) -> list[Known]:
    """Posts like it, once what is told is complete; none where they were shown, or the form was sent before."""
    return [] if form.seen or sent_before(request, form) else posts_like(request, form)


def sent_before(request: Request, form: IntakeForm) -> bool:
    """Whether this form has opened or joined a case already."""
    stamp = stamp_of(request.identity, form.values["client_id"])
    return stamp is not None and taken_as(request.reading, stamp) is not None


def posts_like(request: Request, form: IntakeForm) -> list[Known]:
    """Posts that may tell of the same as what is typed, the most alike first. No hidden or withdrawn one is among
    them."""
    board_id = board_of_place(request.reading, place_spot(request.reading, form.spot))
    board = request.reading.get(Board, board_id) if board_id is not None else None
    cards = similar_posts(request, board, form.words) if board is not None else []
    return [_known(request.identity, card) for card in cards]


def may_be_added(known: Sequence[Known], observation_id: int) -> bool:
    """Whether what is told may go to this post: it is one of those that are shown, and sending it to 311, where that is
    left to do, is this liaison's."""
    chosen = next((one for one in known if one.card.row.id == observation_id), None)
    return chosen is not None and (chosen.sendable or chosen.card.row.state != "open")


def _known(who: Identity, card: SimilarCard) -> Known:
    running = [case.id for case in card.row.progress.cases if case.state != CLOSED]
    on_board = Ground(board_id=card.board.id)
    sendable = card.row.state == "open" and permits(who, Permission.OBSERVATION_ESCALATE, on_board)
    return Known(card, running[0] if running else None, sendable)
