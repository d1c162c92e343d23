"""Photos of comments and of the city's word."""

from typing import Any

from sqlalchemy import select

from community.photos.models import Photo
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import send, stored

PHOTO = pictures.jpeg(1, pictures.scene(400, 300))


def test_luis_replies_with_a_photo_and_takes_it_back(
    made: City, browser: Any, visitor: Any, look: Any, worker: Any, home: Any
) -> None:
    luis, number = browser(made.people["Luis"]), made.posts["open"].id
    send(luis, f"/o/{number}/comments", PHOTO, words="Seen from my window.", photo_alt="Tires")
    key = look(select(Photo.key))[0]
    page = visitor.get(f"/o/{number}").text
    assert f'src="/photos/{key}/thumb"' in page
    assert 'alt="Tires"' in page
    assert f"/photos/{key}/cover" not in page
    assert f"/photos/{key}/cover" in luis.get(f"/o/{number}").text
    comment = look(select(Photo.comment_id))[0]
    browser(made.people["Denise"]).post(f"/comments/{comment}/hide", rule="insult")
    assert visitor.get(f"/photos/{key}/thumb", status=None).status_int == 404
    assert luis.get(f"/photos/{key}/thumb").status_int == 200
    browser(made.people["Denise"]).post(f"/comments/{comment}/show")
    luis.post(f"/comments/{comment}/withdraw")
    assert luis.get(f"/photos/{key}/thumb", status=None).status_int == 404
    worker()
    assert not stored(home)


def test_a_refused_reply_keeps_its_photo(made: City, browser: Any, look: Any) -> None:
    luis, number = browser(made.people["Luis"]), made.posts["open"].id
    page = send(luis, f"/o/{number}/comments", PHOTO, status=422, words="")
    key = look(select(Photo.key))[0]
    assert f'value="{key}" checked' in page.text
    answer = send(luis, f"/o/{number}/comments", status=200, json=True, words="Here it is.", photo=key)
    assert answer.json["comment_id"] == look(select(Photo.comment_id))[0]


def test_the_city_closes_with_a_photo_that_no_captain_changes(
    made: City, browser: Any, visitor: Any, look: Any
) -> None:
    priya, case = browser(made.people["Priya"]), made.cases["case"]
    fields = {"version": "1", "words": "We cleared it.", "code": "done"}
    send(priya, f"/desk/case/{case.id}/close", PHOTO, photo_alt="A clear sidewalk", **fields)
    key = look(select(Photo.key))[0]
    for page in (f"/case/{case.id}", f"/o/{made.posts['case'].id}"):
        text = visitor.get(page).text
        assert f"/photos/{key}/thumb" in text
        assert "A clear sidewalk" in text
    assert key in priya.get(f"/desk/case/{case.id}").text
    offered = {"Priya": True, "Max": True, "Denise": False, "Luis": False}
    for name, offers in offered.items():
        thread = browser(made.people[name]).get(f"/o/{made.posts['case'].id}").text
        assert (f"/photos/{key}/cover" in thread) is offers, name
    assert f"/photos/{key}/cover" in priya.get(f"/desk/case/{case.id}").text
    browser(made.people["Denise"]).post(f"/photos/{key}/cover", status=403, json=True, box="0,0,9,9")
    browser(made.people["Denise"]).post(f"/o/{made.posts['case'].id}/hide", rule="ad")
    assert visitor.get(f"/photos/{key}/thumb").status_int == 200
    new = priya.post(f"/photos/{key}/cover", json=True, status=200, box="0,0,9,9").json["photo"]["key"]
    assert new in visitor.get(f"/case/{case.id}").text


def test_a_staff_note_takes_no_photos(made: City, browser: Any, look: Any) -> None:
    priya, case = browser(made.people["Priya"]), made.cases["case"]
    fields = {"version": "1", "words": "Careful", "visible": "internal"}
    page = send(priya, f"/desk/case/{case.id}/note", PHOTO, status=422, **fields)
    assert "Photos go with a public answer only" in page.text
    assert look(select(Photo.posted_at)) == [None]


def test_a_liaison_answers_a_post_without_a_case_with_a_photo(
    made: City, browser: Any, visitor: Any, look: Any
) -> None:
    post = made.posts["open"]
    send(browser(made.people["Priya"]), f"/o/{post.id}/answer", PHOTO, words="This is what we found.")
    key = look(select(Photo.key))[0]
    assert key in visitor.get(f"/o/{post.id}").text


def test_the_desk_shows_the_photos_behind_a_case(made: City, db: Any, browser: Any, look: Any) -> None:
    post, case = made.posts["case"], made.cases["case"]
    send(browser(made.people["Ana"]), f"/o/{post.id}/edit", PHOTO, title=post.title)
    send(browser(made.people["Luis"]), f"/o/{post.id}/comments", PHOTO, words="And today.")
    keys = look(select(Photo.key))
    assert len(keys) == 2
    for page in (f"/desk/case/{case.id}", f"/desk?case={case.id}"):
        text = browser(made.people["Priya"]).get(page).text
        assert all(key in text for key in keys), page


def test_a_hint_speaks_to_who_stands_before_it(made: City, browser: Any) -> None:
    at_the_desk = browser(made.people["Priya"]).get(f"/desk/case/{made.cases['case'].id}").text
    on_the_board = browser(made.people["Luis"]).get("/b/juniper-square/post").text
    for page, theirs, others in (
        (at_the_desk, "shows neighbors what you found or did", "helps the crew most"),
        (on_the_board, "helps the crew most", "shows neighbors what you found or did"),
    ):
        assert theirs in page
        assert others not in page
