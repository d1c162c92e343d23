"""A face is covered before anything is posted, without scripts: the form goes along and comes back as it was typed."""

from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import func, select

from community.activity.worker import run_until_idle
from community.observations.models import Observation
from community.photos.models import Photo
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send, stored
from tests.photos.test_covering import COVER, NONSENSE, tap_fields
from tests.when import in_trial

POST = "/b/juniper-square/post"
TYPED = {**WORDS, "description": "Since Monday.\nTwo slats & a leg = gone", "nameless": "1", "photo_alt": "A bench"}
BOX = "350,50,300,400"


def fields_of(page: Any) -> list[tuple[str, str]]:
    """What the compose form on ``page`` would send, without any button."""
    form = next(form for form in page.forms.values() if form.action == POST)
    return [pair for pair in form.submit_fields() if isinstance(pair[1], str)]


def chosen(who: Any, *files: bytes) -> tuple[Any, list[str]]:
    """The form of somebody who chose photos and wants to see them here first, and their keys."""
    page = send(who, POST, *(files or (pictures.small(),)), status=200, photo_do="show", **TYPED)
    return page, [box["value"] for box in page.html.select("input[name=photo]")]


def drawing(who: Any, page: Any, key: str, status: int = 200, **more: str) -> Any:
    """The page on which boxes are drawn, reached by the button at the photo."""
    button = page.html.find("button", formaction=f"/photos/unposted/{key}/draw")
    fields = [*fields_of(page), (button["name"], button["value"]), *more.items()]
    return who.app.post(button["formaction"], fields, status=status)


def tap(page: Any, x: float, y: float) -> Any:
    """The page after a tap on the picture."""
    return page.test_app.post(page.forms["box"].action, tap_fields(page, x, y))


def go_back(page: Any, do: str, status: int = 200) -> Any:
    """Press one of the two buttons under the picture."""
    form = next(form for form in page.forms.values() if form.action.startswith(POST))
    kept = [pair for pair in form.submit_fields() if pair[0] != "photo_do"]
    return page.test_app.post(POST, [*kept, ("photo_do", do)], status=status)


def test_ana_covers_a_face_and_then_posts(
    app: Any, made: City, browser: Any, look: Any, visitor: Any, home: Any
) -> None:
    ana = browser(made.people["Ana"])
    page, (key,) = chosen(ana)
    assert look(select(func.count()).select_from(Observation).where(Observation.title == WORDS["title"])) == [0]
    page = drawing(ana, page, key)
    assert "Tap one corner" in page.text
    page = tap(tap(page, 0.65, 0.45), 0.35, 0.05)
    assert "1 box drawn." in page.text
    assert stored(home) == [key]
    page = go_back(page, "cover")
    (new,) = look(select(Photo.key))
    assert new != key
    said = dict(fields_of(page))
    assert {name: said[name] for name in ("title", "place", "nameless")} == {
        name: TYPED[name] for name in ("title", "place", "nameless")
    }
    assert said["description"].split() == TYPED["description"].split()
    assert (said["photo"], said[f"alt.{new}"]) == (new, "A bench")
    assert key not in page.text
    posted = ana.app.post(POST, fields_of(page)).follow()
    run_until_idle(app)
    assert stored(home) == [new]
    assert f"/photos/{new}/medium" in posted.text
    visitor.get(f"/photos/{key}/full", 404)
    shown = pictures.opened(visitor.get(f"/photos/{new}/full").body)
    assert pictures.near(shown.getpixel((shown.width // 2, shown.height // 4)), COVER)


def test_a_visitor_covers_the_second_of_two_types_a_box_and_leaves_the_first_as_it_is(
    made: City, visitor: Any, look: Any
) -> None:
    page, (first, second) = chosen(visitor, pictures.small(), pictures.png())
    assert "Cover a part of photo 2" in page.text
    page = drawing(visitor, page, second, left="35", top="5", wide="30", high="40")
    assert page.html.find("rect")["x"] == "350"
    page = go_back(page, "cover")
    keys = [value for name, value in fields_of(page) if name == "photo"]
    assert keys[0] == first
    assert second not in keys
    page = go_back(drawing(visitor, page, first), "show")
    assert [value for name, value in fields_of(page) if name == "photo"] == keys
    assert sorted(look(select(Photo.key))) == sorted(keys)


def test_a_photo_chosen_at_the_same_press_comes_along(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    page, (key,) = chosen(ana)
    fields = dict(fields_of(page)) | {"form_at": POST}
    page = send(ana, f"/photos/unposted/{key}/draw", pictures.png(), status=200, **fields)
    assert len([value for name, value in fields_of(go_back(page, "show")) if name == "photo"]) == 2


def test_without_a_box_and_pressed_twice_the_form_is_whole_and_says_what_is_wrong(
    made: City, browser: Any, look: Any
) -> None:
    ana = browser(made.people["Ana"])
    page, (key,) = chosen(ana)
    empty = drawing(ana, page, key)
    again = go_back(empty, "cover", 422)
    assert "Draw a box over what should not be seen." in again.text
    assert dict(fields_of(again))["photo"] == key
    drawn = drawing(ana, page, key, box=BOX)
    go_back(drawn, "cover")
    late = go_back(drawn, "cover", 422)
    assert "A photo is not here any more." in late.text
    assert dict(fields_of(late))["title"] == WORDS["title"]


OTHERS = in_trial("Rosa", "Nora", "Una", "Sam", "Wes", "Ada")


@pytest.mark.parametrize("name", ["Luis", "Denise", "Priya", "Max", None, *OTHERS])
def test_nobody_but_who_brought_it_draws_on_it_or_covers_it(
    made: City, browser: Any, visitor: Any, look: Any, name: str | None
) -> None:
    _page, (key,) = chosen(browser(made.people["Ana"]))
    other = browser(made.people[name]) if name else visitor
    other.post(f"/photos/unposted/{key}/draw", 404, form_at=POST)
    page = other.post(POST, 422, photo_do="cover", cover=key, box=BOX, photo=key, **WORDS)
    assert f"/photos/{key}" not in page.text
    assert look(select(Photo.key)) == [key]


def test_nonsense_is_a_page_or_no_page_and_changes_nothing(made: City, browser: Any, look: Any) -> None:
    ana = browser(made.people["Ana"])
    _page, (key,) = chosen(ana)
    draw = f"/photos/unposted/{key}/draw"
    for query in NONSENSE:
        fields = dict(parse_qsl(query, keep_blank_values=True)) | {"form_at": POST, "form": "title=%00%ff&&=&box=1"}
        assert ana.post(draw, 200, **fields).forms["box"].action == draw
    for back in (
        "",
        "//elsewhere.example/",
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ):
        ana.post(draw, 404, form_at=back)
    ana.post(draw, 404, form_at=POST, form="&".join(["a=1"] * 5_000))
    for cover in ("", "\0" * 22, "x" * 22, "😀", key[:-1]):
        ana.post(POST, 422, photo_do="cover", cover=cover, box=BOX, photo=key, **WORDS)
    for box in ("", "0,0,0,0", "1,2", "990,0,20,10", "NaN,0,1,1"):
        ana.post(POST, 422, photo_do="cover", cover=key, box=box, photo=key, **WORDS)
    ana.app.post(POST, {"photo_do": "cover", "cover": key, "box": BOX}, status=(400, 403))
    assert look(select(Photo.key)) == [key]
