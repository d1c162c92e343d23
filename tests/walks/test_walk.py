"""A captain walks the block without scripts: notes one thing after the other, and says what is still there."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from webtest import Upload

from community import clock
from community.comments.models import Comment
from community.confirmations.models import Confirmation
from community.observations.kinds import usual_first
from community.observations.models import ExactPlace, Observation
from community.photos.models import Photo
from community.walks.rules import MOST_CALLED
from tests import make
from tests.photos.pictures import jpeg

WALK = "/b/juniper-square/walk"
DAY = timedelta(days=1)


def older(db, made, title, days, **values):
    """A post from so many days ago."""
    return make.observation(db, made.juniper, made.people["Ana"], title, created_at=clock.now() - days * DAY, **values)


def titles(page):
    """The titles of the roll-call, in order."""
    return [link.text for link in page.html.select(".calls h3 a")]


@pytest.mark.parametrize("name", ["Luis", "Nora", "Rosa", "Priya", "Wes", "Max", "Ada"])
def test_only_a_captain_of_the_board_walks_it(made, browser, look, name):
    page = browser(made.people[name])
    page.get(WALK, status=403)
    page.get(WALK, status=403)
    page.post(WALK, status=403, kind=str(made.pothole.id), landmark="By the gate")
    assert not look(select(Observation).where(Observation.landmark == "By the gate"))
    assert "Block walk" not in page.get("/b/juniper-square").text


def test_a_visitor_is_asked_to_sign_in_and_a_captain_finds_the_way(made, visitor, browser):
    assert visitor.get(WALK, status=303).location.startswith("http://localhost/sign-in")
    board = browser(made.people["Denise"]).get("/b/juniper-square")
    assert f'href="{WALK}"' in board.text


def test_what_is_noted_stands_on_the_board_and_the_walk_goes_on(made, browser, look):
    page = browser(made.people["Denise"])
    answer = page.post(WALK, kind=str(made.pothole.id), landmark="By the gate", lat="42.35", lon="-71.05")
    assert answer.location.endswith(f"{WALK}#walked")
    page.post(WALK, kind="", title="Sign hangs loose", place="5814 Larch St")
    hers = select(Observation).where(Observation.author_id == made.people["Denise"].id)
    first, second = look(hers.order_by(Observation.id))
    assert (first.title, first.service_id, first.landmark) == ("Pothole", made.pothole.id, "By the gate")
    assert (second.title, second.service_id) == ("Sign hangs loose", None)
    (spot,) = look(select(ExactPlace).where(ExactPlace.observation_id == first.id))
    assert (spot.lat, spot.lon) == (42.35, -71.05)
    shown = page.get(WALK)
    assert shown.html.select_one("#walked").text == "2 noted"
    noted = [link.text for link in shown.html.select("[data-part=noted] a")]
    assert noted == ["Pothole", "Sign hangs loose"]


@pytest.mark.trial
def test_a_photo_goes_with_it_and_stays_with_a_refused_form(made, browser, look):
    page = browser(made.people["Denise"])
    page.app.set_cookie("csrf", "t" * 40)
    fields = {
        "csrf_token": "t" * 40,
        "kind": str(made.pothole.id),
        "photo_file": Upload("one.jpg", jpeg(), "image/jpeg"),
    }
    refused = page.app.post(WALK, fields, status=422)
    assert "Say where it is" in refused.text
    (photo,) = look(select(Photo))
    assert f'value="{photo.key}"' in refused.text
    assert photo.posted_at is None
    page.post(WALK, kind=str(made.pothole.id), landmark="By the gate", photo=photo.key)
    (post,) = look(select(Observation).where(Observation.landmark == "By the gate"))
    assert post.photo_key == photo.key


def test_a_refused_form_comes_back_filled_in_and_without_a_point_of_another_board(made, browser):
    page = browser(made.people["Denise"])
    empty = page.post(WALK, 422, landmark="By the <gate>")
    assert "Say in one line what you see." in empty.text
    assert empty.html.select_one("[name=landmark]")["value"] == "By the <gate>"
    elsewhere = page.post(WALK, 422, kind=str(made.pothole.id), lat="42.35", lon="-70.95")
    assert "on Marble Hill" in elsewhere.text
    assert elsewhere.html.select_one("[name=lat]")["value"] == ""
    assert elsewhere.html.select_one(f"[name=kind][value='{made.pothole.id}']").has_attr("checked")


@pytest.mark.parametrize("kind", ["0", "-1", "9" * 30, "x\0", "1e3", "١"])
def test_a_kind_that_is_none_is_said_so(made, browser, kind):
    answer = browser(made.people["Denise"]).post(WALK, 422, kind=kind, title="Something", landmark="Here")
    assert answer.html.select_one("#errors")


def test_a_form_sent_twice_is_noted_once(made, browser, look):
    page = browser(made.people["Denise"])
    for _time in range(2):
        page.post(WALK, kind=str(made.pothole.id), landmark="By the gate", client_id="abcdefgh-1")
    assert len(look(select(Observation).where(Observation.landmark == "By the gate"))) == 1


@pytest.mark.trial
def test_a_captain_may_note_more_in_a_day_than_neighbors_but_only_at_home(app, made, browser):
    denise, home = browser(made.people["Denise"]), "/b/juniper-square/post"
    most = app.knobs.limit_posts
    for number in range(most + 5):
        denise.post(WALK, title=f"Thing {number}", landmark="Here")
    denise.post("/b/marble-hill/post", 429, title="Over there", landmark="Here")
    luis = browser(made.people["Luis"])
    for number in range(most):
        luis.post(home, title=f"Thing {number}", landmark="Here", seen="all")
    luis.post(home, 429, title="One more", landmark="Here", seen="all")


def test_the_roll_call_names_last_months_open_posts_oldest_first(db, made, browser):
    older(db, made, "Three weeks", 21)
    older(db, made, "Four weeks", 28, state="escalated", escalated_at=clock.now())
    older(db, made, "Two months", 61)
    older(db, made, "Fixed", 20, state="resolved")
    older(db, made, "Taken back", 20, state="withdrawn", listed=False, withdrawn_at=clock.now())
    older(db, made, "Not for you", 20, hidden_at=clock.now(), hidden_rule="ad")
    make.observation(db, made.marble, made.people["Rosa"], "Elsewhere", created_at=clock.now() - 20 * DAY)
    page = browser(made.people["Denise"]).get(WALK)
    assert titles(page) == ["Four weeks", "Three weeks"]
    for _number in range(MOST_CALLED):
        older(db, made, "Many", 5)
    assert len(titles(browser(made.people["Denise"]).get(WALK))) == MOST_CALLED


def test_an_answer_is_that_of_a_neighbor_who_looked_and_counts_once_whatever_is_pressed(db, made, browser, look):
    post = older(db, made, "Three weeks", 21)
    page = browser(made.people["Denise"])
    form = page.get(WALK).html.select_one(f"[data-call='{post.id}'] form")
    fields = {"back": form.select_one("[name=back]")["value"]}
    assert [button["value"] for button in form.select("button")] == ["seen", "gone"]
    for _time in range(2):
        answer = page.post(form["action"], says="seen", **fields)
        assert answer.location.endswith(f"{WALK}#o{post.id}")
    assert look(select(Confirmation.says).where(Confirmation.observation_id == post.id)) == ["seen"]
    assert look(select(Comment.id).where(Comment.observation_id == post.id)) == []
    assert look(select(Observation.seen_count).where(Observation.id == post.id)) == [1]
    shown = page.get(WALK)
    assert "You said it is still there." in shown.text
    assert not shown.html.select(f"[data-call='{post.id}'] form")
    assert [link.text for link in shown.html.select("[data-part=still] a")] == ["Three weeks"]
    page.post(f"/o/{post.id}/confirm", says="gone", words="Only the stones are left.")
    shown = page.get(WALK)
    assert "You said it is gone." in shown.text
    assert not shown.html.select("[data-part=still] a")
    assert look(select(Observation.seen_count).where(Observation.id == post.id)) == [0]
    assert look(select(Comment.words).where(Comment.observation_id == post.id)) == ["Only the stones are left."]


def test_what_waited_on_a_phone_is_older_than_what_was_said_since(db, made, browser, look):
    post = older(db, made, "Three weeks", 21)
    denise = browser(made.people["Denise"])
    denise.post(f"/o/{post.id}/confirm", says="seen")
    waited = {"made_at": "1000", "sent_at": "3601000", "sender": str(made.people["Denise"].id), "says": "gone"}
    for _time in range(2):
        denise.post(f"/o/{post.id}/confirm", 200, json=True, client_id="walk-20261122-1-1", **waited)
    assert look(select(Confirmation.says).where(Confirmation.observation_id == post.id)) == ["seen"]
    db.query(Confirmation).update({"said_at": clock.now() - 2 * DAY})
    db.commit()
    denise.post(f"/o/{post.id}/confirm", 200, json=True, client_id="walk-20261122-1-1", **waited)
    [(says, at)] = db.execute(select(Confirmation.says, Confirmation.said_at)).all()
    assert says == "gone"
    assert timedelta(minutes=59) < clock.now() - at < timedelta(minutes=61)
    strange = waited | {"sender": str(made.people["Luis"].id)}
    denise.post(f"/o/{post.id}/confirm", 409, json=True, **strange)


def test_the_answers_of_two_captains_both_count_and_yesterdays_are_asked_again(db, made, browser, look):
    post = older(db, made, "Three weeks", 21)
    make.member(db, made.people["Luis"], made.juniper, "captain")
    for name, says in (("Denise", "gone"), ("Luis", "seen")):
        page = browser(made.people[name])
        page.post(page.get(WALK).html.select_one(f"[data-call='{post.id}'] form")["action"], says=says)
    said = look(select(Confirmation.says).where(Confirmation.observation_id == post.id).order_by(Confirmation.id))
    assert said == ["gone", "seen"]
    db.query(Confirmation).update({"said_at": clock.now() - 2 * DAY})
    db.commit()
    assert "You said it is gone." not in browser(made.people["Denise"]).get(WALK).text


def test_a_captain_who_also_speaks_for_the_city_is_not_asked(db, made, browser):
    post = older(db, made, "Three weeks", 21)
    make.liaison(db, made.people["Denise"], made.streets)
    denise = browser(made.people["Denise"])
    assert not denise.get(WALK).html.select(f"[data-call='{post.id}'] form")
    denise.post(f"/o/{post.id}/confirm", 403, json=True, says="gone")


def test_what_phones_keep_of_a_walk_is_the_same_for_everybody(db, made, browser, visitor):
    older(db, made, "Three weeks", 21)
    captain = browser(made.people["Denise"])
    captain.post(WALK, kind=str(made.pothole.id), landmark="By the gate")
    kept = visitor.get(f"{WALK}/kept")
    assert titles(kept) == ["Three weeks"]
    assert kept.html.select_one("#walked").text == "0 noted"
    assert not kept.html.select("[data-part] a")
    for secret in ("Denise", "data-person", "By the gate"):
        assert secret not in kept.text


def test_the_kinds_of_this_board_come_first(db, made, browser):
    many = [make.service(db, made.streets, f"Kind {number:02}") for number in range(12)]
    for _time in range(3):
        make.observation(db, made.juniper, made.people["Ana"], service_id=many[9].id)
    page = browser(made.people["Denise"]).get(WALK)
    shown = [label.text for label in page.html.select(".kinds label")]
    assert len(shown) == len(set(shown)) == 14
    assert shown.index("Kind 09") < 2
    assert page.html.select_one("details .kinds")


@pytest.mark.parametrize("engines", ["sqlite"], indirect=True)
def test_few_kinds_are_all_big_buttons(made, browser):
    usual, more = usual_first([made.pothole, made.dumping], {made.dumping.id: 3}, 6)
    assert [kind.name for kind in usual] == ["Dumping", "Pothole"]
    assert more == []
    assert not browser(made.people["Denise"]).get(WALK).html.select_one("details .kinds")
