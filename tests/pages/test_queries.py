"""Each page costs the same number of queries for 3 rows and for 300, at most 12 with the sign-in look-up; a case at the
desk costs more (MOST_AT_DESK)."""

import pytest

from community import clock
from community.cases.models import Backing, Case, FollowUp
from community.cases.models_clock import CaseClock, Promise
from tests import make
from tests.cast import city
from tests.counting import asked

MOST = 12
MOST_AT_DESK = 21
"""A case from the inside shows also its clocks, templates, who else has it open, what can be undone, and posts that may
belong to it."""


def fill(db, made, number):
    """So many posts with cases and answers, and so many comments under one of them; a table at a time."""
    now, sanitation = clock.now(), made.sanitation.id
    titles = {f"Sent {one}": {"state": "escalated", "escalated_at": now} for one in range(number)}
    posts = make.observations(db, made.juniper, made.people["Ana"], titles)
    cases = [
        Case(board_id=made.juniper.id, agency_id=sanitation, state="open", title="x", opened_at=now,
             opened_by="votes", needs_answer_since=now)
        for _ in posts
    ]  # fmt: skip
    db.add_all(cases)
    db.flush()
    answers = [FollowUp(case_id=case.id, agency_id=sanitation, words="Soon.", written_at=now) for case in cases]
    db.add_all(answers)
    db.flush()
    for post, case, said in zip(posts, cases, answers, strict=True):
        of = {"case_id": case.id, "service_id": made.dumping.id}
        db.add(Backing(case_id=case.id, observation_id=post.id, since=now))
        db.add(CaseClock(**of, measure="completion", amount=4, unit="days", started_at=now, due_at=now, risk_at=now,
                         decided_at=now, on_time=False))  # fmt: skip
        db.add(Promise(**of, agency_id=sanitation, owner_id=made.people["Priya"].id, follow_up_id=said.id,
                       day=now.date(), made_at=now, state="kept", settled_at=now))  # fmt: skip
    make.thread(db, made.posts["case"], made.people["Luis"], number)


PAGES = (
    ("Luis", "/"),
    ("Luis", "/b/juniper-square"),
    ("Luis", "/b/juniper-square?show=new"),
    ("Luis", "/b/juniper-square?show=escalated"),
    ("Denise", "/o/{post}?all=1"),
    ("Luis", "/case/{case}"),
    ("Luis", "/targets"),
    ("Luis", "/inbox"),
    ("Luis", "/me"),
    ("Luis", "/me/notices"),
    ("Luis", "/me/follows"),
    ("Luis", "/b/juniper-square/post"),
    ("Luis", "/b/juniper-square/log"),
    ("Denise", "/b/juniper-square/reports"),
    ("Max", "/reports"),
    ("Denise", "/b/juniper-square/settings"),
    ("Denise", "/b/juniper-square/walk"),
    ("Luis", "/open311/v2/requests.json?extensions=true"),
    ("Luis", "/open311/v2/servicerequestupdates.json"),
    ("Priya", "/desk"),
    ("Priya", "/desk?view=open"),
    ("Priya", "/desk?view=open&q=mattress&age=3&state=open"),
    ("Priya", "/desk/keys"),
    ("Priya", "/desk/new"),
    ("Priya", "/desk/case/{case}/history"),
    ("Priya", "/desk/bulk?case={case}.1"),
    ("Priya", "/desk/case/{case}"),
    ("Priya", "/desk/stuck"),
)


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_the_number_of_queries_is_constant_and_small(db, engines, browser, name, page):
    made = city(db)
    path = page.format(post=made.posts["case"].id, case=made.cases["case"].id)
    reader = browser(made.people[name])
    fill(db, made, 3)
    reader.get(path)  # the first reads what this process keeps from then on: the outlines of the boards
    with asked(engines) as few:
        reader.get(path)
    fill(db, made, 297)
    with asked(engines) as many:
        reader.get(path)
    assert len(many) == len(few), "\n".join(statement for statement, _values in many)
    assert 0 < len(many) <= (MOST_AT_DESK if name == "Priya" else MOST), "\n".join(
        statement for statement, _values in many
    )
