"""What a liaison gets back into a form of the desk when they undid what they had sent with it."""

from typing import Any

from pyramid.request import Request

from community.cases.queries_undo import left_of, undone_by
from community.db.ids import read_number
from community.desk.bulk import Ticked, ticked_cases
from community.desk.forms import ActForm
from community.desk.picturing import returned_photos


def undone_acts(request: Request) -> list[Any]:
    """The acts named in the address as ``undone``, if they are this person's and are. One query, none without."""
    return undone_by(request.reading, request.identity.person_id, read_number(request.GET.get("undone")))


def typed_before(act: Any) -> ActForm:
    """What was typed, as the form has it."""
    names = ("words", "code", "detail", "duplicate_of", "agency_id")
    return ActForm(**{name: act.typed[name] for name in names if act.typed.get(name) is not None})


def words_back(request: Request, acts: list[Any], left: int | None = None) -> dict[str, Any]:
    """Of one act: the values that fill its form in again. ``left``: how many acts of the batch stand; not given, it is
    asked. At most two queries."""
    if left is None:
        left = left_of(request.reading, request.identity.person_id, acts[0].batch or 0)
    photos = returned_photos(request, acts[0].typed.get("photos", []))
    return {"undone": len(acts), "left": left} | photos


def tick_again(request: Request, acts: list[Any]) -> list[Ticked]:
    """The cases of acts that were undone, ticked at the version they have now."""
    found = ticked_cases(request.reading, request.identity, {act.case_id: 0 for act in acts if act.case_id})
    return [Ticked(one.case, one.case.version) for one in found]
