"""Each page costs the same number of queries for 3 rows and for 300, at most 12 with the sign-in look-up: also at the
desk, for a case that has everything a case can have."""

from community import clock
from community.activity.models import Activity
from community.cases.models import Backing, Case, FollowUp
from community.cases.models_clock import CaseClock, Promise
from community.cases.models_handoff import Handoff
from community.cases.models_undo import Undoable
from community.commands.reindexing import reindex
from community.desk.models import AnswerTemplate, SavedView
from community.importing.progress import silent
from tests import make
from tests.cast import city
from tests.counting import asked

MOST = 12


def burden(db, made):
    """The case with a stuck hand-off, photos, a question that is answered and one that is not; and Priya, who works for
    two agencies, saved a view and has just undone an answer with a photo. Her undone batch and her template."""
    now, case, post, priya = clock.now(), made.cases["case"], made.posts["case"], made.people["Priya"]
    make.liaison(db, priya, made.streets)
    for code in ("size", "smell"):
        make.question(db, made.dumping, code)
    case.answers = {"size": "small"}
    post.photo_key = make.photo(db, post).key
    waits = make.photo(db)
    waits.owner_id = priya.id
    told = Activity(at=now, kind="case_opened", case_id=case.id, data={}, imported=True)
    template = AnswerTemplate(agency_id=made.sanitation.id, name="Soon", words="We come soon.")
    view = SavedView(person_id=priya.id, name="Mine", address="view=mine", made_at=now)
    undone = Undoable(person_id=priya.id, act="answer", case_id=case.id, version=1, changes=[], made_at=now, until=now,
                      typed={"words": "Taken back.", "photos": [waits.key]}, undone_at=now)  # fmt: skip
    db.add_all([told, template, view, undone])
    db.flush()
    undone.batch = undone.id
    db.add(Handoff(case_id=case.id, activity_id=told.id, kind="opened", key="stoop-1", state="asked", created_at=now,
                   stuck_since=now, why="unclear"))  # fmt: skip
    db.commit()
    return undone.id, template.id


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
    ("Priya", "/desk/case/{case}?undone={undone}"),
    ("Priya", "/desk?case={case}"),
    ("Priya", "/desk?view=open&q=mattress&case={case}"),
    ("Priya", "/desk/stuck"),
    ("Priya", "/desk/case/{case}?template={template}"),
    ("Priya", "/desk?case={case}&template={template}"),
    ("Priya", "/desk?view=closed&q={case}"),
    ("Priya", "/desk/bulk?undone={undone}"),
    ("Priya", "/desk/case/{case}/sort"),
    ("Priya", "/desk/templates/{agency}"),
    ("Priya", "/o/{post}/case"),
    ("Priya", "/o/{post}/answer"),
)


def test_the_number_of_queries_is_constant_and_small(app, db, engines, browser):
    made = city(db)
    ids = {"post": made.posts["case"].id, "case": made.cases["case"].id, "agency": made.sanitation.id}
    ids["undone"], ids["template"] = burden(db, made)
    reindex(app, silent)
    readers = {name: browser(made.people[name]) for name, _page in PAGES}

    def ask(name, page):
        with asked(engines) as found:
            readers[name].get(page.format(**ids))
        return [statement for statement, _values in found]

    fill(db, made, 3)
    for name, page in PAGES:
        ask(name, page)  # the first reads what this process keeps from then on: the outlines of the boards
    few = {page: len(ask(name, page)) for name, page in PAGES}
    fill(db, made, 297)
    for name, page in PAGES:
        many = ask(name, page)
        assert len(many) == few[page], "\n".join([page, *many])
        assert 0 < len(many) <= MOST, "\n".join([page, *many])
