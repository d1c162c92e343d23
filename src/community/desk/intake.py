"""A case for somebody who phoned, came in or wrote: opened, or joined to what is known already. Once for each form."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.cases.actions_tray import note_from_outside
from community.cases.models import Case
from community.cases.models_intake import Intake
from community.cases.queries import cases_behind
from community.cases.rules import CHANNELS, CLOSED
from community.cases.sorting import chosen_service
from community.desk.facts import CallTaken
from community.desk.intake_forms import IntakeForm
from community.errors import Refused
from community.escalation.actions import send_up_by_hand
from community.escalation.reported import Reported, board_of_place, open_reported
from community.i18n import _
from community.limits import take_turn
from community.observations.actions import locked_observation, stamp_of
from community.observations.placing import place_spot
from community.observations.rules import WITHDRAWN
from community.people.actions.reporters import keep_reporter
from community.people.identity import Identity

KIND = "intake"


def take_down(db: Session, who: Identity, form: IntakeForm, *, like: int | None = None) -> Case:
    """Open the case, or put what was told on the case of the post ``like``, which is sent to 311 if it was not yet;
    returns it. The same form sent twice is one. Raises Refused naming the field, Missing."""
    stamp = stamp_of(who, form.values["client_id"])
    if stamp is None:
        raise Refused(_("This form is too old. Copy your words, and open it again."))
    take_turn(db, KIND, stamp)
    earlier = taken_as(db, stamp)
    if earlier is not None:
        return earlier
    case = _opened(db, who, form) if like is None else _joined(db, who, form, like)
    email = form.values["email"]
    intake = Intake(
        case_id=case.id,
        channel=form.values["channel"],
        stamp=stamp,
        taken_by=who.person_id,
        reporter_id=_reporter(db, case.id, email, form.values["language"]) if email else None,
        taken_at=clock.now(),
    )
    db.add(intake)
    db.flush()
    record(db, CallTaken(case.board_id, case.id, intake.id), actor_id=who.person_id)
    return case


def taken_as(db: Session, stamp: str) -> Case | None:
    """The case that a form with this stamp opened or joined already."""
    return db.scalar(select(Case).join(Intake, Intake.case_id == Case.id).where(Intake.stamp == stamp))


def _reporter(db: Session, case_id: int, email: str, language: str) -> int:
    """Whom mails about the case go to: who phones twice about it is one person, and gets each word once."""
    told = select(Intake.reporter_id).where(Intake.case_id == case_id, Intake.reporter_id.is_not(None))
    ids = [one for one in db.scalars(told) if one is not None]
    return keep_reporter(db, email, language, ids).id


def _opened(db: Session, who: Identity, form: IntakeForm) -> Case:
    words = form.words
    placed = place_spot(db, words.spot)
    service, agency, answers = chosen_service(db, form.service_id, board_of_place(db, placed), words.answers)
    by, opener = form.values["channel"], who.person_id
    told = Reported(by, service, agency, words.title, words.description, answers, placed, opener_id=opener)
    return open_reported(db, told)[1]


def _joined(db: Session, who: Identity, form: IntakeForm, observation_id: int) -> Case:
    """The running case of the post, with what was told as a staff note: a second post would be the same one twice."""
    observation = locked_observation(db, observation_id)
    if observation.hidden_at is not None or observation.state == WITHDRAWN:
        raise Refused(_("Nobody reads that post any more. Open a new case."))
    if observation.state == "open":
        case = send_up_by_hand(db, who, observation_id, form.service_id, form.words.answers, "")
    else:
        running = [one for one in cases_behind(db, observation_id) if one.state != CLOSED]
        if not running:
            raise Refused(_("That case was closed in the meantime. Open a new one."))
        case = running[0]
    values, way = form.values, CHANNELS[form.values["channel"]]
    place = " · ".join(part for part in (values["place"], values["landmark"]) if part)
    lines = (_(way), values["title"], values["description"], place)
    return note_from_outside(db, case.id, "\n\n".join(line for line in lines if line), taken_by=who.person_id)
