"""Whose page may listen, what may be asked for, and that the table of kinds names only facts there are."""

import pytest

from community.activity.facts import VOCABULARY
from community.live.rules import CHANGES_NAMES, ENDS_SOCKETS, Topic, ends_sockets, is_own_origin, read_wish
from community.live.topics import TOPICS

PORTS = frozenset({6543, None})


@pytest.mark.parametrize(
    ("origin", "host", "base_url", "demo", "own"),
    [
        ("https://stoop.example", "live.stoop.example", "https://stoop.example", False, True),
        ("https://stoop.example:443", "stoop.example", "https://stoop.example", False, True),
        ("http://stoop.example", "stoop.example", "https://stoop.example", False, False),
        ("https://evil.example", "stoop.example", "https://stoop.example", False, False),
        ("http://localhost:6543", "localhost:6544", "", True, True),
        ("http://localhost:50000", "localhost:6544", "", False, True),
        ("http://127.0.0.1:6543", "localhost:6544", "", True, False),
        ("http://10.0.0.5:6543", "10.0.0.5:6544", "", False, True),
        ("http://10.0.0.5:8080", "10.0.0.5:6544", "", False, False),
        ("http://rebound.example:6543", "rebound.example:6544", "", True, False),
        ("null", "localhost:6544", "", True, False),
        ("http://[::1]:6543", "[::1]:6544", "", True, True),
        ("http://localhost:99999999", "localhost:6544", "", True, False),
    ],
)
def test_a_page_is_ours_or_it_is_not(origin, host, base_url, demo, own):
    assert is_own_origin(origin, host, base_url=base_url, demo=demo, ports=PORTS) is own


def test_a_wish_names_topics_and_a_place_to_go_on_from():
    wish = read_wish("/live?topic=board:3&topic=desk&topic=board:3&after=17")
    assert wish is not None
    assert (wish.topics, wish.after) == ((Topic("board", 3), Topic("desk")), 17)
    assert read_wish("/live") is not None


@pytest.mark.parametrize(
    "query",
    ["topic=board:1&after=x", "topic=board:1&after=-1", "after=" + "9" * 25, "topic=a", "x=1", "topic=board:1&" * 6],
)
def test_anything_else_is_no_wish(query):
    assert read_wish(f"/live?{query}") is None


def test_only_facts_there_are_stand_in_the_tables(wsgi):
    assert set(TOPICS) <= set(VOCABULARY)
    assert set(VOCABULARY) >= ENDS_SOCKETS | CHANGES_NAMES


def test_becoming_a_neighbor_ends_no_socket_and_other_parts_do():
    assert not ends_sockets("part_granted", {"role": "neighbor"})
    assert ends_sockets("part_granted", {"role": "captain"})
    assert ends_sockets("part_ended", {"role": "liaison"})
    assert not ends_sockets("vote_cast", {})
