"""Whatever is typed gives a page: operators, quotes, NUL, towers, ten thousand letters, the other reading direction."""

from community.search.folding import asked_words, words_of
from tests import hostile
from tests.search.conftest import titles

TYPED = (
    *hostile.VALUES,
    '"', '""', "'", "\\", "';--", "*", "**", "tires*", "^tires", "-tires", "+tires", "NOT tires", "tires AND", "OR",
    "tires NEAR/2 steps", "NEAR(tires steps)", "title:tires", "marks:kpost", "{title words} : tires", "-title : tires",
    'tires" OR marks : "kpost', "tires' | '#kpost", "tires:*", "a & b", "!tires", "tires <-> steps", "((((", "))))",
    "#kpost", "=tires", "kpost", "b1", "answered", "%", "_", "tires\x00steps", "\ud7ff\ufffe", "tires\u202esteps\u202c",
    "\u0645\u0635\u0628\u0627\u062d \u0627\u0644\u0634\u0627\u0631\u0639", "路" * 5_000, "a " * 5_000,
    "x" * 10_000, "Z" + "\u0301" * 10_000,
    "SELECT * FROM observation", "search_index", "rank", "𝓽𝓲𝓻𝓮𝓼", "ｔｉｒｅｓ", "🛞🛞🛞", "½", "ﷺ", "ǆ", "\u0345" * 50,
)  # fmt: skip


FIELDS = ("board", "kind", "step", "service", "time", "answered", "page")
PLAIN = ("-tires", "^tires", '"steps tires"', "tires*", "ｔｉｒｅｓ", "𝓽𝓲𝓻𝓮𝓼")
MARKS = ("marks:kpost", "kpost", "answered", "#kpost", 'x" OR marks : "kpost', "x' | '#kpost")


def test_every_question_gets_a_page(indexed, visitor):
    for number, typed in enumerate(TYPED):
        page = visitor.get("/find", params={"q": typed}, status=None)
        assert page.status_int == 200, ascii(typed[:40])
        assert "<script>alert" not in page.text
        visitor.get("/find", params={"q": "tires", FIELDS[number % len(FIELDS)]: typed})


def test_marks_of_the_machine_cannot_be_typed(indexed, find):
    for typed in MARKS:
        assert titles(find(typed)) == [], typed


def test_operators_are_words_like_others(indexed, find):
    for typed in PLAIN:
        assert titles(find(typed)) == ["Tires by the steps"], typed
    assert "all of them but one" in find("NOT tires"), "an operator is one more word to look for"


def test_what_was_written_is_shown_as_words(indexed, post, find):
    post("Luis", title=f"Tag {hostile.SCRIPT}", description=f"Before {hostile.SCRIPT} <b>and</b> &amp; after")
    for words in ("tag", "script", "alert", "amp after"):
        page = find(words)
        assert "<script>alert" not in page
        assert "<b>and" not in page
        assert "<mark>" in page
    assert "&lt;<mark>script</mark>&gt;" in find("script")


def test_a_question_is_cut_and_folded_the_same_way_every_time():
    assert len(asked_words("word " * 10_000, 16)) == 1
    assert len(asked_words(" ".join(str(number) for number in range(100)), 16)) == 16
    assert words_of("x" * 10_000) == asked_words("x" * 10_000, 16) == ["x" * 40]
    assert words_of("Z" + "\u0301" * 500) == ["z"]
    assert words_of("\u202egnp.exe\u202c") == ["gnp", "exe"]
