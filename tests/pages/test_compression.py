"""What goes over the wire: packed for browsers that take it, the same bytes once unpacked, and no secret told by its
length."""

import gzip
import re

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyramid.request import Request
from pyramid.response import Response

from community.assets import folder
from community.compression import SMALLEST
from community.tokens import LONGEST, mask, unmask

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
NONCE = re.compile(rb'nonce="[^"]+"|name="csrf_token" value="[^"]+"')


def fetch(visitor, path: str, taken: str | None) -> Response:
    """The answer as it goes over the wire; the browser of the other stories unpacks it unseen."""
    headers = {} if taken is None else {"Accept-Encoding": taken}
    return Request.blank(path, headers=headers).get_response(visitor.app.app)


@pytest.mark.parametrize(
    ("taken", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("", None),
        ("zstd", None),
    ],
)
def test_a_page_comes_as_the_browser_can_read_it(made, visitor, taken, coding):
    plain = fetch(visitor, "/b/juniper-square", None)
    page = fetch(visitor, "/b/juniper-square", taken)

    assert page.headers.get("Content-Encoding") == coding
    assert "Accept-Encoding" in page.headers["Vary"]
    body = page.body if coding is None else UNPACK[coding](page.body)
    assert NONCE.sub(b"", body) == NONCE.sub(b"", plain.body)
    assert int(page.headers["Content-Length"]) == len(page.body)
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_scripts_and_styles_too_once_and_tightly(visitor):
    first, again = (fetch(visitor, "/static/css/base.css", "br") for _ in range(2))
    plain = fetch(visitor, "/static/css/base.css", None)

    assert first.body == again.body
    assert brotli.decompress(first.body) == plain.body
    assert len(first.body) < len(gzip.compress(plain.body))


def test_our_scripts_come_without_their_comments_line_for_line(visitor):
    plain = fetch(visitor, "/static/js/vote.js", None)
    packed = brotli.decompress(fetch(visitor, "/static/js/vote.js", "br").body).decode()

    written = plain.text.split("\n")
    assert written[0].startswith("// A vote lights at once.")
    assert packed.split("\n") == ["" if line.lstrip().startswith("//") else line for line in written]
    assert len(packed) < 0.95 * len(plain.text)


@pytest.mark.parametrize("script", sorted((folder("static") / "js").glob("*.js")), ids=lambda path: path.stem)
def test_no_script_has_a_string_over_several_lines_in_which_a_comment_would_be_words(script):
    for line in script.read_text(encoding="utf-8").split("\n"):
        assert line.count("`") % 2 == 0, line


def test_what_is_packed_already_stays_as_it_is(visitor):
    font = fetch(visitor, "/static/fonts/overpass-700-latin.woff2", "br, gzip")

    assert "Content-Encoding" not in font.headers
    assert font.body[:4] == b"wOF2"


def test_a_short_answer_stays_as_it_is(visitor):
    health = fetch(visitor, "/healthz", "br, gzip")

    assert len(health.body) < SMALLEST
    assert "Content-Encoding" not in health.headers


def test_a_page_nobody_may_see_is_packed_like_any(visitor):
    page = fetch(visitor, "/o/999999", "gzip")

    assert page.status_code == 404
    assert b"</html>" in gzip.decompress(page.body)


def test_no_two_pages_show_the_same_token_and_each_of_them_works(made, browser):
    luis = browser(made.people["Luis"])
    tokens = [form_token(luis.get("/b/juniper-square/post")) for _ in range(3)]
    cookie = luis.app.cookies["csrf"].strip('"')

    assert len(set(tokens)) == 3
    assert not any(cookie in token for token in tokens)
    for token in tokens:
        luis.app.post("/b/juniper-square/leave", {"csrf_token": token}, status=303)


def test_one_page_has_one_mask_so_that_it_packs_small(made, browser):
    page = browser(made.people["Luis"]).get("/b/juniper-square").text

    assert len(set(re.findall(r'name="csrf_token" value="([^"]+)"', page))) == 1


def test_the_token_of_another_browser_is_refused(made, browser, visitor):
    foreign = form_token(visitor.get("/b/juniper-square/post"))
    luis = browser(made.people["Luis"])
    luis.get("/b/juniper-square/post")

    luis.app.post("/b/juniper-square/leave", {"csrf_token": foreign}, status=400)
    luis.app.post("/b/juniper-square/leave", {"csrf_token": mask("guess")}, status=400)


def form_token(page) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_a_mask_comes_off_again(token):
    assert unmask(mask(token)) == token.encode()


@given(st.text(max_size=LONGEST + 20))
def test_whatever_is_sent_as_a_token_is_only_refused(words):
    assert unmask(words) is None or isinstance(unmask(words), bytes)
