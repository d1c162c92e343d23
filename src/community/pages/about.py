"""The four pages the foot of every page leads to: how Stoop works, its rules, privacy, accessibility. Words only."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.cases.queries_handoff import latest_reconciliation
from community.i18n import _
from community.moderation.rules import HOUSE_RULES
from community.permissions import Permission

READ: dict[str, Any] = {"request_method": "GET", "permission": Permission.BOARD_READ}


@view_config(route_name="about.how", renderer="about/how.jinja2", **READ)
@view_config(route_name="about.rules", renderer="about/rules.jinja2", **READ)
@view_config(route_name="about.privacy", renderer="about/privacy.jinja2", **READ)
@view_config(route_name="about.accessibility", renderer="about/accessibility.jinja2", **READ)
def about(context: Any, request: Request) -> dict[str, Any]:
    """One of the four; the rules are those that words are hidden by. One query, of the page on how it works: the day
    both sides of the hand-off were compared last."""
    compared = latest_reconciliation(request.reading) if request.matched_route.name == "about.how" else None
    return {"house_rules": [_(rule) for rule in HOUSE_RULES.values()], "compared": compared}
