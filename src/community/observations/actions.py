"""What people do to what they saw: post, edit, sort, withdraw. Each locks first and records what happened.

An observation that stands behind a case is known to the city too: whoever edits or withdraws one also tells
``cases.actions`` in the same transaction (``pages.own_words`` does), because cases stand after observations.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.catalog.queries import questions_of, service_with_agency
from community.catalog.rules import FIELD, check_answers
from community.errors import Forbidden, Missing, Refused, TooMany
from community.i18n import _
from community.observations.facts import ObservationEdited, ObservationPosted, ObservationSorted, ObservationWithdrawn
from community.observations.forms import ObservationWords, Spot
from community.observations.models import ExactPlace, Observation, Version
from community.observations.pace import check_pace
from community.observations.placing import ask_about_point, forget_place, leave_place_to_city, place_spot, show_place
from community.observations.queries import exact_place, observation_sent_as, versions_of
from community.observations.rules import (
    MOST_VERSIONS,
    OPEN,
    WITHDRAWN,
    check_editable,
    check_sortable,
    hot,
    may_author_sort,
)
from community.people.identity import Identity
from community.people.models import Person
from community.permissions import Ground, Permission, permits
from community.photos.actions import remove_photos
from community.photos.queries import of_post
from community.settings import Settings


def post_observation(
    db: Session, who: Identity, board_id: int, words: ObservationWords, knobs: Settings | None = None
) -> Observation:
    """Put what ``who`` saw on the board. A form sent twice posts once and gets the first back.

    Without ``knobs`` no limit holds (the demo city). Raises PlaceQuestion when the point is not plainly on this
    board, Refused for a kind that is gone or an answer that is none, TooMany, Missing.
    """
    lock_person(db, who.person_id)
    stamp = stamp_of(who, words.client_id)
    if stamp and (earlier := observation_sent_as(db, stamp)):
        return earlier
    if db.get(Board, board_id) is None:
        raise Missing
    if knobs:
        check_pace(db, who, board_id, knobs, late=words.made_at is not None)
    answers = check_kind(db, words.service_id, words.answers)
    placed = place_spot(db, words.spot)
    ask_about_point(db, placed, board_id, chosen=words.chosen)
    created_at = words.made_at or clock.now()
    observation = Observation(
        board_id=board_id,
        author_id=who.person_id,
        nameless=words.nameless,
        title=words.title,
        description=words.description,
        service_id=words.service_id,
        answers=answers,
        hot=hot(0, created_at),
        created_at=created_at,
        client_id=stamp,
        landmark=placed.landmark,
    )
    show_place(db, observation, placed)
    db.add(observation)
    db.flush()
    db.add(ExactPlace(observation_id=observation.id, **placed.exact))
    record(db, ObservationPosted(board_id, observation.id), actor_id=who.person_id)
    return observation


def check_post(db: Session, board_id: int, words: ObservationWords) -> None:
    """What ``post_observation`` would say of these words, before there is anybody to post them. Reads only. Raises
    PlaceQuestion, Refused."""
    check_kind(db, words.service_id, words.answers)
    ask_about_point(db, place_spot(db, words.spot), board_id, chosen=words.chosen)


def edit_observation(db: Session, who: Identity, observation_id: int, title: str, description: str) -> bool:
    """Change the words; the older ones are kept for their author. False: they were the same, nothing changed.

    The caller tells the cases behind it (``cases.actions.note_words_edited``). Raises Missing, Refused while hidden,
    TooMany.
    """
    observation = locked_observation(db, observation_id)
    check_editable(observation.state, hidden=observation.hidden_at is not None)
    if (observation.title, observation.description) == (title, description):
        return False
    if len(versions_of(db, observation_id)) >= MOST_VERSIONS:
        raise TooMany(_("This post was changed {n} times. Say what is new in a reply.").format(n=MOST_VERSIONS))
    older = Version(
        observation_id=observation.id,
        title=observation.title,
        description=observation.description,
        written_at=observation.edited_at or observation.created_at,
    )
    db.add(older)
    observation.title, observation.description, observation.edited_at = title, description, clock.now()
    record(db, ObservationEdited(observation.board_id, observation.id), actor_id=who.person_id)
    return True


def sort_observation(
    db: Session, who: Identity, observation_id: int, service_id: int | None, answers: Mapping[str, Any], spot: Spot
) -> Observation:
    """Change kind, answers and place: the author before the first vote; a captain or liaison while it is on the board.

    A ``spot`` without point and address keeps the place, but not the landmark; from a captain or liaison, who may not
    see the address, an empty one keeps it in any case. Raises Forbidden, Missing, Refused for a point outside the
    board, and once the city has it: then its case is sorted.
    """
    observation = locked_observation(db, observation_id)
    by_author = _check_sorter(who, observation)
    kept = check_kind(db, service_id, answers)
    moved = move_observation(db, observation, spot, by_author=by_author)
    if not moved and (observation.service_id, observation.answers) == (service_id, kept):
        return observation
    observation.service_id, observation.answers = service_id, kept
    record(db, ObservationSorted(observation.board_id, observation.id), actor_id=who.person_id)
    return observation


def withdraw_observation(db: Session, who: Identity, observation_id: int) -> Observation:
    """Take back words, photos, name and older versions. On the board only: nothing of it is seen any more. Once at the
    city: the page says so, the case keeps kind, exact place and answers, and the public place becomes that of a
    nameless post. The caller tells the cases behind it (``note_words_withdrawn``). Raises Missing.
    """
    observation = locked_observation(db, observation_id)
    if observation.state == WITHDRAWN:
        return observation
    escalated = observation.state != OPEN
    place = exact_place(db, observation_id)
    if escalated:
        leave_place_to_city(db, observation, place)
    else:
        forget_place(db, observation, place)
    for version in versions_of(db, observation_id):
        db.delete(version)
    remove_photos(db, of_post(observation_id))
    observation.photo_key = observation.photo_bytes = None
    observation.title = observation.description = observation.landmark = ""
    observation.nameless, observation.listed = True, escalated
    observation.state, observation.withdrawn_at, observation.edited_at = WITHDRAWN, clock.now(), None
    fact = ObservationWithdrawn(observation.board_id, observation.id, escalated=escalated)
    record(db, fact, actor_id=who.person_id)
    return observation


def lock_person(db: Session, person_id: int) -> None:
    """Let the deeds of one person queue, so that a form sent twice at once is seen twice in turn. Foreign keys on
    the person are not held up."""
    db.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def locked_observation(db: Session, observation_id: int) -> Observation:
    """The observation, locked and fresh: whoever counts or changes it queues here. Raises Missing."""
    observation = db.get(Observation, observation_id, with_for_update=True, populate_existing=True)
    if observation is None or not observation.listed:
        raise Missing
    return observation


def stamp_of(who: Identity, client_id: str | None) -> str | None:
    """The stamp of a form as it is kept: nobody meets the stamps of others."""
    return f"{who.person_id}.{client_id}" if client_id else None


def check_kind(db: Session, service_id: int | None, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to the questions of the kind; none is needed to post. Raises Refused for a kind the city does not
    take (any more), and for an answer that is none, naming its field."""
    if service_id is None:
        return {}
    found = service_with_agency(db, service_id)
    if found is None or not found[0].active:
        raise Refused(_("The city does not take this kind any more. Choose another one, or “Not sure”."), "kind")
    answers, errors = check_answers(questions_of(db, service_id), raw)
    for code, message in errors.items():
        raise Refused(message, FIELD + code)
    return answers


