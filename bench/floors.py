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

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><ol>
{% for row in rows %}<li><article class="obs" id="o{{ row.id }}" data-observation="{{ row.id }}">
<form method="post" action="/o/{{ row.id }}/vote"><input type="hidden" name="csrf_token" value="{{ token }}">
<button class="vote" name="do" value="{{ "take_back" if row.vote_count > 9 else "cast" }}"
aria-label="Upvote: {{ row.title }}. {{ row.vote_count }} so far">{{ row.vote_count }}</button></form>
<div><h2><a href="/o/{{ row.id }}">{{ row.title }}</a></h2><p class="meta"><span>
{{ row.place or row.landmark }} · <time datetime="{{ row.created_at }}">{{ row.created_at }}</time></span><span>
{{ row.comment_count }} replies</span></p></div>
<div class="st">
{% if row.state == "open" %}{{ row.vote_count }} of 10 neighbors{% else %}{{ row.state }}{% endif %}</div>
<p class="say">{{ row.description }}</p>{{ padding }}</article></li>{% endfor %}</ol></body></html>"""
"""A flat card with the fields of a real one: no include, no macro, no second query."""


def constant(size: int) -> Router:
    """(a): a constant page of ``size`` bytes."""
    body = b"x" * size
    config = Configurator()
    config.add_route("page", "/")
    config.add_view(lambda request: Response(body, content_type="text/html"), route_name="page")
    return config.make_wsgi_app()


def one_query(engines: Engines, size: int, cards: int) -> Router:
    """(b): one ORM keyset query, rendered as so many cards that make about ``size`` bytes."""
    config = Configurator(settings={"tm.manager_hook": "pyramid_tm.explicit_manager"})
    config.include("pyramid_tm")
    template = Environment(autoescape=True, loader=DictLoader({"page": PAGE})).get_template("page")
    query = (
        select(Observation)
        .where(Observation.board_id == 1, Observation.listed)
        .order_by(Observation.hot.desc(), Observation.id.desc())
        .limit(cards)
    )

    def view(request: Request) -> Response:
        session = Session(engines.reading)
        zope.sqlalchemy.register(session, transaction_manager=request.tm)
        rows: Any = session.scalars(query).all()
        return Response(
            template.render(title="Board", rows=rows, padding=padding, token="t" * 40), content_type="text/html"
        )

    padding = ""
    config.add_route("page", "/")
    config.add_view(view, route_name="page")
    router = config.make_wsgi_app()
    bare = len(Request.blank("/").get_response(router).body)
    padding = "x" * max(0, (size - bare) // cards)
    return router
