"""The files of words are whole, the templates say them, and the command that keeps them in step does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from community.assets import folder
from community.commands import main
from community.i18n import (
    _,
    counted,
    in_language,
    language,
    ngettext,
    write_age,
    write_date,
    write_number,
    write_time,
)
from community.i18n.filing import problems, write_files
from community.i18n.templates import Speech, collect, speaking
from community.pages.script_words import EARLY, late_words_address, words_address
from tests.browser import Browser
from tests.i18n.sources import marked_once


def test_every_word_is_translated_once_and_none_is_left_over() -> None:
    assert not list(problems()), "\n".join(problems())


def environment(**templates: str) -> Environment:
    made = Environment(loader=DictLoader(templates), autoescape=True, extensions=[Speech])
    made.filters["upper"] = str.upper
    return made


def said(code: str, source: str, **values: object) -> str:
    with in_language(code):
        return speaking(environment(page=source), code).get_template("page").render(**values)


def test_words_without_slots_are_part_of_the_compiled_template() -> None:
    source = '<b title="{{ _("Map") }}">{{ _("just" " now") }}</b>{% trans %}just now{% endtrans %}'
    assert said("en", source) == '<b title="Map">just now</b>just now'
    assert said("es", source) == '<b title="Mapa">ahora mismo</b>ahora mismo'
    compiled = speaking(environment(), "es").compile(source, raw=True)
    assert compiled.count("ahora mismo") == 2
    assert "just now" not in compiled
    assert "gettext" not in compiled


def test_slots_are_escaped_and_the_plural_counts() -> None:
    source = (
        "{% trans n=votes, who=name|upper %}{{ n }} day {{ who }}{% pluralize %}{{ n }} days {{ who }}{% endtrans %}"
    )
    assert said("en", source, votes=1, name="<ana>") == "1 day &lt;ANA&gt;"
    assert said("en", source, votes=0, name="<ana>") == "0 days &lt;ANA&gt;"
    known = "{% trans n=votes %}{{ n }} day{% pluralize %}{{ n }} days{% endtrans %}"
    assert said("es", known, votes=1) == "1 día"
    assert said("es", known, votes=1204) == "1,204 días"
    assert (
        said("es", '{{ _("{n} h ago").format(n=3) }} 5 % {% trans %}100 % sure{% endtrans %}')
        == "hace 3 h 5 % 100 % sure"
    )


def test_words_chosen_at_run_time_and_context() -> None:
    assert said("es", "{{ _(word) }}", word="just now") == "ahora mismo"
    context = "the button of the bottom bar: write a new post"
    assert said("es", f'{{{{ pgettext("{context}", "Post") }}}}{{% trans "{context}" %}}Post{{% endtrans %}}') == (
        "PublicarPublicar"
    )
    assert said("es", '{{ pgettext("another", "Post") }}') == "Post"


def test_the_invented_language_wraps_what_is_marked_and_leaves_slots_and_tags() -> None:
    source = "{% trans name=who %}<b>Can</b> {{ name }} &amp; co{% endtrans %}"
    assert said("qps", source, who="Ana & co") == "⟦<b>Çáñ</b> Ana &amp; co &amp; çó⟧"


def test_what_is_marked_is_found_where_it_stands() -> None:
    found = collect(
        environment(), '{{ _("a" "b") }}{% trans n=x %}{{ n }} c{% pluralize %}{{ n }} cs{% endtrans %}{{ _(d) }}'
    )
    assert list(found) == [(None, "ab", None), (None, "{n} c", "{n} cs")]


def test_what_is_marked_within_a_template_string_of_a_script_is_found_too() -> None:
    assert "static/js/swap.js" in marked_once()[None, "reply"].places


def test_numbers_dates_and_ages_in_both_languages() -> None:
    noon = datetime(2026, 6, 11, 16, 5, tzinfo=UTC)
    expected = {
        "en": (
            "1,204",
            "2.5",
            "Thu, Jun 11",
            "Thu, Jun 11, 2026",
            "12:05 pm",
            "just now",
            "3 h ago",
            "2 days",
            "1 year",
        ),
        "es": (
            "1,204",
            "2.5",
            "jue, 11 de jun",
            "jue, 11 de jun de 2026",
            "12:05 pm",
            "ahora mismo",
            "hace 3 h",
            "2 días",
            "1 año",
        ),
    }
    for code, words in expected.items():
        with in_language(code):
            day = noon.date()
            ages = [write_age(noon - timedelta(hours=hours), now=noon) for hours in (0, 3, 48, 24 * 366)]
            dates = [write_date(day, today=day), write_date(day), write_time(noon, "America/New_York")]
            assert (write_number(1204), write_number(2.5), *dates, *ages) == words


def test_outside_of_any_request_english_is_spoken_and_blocks_nest() -> None:
    assert language() == "en"
    with in_language("es"):
        assert counted("{n} day", "{n} days", 2) == "2 días"
        with in_language(None):
            assert ngettext("{n} day", "{n} days", 1) == "{n} day"
        with in_language("xx", "es"):
            assert _("just now") == "ahora mismo"
        assert language() == "es"
    assert language() == "en"


def test_faults_of_a_translation_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "es"
    folder.mkdir()
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (folder / "kernel.po").write_text(
        head
        + '#: src/community/i18n/writing.py\nmsgid "just now"\nmsgstr ""\n\n'
        + '#: src/community/i18n/writing.py\nmsgid "{n} h ago"\nmsgstr "hace {m} h"\n\n'
        + '#: src/community/i18n/writing.py\n#, fuzzy\nmsgid "{n} min ago"\nmsgstr "hace {n} min"\n\n'
        + 'msgid "{time} am"\nmsgstr "{time} am"\n\n'
        + 'msgid "said nowhere"\nmsgstr "en ninguna parte"\n',
        "utf-8",
    )
    (folder / "zebra.po").write_text(
        head + '#: src/community/i18n/writing.py\nmsgid "just now"\nmsgstr "ya"\n', "utf-8"
    )
    monkeypatch.setattr("community.i18n.filing.FOLDER", tmp_path)
    monkeypatch.setattr("community.i18n.catalogs.FOLDER", tmp_path)
    listed = "\n".join(problems())
    for fault in (
        "'just now' is not translated",
        "'{n} h ago' has other slots than its translation 'hace {m} h'",
        "'{n} min ago' is marked as fuzzy",
        "'{time} am' stands in other places",
        "'said nowhere' is said nowhere",
        "es/zebra.po: 'just now' stands in es/kernel.po too",
        "'{time} pm' of src/community/i18n/writing.py stands in no file",
    ):
        assert fault in listed

    write_files(["kernel"])
    written = (folder / "kernel.po").read_text("utf-8")
    assert "said nowhere" not in written
    assert 'msgid "{time} pm"\nmsgstr ""' in written
    assert 'msgid "{time} am"\nmsgstr "{time} am"' in written
    assert "other places" not in "\n".join(problems())


def test_the_program_says_what_is_wrong(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.commands.messages.problems", lambda: iter(["es/x.po: 'a' is not translated"]))
    assert main(["messages", "--check"]) == 1
    assert capsys.readouterr().out == "es/x.po: 'a' is not translated\n"


@pytest.mark.parametrize("code", ["es", "qps"])
@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_scripts_find_their_words_under_an_address_that_changes_with_them(visitor: Browser, code: str) -> None:
    answer = visitor.get(words_address(code))
    assert answer.content_type == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "export const ngettext" in answer.text
    assert visitor.get("/words/fr.js", 404)
    page = visitor.get("/", headers={"Accept-Language": "es"}).text
    assert f'"stoop/words":"{words_address("es")}"' in page
    assert f'"stoop/late-words":"{late_words_address("es")}"' in page
    assert f'"stoop/words":"{words_address("en")}"' in visitor.get("/").text


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_a_script_finds_its_words_in_the_module_it_names(visitor: Browser) -> None:
    """The words of what comes later are no weight on a first page, and no words are in both."""
    early, late = (visitor.get(address("es")).text for address in (words_address, late_words_address))
    assert '"Enviando…"' in early
    assert '"Cancelar"' not in early
    assert '"Cancelar"' in late
    assert '"Enviando…"' not in late
    for path in (folder("static") / "js").glob("*.js"):
        source = path.read_text("utf-8")
        assert 'from "stoop/words"' not in source or path.stem in EARLY, path.name
        assert 'from "stoop/late-words"' not in source or path.stem not in EARLY, path.name
