"""Jinja's environment: where templates stand, and the few filters they may use. Shared by pages and live fragments."""

import json
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, Template, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup
from pyramid.config import Configurator
from pyramid_jinja2 import Jinja2TemplateRenderer

from community import clock, i18n
from community.answering import page_here
from community.assets import folder, static_address
from community.cases.mentions import show_called
from community.cases.wording import DETAIL_WORDS
from community.confirmations.rules import LOOKED
from community.i18n.templates import template_of
from community.pages import wording
from community.pages.fragments import list_rows, list_thread, token_field
from community.pages.script_words import late_words_address, words_address
from community.pages.sprite import icon, kind_icon, sprite
from community.prose import prose

MODULES = (
    "answering", "camera", "clock", "copies", "cover", "ground", "joining", "live", "mending", "outbox",
    "outgoing", "parcel", "pick", "picture", "pinning", "posting", "returning", "ring", "saved", "say", "sending",
    "shared", "store", "swap", "thread", "threshold", "used", "vote", "waiting", "writing",
)  # fmt: skip
"""Scripts that others import by name."""
CHOICE = Markup(
    '<form class="lang" method="post" action="/language">%s<input type="hidden" name="back" value="%s">'
    '<button class="ib" name="language" value="%s" lang="%s">%s</button></form>'
)

WORDS = ("STEP_WORDS", "CODE_WORDS", "NEIGHBORS_STEPS", "OPENED_BY", "PACE", "REPORTED", "target_words")
"""What templates read of ``wording``."""


def includeme(config: Configurator) -> None:
    """pyramid_jinja2 over the templates folder, strict about missing names, with autoescape."""
    zone = config.registry.knobs.city_zone
    config.add_settings(
        {
            "jinja2.directories": str(folder("templates")),
            "jinja2.undefined": "strict",
            "jinja2.trim_blocks": "true",
            "jinja2.lstrip_blocks": "true",
            "jinja2.i18n_extension": "community.i18n.templates.Speech",
            "jinja2.filters": {
                "age": lambda moment: i18n.write_age(moment, now=clock.now()),
                "moment": lambda moment: i18n.write_moment(moment, zone, now=clock.now()),
                "day": lambda day: i18n.write_date(day, today=clock.now().date()),
                "clock": lambda moment: i18n.write_time(moment, zone),
                "sprite": sprite,
                "iso": i18n.iso,
                "prose": prose,
                "show_called": show_called,
                "time": lambda moment: _time(moment, zone),
                "hidden_words": wording.hidden_words,
                "list_rows": list_rows,
                "list_thread": list_thread,
            },
            "jinja2.globals": {
                **{name: getattr(wording, name) for name in WORDS},
                "DETAIL_WORDS": DETAIL_WORDS,
                "LOOKED": LOOKED,
                "right_now": clock.now,
                "page_here": page_here,
                "asset": static_address,
                "unchanging": _unchanging,
                "csrf": _csrf,
                "other_language": _other_language,
                "import_map": _import_map,
                "icon": icon,
                "kind_icon": kind_icon,
            },
        }
    )
    config.include(_environment)
    config.add_renderer(".jinja2", _renderer)


def _environment(config: Configurator) -> None:
    """Apart, because what is included may be overridden by who includes it."""
    config.include("pyramid_jinja2")
    config.add_jinja2_renderer(".jinja2")


def _renderer(info: Any) -> Jinja2TemplateRenderer:
    """A page's template, by its name below the templates folder. The library's own factory looks on disk at every
    request for a namesake beside the package of the view."""

    def template() -> Template:
        return template_of(info.registry, info.name)

    return Jinja2TemplateRenderer(template)


@pass_context
def _csrf(context: Context) -> Markup:
    """The hidden field without which a POST is refused."""
    return token_field(context["get_csrf_token"]())


@pass_context
def _other_language(context: Context) -> Markup:
    """The way to the other language, in its own name: in the first view of every page."""
    code = next(code for code in i18n.LANGUAGES if code != i18n.language())
    return CHOICE % (_csrf(context), page_here(context["request"]), code, code, i18n.LANGUAGES[code].name)


@pass_environment
@lru_cache(50)
def _unchanging(environment: Environment, name: str) -> Markup:
    """A piece that reads nothing of the page it stands in, made once in each language."""
    return Markup(environment.get_template(name).render())


def _import_map() -> Markup:
    """For the present language."""
    return _import_map_in(i18n.language())


@cache
def _import_map_in(code: str) -> Markup:
    """Where the browser finds the modules that scripts name, with their content hashes."""
    found = {f"stoop/{name}": static_address(f"js/{name}.js") for name in MODULES}
    found |= {"stoop/words": words_address(code), "stoop/late-words": late_words_address(code)}
    found["stoop/offline.css"] = static_address("css/offline.css")
    return Markup(json.dumps({"imports": found}, separators=(",", ":")))


def _time(moment: datetime, zone: str) -> Markup:
    """A time element: the age in words, the moment in its title."""
    now = clock.now()
    absolute = i18n.write_moment(moment, zone, now=now)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        i18n.iso(moment), absolute, i18n.write_age(moment, now=now)
    )


def render_fragment(app: Any, template: str, **values: Any) -> str:
    """A fragment outside any request, in the present language: what the live server sends. ``app`` is the registry."""
    return template_of(app, template).render(values)
