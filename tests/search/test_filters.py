"""What was found is narrowed by board, kind, step, service, time and the city's answer, alone and together."""

from datetime import timedelta

import pytest

from community import clock
from community.commands.reindexing import reindex
from community.importing.progress import silent
from tests import make
from tests.search.conftest import titles

CASE, CLOSED = "Mattress in the alley, case", "Mattress in the alley, closed"


@pytest.fixture
def mattresses(app, db, made):
    """Beside the cast's two: one on the other board, and one of the year before last."""
    make.observation(db, made.marble, made.people["Rosa"], "Mattress on the hill", service_id=made.pothole.id)
    then = clock.now() - timedelta(days=600)
    make.observation(db, made.juniper, made.people["Luis"], "Mattress of long ago", created_at=then)
    reindex(app, silent)
    return made


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, {CASE, CLOSED, "Mattress on the hill", "Mattress of long ago"}),
        ({"board": "marble-hill"}, {"Mattress on the hill"}),
        ({"kind": "case"}, {CASE, CLOSED}),
        ({"kind": "reply"}, set()),
        ({"step": "post"}, {"Mattress on the hill", "Mattress of long ago"}),
        ({"step": "sent"}, {CASE}),
        ({"step": "done"}, {CLOSED}),
        ({"answered": "1"}, {CASE, CLOSED}),
        ({"time": "week"}, {CASE, CLOSED, "Mattress on the hill"}),
        ({"time": "year", "answered": "1", "board": "juniper-square", "step": "done"}, {CLOSED}),
        ({"time": "year", "board": "marble-hill", "step": "done"}, set()),
        ({"board": "no-such-board"}, set()),
        ({"kind": "x", "step": "'", "service": "x", "time": "-1", "answered": "0"}, {CASE, CLOSED,
          "Mattress on the hill", "Mattress of long ago"}),
    ],
)  # fmt: skip
def test_each_filter_narrows(mattresses, find, filters, left):
    assert set(titles(find("mattress", **filters))) == left


def test_kinds_of_problem(mattresses, find):
    assert titles(find("mattress", service=str(mattresses.pothole.id))) == ["Mattress on the hill"]
    assert set(titles(find("mattress", service=str(mattresses.dumping.id)))) == {CASE, CLOSED}


def test_the_form_keeps_what_was_chosen(mattresses, find):
    page = find("mattress", board="marble-hill", step="post", time="week", answered="1")
    form = next(form for form in page.forms.values() if "q" in form.fields)
    chosen = {"q": "mattress", "board": "marble-hill", "step": "post", "time": "week", "answered": "1"}
    assert {name: form[name].value for name in chosen} == chosen
    assert titles(form.submit()) == []


def test_a_step_moves_with_the_case(mattresses, see, find):
    case = mattresses.cases["case"]
    assert titles(find("mattress", step="case")) == []
    see("Priya").post(f"/desk/case/{case.id}/take", version=str(case.version))
    assert titles(find("mattress", step="case")) == [CASE]
    assert titles(find("still there", step="case")) == [CASE], "its replies go along"
    assert titles(find("mattress", step="sent")) == []


def test_pages_neither_skip_nor_repeat(app, db, made, find):
    for number in range(45):
        make.observation(db, made.juniper, None, f"Puddle number {number}")
    reindex(app, silent)
    seen = [title for page in (1, 2, 3) for title in titles(find("puddle", page=str(page)))]
    assert len(seen) == len(set(seen)) == 45
    assert "Page 2 of 3" in find("puddle", page="2")
    assert titles(find("puddle", page="99")) == titles(find("puddle", page="3"))
    assert 'href="/find?q=puddle&amp;kind=post&amp;page=2"' in find("puddle", kind="post")
