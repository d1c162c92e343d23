"""What is alike and what is not: the tables of the rule, and the pairs judged by hand."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from community.alike import rules
from community.alike.lexicon import STATES, THINGS, WHERE
from community.alike.rules import ASK_FROM, SHOW_FROM, Told, freshness, likeness, nearness, same_thing, seen_posts
from community.alike.words import MEANING, things_of
from community.places.rules import METERS_PER_DEGREE

PAIRS_BY_HAND = tomllib.loads((Path(__file__).parent / "pairs.toml").read_text("utf-8"))["pair"]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LAT, LON = 42.35, -71.05


def told(pair, side):
    """One side of a pair: 0 the new post, 1 the old one."""
    kind = pair["kinds"][side]
    point = (LAT + side * pair["meters"] / METERS_PER_DEGREE, LON) if "meters" in pair else (None, None)
    return Told(
        title=pair["old" if side else "new"],
        street=pair.get("streets", ["", ""])[side],
        lat=point[0],
        lon=point[1],
        block_id=7 if pair.get("same_block") else None,
        service_id=sum(kind.encode()) if kind else None,
    )


def judged(threshold):
    """Precision and recall of the rule on the pairs, at this threshold."""
    said = [
        (likeness(told(p, 0), told(p, 1), timedelta(days=p["days"])) >= threshold, p["alike"]) for p in PAIRS_BY_HAND
    ]
    right = sum(1 for yes, alike in said if yes and alike)
    return right / sum(1 for yes, _alike in said if yes), right / sum(1 for _yes, alike in said if alike)


def test_there_are_pairs_of_both_kinds_in_both_languages():
    assert len(PAIRS_BY_HAND) >= 50
    assert sum(pair["alike"] for pair in PAIRS_BY_HAND) >= 25
    assert sum("bache" in pair["new"].lower() for pair in PAIRS_BY_HAND) >= 2


def test_what_is_asked_about_is_nearly_always_right():
    precision, recall = judged(ASK_FROM)
    assert precision >= 0.95
    assert recall >= 0.9


def test_what_is_shown_while_writing_is_mostly_right_and_leaves_little_out():
    precision, recall = judged(SHOW_FROM)
    assert precision >= 0.85
    assert recall >= 0.95


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Tires dumped by the steps", {"tire", "dump", "step"}),
        ("Llantas tiradas en la calle", {"tire", "dump", "street"}),
        ("LUZ de la calle APAGADA", {"streetlight", "street", "out"}),
        ("Traffic light out", {"signal", "out"}),
        ("Baches, árboles y señales", {"pothole", "tree", "sign"}),
        ("5814 2nd 100%", set()),
        ("the a of on it is", set()),
        ("", set()),
        ("\u0000\u202e'\"><script>", {"script"}),
        ("路灯坏了", {"路灯", "灯坏", "坏了"}),
    ],
)
def test_things_of_a_text(text, things):
    assert set(things_of(text)) == things


def test_every_word_of_the_lexicon_stands_in_one_line_and_is_folded():
    words = [word for line in (*THINGS, *STATES, *WHERE) for word in line.split()]
    assert sorted(words) == sorted(set(words))
    assert all(word.isascii() and word.islower() for word in words)
    assert MEANING["llanta"][0] == MEANING["tire"][0]


@pytest.mark.parametrize(
    ("meters", "least", "most"),
    [(0, 1, 1), (25, 1, 1), (60, 0.75, 0.85), (110, 0.54, 0.56), (180, 0.25, 0.3), (250, 0, 0.01), (5000, 0, 0)],
)
def test_nearness_falls_with_the_distance(meters, least, most):
    here = Told("x", lat=LAT, lon=LON)
    there = Told("x", lat=LAT + meters / METERS_PER_DEGREE, lon=LON)
    assert least <= nearness(here, there).factor <= most


def test_a_nameless_post_is_only_on_a_block():
    here = Told("x", lat=LAT, lon=LON, block_id=1)
    there = Told("x", lat=LAT + 70 / METERS_PER_DEGREE, lon=LON, block_id=1, blurred=True)
    near = nearness(here, there)
    assert near.words == "block"
    assert near.factor == rules.AT_BLOCK


@pytest.mark.parametrize(
    ("one", "other", "words", "factor"),
    [
        ("5814 Larch St", "5814 Larch Street", "address", 1.0),
        ("5814 Larch St", "5820 larch st", "block", rules.AT_BLOCK),
        ("5814 Larch St", "5890 Larch St", "block", rules.AT_BLOCK_END),
        ("5814 Larch St", "6120 Larch St", "street", rules.OTHER_STREET),
        ("5814 Larch St", "Larch St", "street", rules.SAME_STREET),
        ("5814 Larch St", "5800 block of Larch St", "street", rules.SAME_STREET),
        ("5814 Larch St", "5814 Ellery St", "board", rules.OTHER_STREET),
        ("", "5814 Ellery St", "board", rules.SOMEWHERE),
        ("\u0000", "' OR 1=1", "board", rules.SOMEWHERE),
        ("9" * 40 + " Larch St", "5814 Larch St", "board", rules.OTHER_STREET),
    ],
)
def test_places_in_words(one, other, words, factor):
    near = nearness(Told("x", street=one), Told("x", street=other))
    assert (near.words, near.factor) == (words, factor)


def test_landmarks_are_compared_where_nothing_else_is_said():
    one, other = Told("x", landmark="By the rec center gate"), Told("x", landmark="rec center, side gate")
    assert nearness(one, other).words == "landmark"
    assert nearness(one, Told("x", landmark="Library")).words == "board"


def test_points_that_are_none_are_no_points():
    assert nearness(Told("x", lat=float("nan"), lon=0.0), Told("x", lat=LAT, lon=LON)).meters is None
    assert nearness(Told("x", lat=90.0, lon=0.0), Told("x", lat=LAT, lon=LON)).meters is None


def test_kind_speaks_for_it_or_against_it():
    words = ("Tires in the alley", "Tires behind the garage")
    plain = same_thing(Told(words[0]), Told(words[1]))
    same = same_thing(Told(words[0], service_id=1), Told(words[1], service_id=1))
    other = same_thing(Told(words[0], service_id=1), Told(words[1], service_id=2))
    assert other < plain < same <= 1


def test_words_of_the_street_make_nothing_alike():
    one = Told("Larch St needs a bench", street="5814 Larch St")
    assert same_thing(one, Told("Larch St needs paint", street="5814 Larch St")) == 0


@pytest.mark.parametrize(("days", "worth"), [(0, 1), (45, 1), (365, rules.OLD), (366, 0), (-3, 1)])
def test_old_ones_fade_and_end(days, worth):
    assert freshness(timedelta(days=days)) == pytest.approx(worth)


def test_closed_ones_are_offered_for_two_weeks():
    assert rules.may_be_offered(None, settled=False, now=NOW)
    assert rules.may_be_offered(NOW - timedelta(days=13), settled=True, now=NOW)
    assert not rules.may_be_offered(NOW - timedelta(days=15), settled=True, now=NOW)
    assert not rules.may_be_offered(None, settled=True, now=NOW)


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("all", None), ("", frozenset()), ("3,12", frozenset({3, 12})), ("x,-1,1e3,٣,7", frozenset({7})),
        ("1," * 500, frozenset({1})), ("9" * 30, frozenset()), ("ALL", frozenset()),
    ],
)  # fmt: skip
def test_what_a_form_says_its_writer_has_seen(text, seen):
    assert seen_posts(text) == seen
