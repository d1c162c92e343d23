"""A case as it goes to the city: from its present state, without a person, without withdrawn or hidden words."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.cases.facts import CaseReopened
from community.cases.gateway import Again, OutgoingRequest, OutgoingWords
from community.cases.models import Backing, Case
from community.cases.models_intake import TrayReport
from community.cases.naming import readable
from community.catalog.models import Agency, Service
from community.observations.models import ExactPlace, Observation


def outgoing_request(db: Session, case_id: int, activity_id: int | None = None) -> OutgoingRequest:
    """The case as the city is asked to take it, because of this activity."""
    case = db.get_one(Case, case_id)
    service = db.get(Service, case.service_id) if case.service_id else None
    report = db.get(TrayReport, case_id)
    behind = _behind(db, case_id)
    exact = _exact_place(db, case_id, behind) or report
    shown = readable(seen for seen, _exact in behind)
    words = [OutgoingWords(seen.id, seen.title, seen.description, seen.landmark) for seen in shown]
    if report is not None:
        words.insert(0, OutgoingWords(None, case.title, report.words, report.landmark))
    return OutgoingRequest(
        case_id=case.id,
        opened_at=case.opened_at,
        service_code=service.code if service else None,
        agency_key=db.get_one(Agency, case.agency_id).key,
        address=exact.address if exact else case.place,
        lat=exact.lat if exact else case.lat,
        lon=exact.lon if exact else case.lon,
        answers=case.answers,
        words=tuple(words),
        agency_id=case.agency_id,
        service_type=service.type if service else "realtime",
        photo_key=next((seen.photo_key for seen in shown if seen.photo_key), None),
        again=(again := _again(db, case, activity_id)),
        earlier=case.reference if again and case.imported else None,  # the city's own number, whichever system gave it
    )


def _behind(db: Session, case_id: int) -> list[tuple[Observation, ExactPlace | None]]:
    query = (
        select(Observation, ExactPlace)
        .join(Backing, Backing.observation_id == Observation.id)
        .outerjoin(ExactPlace, ExactPlace.observation_id == Observation.id)
        .where(Backing.case_id == case_id)
        .order_by(Observation.id)
    )
    return [(observation, exact) for observation, exact in db.execute(query)]


def _exact_place(db: Session, case_id: int, behind: list[tuple[Observation, ExactPlace | None]]) -> ExactPlace | None:
    """The place of the post that was moved last, when the city had not found it; else of the first that has one."""
    places = {observation.id: exact for observation, exact in behind if exact is not None}
    reopened = select(Activity.data).where(Activity.case_id == case_id, Activity.kind == CaseReopened.kind)
    for data in db.scalars(reopened.order_by(Activity.id.desc())) if len(places) > 1 else ():
        if data.get("place_observation_id") in places:
            return places[data["place_observation_id"]]
    return next(iter(places.values()), None)


def _again(db: Session, case: Case, activity_id: int | None) -> Again | None:
    activity = db.get(Activity, activity_id) if activity_id is not None else None
    if activity is None or activity.kind != CaseReopened.kind:
        return None
    data = activity.data
    return Again(data["by"], case.round, data.get("place_comment_id"), data.get("place_observation_id"))
