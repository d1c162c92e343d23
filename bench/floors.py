"""The floors: the least one could do with the same libraries for the same bytes.

(a) a bare Pyramid view returning a constant page; (b) a bare Pyramid view with pyramid_tm, one ORM keyset query and a
Jinja page of as many cards and bytes.
"""

from typing import Any

import zope.sqlalchemy
from jinja2 import DictLoader, Environment
from pyramid.config import Configurator
from pyramid.request import Request
from pyramid.response import Response
from pyramid.router import Router
from sqlalchemy import select
from sqlalchemy.orm import Session

from community.db.engines import Engines
from community.observations.models import Observation

CARDS = 25
PAGE = """<!doctype html><title>{{ title }}</title><ol>{% for row in rows %}<li id="o{{ row.id }}"><article><h2>
<a href="/o/{{ row.id }}">{{ row.title }}</a></h2><p>{{ row.place }} {{ row.created_at }}</p><p>{{ row.vote_count }}
votes, {{ row.comment_count }} replies</p><p>{{ row.state }}</p>{{ padding }}</article></li>{% endfor %}</ol>"""


def constant(size: int) -> Router:
    """(a): a constant page of ``size`` bytes."""
    body = b"x" * size
    config = Configurator()
    config.add_route("page", "/")
    config.add_view(lambda request: Response(body, content_type="text/html"), route_name="page")
    return config.make_wsgi_app()


def one_query(engines: Engines, size: int) -> Router:
    """(b): one ORM keyset query, rendered as 25 cards that make about ``size`` bytes."""
    config = Configurator(settings={"tm.manager_hook": "pyramid_tm.explicit_manager"})
    config.include("pyramid_tm")
    template = Environment(autoescape=True, loader=DictLoader({"page": PAGE})).get_template("page")
    query = (
        select(Observation)
        .where(Observation.board_id == 1, Observation.listed)
        .order_by(Observation.hot.desc(), Observation.id.desc())
        .limit(CARDS)
    )

    def view(request: Request) -> Response:
        session = Session(engines.reading)
        zope.sqlalchemy.register(session, transaction_manager=request.tm)
        rows: Any = session.scalars(query).all()
        return Response(template.render(title="Board", rows=rows, padding=padding), content_type="text/html")

    padding = ""
    config.add_route("page", "/")
    config.add_view(view, route_name="page")
    router = config.make_wsgi_app()
    bare = len(Request.blank("/").get_response(router).body)
    padding = "x" * max(0, (size - bare) // CARDS)
    return router
