"""Uploads in pieces: a signal that drops, two tabs, impatience; and photos of visitors who sign up afterwards."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from community import clock
from community.photos.models import Photo, Upload
from tests.browser import Browser
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send, stored

POST = "/b/juniper-square/post"
PHOTO = pictures.jpeg()


def ask(who: Browser, method: str, url: str, status: Any = None, **headers: str) -> Any:
    """A request as the script makes it."""
    data = headers.pop("data", b"")
    token = who.app.cookies["csrf"].strip('"')
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"Accept": "application/json", "X-CSRF-Token": token, **named}
    return who.app.request(url, method=method, body=data, headers=sent, status=status or "*")


def begin(who: Browser, length: int) -> str:
    """Announce an upload; its address."""
    answer = who.post("/photos/uploads", status=201, json=True, length=str(length))
    assert answer.json["offset"] == 0
    assert answer.json["chunk"] == 65536
    return str(answer.json["upload"])


def patch(who: Browser, url: str, offset: int | str, data: Any) -> Any:
    """The next bytes."""
    kind = {"Content_Type": "application/offset+octet-stream", "Upload_Offset": str(offset)}
    return ask(who, "PATCH", url, data=data, **kind)


def upload(who: Browser, data: bytes) -> Any:
    """All of it in one go; the photo as the script is told."""
    answer = patch(who, begin(who, len(data)), 0, data)
    assert answer.status_int == 201, answer.text
    return answer.json["photo"]


def test_a_signal_that_drops_costs_nothing_that_has_arrived(made: City, browser: Any, look: Any, home: Path) -> None:
    ana = browser(made.people["Ana"])
    address, half = begin(ana, len(PHOTO)), len(PHOTO) // 2
    assert patch(ana, address, 0, PHOTO[:half]).json == {"offset": half}
    told = ask(ana, "HEAD", address, status=200)
    assert (told.headers["Upload-Offset"], told.headers["Upload-Length"]) == (str(half), str(len(PHOTO)))
    wrong = patch(ana, address, 0, PHOTO[:half])
    assert (wrong.status_int, wrong.json["offset"]) == (409, half)
    last = patch(ana, address, half, PHOTO[half:])
    assert last.status_int == 201
    photo = last.json["photo"]
    assert (photo["width"], photo["height"]) == (1280, 960)
    # The answer was lost: asked again, the same photo is told, and there is no second one.
    assert ask(ana, "HEAD", address).headers["Upload-Offset"] == str(len(PHOTO))
    again = patch(ana, address, len(PHOTO), b"")
    assert (again.status_int, again.json["photo"]["key"]) == (201, photo["key"])
    assert look(select(Photo.key)) == [photo["key"]] == stored(home)
    assert not [path for path in (home / "uploads").iterdir() if path.stat().st_size]
    posted = send(ana, POST, photo=photo["key"], **WORDS)
    assert photo["medium"] in ana.get(posted.location).text


def test_what_is_too_large_is_refused_before_a_byte_is_sent(made: City, browser: Any) -> None:
    ana = browser(made.people["Ana"])
    answer = ana.post("/photos/uploads", status=413, json=True, length="100000000")
    assert "larger than 25 MB" in answer.json["error"]
    for length in ("0", "-5", "x", "", "9" * 30, "٣"):
        assert ana.post("/photos/uploads", status=422, json=True, length=length).json["field"] == "photo_file"


def test_bytes_beyond_the_announced_length_are_not_taken(made: City, browser: Any) -> None:
    ana = browser(made.people["Ana"])
    address = begin(ana, 100)
    assert patch(ana, address, 0, b"x" * 101).status_int == 409
    for offset in ("-1", "x", "1", ""):
        assert patch(ana, address, offset, b"x").status_int == 409


def test_no_picture_ends_the_upload_with_the_reason(made: City, browser: Any, look: Any, home: Path) -> None:
    ana = browser(made.people["Ana"])
    address = begin(ana, len(pictures.SVG))
    answer = patch(ana, address, 0, pictures.SVG)
    assert answer.status_int == 422
    assert "not a photo" in answer.json["error"]
    assert answer.json["field"] == "photo_file"
    assert ask(ana, "HEAD", address).status_int == 404
    assert look(select(Upload.id)) == []
    assert not list((home / "uploads").iterdir())


def test_an_upload_is_its_owners_alone(made: City, browser: Any, visitor: Any) -> None:
    address = begin(browser(made.people["Ana"]), 100)
    luis = browser(made.people["Luis"])
    for who in (luis, visitor):
        who.post("/sign-in", status=None)  # a browser with a token
        assert ask(who, "HEAD", address).status_int == 404
        assert patch(who, address, 0, b"x").status_int == 404
        assert ask(who, "DELETE", address).status_int == 404


def test_without_the_token_nothing_is_taken(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    assert ana.post("/photos/uploads", status=400, csrf=False, json=True, length="10")
    address = begin(ana, 10)
    bare = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream", "Accept": "application/json"}
    assert ana.app.request(address, method="PATCH", body=b"x", headers=bare, status="*").status_int == 400


@pytest.mark.trial
def test_what_nobody_finished_and_nobody_posted_ends(
    made: City, browser: Any, worker: Any, look: Any, home: Path
) -> None:
    ana = browser(made.people["Ana"])
    patch(ana, begin(ana, len(PHOTO)), 0, PHOTO[:1000])
    waiting = upload(ana, PHOTO)["key"]
    posted = upload(ana, PHOTO)["key"]
    send(ana, POST, photo=posted, **WORDS)
    worker()
    assert sorted(stored(home)) == sorted([waiting, posted])
    with clock.travel(timedelta(hours=25)):
        worker()
    assert stored(home) == [posted]
    assert look(select(Photo.key)) == [posted]
    assert look(select(Upload.id)) == []
    assert not list((home / "uploads").iterdir())


@pytest.mark.trial
def test_enough_is_enough(made: City, browser: Any, app: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    before = app.knobs
    small = pictures.jpeg(1, pictures.scene(40, 30))
    object.__setattr__(before, "limit_photos", 2)
    try:
        upload(ana, small), upload(ana, small)
        address = begin(ana, len(small))
        answer = patch(ana, address, 0, small)
        assert answer.status_int == 429
        assert "2 photos a day" in answer.json["error"]
        upload(browser(made.people["Luis"]), small)
    finally:
        object.__setattr__(before, "limit_photos", 100)


def test_a_visitors_photos_travel_through_sign_up(made: City, visitor: Any, look: Any, worker: Any, home: Path) -> None:
    carried = upload(visitor, PHOTO)["key"]
    page = send(visitor, POST, pictures.png(), status=401, photo=carried, **{f"alt.{carried}": "A bench"}, **WORDS)
    keys = look(select(Photo.key).order_by(Photo.id))
    assert len(keys) == 2
    assert keys[0] == carried
    assert visitor.get(f"/photos/{carried}/thumb").status_int == 200
    kept = next(form["kept"].value for form in page.forms.values() if "kept" in form.fields)
    assert all(key in kept for key in keys)


def test_a_photo_in_another_browser_is_nobodys(made: City, visitor: Any, browser: Any, look: Any) -> None:
    key = upload(visitor, PHOTO)["key"]
    luis = browser(made.people["Luis"])
    assert luis.get(f"/photos/{key}/thumb", status=None).status_int == 404
    page = send(luis, POST, status=422, photo=key, **WORDS)
    assert "choose it again" in page.text


@pytest.mark.trial
def test_covered_before_posting(made: City, visitor: Any, look: Any, worker: Any, home: Path) -> None:
    photo = upload(visitor, PHOTO)
    answer = visitor.post(photo["cover"], status=200, json=True, box=["400,100,200,300"])
    new = answer.json["photo"]["key"]
    assert visitor.get(photo["full"], status=None).status_int == 404
    image = pictures.opened(visitor.get(f"/photos/{new}/full").body)
    assert pictures.near(image.getpixel((640, 200)), (27, 35, 40), 16)
    worker()
    assert stored(home) == [new]
    visitor.post(answer.json["photo"]["describe"], json=True, status=200, alt="A bench")
    assert look(select(Photo.alt)) == ["A bench"]
    visitor.post(answer.json["photo"]["take_away"], json=True, status=200)
    worker()
    assert look(select(Photo.id)) == []
    assert stored(home) == []
