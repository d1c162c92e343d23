"""Every request asks anew: hidden, withdrawn, covered and unposted photos are not there for those who may not see."""

from typing import Any

import pytest
from sqlalchemy import select

from community.observations.models import Observation
from community.photos.models import Photo
from tests.browser import readable
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send, stored

POST = "/b/juniper-square/post"
PHOTO = pictures.jpeg(1, pictures.scene(400, 300))


@pytest.fixture
def posted(made: City, browser: Any, look: Any) -> tuple[int, str]:
    """Ana's post with one photo: its id and the photo's key."""
    page = send(browser(made.people["Ana"]), POST, PHOTO, **WORDS)
    return int(page.location.rpartition("/")[2]), look(select(Photo.key))[0]


def status(who: Any, key: str, size: str = "full") -> int:
    return who.get(f"/photos/{key}/{size}", status=None).status_int


def test_a_phone_fetches_it_once_and_asks_us(posted: Any, visitor: Any) -> None:
    _id, key = posted
    first = visitor.get(f"/photos/{key}/medium")
    assert first.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert first.headers["Vary"] == "Accept"
    again = visitor.get(f"/photos/{key}/medium", status=304, headers={"If-None-Match": first.headers["ETag"]})
    assert again.body == b""
    webp = visitor.get(f"/photos/{key}/medium", headers={"Accept": "image/webp"})
    assert webp.headers["ETag"] != first.headers["ETag"]


def test_hidden_it_is_gone_for_others_and_there_again_when_shown(
    posted: Any, made: City, browser: Any, visitor: Any
) -> None:
    number, key = posted
    denise = browser(made.people["Denise"])
    denise.post(f"/o/{number}/hide", rule="names_person")
    luis, priya = browser(made.people["Luis"]), browser(made.people["Priya"])
    assert [status(who, key) for who in (visitor, luis)] == [404, 404]
    assert [status(who, key) for who in (denise, priya, browser(made.people["Ana"]))] == [200, 200, 200]
    assert denise.get(f"/photos/{key}/full").headers["Cache-Control"] == "private, no-store"
    assert key not in visitor.get(f"/o/{number}").text
    assert key not in visitor.get("/b/juniper-square?show=new").text
    denise.post(f"/o/{number}/show")
    assert status(visitor, key) == 200


def test_withdrawn_it_is_gone_for_everybody_with_its_bytes(
    posted: Any, made: City, browser: Any, worker: Any, look: Any, home: Any
) -> None:
    number, key = posted
    ana = browser(made.people["Ana"])
    assert stored(home) == [key]
    ana.post(f"/o/{number}/withdraw")
    assert status(ana, key) == 404
    assert look(select(Photo.id)) == []
    assert look(select(Observation.photo_key).where(Observation.id == number)) == [None]
    worker()
    assert stored(home) == []


def test_covered_it_has_another_address_and_the_old_bytes_are_gone(
    posted: Any, made: City, browser: Any, visitor: Any, look: Any, worker: Any, home: Any
) -> None:
    number, key = posted
    answer = browser(made.people["Denise"]).post(f"/photos/{key}/cover", status=200, json=True, box="400,100,200,300")
    new = answer.json["photo"]["key"]
    assert new != key
    assert status(visitor, key) == 404
    image = pictures.opened(visitor.get(f"/photos/{new}/full").body)
    assert pictures.near(image.getpixel((200, 60)), (27, 35, 40), 16)
    assert look(select(Observation.photo_key).where(Observation.id == number)) == [new]
    page = visitor.get(f"/o/{number}").text
    assert new in page
    assert key not in page
    worker()
    assert stored(home) == [new]


@pytest.mark.trial
def test_who_may_cover(posted: Any, made: City, browser: Any, visitor: Any, look: Any) -> None:
    _number, key = posted
    for name in ("Luis", "Rosa", "Priya", "Ada"):
        browser(made.people[name]).post(f"/photos/{key}/cover", status=403, json=True, box="0,0,100,100")
    visitor.post(f"/photos/{key}/cover", status=401, json=True, box="0,0,100,100")
    for name in ("Ana", "Denise", "Max"):
        key = (
            browser(made.people[name])
            .post(f"/photos/{key}/cover", status=200, json=True, box="0,0,100,100")
            .json["photo"]["key"]
        )
    assert look(select(Photo.key)) == [key]


