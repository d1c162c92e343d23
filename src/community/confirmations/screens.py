"""What the pages of who looked are made of."""

from typing import Any

from sqlalchemy.orm import Session

from community.cases.ladder import case_status
from community.cases.queries import cases_behind
from community.confirmations import rules
from community.confirmations.forms import ConfirmationForm
from community.confirmations.queries import said_by
from community.errors import Missing
from community.observations.models import Observation
from community.people.identity import Identity


def confirmation_screen(db: Session, who: Identity, observation: Observation, form: ConfirmationForm) -> dict[str, Any]:
    """The page with words and photos: what may be answered now, and what this person says so far. Raises Missing for a
    case this observation does not stand behind."""
    case = next((case for case in cases_behind(db, observation.id) if case.id == form.case_id), None)
    if form.case_id is not None and case is None:
        raise Missing
    closing = case is not None
    before = said_by(db, who.person_id, observation.id, [(case.id, case.round)] if case else [])
    return {
        "observation": observation,
        "case": case,
        "status": case_status(case) if case else None,
        "answers": rules.CLOSING_ANSWERS if closing else rules.UNSETTLED_ANSWERS,
        "says": form.says or before.get(form.case_id, ""),
        "form": form,
    }
