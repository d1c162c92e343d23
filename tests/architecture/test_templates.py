"""Every template parses, and none carries what the content security policy refuses."""

import re

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2.ext import Extension
from pyramid_jinja2 import IJinja2Environment

from community.i18n.templates import Speech, speaking
from tests.architecture.source import ROOT

FOLDER = ROOT / "templates"
ALL = sorted(FOLDER.rglob("*.jinja2"))
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=", re.I)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src=|type=\"(?:importmap|application/json)\"))[^>]*>", re.I)
NONCELESS_SCRIPT = re.compile(r"<script(?![^>]*nonce=)[^>]*>", re.I)


def test_there_are_templates() -> None:
    assert len(ALL) > 10


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_template_parses_and_obeys_the_policy(path) -> None:
    extensions: list[type[Extension] | str] = ["jinja2.ext.do", Speech]
    environment = Environment(loader=FileSystemLoader(FOLDER), extensions=extensions, autoescape=True)
    text = path.read_text("utf-8")
    environment.parse(text)
    markup = re.sub(r"{#.*?#}", "", text, flags=re.S)
    if path.parent.name != "mail":  # a mail reader knows no stylesheet of ours
        assert not re.search(r"\sstyle\s*=", markup), "styles belong into a stylesheet"
        assert "<style" not in markup, "styles belong into a stylesheet"
    assert not HANDLER.search(markup), "no inline event handlers"
    assert "javascript:" not in markup
    assert not INLINE_SCRIPT.search(markup), "scripts stand in static/js"
    assert not NONCELESS_SCRIPT.search(markup), "scripts run by nonce only"
    assert "|safe" not in re.sub(r"\s", "", markup), "autoescape decides, not the template"


@pytest.mark.parametrize("path", ALL, ids=lambda path: str(path.relative_to(FOLDER)))
def test_every_form_that_posts_carries_the_token(path) -> None:
    text = path.read_text("utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, flags=re.S | re.I):
        if re.search(r"<form[^>]*method=\"?post", form, re.I):
            assert re.search(r"csrf|hidden\(|include", form), f"{path}: a form without csrf_token"


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_a_piece_is_compiled_and_kept_once_however_many_pages_it_stands_in(app, visitor) -> None:
    for address in ("/how", "/rules", "/sign-in"):
        visitor.get(address)
    environment = speaking(app.queryUtility(IJinja2Environment, name=".jinja2"), "en")
    kept = [name for _loader, name in environment.cache]
    assert "layout.jinja2" in kept
    assert set(kept) <= {str(path.relative_to(FOLDER)) for path in ALL}


def test_colours_stand_in_the_token_file_alone() -> None:
    """But for paper, where all of them are set anew."""
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\(")
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        lines = sheet.read_text(encoding="utf-8").splitlines()
        raw = [line for line in lines if colour.search(line) and not line.strip().startswith(":root:root{")]
        assert raw == [] or sheet.name == "tokens.css", sheet.name
