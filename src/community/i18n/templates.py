"""Templates in every language: the words are put in when a template is compiled, not when a page is made.

``{% trans %}…{% endtrans %}`` becomes plain text of the template, with its slots between; ``_("words")`` becomes a
constant. So each language has an environment of its own, and a page costs the same in all of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import BytecodeCache, Environment, Template, nodes, pass_environment
from jinja2.bccache import Bucket
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from pyramid_jinja2 import IJinja2Environment

from community.i18n.catalogs import Words, counted, ngettext, words_of
from community.i18n.languages import DEFAULT, SPOKEN, language
from community.i18n.numbers import write_number

SLOT = re.compile(r"%\((\w+)\)s|%(%)")
"""As jinja's parser hands slots and percent signs on."""
OPEN_SLOT = re.compile(r"\{(\w+)\}")
CONSTANT = ("_", "pgettext")


class Speech(InternationalizationExtension):
    """The ``trans`` tag and the call of ``_``, said in the environment's language. ``environment.heard``, where it is
    a list, gets (context, one, many) of all of them: that is how they are collected."""

    environment: Any
    """Holds ``language``, ``spoken`` and ``heard`` besides what jinja knows of."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.policies["ext.i18n.trimmed"] = True
        environment.filters.update(number=write_number, plural_form=_plural_form)
        environment.extend(language=DEFAULT, spoken={}, heard=None)

    @property
    def _words(self) -> Words:
        return words_of(self.environment.language)

    def _hear(self, context: str | None, one: str, many: str | None = None) -> None:
        heard = self.environment.heard
        if heard is not None:
            heard.append((context, one, many))

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put translated strings where ``_("…")`` and ``pgettext("…", "…")`` stand."""
        for token in stream:
            if token.type != "name" or token.value not in CONSTANT or stream.current.type != "lparen":
                yield token
                continue
            strings, other = _arguments(stream)
            if other is not None:
                yield from [token, *other]
                continue
            context = strings[0] if token.value == "pgettext" else None
            self._hear(context, strings[-1])
            yield Token(token.lineno, "string", self._words.say(strings[-1], context))

    def _make_node(  # type: ignore[override]  # jinja makes an Output; where words differ by number, ours is an If
        self,
        singular: str,
        plural: str | None,
        context: str | None,
        variables: dict[str, nodes.Expr],
        plural_expr: nodes.Expr | None,
        vars_referenced: bool,
        num_called_num: bool,
    ) -> nodes.Node:
        one = _with_open_slots(singular)
        if plural is None or plural_expr is None:
            self._hear(context, one)
            return _said(self._words.say(one, context), variables)
        many = _with_open_slots(plural)
        self._hear(context, one, many)
        shown = {name: _number(expr) if expr == plural_expr else expr for name, expr in variables.items()}
        forms = [_said(form, shown) for form in self._words.forms(one, many, context)]
        return _chosen(nodes.Filter(plural_expr, "plural_form", [], [], None, None), forms)


def _arguments(stream: TokenStream) -> tuple[list[str], list[Token] | None]:
    """The strings between brackets, adjacent ones joined. The second is what was taken from the stream when there is
    anything else between them; otherwise None."""
    taken, strings, begins = [next(stream)], [], True
    while stream.current.type in ("string", "comma"):
        token = next(stream)
        taken.append(token)
        if token.type == "comma":
            begins = True
        elif begins:
            strings.append(token.value)
            begins = False
        else:
            strings[-1] += token.value
    if stream.current.type != "rparen" or not strings:
        return [], taken
    next(stream)
    return strings, None


def _with_open_slots(words: str) -> str:
    """``%(name)s`` of jinja's parser as ``{name}``, as our catalogs have it."""
    return SLOT.sub(lambda found: "%" if found.group(2) else f"{{{found.group(1)}}}", words)


def _said(words: str, slots: dict[str, nodes.Expr]) -> nodes.Output:
    """Words as text of the template, the slots as expressions in between, in the order of the words."""
    pieces: list[nodes.Expr] = []
    for place, piece in enumerate(OPEN_SLOT.split(words)):
        if place % 2:
            pieces.append(slots[piece])
        elif piece:
            pieces.append(nodes.TemplateData(piece))
    return nodes.Output(pieces)


def _number(expr: nodes.Expr) -> nodes.Expr:
    return nodes.Filter(expr, "number", [], [], None, None)


def _chosen(which: nodes.Expr, forms: list[nodes.Output]) -> nodes.Node:
    """The first form if ``which`` is 0, the second if it is 1, and so on; the last one otherwise."""
    if len(forms) == 1:
        return forms[0]
    rest: list[nodes.Node] = [forms[-1]]
    for number in range(len(forms) - 2, -1, -1):
        test = nodes.Compare(which, [nodes.Operand("eq", nodes.Const(number))])
        rest = [nodes.If(test, [forms[number]], [], rest)]
    return rest[0]


@pass_environment
def _plural_form(environment: Any, number: float) -> int:
    return words_of(environment.language).form_for(number)


class Compiled(BytecodeCache):
    """The compiled templates of one language in this process: several applications in it compile each once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand out what was compiled from the same name and source."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


compiled: dict[str, Compiled] = defaultdict(Compiled)
"""By language."""


def speaking(environment: Any, code: str) -> Environment:
    """The environment that is like this one and speaks the language ``code``; made when it is first asked for."""
    made = environment.spoken.get(code)
    if made is None:
        made = environment.overlay(bytecode_cache=compiled[code])
        words = words_of(code)
        made.language = code
        made.globals = {
            **environment.globals,
            "_": words.say,
            "counted": counted,
            "ngettext": ngettext,
            "language": code,
            "direction": SPOKEN[code].direction,
        }
        # The library's chain of two mappings is copied name by name in Python at every include: a seventh of a thread.
        made.make_globals = lambda more: {**made.globals, **more} if more else made.globals
        # Ours are named from the folder of templates. The library's names hold the whole way to an include, and each
        # way would be compiled and kept by itself: three times as many.
        made.join_path = lambda name, _parent: name
        environment.spoken[code] = made
    return made


def template_of(registry: Any, name: str) -> Template:
    """The template of this name in the language spoken at present. ``registry`` is the application's."""
    return speaking(registry.queryUtility(IJinja2Environment, name=".jinja2"), language()).get_template(name)


def collect(environment: Any, source: str) -> Iterable[tuple[str | None, str, str | None]]:
    """(context, one, many) of everything marked in the source of a template."""
    environment.heard = []
    environment.parse(source)
    return environment.heard
