"""What people type never becomes markup, and what deceives the eye never gets in."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import characters, text

from community.prose import clean, clean_line, prose

HOSTILE = st.one_of(
    text(max_size=200),
    text(alphabet="<>&\"' /:=hjavscripttp.\n", max_size=200),
    st.lists(
        st.sampled_from(
            [
                "<script>",
                "</p>",
                "http://",
                "https://a.b/",
                '"',
                "'",
                "<",
                ">",
                "&",
                "\n\n",
                " ",
                "x",
                "&amp;",
                "javascript:",
            ]
        ),
        max_size=30,
    ).map("".join),
)
TAGS = re.compile(r'<p>|</p>|<br>|</a>|<a href="https?://[^"<>]*" rel="nofollow ugc noopener">')


@given(HOSTILE)
def test_nothing_typed_becomes_markup(typed):
    rest = TAGS.sub("", str(prose(typed)))
    assert not set("<>\"'") & set(rest)
    assert "&" not in re.sub(r"&(amp|lt|gt|#34|#39);", "", rest)


@given(HOSTILE)
def test_no_visible_word_is_lost(typed):
    shown = html.unescape(re.sub(r"<[^>]*>", "", str(prose(typed))))
    kept, seen = "".join(typed.split()), "".join(shown.split())
    assert kept == seen or "…" in seen


@given(text(alphabet=characters(), max_size=300))
def test_cleaning_is_final(typed):
    once = clean(typed)
    assert clean(once) == once
    assert clean_line(clean_line(typed)) == clean_line(typed)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", once)
    assert "\n" not in clean_line(typed)


def test_paragraphs_and_lines_are_kept():
    assert prose("One.\nTwo.\n\n\nThree.") == "<p>One.<br>\nTwo.</p>\n<p>Three.</p>"


def test_links_are_only_http_and_lend_nothing():
    shown = str(prose("See https://example.org/a?b=1&c=2. Or javascript:alert(1) or HTTP://B.example/x)"))
    assert (
        '<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">https://example.org/a?b=1&amp;c=2</a>.'
        in shown
    )
    assert shown.count("<a ") == 2
    assert "javascript:alert(1)" in shown


def test_what_deceives_the_eye_goes():
    assert clean_line("a\x00b\u202egnp.exe\u202c \u2066\u200b") == "abgnp.exe"
    assert clean_line("\u200b\u200d \u00a0\u3164") == ""
    assert clean("e\u0301") == "é"
    assert len(clean_line("Z" + "\u0301" * 500)) <= 4
    assert clean("one\r\ntwo\rthree") == "one\ntwo\nthree"
