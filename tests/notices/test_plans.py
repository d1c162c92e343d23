"""Telling people reads no large table from end to end, however many follow and however much was posted."""

from dataclasses import replace

from community.activity.worker import run_until_idle
from community.notices.actions_following import follow_place, set_follow
from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from tests import make
from tests.counting import asked
from tests.notices.test_following import posted
from tests.pages.test_plans import SCANS, plans_of_statements


def test_no_large_table_is_scanned_by_the_worker(db, app, story, browser, engines, worker):
    nora = make.identity(db, story.people["Nora"])
    set_follow(db, nora, "board", story.juniper.id, True)
    set_follow(db, nora, "observation", story.posts["case"].id, True)
    follow_place(db, nora, "5814 Larch St", 42.35, -71.05, 500)
    choose(db, nora.person_id, replace(Choices("UTC", quiet=None), mail={"followed": "now", "boards": "now"}))
    db.commit()
    worker()
    posted(browser, db, story)
    browser(story.people["Luis"]).post(f"/o/{story.posts['case'].id}/comments", words="Still there.")
    scan = SCANS[engines.writing.dialect.name]
    plans = plans_of_statements(engines, lambda: run_until_idle(app))
    scanned = [f"{statement}\n{plan}" for statement, plan in plans if scan.search(plan)]
    assert scanned == [], "\n\n".join(scanned)


def test_more_followers_ask_no_more_questions(db, app, story, browser, engines, worker):
    def questions(followers):
        for number in range(followers):
            who = make.identity(db, make.person(db, f"Neighbor {number}"))
            set_follow(db, who, "board", story.juniper.id, True)
        db.commit()
        posted(browser, db, story)
        with asked(engines) as statements:
            run_until_idle(app)
        return len([said for said, _values in statements if said.lstrip().startswith("SELECT") and "follow" in said])

    worker()
    assert questions(2) == questions(20)
