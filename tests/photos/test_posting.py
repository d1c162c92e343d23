"""Photos go with the words: posted, shown, refused, kept through a refused form and through sign-up."""

import re
from typing import Any

from sqlalchemy import func, select

from community.observations.models import Observation
from community.photos.models import Photo
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send

POST = "/b/juniper-square/post"


def keys_on(page: Any) -> list[str]:
    """The keys of the photos a page shows, in their order."""
    return list(dict.fromkeys(re.findall(r"/photos/([\w-]{22})/(?:thumb|medium)", page.text)))


def test_ana_posts_two_photos_and_everybody_sees_them(made: City, browser: Any, visitor: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    posted = send(ana, POST, pictures.small(), pictures.png(), photo_alt="Five tires", **WORDS)
    page = visitor.get(posted.location)
    keys = keys_on(page)
    assert len(keys) == 2
    assert 'alt="Five tires"' in page.text
    for key in keys:
        for size in ("thumb", "medium", "full"):
            answer = visitor.get(f"/photos/{key}/{size}", headers={"Accept": "image/avif,image/webp,*/*"})
            assert answer.content_type == "image/webp"
            assert visitor.get(f"/photos/{key}/{size}").content_type == "image/jpeg"
    board = visitor.get("/b/juniper-square?show=new")
    assert keys_on(board) == keys[:1]
    assert look(select(Observation.photo_key).where(Observation.photo_key.is_not(None))) == keys[:1]
    assert look(select(Photo.owner_id)) == [made.people["Ana"].id] * 2


def test_a_post_without_photos_is_as_it_was(made: City, browser: Any, look: Any) -> None:
    page = browser(made.people["Ana"]).post(POST, **WORDS).follow()
    assert "/photos/" not in page.text
    assert look(select(func.count()).select_from(Photo)) == [0]
