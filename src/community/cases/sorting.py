"""What kind of request a case is: the service somebody chose, with its questions answered."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.catalog.models import Agency, Service
from community.catalog.queries import questions_of, service_with_agency
from community.catalog.rules import FIELD, check_answers, missing_required
from community.errors import Refused
from community.i18n import _


class SortingRefused(Refused):
    """The choice does not stand yet: ``errors`` says what is wrong, by form field, all of it at once."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        field, message = next(iter(errors.items()))
        super().__init__(message, field)
        self.errors = dict(errors)


def chosen_service(
    db: Session, service_id: int | None, board_id: int | None, raw: Mapping[str, Any]
) -> tuple[Service, Agency, dict[str, Any]]:
    """An active service, its agency on this board, and the checked answers to its questions. Raises SortingRefused."""
    found = service_with_agency(db, service_id, board_id) if service_id is not None else None
    if found is None or not found[0].active:
        raise SortingRefused({"service": _("Choose what kind of request this is.")})
    questions = questions_of(db, service_id)
    answers, errors = check_answers(questions, raw)
    for question in missing_required(questions, answers):
        errors.setdefault(question.code, _("Answer this question."))
    if errors:
        raise SortingRefused({f"{FIELD}{code}": said for code, said in errors.items()})
    return *found, answers


def question_errors(refusal: Refused | None) -> dict[str, str]:
    """What is wrong with the answers, by question code, as the fields of the questions want it."""
    errors = refusal.errors if isinstance(refusal, SortingRefused) else {}
    return {name.removeprefix(FIELD): said for name, said in errors.items() if name.startswith(FIELD)}
