"""Five posts, one leak: posts join a case and are taken out again, and nothing of theirs is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.activity.models import Activity
from community.cases.models import Backing, Case
from community.cases.models_undo import ESCALATE, Undoable
from community.escalation.queries import boards_behind, locked_candidates
from community.notices.models import Notice
from community.observations.models import Observation
from community.observations.rules import TAKEN_OUT
from community.voting.models import Vote
from tests import make


@pytest.fixture
def leak(made, db):
    """Water comes out of the hydrant: Ana posted it and it is at 311; Luis saw it too, and his post has two upvotes."""
    first = make.observation(db, made.juniper, made.people["Ana"], "Hydrant leaks at the corner", place="5814 Larch St",
                             lat=42.35, lon=-71.05, service_id=made.pothole.id, vote_count=3, state="escalated",
                             escalated_by="votes", escalated_at=clock.now())  # fmt: skip
    second = make.observation(db, made.juniper, made.people["Luis"], "Hydrant leaks water at the corner", vote_count=2,
                              place="5814 Larch St", lat=42.35, lon=-71.05, service_id=made.pothole.id)  # fmt: skip
    now = clock.now() - timedelta(hours=1)
    case = Case(board_id=made.juniper.id, service_id=made.pothole.id, agency_id=made.streets.id, state="open",
                title=first.title, place=first.place, voices=3, opened_at=now, opened_by="votes",
                reference="311-26-000777")  # fmt: skip
    db.add(case)
    db.flush()
    db.add(Backing(case_id=case.id, observation_id=first.id, since=now))
    db.commit()
    made.posts |= {"first": first, "second": second}
    made.cases["leak"] = case
    return made


def behind(look, case):
    return look(select(Backing.observation_id).where(Backing.case_id == case.id).order_by(Backing.observation_id))


def state(look, post):
    return look(select(Observation.state).where(Observation.id == post.id))[0]


def test_denise_finds_the_case_like_it_and_joins(leak, browser, look, worker):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    denise = browser(leak.people["Denise"])
    page = denise.get(f"/o/{second.id}/case")
    assert "Hydrant leaks at the corner" in page
    assert "311-26-000777" in page
    assert "Take it out" not in denise.get(f"/o/{first.id}/case")  # the only one behind it
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    assert "Take it out" in denise.get(f"/o/{first.id}/case")

    assert behind(look, case) == [first.id, second.id]
    assert look(select(Case.voices).where(Case.id == case.id)) == [5]
    assert state(look, second) == "escalated"
    assert "2 posts" in browser(leak.people["Sam"]).get(f"/desk/case/{case.id}")
    thread = browser(leak.people["Luis"]).get(f"/o/{second.id}")
    assert "Case 311-26-000777" in thread
    worker()
    told = look(select(Notice.kind).where(Notice.person_id == leak.people["Luis"].id))
    assert told == ["sent"]


def test_where_only_upvotes_send_denise_joins_no_post_that_was_not_sent(leak, db, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    leak.juniper.escalation = "votes"
    db.commit()
    denise, sam = browser(leak.people["Denise"]), browser(leak.people["Sam"])
    assert "Join a case" not in denise.get(f"/o/{second.id}")
    assert "Join a case" in denise.get(f"/o/{first.id}")
    denise.post(f"/o/{second.id}/case", status=403, do="join", case=case.id)
    assert (state(look, second), behind(look, case)) == ("open", [first.id])
    sam.post(f"/o/{second.id}/case", do="join", case=case.id)
    assert behind(look, case) == [first.id, second.id]
    assert "It was joined to a case that was there already." in denise.get(f"/o/{second.id}")
    assert "It was joined to a case" not in denise.get(f"/o/{first.id}")


def test_a_post_behind_a_second_case_says_of_each_how_it_came_there(leak, db, browser, visitor):
    first = leak.posts["first"]
    now = clock.now()
    drain = Case(board_id=leak.juniper.id, service_id=leak.pothole.id, agency_id=leak.streets.id, state="open",
                 title="The drain", voices=0, opened_at=now, opened_by="liaison")  # fmt: skip
    db.add(drain)
    db.commit()
    browser(leak.people["Sam"]).post(f"/o/{first.id}/case", do="join", case=drain.id)
    [for_it, _, joined, _] = visitor.get(f"/o/{first.id}").html.select("[data-swap^=support] p.small")
    assert for_it.text == "Neighbors' upvotes sent it."
    assert joined.text == "It was joined to a case that was there already."


def test_who_upvoted_both_posts_is_one_neighbor_wherever_the_case_says_so(leak, db, browser, visitor, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    with make.at_once(db):
        for post, names in ((first, ("Luis", "Rosa", "Denise")), (second, ("Rosa", "Denise"))):
            voters = [leak.people[name].id for name in names]
            db.add_all(Vote(observation_id=post.id, person_id=one, cast_at=clock.now()) for one in voters)
    denise, sam = browser(leak.people["Denise"]), browser(leak.people["Sam"])
    assert "Backed by 1 post and 3 neighbors." in visitor.get(f"/case/{case.id}")
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    assert "Backed by 2 posts and 3 neighbors." in visitor.get(f"/case/{case.id}")
    assert "Backed by 2 posts and 3 neighbors." in denise.get(f"/case/{case.id}")
    desk = " ".join(sam.get(f"/desk/case/{case.id}").html.get_text(" ").split())
    assert "Backed by 2 posts, 3 neighbors" in desk
    assert "5 upvotes" not in desk
    assert look(select(Case.voices).where(Case.id == case.id)) == [5]  # lists say upvotes, and sort by them
    denise.post(f"/o/{second.id}/case", do="unjoin", case=case.id)
    assert "Backed by 1 post and 3 neighbors." in visitor.get(f"/case/{case.id}")


def test_taken_out_again_everything_is_as_it_was(leak, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    denise = browser(leak.people["Denise"])
    denise.post(f"/o/{second.id}/case", do="join", number=" 311-26-000777 ")
    denise.post(f"/o/{second.id}/case", do="unjoin", case=case.id)

    assert behind(look, case) == [first.id]
    assert look(select(Case.voices).where(Case.id == case.id)) == [3]
    [post] = look(select(Observation).where(Observation.id == second.id))
    assert (post.state, post.escalated_at, post.escalated_by, post.vote_count) == ("open", None, None, 2)
    kinds = look(select(Activity.kind).where(Activity.case_id == case.id).order_by(Activity.id))
    assert kinds == ["case_joined", "case_unjoined"]


def test_each_author_changes_and_takes_back_their_own_words_and_no_others(leak, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    denise, ana, luis = (browser(leak.people[name]) for name in ("Denise", "Ana", "Luis"))
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    title = select(Case.title).where(Case.id == case.id)

    luis.post(f"/o/{second.id}/edit", title="Water on Larch", description="")
    assert look(title) == ["Hydrant leaks at the corner"]
    ana.post(f"/o/{first.id}/edit", title="Hydrant leaks badly", description="")
    assert look(title) == ["Hydrant leaks badly"]
    ana.post(f"/o/{first.id}/withdraw")
    assert look(title) == ["Water on Larch"]
    luis.post(f"/o/{second.id}/withdraw")
    assert look(title) == [""]

    told = look(select(Activity.kind).where(Activity.case_id == case.id).order_by(Activity.id))
    assert told == ["case_joined", *["case_words_withdrawn"] * 2]
    desk = browser(leak.people["Sam"]).get(f"/desk/case/{case.id}")
    assert "Hydrant" not in desk
    assert "Water on Larch" not in desk


def test_words_that_are_hidden_name_no_case_until_they_can_be_read_again(leak, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    denise = browser(leak.people["Denise"])
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    title = select(Case.title).where(Case.id == case.id)

    denise.post(f"/o/{first.id}/hide", rule="names_person")
    assert look(title) == ["Hydrant leaks water at the corner"]
    denise.post(f"/o/{second.id}/hide", rule="names_person")
    assert look(title) == [""]
    denise.post(f"/o/{first.id}/show")
    assert look(title) == ["Hydrant leaks at the corner"]


def test_upvotes_alone_do_not_send_again_what_denise_took_out(leak, db, app, browser, visitor, look):
    second, case = leak.posts["second"], leak.cases["leak"]
    second.vote_count, leak.juniper.threshold = 12, 10
    db.commit()
    denise, ana = browser(leak.people["Denise"]), browser(leak.people["Ana"])
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    denise.post(f"/o/{second.id}/case", do="unjoin", case=case.id)
    listed = visitor.get("/b/juniper-square?show=new").html.find(id=f"o{second.id}")
    for shown in (visitor.get(f"/o/{second.id}").html.select_one("main"), listed):
        assert shown.select("[data-left], .houses") == []
    assert "On the board" in listed.get_text()
    assert "Upvotes alone do not send it again." in visitor.get(f"/o/{second.id}")
    assert ana.post(f"/o/{second.id}/vote", 200, do="cast", json=True).json["more"] is None
    with app.sessions.writing() as nightly, nightly.begin():
        assert boards_behind(nightly, app.knobs) == []
        assert locked_candidates(nightly, leak.juniper.id, 10, 50) == []
    assert state(look, second) == "open"
    denise.post(f"/o/{second.id}/escalate", service=leak.dumping.id, reason="It leaks again.")
    assert "Upvotes alone do not send it again." not in visitor.get(f"/o/{second.id}")
    assert look(select(Observation.escalated_by).where(Observation.id == second.id)) == ["captain"]


def test_what_was_taken_out_stays_so_when_a_later_sending_is_undone(leak, db, browser, look, two_minutes):
    second, case = leak.posts["second"], leak.cases["leak"]
    second.vote_count, leak.juniper.threshold = 12, 10
    db.commit()
    denise = browser(leak.people["Denise"])
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    denise.post(f"/o/{second.id}/case", do="unjoin", case=case.id)
    denise.post(f"/o/{second.id}/escalate", service=leak.dumping.id, reason="It leaks again.")
    [act] = look(select(Undoable.id).where(Undoable.undone_at.is_(None), Undoable.act == ESCALATE))
    denise.post(f"/undo/{act}")
    assert state(look, second) == "open"
    assert look(select(Observation.escalated_by).where(Observation.id == second.id)) == [TAKEN_OUT]


def test_votes_that_came_while_it_was_sent_again_do_not_send_it_when_that_is_undone(
    leak, db, browser, look, two_minutes
):
    second, case = leak.posts["second"], leak.cases["leak"]
    denise = browser(leak.people["Denise"])
    denise.post(f"/o/{second.id}/case", do="join", case=case.id)
    denise.post(f"/o/{second.id}/case", do="unjoin", case=case.id)
    denise.post(f"/o/{second.id}/escalate", service=leak.dumping.id, reason="It leaks again.")
    second.vote_count = 30
    db.commit()
    [act] = look(select(Undoable.id).where(Undoable.undone_at.is_(None), Undoable.act == ESCALATE))
    denise.post(f"/undo/{act}")
    assert state(look, second) == "open"
    assert look(select(Observation.escalated_by).where(Observation.id == second.id)) == [TAKEN_OUT]


def test_a_case_goes_on_under_the_name_of_the_next_when_its_first_post_is_taken_out(leak, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    sam = browser(leak.people["Sam"])
    sam.post(f"/o/{second.id}/case", do="join", case=case.id)
    sam.post(f"/o/{first.id}/case", do="unjoin", case=case.id)
    assert look(select(Case.title).where(Case.id == case.id)) == ["Hydrant leaks water at the corner"]
    assert (state(look, first), state(look, second)) == ("open", "escalated")
    page = sam.post(f"/o/{second.id}/case", status=422, do="unjoin", case=case.id)
    assert "It is the only post behind this case." in page
    assert behind(look, case) == [second.id]


def test_one_post_with_two_causes_stands_behind_two_cases(leak, db, browser, look):
    second, case = leak.posts["second"], leak.cases["leak"]
    other = leak.cases["open"] = Case(
        board_id=leak.juniper.id, service_id=leak.pothole.id, agency_id=leak.streets.id, state="in_progress",
        title="Sidewalk sinks", voices=0, opened_at=clock.now(), opened_by="captain", reference="311-26-000778",
    )  # fmt: skip
    db.add(other)
    db.flush()
    db.add(Backing(case_id=other.id, observation_id=leak.posts["first"].id, since=clock.now()))
    db.commit()
    sam = browser(leak.people["Sam"])
    for number in ("311-26-000777", "311-26-000778"):
        sam.post(f"/o/{second.id}/case", do="join", number=number)
    behind = select(Backing.case_id).where(Backing.observation_id == second.id).order_by(Backing.case_id)
    assert look(behind) == [case.id, other.id]
    page = sam.post(f"/o/{second.id}/case", status=422, do="join", number="311-26-000778")
    assert "stands behind that case already" in page
    luis_neighbor = browser(leak.people["Ana"])
    luis_neighbor.post(f"/o/{second.id}/vote", do="cast")
    assert look(select(Case.voices).where(Case.id.in_([case.id, other.id])).order_by(Case.id)) == [6, 3]
    sam.post(f"/o/{second.id}/case", do="unjoin", case=case.id)
    assert state(look, second) == "escalated"


def test_a_follower_of_two_posts_behind_a_case_is_told_each_thing_once(leak, browser, look, worker):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    nora = browser(leak.people["Nora"])
    for post in (first, second):
        nora.post(f"/o/{post.id}/follow", do="follow")
    sam = browser(leak.people["Sam"])
    sam.post(f"/o/{second.id}/case", do="join", case=case.id)
    [version] = look(select(Case.version).where(Case.id == case.id))
    sam.post(f"/desk/case/{case.id}/answer", version=version, visible="public", words="The crew comes at noon.")
    worker()
    notices = select(Notice.kind).where(Notice.person_id == leak.people["Nora"].id).order_by(Notice.id)
    assert look(notices) == ["sent", "answered"]
    assert "The crew comes at noon." in nora.get(f"/o/{first.id}")
    assert "The crew comes at noon." in nora.get(f"/o/{second.id}")


def test_what_is_not_theirs_does_not_join(leak, db, browser, look, visitor):
    second, case = leak.posts["second"], leak.cases["leak"]
    page = f"/o/{second.id}/case"
    for name in ("Luis", "Rosa", "Nora", "Max"):
        browser(leak.people[name]).post(page, status=403, do="join", case=case.id)
    visitor.post(page, status=None, do="join", case=case.id)
    priya = browser(leak.people["Priya"])  # of Sanitation; the case is with Streets
    priya.post(page, status=404, do="join", case=case.id)
    assert "No case of yours has this number." in priya.post(page, status=422, do="join", number="311-26-000777")
    denise = browser(leak.people["Denise"])
    denise.post(page, status=404, do="join", case=987654)
    denise.post(page, status=404, do="join", case="x")
    assert "No case of yours has this number." in denise.post(page, status=422, do="join", number="nonsense")
    denise.post(page, status=404, do="unjoin", case=case.id)
    hidden = leak.posts["hidden"]
    assert denise.post(f"/o/{hidden.id}/case", status=422, do="join", case=case.id)
    case.state = "closed"
    db.merge(case)
    db.commit()
    assert "This case is closed." in denise.post(page, status=422, do="join", case=case.id)
    assert behind(look, case) == [leak.posts["first"].id]
    assert "Join a case" not in browser(leak.people["Luis"]).get(f"/o/{leak.posts['open'].id}")
    assert "Join a case" in denise.get(f"/o/{leak.posts['open'].id}")


def test_a_post_that_was_another_problem_gets_a_case_of_its_own(leak, browser, look, worker):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    sam = browser(leak.people["Sam"])
    page = f"/o/{second.id}/case"
    sam.post(page, do="join", case=case.id, back=f"/desk/case/{case.id}")
    sam.post(page, do="split", case=case.id)
    assert behind(look, case) == [first.id]
    assert look(select(Case.voices).where(Case.id == case.id)) == [3]
    [own] = look(select(Backing.case_id).where(Backing.observation_id == second.id))
    [made] = look(select(Case).where(Case.id == own))
    assert (made.service_id, made.voices, made.opened_by) == (leak.pothole.id, 2, "liaison")
    assert state(look, second) == "escalated"
    worker()
    assert look(select(Case.reference).where(Case.id == own))[0].startswith("311-")
    assert sam.post(f"/o/{first.id}/case", status=422, do="split", case=case.id)  # alone behind it
    browser(leak.people["Luis"]).post(page, status=403, do="split", case=own)


def test_what_is_split_off_stays_with_the_agency_that_holds_the_case(leak, db, browser, look):
    second, case = leak.posts["second"], leak.cases["leak"]
    browser(leak.people["Sam"]).post(f"/o/{second.id}/case", do="join", case=case.id)
    db.get_one(Case, case.id).agency_id = leak.sanitation.id  # Streets handed it on
    db.commit()
    browser(leak.people["Priya"]).post(f"/o/{second.id}/case", do="split", case=case.id)
    [own] = look(select(Backing.case_id).where(Backing.observation_id == second.id))
    assert look(select(Case.agency_id).where(Case.id.in_((own, case.id)))) == [leak.sanitation.id] * 2


def test_a_post_whose_other_case_is_over_goes_on_with_the_case_of_its_own(leak, browser, look):
    case, second = leak.cases["leak"], leak.posts["second"]
    sam = browser(leak.people["Sam"])
    sam.post(f"/o/{second.id}/escalate", service=leak.pothole.id, **{"answer.size": "A foot"})
    [over] = look(select(Backing.case_id).where(Backing.observation_id == second.id))
    sam.post(f"/o/{second.id}/case", do="join", case=case.id)
    version = look(select(Case.version).where(Case.id == over))[0]
    sam.post(f"/desk/case/{over}/close", version=version, code="done", words="The valve was closed.")
    sent = look(select(Observation.escalated_at).where(Observation.id == second.id))
    sam.post(f"/o/{second.id}/case", do="split", case=case.id)
    assert state(look, second) == "escalated"
    assert look(select(Observation.escalated_at).where(Observation.id == second.id)) == sent


def test_a_second_cause_is_sent_to_311_as_well(leak, browser, look):
    first, case = leak.posts["first"], leak.cases["leak"]
    denise = browser(leak.people["Denise"])
    assert "It has another cause too" in denise.get(f"/o/{first.id}/case")
    address = f"/o/{first.id}/escalate"
    assert "What you send now is another case" in denise.get(f"{address}?another=1")
    denise.post(address, status=422, service=leak.dumping.id, reason="Rubble beside it.")  # not by mistake
    denise.post(address, another="1", service=leak.dumping.id, reason="There is rubble beside it too.")
    cases = look(select(Backing.case_id).where(Backing.observation_id == first.id).order_by(Backing.case_id))
    assert len(cases) == 2
    assert look(select(Case.agency_id).where(Case.id == cases[1])) == [leak.sanitation.id]
    [post] = look(select(Observation).where(Observation.id == first.id))
    assert post.escalated_by == "votes"
    denise.post(f"/o/{leak.posts['open'].id}/escalate", status=422, another="1", service=leak.dumping.id, reason="x")
    assert case.id == cases[0]


def test_the_desk_offers_what_may_belong_to_a_case(leak, browser, look):
    first, second, case = leak.posts["first"], leak.posts["second"], leak.cases["leak"]
    sam = browser(leak.people["Sam"])
    page = sam.get(f"/desk/case/{case.id}")
    assert "May belong to it" in page
    assert second.title in page
    sam.post(f"/o/{second.id}/case", do="join", case=case.id, back=f"/desk/case/{case.id}")
    assert "May belong to it" not in sam.get(f"/desk/case/{case.id}")
    assert behind(look, case) == [first.id, second.id]
