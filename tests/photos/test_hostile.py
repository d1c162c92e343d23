"""Files of the careless and the wicked: each is refused in words a person can use, or ends quietly and right."""

from typing import Any

import pytest
from sqlalchemy import func, select

from community.observations.models import Observation
from community.photos.models import Photo
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send, stored
from tests.when import in_trial

POST = "/b/juniper-square/post"
GOOD = pictures.small()
NO_PICTURE, DAMAGED = "not a photo we can use", "could not read this photo"
REFUSED = {
    "a bomb of 50,000 by 50,000": (pictures.bomb, "million dots"),
    "a side of 60,000": (lambda: pictures.bomb(60_000, 10), "million dots"),
    "a small bomb that lies": (lambda: pictures.bomb(3_000, 3_000), DAMAGED),
    "an SVG with a script": (pictures.SVG, NO_PICTURE),
    "a page": (b"<!doctype html><script>alert(1)</script>", NO_PICTURE),
    "a GIF": (b"GIF89a" + bytes(100), NO_PICTURE),
    "a PDF": (b"%PDF-1.7" + bytes(100), NO_PICTURE),
    "no bytes": (b"", "empty"),
    "one byte": (b"\xff", NO_PICTURE),
    "a head of a JPEG": (b"\xff\xd8\xff\xe0" + bytes(64), DAMAGED),
    "half a JPEG": (GOOD[: len(GOOD) // 2], DAMAGED),
    "half a PNG": (lambda: pictures.png()[:3000], DAMAGED),
    "half a WebP": (lambda: pictures.webp()[:2000], DAMAGED),
    "half a HEIC": (lambda: pictures.heic()[:1500], DAMAGED),
    "a HEIC of zeros": (b"\x00\x00\x00\x18ftypheic" + bytes(500), DAMAGED),
    "a PNG that calls itself JPEG": (lambda: b"\xff\xd8\xff" + pictures.png()[3:], DAMAGED),
    "too many bytes": (lambda: GOOD + bytes(25_000_000), "larger than 25 MB"),
}
"""The file, or what makes it (those cost time), and words of the refusal."""
FEW = ("a bomb of 50,000 by 50,000", "an SVG with a script", "no bytes", "half a JPEG", "half a HEIC", "too many bytes")


@pytest.mark.parametrize("name", [*FEW, *in_trial(*(name for name in REFUSED if name not in FEW))])
def test_a_file_that_cannot_be_used_is_refused_in_words_and_the_text_stays(
    name: str, made: City, browser: Any, look: Any, home: Any
) -> None:
    file, words = REFUSED[name]
    data = file() if callable(file) else file
    page = send(browser(made.people["Ana"]), POST, data, status=422, **WORDS)
    assert words in page.text
    assert WORDS["title"] in page.text
    assert look(select(func.count()).select_from(Photo)) == [0]
    assert not look(select(Observation.id).where(Observation.title == WORDS["title"]))
    assert not stored(home)


def test_a_hundred_megabytes_are_refused_in_words(made: City, browser: Any, look: Any) -> None:
    page = send(browser(made.people["Ana"]), POST, GOOD + bytes(100_000_000 - len(GOOD)), status=422, **WORDS)
    assert "larger than 25 MB" in page.text
    assert look(select(func.count()).select_from(Photo)) == [0]


def test_more_than_a_form_can_hold_is_refused_before_it_is_read(made: City, browser: Any) -> None:
    parts = [bytes(26_000_000)] * 4
    page = send(browser(made.people["Ana"]), POST, *parts, status=413, **WORDS)
    assert "more than this page accepts" in page.text


def test_words_are_still_counted_without_the_photos(made: City, browser: Any) -> None:
    send(browser(made.people["Ana"]), POST, GOOD, status=413, **(WORDS | {"description": "x" * 1_100_000}))


def test_twenty_at_once_are_refused_and_none_is_kept(made: City, browser: Any, look: Any, home: Any) -> None:
    page = send(browser(made.people["Ana"]), POST, *[GOOD] * 20, status=422, **WORDS)
    assert "You chose 20 photos. Choose 4 or fewer." in page.text
    assert look(select(func.count()).select_from(Photo)) == [0]
    assert not stored(home)


def test_of_a_polyglot_only_the_picture_comes_out(made: City, browser: Any, visitor: Any, look: Any) -> None:
    send(browser(made.people["Ana"]), POST, pictures.polyglot(), **WORDS)
    key = look(select(Photo.key))[0]
    for size in ("thumb", "medium", "full"):
        for accept in ("image/webp", "*/*"):
            answer = visitor.get(f"/photos/{key}/{size}", headers={"Accept": accept})
            assert b"script" not in answer.body
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert answer.content_type in ("image/webp", "image/jpeg")


def test_one_bad_file_among_good_ones_is_named_and_the_good_ones_wait(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    page = send(ana, POST, GOOD, pictures.SVG, status=422, **WORDS)
    assert "IMG_2.jpg: This is not a photo" in page.text
    key = look(select(Photo.key))[0]
    assert f'value="{key}" checked' in page.text
    posted = send(ana, POST, photo=key, **WORDS)
    assert key in ana.get(posted.location).text


@pytest.mark.parametrize(
    "box", ["1,2,3", "900,0,200,10", *in_trial("", "0,0,0,10", "-1,0,5,5", "a,b,c,d", "1,1,1,1,1", "٣,1,1,1")]
)
def test_a_box_that_is_none_covers_nothing(box: str, made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    send(ana, POST, GOOD, **WORDS)
    key = look(select(Photo.key))[0]
    ana.post(f"/photos/{key}/cover", status=422, json=True, box=box)
    assert look(select(Photo.key)) == [key]


@pytest.mark.parametrize("key", ["x", "A" * 22, "../../etc/passwd", "%00" * 8, "A" * 500])
def test_a_key_that_is_none_is_not_found(key: str, made: City, browser: Any) -> None:
    ana = browser(made.people["Ana"])
    for path in ("thumb", "full", "cover", "%2e%2e", "original"):
        assert ana.get(f"/photos/{key}/{path}", status=None).status_int in (400, 404)
    assert ana.post(f"/photos/unposted/{key}/take-away", status=None).status_int in (400, 404)
