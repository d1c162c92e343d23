"""Putting a case back as it was before an act. The act is ``undoable``; who may, and what else hangs on it, is for
``undoing`` to say. Everything here is called with the observations and the case locked."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from community import clock
from community.activity.models import Activity, Delivery, Timer
from community.activity.timers import set_timer
from community.cases import clocking, promises, promising, quieting, rules
from community.cases.actions_backing import mark_taken_out, stand_without
from community.cases.actions_handoff import DESK, KIND
from community.cases.models import Case
from community.cases.models_handoff import CaseReference, Handoff
from community.cases.models_undo import Undoable
from community.cases.queries import has_case
from community.cases.queries_handoff import handoff_of
from community.cases.undoable import MADE, NOTED, is_same, read_back
from community.db.base import Base
from community.db.sessions import knobs_of
from community.errors import Refused
from community.i18n import N_, _
from community.observations.models import Observation

BUILT_UPON = N_("Somebody has acted on this since, so it cannot be undone any more. Write what is new instead.")
LEFT = N_("It has left already, so it cannot be undone any more. Write what is new instead.")
NO_MATTER = frozenset({"note_written", "act_undone"})
"""Facts with a version that build nothing upon an answer or a closing."""
GOES_ALONG = frozenset({"backing", "step", "case_clock", "handoff", "case_reference", "case_reader", "notice"})
"""What goes with a case that is sent to 311 no more. Anything else that hangs on it, somebody did."""
EARLIEST = frozenset({"needs_answer_since", "asked_at"})
"""Moments since when somebody waits: a neighbor may have written meanwhile, and waited before that already."""
COUNTED_ANEW = frozenset({"version", "pace", "due_at"})


def check_not_built_upon(db: Session, act: Undoable) -> None:
    """Raises Refused when a liaison, a captain or neighbors did something to the case after the act."""
    undone_words = select(Undoable.follow_up_id).where(
        Undoable.case_id == act.case_id, Undoable.undone_at.is_not(None), Undoable.follow_up_id.is_not(None)
    )
    gone = set(db.scalars(undone_words))
    later = select(Activity).where(Activity.case_id == act.case_id, Activity.at >= act.made_at)
    for done in db.scalars(later):
        undone = done.data.get("follow_up_id") in gone
        if done.data.get("version", 0) > act.version and done.kind not in NO_MATTER and not undone:
            raise Refused(_(BUILT_UPON))


def restore_case(db: Session, case: Case, observations: Iterable[Observation], act: Undoable) -> None:
    """Every line as it was before an answer or a closing; clocks, promises and alarms go on from there. A post before a
    case that runs again is not resolved, whichever closing resolved it."""
    _put_back(db, act)
    case.version += 1
    for observation in observations:
        if observation.state == "resolved" and case.state != rules.CLOSED:
            observation.state = "escalated"
    if case.state == rules.QUEUED and case.reference:  # the city took it meanwhile
        number = db.scalar(select(CaseReference.id).where(
            CaseReference.case_id == case.id, CaseReference.endpoint_id.is_not(None), CaseReference.ended.is_(None)
        ).limit(1))  # fmt: skip
        case.state = rules.state_after_acceptance(case.state, outside=number is not None)
    _owe_again(db, case, act.made_at)
    promise = promising.open_promise(db, case)
    if promise is not None:
        set_timer(db, promising.TIMER, str(promise.id), promises.over_at(promise.day, knobs_of(db).city_zone))
    clocking.refresh(db, case)
    quieting.watch(db, case)


def restore_observation(db: Session, act: Undoable) -> None:
    """The city said nothing under a post without a case."""
    _put_back(db, act)


def remove_case(db: Session, case: Case, observation: Observation, act: Undoable) -> None:
    """The post was not sent to 311: the case goes, with everything that the sending made. Raises Refused when
    somebody did something with it."""
    if act.version != case.version:
        raise Refused(_(BUILT_UPON))
    for handoff in db.scalars(select(Handoff).where(Handoff.case_id == case.id).with_for_update()):
        if _left(handoff):
            raise Refused(_(LEFT))
    hanging = [
        (table, key.parent)
        for table in reversed(Base.metadata.sorted_tables)
        for key in table.foreign_keys
        if key.column.table is Case.__table__
    ]
    db.flush()
    for table, column in hanging:
        if table.name in GOES_ALONG:
            db.execute(delete(table).where(column == case.id))
        elif db.scalar(select(exists().where(column == case.id))):
            raise Refused(_(BUILT_UPON))
    timers = (clocking.TIMER, quieting.TIMER)
    db.execute(delete(Timer).where(Timer.kind.in_(timers), Timer.subject.startswith(f"{case.id}:", autoescape=True)))
    db.execute(delete(Case).where(Case.id == case.id), execution_options={"synchronize_session": False})
    db.expire_all()
    if has_case(db, observation.id):
        stand_without(db, observation)
    else:
        _put_back(db, act)
        mark_taken_out(db, observation)


def cancel_deliveries(db: Session, act: Undoable) -> None:
    """What the act owes to the outside is owed no more. Raises Refused when some of it is leaving, or has left: a
    worker that takes a delivery and this wait for each other, so it is one or the other."""
    subject = Activity.case_id == act.case_id if act.case_id else Activity.observation_id == act.observation_id
    done = db.scalars(select(Activity).where(subject, Activity.at >= act.made_at))
    ids = [row.id for row in done if act.follow_up_id is None or row.data.get("follow_up_id") == act.follow_up_id]
    owed = select(Delivery).where(Delivery.activity_id.in_(ids)).order_by(Delivery.id).with_for_update()
    for delivery in db.scalars(owed, execution_options={"populate_existing": True}):
        if delivery.tries and (delivery.kind != KIND or _asked_outside(db, delivery)):
            raise Refused(_(LEFT))
        db.delete(delivery)
    db.flush()


def _asked_outside(db: Session, delivery: Delivery) -> bool:
    handoff = handoff_of(db, delivery.activity_id)
    return handoff is not None and _left(handoff)


def _left(handoff: Handoff) -> bool:
    """Whether it left for a system outside: the desk here lets go of what it has taken."""
    return handoff.asked_at is not None and handoff.gateway != DESK


def _owe_again(db: Session, case: Case, since: datetime) -> None:
    """A hand-off that was dropped because the case was closed is owed again."""
    dropped = select(Handoff).where(Handoff.case_id == case.id, Handoff.state == "dropped", Handoff.settled_at >= since)
    for handoff in db.scalars(dropped.with_for_update()):
        handoff.state, handoff.settled_at = "queued", None
        owed = select(Delivery).where(Delivery.activity_id == handoff.activity_id, Delivery.kind == KIND)
        for delivery in db.scalars(owed.with_for_update()):
            delivery.due, delivery.done_at, delivery.given_up_at, delivery.tries = clock.now(), None, None, 0


def _put_back(db: Session, act: Undoable) -> None:
    """Each column the act changed, as it was; what it made goes. Raises Refused when a column was changed since."""
    for name, key, column, before, after in act.changes:
        if act.act == "escalate" and name != "observation":
            continue
        model = NOTED[name]
        row = db.get(model, tuple(key))
        if column == MADE:
            if row is not None:
                db.delete(row)
            continue
        if row is None:
            raise Refused(_(BUILT_UPON))
        present, kept = getattr(row, column), read_back(model, column, before)
        if is_same(present, before):
            continue
        if is_same(present, after):
            setattr(row, column, row.version if column == "version" else kept)
        elif column in EARLIEST:
            setattr(row, column, min((at for at in (present, kept) if at), default=None))
        elif column not in COUNTED_ANEW:
            raise Refused(_(BUILT_UPON))
    db.flush()