def _check_sorter(who: Identity, observation: Observation) -> bool:
    """Whether ``who`` sorts as the author; else as captain or liaison. Raises Forbidden, Missing, Refused."""
    if permits(who, Permission.OBSERVATION_SORT, Ground(board_id=observation.board_id)):
        check_sortable(observation.state)
        return observation.author_id == who.person_id
    if observation.author_id != who.person_id:
        raise Forbidden(_("Only a block captain or a city liaison can change kind and place here."))
    if not may_author_sort(observation.state, observation.vote_count):
        raise Refused(_("Neighbors have upvoted it. Now kind and place change only through a block captain."), "kind")
    return True


def move_observation(db: Session, observation: Observation, spot: Spot, *, by_author: bool) -> bool:
    """Change the place if ``spot`` is another one than before. Raises PlaceQuestion for a point outside the board."""
    before = db.get(ExactPlace, observation.id)
    address = before.address if before else ""
    told = spot.address or (by_author and spot.given)
    stays = spot.lat is None and (spot.address == address or not told)
    if stays and spot.landmark == observation.landmark:
        return False
    observation.landmark = spot.landmark
    if not stays:
        placed = place_spot(db, spot)
        ask_about_point(db, placed, observation.board_id, chosen=True)
        show_place(db, observation, placed)
        db.merge(ExactPlace(observation_id=observation.id, **placed.exact))
    return True
