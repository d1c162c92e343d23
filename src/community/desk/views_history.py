"""HTTP in, page out: the whole history of a case, to read or to print."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.cases.rules import CODES
from community.desk.history import history_of
from community.i18n import _
from community.permissions import Permission


@view_config(
    route_name="desk.case.history",
    request_method="GET",
    permission=Permission.CASE_READ_INSIDE,
    renderer="desk/history.jinja2",
)
def history(request: Request) -> dict[str, Any]:
    """Everything that was done to the case, oldest first."""
    case = request.context.case
    codes = {code: _(words) for code, words in CODES.items()}
    lines, cut = history_of(request.reading, case)
    return {"case": case, "lines": lines, "cut": cut, "codes": codes}