@pytest.mark.trial
def test_only_the_author_describes_and_takes_away(
    posted: Any, made: City, browser: Any, visitor: Any, look: Any, worker: Any, home: Any
) -> None:
    number, key = posted
    for name in ("Luis", "Denise", "Max"):
        for deed in ("describe", "take-away"):
            browser(made.people[name]).post(f"/photos/{key}/{deed}", status=403, json=True, alt="Mine now")
    ana = browser(made.people["Ana"])
    ana.post(f"/photos/{key}/describe", alt="A bench without slats")
    assert 'alt="A bench without slats"' in visitor.get(f"/o/{number}").text
    ana.post(f"/photos/{key}/take-away")
    assert status(ana, key) == 404
    assert look(select(Observation.photo_key).where(Observation.id == number)) == [None]
    worker()
    assert stored(home) == []


def test_an_unposted_photo_is_its_owners_alone(made: City, browser: Any, visitor: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    page = send(ana, POST, PHOTO, status=422, **(WORDS | {"title": ""}))
    key = look(select(Photo.key))[0]
    assert f'value="{key}" checked' in page.text
    assert [status(who, key) for who in (ana, visitor, browser(made.people["Max"]))] == [200, 404, 404]
    luis = browser(made.people["Luis"])
    send(luis, POST, status=422, photo=key, **WORDS)
    luis.post(f"/photos/unposted/{key}/take-away", status=404)
    posted = send(ana, POST, photo=key, **{f"alt.{key}": "A bench"}, **WORDS)
    assert key in visitor.get(posted.location).text
    ana.post(f"/photos/unposted/{key}/cover", status=404, box="0,0,10,10")


@pytest.mark.trial
def test_a_photo_is_posted_once(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    send(ana, POST, PHOTO, status=422, **(WORDS | {"title": ""}))
    key = look(select(Photo.key))[0]
    send(ana, POST, photo=key, **WORDS)
    page = send(ana, POST, status=422, photo=key, title="Another thing", place="7 Elm St")
    assert "Please choose it again" in page.text


def test_a_form_sent_twice_posts_its_photos_once(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    send(ana, POST, PHOTO, status=422, **(WORDS | {"title": ""}))
    key = look(select(Photo.key))[0]
    first = send(ana, POST, photo=key, client_id="abcdefgh12", **WORDS)
    second = send(ana, POST, photo=key, client_id="abcdefgh12", **WORDS)
    assert first.location == second.location
    assert look(select(Photo.key)) == [key]


def test_a_nameless_photo_tells_nothing_of_its_author(made: City, browser: Any, visitor: Any) -> None:
    page = send(browser(made.people["Ana"]), POST, PHOTO, nameless="1", **WORDS)
    shown = readable(visitor.get(page.location))
    assert "/medium" in shown
    assert "Ana" not in shown


def test_with_save_data_a_photo_is_a_link_that_says_its_size(posted: Any, visitor: Any) -> None:
    number, key = posted
    for page in (f"/o/{number}", "/b/juniper-square?show=new"):
        text = visitor.get(page, headers={"Save-Data": "on"}).text
        assert f'href="/photos/{key}/medium">Photo, ' in text
        assert f"/photos/{key}/thumb" not in text
        assert f'src="/photos/{key}' not in text


@pytest.mark.trial
def test_the_author_adds_photos_later_up_to_four(posted: Any, made: City, browser: Any, visitor: Any) -> None:
    number, _key = posted
    ana = browser(made.people["Ana"])
    send(ana, f"/o/{number}/edit", PHOTO, title=WORDS["title"])
    assert visitor.get(f"/o/{number}").text.count("/medium") == 2
    page = send(ana, f"/o/{number}/edit", PHOTO, PHOTO, PHOTO, status=422, title=WORDS["title"])
    assert "Choose 4 or fewer" in page.text
    assert visitor.get(f"/o/{number}").text.count("/medium") == 2
