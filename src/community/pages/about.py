"""The four pages the foot of every page leads to: how Stoop works, its rules, privacy, accessibility. Words only."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from community.i18n import _
from community.moderation.rules import HOUSE_RULES
from community.permissions import Permission

READ: dict[str, Any] = {"request_method": "GET", "permission": Permission.BOARD_READ}


@view_config(route_name="about.how", renderer="about/how.jinja2", **READ)
@view_config(route_name="about.rules", renderer="about/rules.jinja2", **READ)
@view_config(route_name="about.privacy", renderer="about/privacy.jinja2", **READ)
@view_config(route_name="about.accessibility", renderer="about/accessibility.jinja2", **READ)
def about(context: Any, request: Request) -> dict[str, Any]:
    """One of the four; the rules are those that words are hidden by. No query."""
    return {"house_rules": [_(rule) for rule in HOUSE_RULES.values()]}
