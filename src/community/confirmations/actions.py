"""People say what they saw when they were there: of a problem that is not settled, or of a closing by the city."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases.actions_settling import reopen_case, settle_case
from community.cases.locking import locked_case, locked_observations
from community.cases.models import Case
from community.comments.actions import write_comment
from community.comments.models import Comment
from community.confirmations import rules
from community.confirmations.facts import ConfirmationGiven, ObservationGone
from community.confirmations.models import Confirmation
from community.confirmations.queries import Question, answer_of, answers_to
from community.errors import Forbidden, Missing, Refused
from community.i18n import N_, _
from community.limits import HOUR
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import OPEN, RESOLVED, may_be_voted_on
from community.people.actions import count_attempt
from community.people.identity import Identity
from community.photos.forms import NO_PHOTOS, SentPhotos
from community.settings import Settings

SETTLED = N_("This is settled by now. Look at the post again.")
FLICKERING = N_("You changed many answers in the last hour. Leave this one as it is for now.")


@dataclass(frozen=True)
class Words:
    """What came with an answer, to stand in the thread. Nothing but the answer: no comment."""

    words: str = ""
    nameless: bool = False
    photos: SentPhotos = NO_PHOTOS
    client_id: str | None = None
    made_at: datetime | None = None
    """The answer waited on a phone since then."""


NO_WORDS = Words()


def say_seen(
    db: Session, who: Identity, observation_id: int, says: str, knobs: Settings, words: Words = NO_WORDS
) -> Observation:
    """Say of a problem that is not settled: it is there, or it is gone. When enough say that it is gone and the city
    has no case of it, it is over. Raises Forbidden for who is no neighbor of the board and for the city's own, Missing,
    Refused, TooMany."""
    observation = locked_observation(db, observation_id)
    _check_looker(who, observation)
    if says not in rules.UNSETTLED_ANSWERS:
        raise Refused(_("Choose what you saw."), "says")
    if not may_be_voted_on(observation.state, hidden=observation.hidden_at is not None):
        raise Refused(_(SETTLED))
    comment_id = _write(db, who, observation, words, knobs)
    question = Question(observation.id)
    if _keep(db, who, question, says, words, comment_id, knobs):
        told = answers_to(db, question)
        observation.seen_count, observation.gone_count, observation.looked_at = told["seen"], told["gone"], clock.now()
        record(db, ConfirmationGiven(observation.board_id, observation.id, None), actor_id=who.person_id)
    if observation.state == OPEN and rules.is_gone(observation.gone_count, observation.seen_count, knobs.quorum):
        observation.state = RESOLVED
        record(db, ObservationGone(observation.board_id, observation.id), actor_id=who.person_id)
    return observation


def answer_closing(
    db: Session, who: Identity, observation_id: int, case_id: int, says: str, knobs: Settings, words: Words = NO_WORDS
) -> Case:
    """Say whether what the city closed as done or not found is fixed. Enough answers settle it: neighbors agree, or the
    case is opened again. Raises as ``say_seen`` does, and Refused once neighbors are not asked any more."""
    observations, observation = locked_with(db, case_id, observation_id)
    _check_looker(who, observation)
    if says not in rules.CLOSING_ANSWERS:
        raise Refused(_("Choose what you saw."), "says")
    comment_id = _write(db, who, observation, words, knobs)  # before the case is locked: it may lock several
    case = locked_case(db, case_id)
    if case.confirm_until is None or case.confirm_until <= clock.now():
        raise Refused(_("Neighbors are not asked about this case any more. You can write a reply."))
    if words.made_at is not None and case.closed_at is not None and words.made_at < case.closed_at:
        raise Refused(_(SETTLED))  # what waited on a phone was said of an earlier closing
    question = Question(observation.id, case_id, case.round)
    if not _keep(db, who, question, says, words, comment_id, knobs):
        return case
    told = answers_to(db, question)
    case.fixed_count, case.still_count = told["fixed"], sum(told[says] for says in rules.DISPUTES)
    fact = ConfirmationGiven(observation.board_id, observation.id, case_id)
    record(db, fact, actor_id=who.person_id)
    outcome = rules.settled_by(case.fixed_count, case.still_count, knobs.quorum)
    if outcome == "fixed":
        settle_case(db, case, who.person_id)
    elif outcome == "still":
        reopen_case(db, case, observations, by="neighbors", actor_id=who.person_id)
    return case


def locked_with(db: Session, case_id: int, observation_id: int) -> tuple[list[Observation], Observation]:
    """What stands behind the case, locked, and of it the post somebody came by. Raises Missing when it is not among
    them or not shown."""
    observations = locked_observations(db, case_id)
    observation = next((one for one in observations if one.id == observation_id and one.listed), None)
    if observation is None:
        raise Missing
    return observations, observation


def _check_looker(who: Identity, observation: Observation) -> None:
    """Neighbors of the board say what they saw; the city has its own track. Raises Forbidden."""
    if rules.is_city_staff(who):
        raise Forbidden(_("Neighbors answer this. The city says what it has to say on the case."))
    if not who.is_member(observation.board_id):
        raise Forbidden(_("Only neighbors of this board can answer this. Join the board first."))


def _write(db: Session, who: Identity, observation: Observation, words: Words, knobs: Settings) -> int | None:
    """The words and photos in the thread. Raises Refused, TooMany."""
    if not words.words and not words.photos.keys:
        return None
    if not words.words:
        raise Refused(_("Say in a few words what the photo shows."), "words")
    return put_in_thread(db, who, observation, words, knobs).id


def put_in_thread(db: Session, who: Identity, observation: Observation, words: Words, knobs: Settings) -> Comment:
    """The words, with their photos, as a reply of the thread. Raises Refused, TooMany."""
    return write_comment(
        db,
        who,
        observation.id,
        words.words,
        words.nameless,
        client_id=words.client_id,
        photos=words.photos,
        knobs=knobs,
        made_at=words.made_at,
    )


def _keep(
    db: Session, who: Identity, question: Question, says: str, words: Words, comment_id: int | None, knobs: Settings
) -> bool:
    """Whether the answer is a new one. One a person: the earlier one gives way, and what waited on a phone while they
    answered anew is the earlier one. Raises TooMany."""
    before, made_at = answer_of(db, who.person_id, question), words.made_at
    if before is not None and made_at is not None and before.said_at >= made_at:
        return False
    if before is not None and before.says == says:
        before.comment_id, before.said_at = comment_id or before.comment_id, made_at or clock.now()
        return False
    count_attempt(db, "confirmation", str(who.person_id), most=knobs.limit_votes, within=HOUR, message=_(FLICKERING))
    if before is not None:
        before.says, before.said_at, before.comment_id = says, made_at or clock.now(), comment_id
    else:
        at, asked = made_at or clock.now(), asdict(question)
        db.add(Confirmation(**asked, person_id=who.person_id, says=says, comment_id=comment_id, said_at=at))
    db.flush()
    return True
