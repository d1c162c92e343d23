"""A closing as "not found" may be answered once, by author or captain, with a better place: the case goes on there."""

from dataclasses import replace

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases import rules
from community.cases.actions_settling import BetterPlace, reopen_case
from community.cases.locking import locked_case
from community.cases.models import Case
from community.cases.queries import not_found_behind
from community.confirmations.actions import Words, locked_with, put_in_thread
from community.errors import Refused
from community.i18n import _
from community.observations.actions import move_observation
from community.observations.facts import ObservationSorted
from community.observations.forms import Spot
from community.people.identity import Identity
from community.settings import Settings


def give_better_place(
    db: Session, who: Identity, observation_id: int, spot: Spot, words: Words, knobs: Settings
) -> Case:
    """Tell the city where it is, in words for everybody and with a new place if there is one. The case is open again.
    Raises Missing, Refused when the city did not say "not found" or was told once already, PlaceQuestion."""
    lost = not_found_behind(db, observation_id)
    if lost is None:
        raise Refused(_(rules.NOT_LOOKING))
    observations, observation = locked_with(db, lost.id, observation_id)
    if not words.words:
        raise Refused(_("Say where it is, so that the city finds it this time."), "words")
    # Only author and captain can do this: a name here would tell whose nameless post it is.
    nameless = words.nameless or (observation.nameless and observation.author_id == who.person_id)
    said = put_in_thread(db, who, observation, replace(words, nameless=nameless), knobs)
    case = locked_case(db, lost.id)
    problem = rules.why_no_better_place(case)
    if problem:
        raise Refused(problem)
    moved = spot.given and move_observation(db, observation, spot, by_author=observation.author_id == who.person_id)
    if moved:
        case.place, case.lat, case.lon = observation.place, observation.lat, observation.lon
        record(db, ObservationSorted(observation.board_id, observation.id), actor_id=who.person_id)
    case.place_given_at = clock.now()
    place = BetterPlace(said.id, observation.id if moved else None)
    reopen_case(db, case, observations, by="place", actor_id=who.person_id, place=place)
    return case
