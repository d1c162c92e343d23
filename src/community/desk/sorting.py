"""The page on which a case gets its kind."""

from typing import Any

from sqlalchemy.orm import Session

from community.cases.rules import why_not
from community.cases.sorting import question_errors
from community.catalog.queries import active_services, questions_of
from community.desk import case_queries as inside
from community.desk.forms import ActForm
from community.desk.screens import found_case
from community.errors import Conflict, Refused


def sort_screen(
    db: Session, case_id: int, service_id: int | None, *, act: ActForm | None = None, refusal: Refused | None = None
) -> dict[str, Any]:
    """The page on which a case is sorted: the kinds, and the questions of the one chosen so far."""
    found = found_case(db, case_id)
    case = found.case
    chosen = service_id or case.service_id
    kept = case.answers if chosen == case.service_id else {}
    return {
        "inside": found,
        "case": case,
        "services": active_services(db),
        "chosen": chosen,
        "questions": questions_of(db, chosen),
        "answers": act.answers if act else kept,
        "errors": question_errors(refusal),
        "refusal": refusal,
        "changes": inside.changes_since(db, case_id, act.version) if act and isinstance(refusal, Conflict) else [],
        "why_not": why_not("sort", state=case.state, needs_sorting=case.needs_sorting),
    }
