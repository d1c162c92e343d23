"""Writing, changing and removing an agency's answer templates."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.activity.record import record
from community.catalog.queries import services_handled
from community.desk.facts import TemplateRemoved, TemplateSaved
from community.desk.models import AnswerTemplate
from community.desk.templates_rules import LONGEST_NAME, STATES, template_problem
from community.errors import Missing, Refused
from community.i18n import _, counted
from community.limits import take_turn
from community.people.identity import Identity


def save_template(
    db: Session,
    who: Identity,
    agency_id: int,
    *,
    template_id: int | None,
    name: str,
    words: str,
    service_id: int | None,
    state: str,
) -> AnswerTemplate:
    """Write a new template (``template_id`` None) or change one. Raises Refused naming the field, Missing."""
    template = _own(db, agency_id, template_id) if template_id is not None else AnswerTemplate(agency_id=agency_id)
    if problem := template_problem(words):
        raise Refused(problem, "words")
    take_turn(db, "desk.templates", agency_id)
    _check_name(db, agency_id, template_id, name)
    if service_id is not None and service_id not in dict(services_handled(db, [agency_id])):
        raise Refused(_("Choose a kind of request of this agency."), "service")
    if state not in STATES:
        raise Refused(_("Choose for which cases it is."), "state")
    template.name, template.words, template.service_id, template.state = name, words, service_id, state
    db.add(template)
    db.flush()
    record(db, TemplateSaved(agency_id, template.id), actor_id=who.person_id)
    return template


def remove_template(db: Session, who: Identity, agency_id: int, template_id: int) -> None:
    """Take a template away. Raises Missing for one of another agency."""
    db.delete(_own(db, agency_id, template_id))
    record(db, TemplateRemoved(agency_id, template_id), actor_id=who.person_id)


def _own(db: Session, agency_id: int, template_id: int) -> AnswerTemplate:
    template = db.get(AnswerTemplate, template_id, with_for_update=True)
    if template is None or template.agency_id != agency_id:
        raise Missing
    return template


def _check_name(db: Session, agency_id: int, template_id: int | None, name: str) -> None:
    if not name:
        raise Refused(_("Give the template a name."), "name")
    if len(name) > LONGEST_NAME:
        raise Refused(counted("Write at most {n} character.", "Write at most {n} characters.", LONGEST_NAME), "name")
    same = select(AnswerTemplate.id).where(AnswerTemplate.agency_id == agency_id, AnswerTemplate.name == name)
    if db.scalar(same) not in (None, template_id):
        raise Refused(_("This agency has a template with this name."), "name")
