"""However much there is, a search asks the full-text index: the planners say so themselves, and a clock agrees."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from community import clock
from community.observations.models import Observation
from community.search.documents import post_entries
from community.search.models import Entry
from tests.cast import city
from tests.counting import asked
from tests.pages.test_plans import SCANS, plans_of

MANY = 6_000
QUESTIONS = ("/find?q=mattress+alley", "/find?q=tires&board=juniper-square&step=post&answered=1&kind=case")
WORDS = ("mattress", "lamp", "puddle", "fence", "tree", "glass", "bench", "sign", "gate", "drain")


@pytest.fixture
def full(db, engines):
    """The cast's city with many posts besides: every one says "street", every tenth each of ten words."""
    made = city(db)
    now = clock.now()
    base = {"nameless": False, "description": "", "answers": {}, "landmark": "", "state": "open", "listed": True}
    base |= {"vote_count": 0, "comment_count": 0, "board_id": made.juniper.id, "hot": 1.0}
    posts = [
        {
            **base,
            "id": 100_000 + number,
            "title": f"{WORDS[number % 10]} in the street",
            "place": f"{number} Larch St",
            "lat": 42.3 + number % 100 / 1000,
            "lon": -71.1 + number % 90 / 1000,
            "created_at": now - timedelta(minutes=number),
        }
        for number in range(MANY)
    ]
    nothing = dict.fromkeys(("service_id", "case_id", "case_service_id", "reference", "opened_reason", "answered"))
    rows = [type("Row", (), {**post, **nothing}) for post in posts]
    entries, _threads = post_entries(rows)
    with engines.writing.begin() as connection:
        connection.execute(insert(Observation), posts)
        connection.execute(insert(Entry.__table__), entries)
        if not engines.is_sqlite:
            connection.execute(text("ANALYZE search_entry"))
            connection.execute(text("ANALYZE observation"))
    return made


def test_no_table_is_scanned(full, engines, visitor):
    scan = SCANS[engines.writing.dialect.name]
    for question in QUESTIONS:
        # So few rows PostgreSQL would rather read from the newest down: it is asked what the full-text index can serve.
        plans = plans_of(engines, visitor, question, avoid=("seqscan", "indexscan"))
        assert [plan for _statement, plan in plans if scan.search(plan.replace("search_entry", "comment"))] == []
        [found] = [plan for statement, plan in plans if "search_index" in statement]
        assert "VIRTUAL TABLE INDEX" in found or "ix_search_entry_search_index" in found, found


@pytest.mark.trial
def test_rare_and_common_words_answer_in_time_with_few_queries(full, engines, browser):
    luis = browser(full.people["Luis"])
    for words in ("street", "mattress", "zebra lamp", "juniper larch", "crew", "s", "larch street lamp glass", "311"):
        began = time.perf_counter()
        with asked(engines) as statements:
            luis.get("/find", params={"q": words})
        assert time.perf_counter() - began < 2, words
        assert len(statements) <= 12, [statement for statement, _values in statements]
