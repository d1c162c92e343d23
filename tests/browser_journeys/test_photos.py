"""Photos in a real browser: shrunk on the phone, described, covered, sent, and sent on after the signal dropped."""

import io
import random
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from community.photos.models import Photo
from community.photos.rules import CHUNK
from tests.cast import city
from tests.photos import pictures

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engines", ["sqlite"], indirect=True)]
PHONE = {"width": 390, "height": 844}
SLOW = {"offline": False, "latency": 20, "downloadThroughput": 10**7, "uploadThroughput": 60_000}


def busy_street(width: int = 2400, height: int = 1800) -> Image.Image:
    """A picture with so much in it that a browser makes no small file of it."""
    dots = random.Random(311).randbytes(width // 4 * (height // 4) * 3)
    return Image.frombytes("RGB", (width // 4, height // 4), dots).resize((width, height))


def chosen(name: str, data: bytes, kind: str = "image/jpeg") -> Any:
    """A file as somebody picks it."""
    return {"name": name, "mimeType": kind, "buffer": data}


def compose(page: Page) -> None:
    """The form, with all words a post needs."""
    page.goto("/b/juniper-square/post")
    page.get_by_label("In one line").fill("Tires by the rec center")
    page.get_by_label("Landmark").fill("By the rec center steps")


def post_it(page: Page) -> None:
    page.get_by_role("button", name="Post on Juniper Square").last.click()


def listen_for_pieces(page: Page) -> list[int]:
    """The offsets of the pieces that go up, as they go."""
    offsets: list[int] = []
    page.on("request", lambda sent: sent.method == "PATCH" and offsets.append(int(sent.headers["upload-offset"])))
    return offsets


def slow_down(page: Page) -> None:
    """The signal of a bad corner."""
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)


def served(page: Page, address: str) -> Image.Image:
    """The picture at an address, as this browser may see it."""
    answer = page.request.get(address)
    assert answer.status == 200
    return Image.open(io.BytesIO(answer.body())).convert("RGB")


def test_a_photo_is_shrunk_upright_described_and_posted_in_order(db, house, window):
    town = city(db)
    page = window(town.people["Luis"], viewport=PHONE, has_touch=True)
    compose(page)
    field = page.locator("[data-photos]")
    field.get_by_label("Choose photos").set_input_files(
        [chosen("one.jpg", pictures.jpeg(turn=6)), chosen("two.png", pictures.png(), "image/png")]
    )
    items = field.locator("li.pic")
    expect(items.first.locator("[data-size]")).to_have_text("Photo, 4 KB")
    expect(items.last.locator("[data-size]")).to_have_text("Photo, 4 KB")
    expect(field.get_by_role("status").first).to_contain_text("Photo, 4 KB")
    items.first.get_by_label("What does the photo show?").fill("Five tires")
    assert items.first.locator("img").first.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [
        960,
        1280,
    ]
    post_it(page)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    shown = page.locator("article img")
    expect(shown).to_have_count(2)
    expect(shown.first).to_have_attribute("alt", "Five tires")
    rows = db.query(Photo).order_by(Photo.position).all()
    assert [(row.width, row.height) for row in rows] == [(960, 1280), (1280, 960)]
    upright = served(page, f"{house.address}/photos/{rows[0].key}/full")
    assert upright.getpixel((940, 640))[0] > 150 > upright.getpixel((940, 640))[1]


def test_after_a_lost_signal_the_upload_goes_on_where_it_was(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    offsets = listen_for_pieces(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg(image=busy_street())))
    slow_down(page)
    post_it(page)
    wait_for_second_piece(page)
    page.context.set_offline(True)
    expect(page.locator("[data-size]")).to_have_text("Waiting for a signal. It goes on by itself.")
    expect(page.get_by_label("In one line")).to_have_value("Tires by the rec center")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    assert offsets.count(0) == 1
    assert offsets.count(CHUNK) == 2
    assert db.query(Photo).count() == 1


def test_a_server_that_starts_again_has_what_came_before(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    offsets = listen_for_pieces(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg(image=busy_street())))
    slow_down(page)
    post_it(page)
    wait_for_second_piece(page)
    house.web_stop()
    expect(page.locator("[data-size]")).to_have_text("Waiting for a signal. It goes on by itself.")
    house.web_start()
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible(timeout=20_000)
    assert offsets.count(0) == 1
    assert db.query(Photo).count() == 1


def wait_for_second_piece(page: Page) -> None:
    """Until the first piece is on the server and the next one on its way."""
    with page.expect_request(lambda sent: sent.headers.get("upload-offset") == str(CHUNK)):
        pass


def test_a_photo_that_cannot_be_used_says_why_beside_itself_and_the_rest_stays(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(
        [chosen("words.jpg", b"no picture at all"), chosen("cut.heic", pictures.heic()[:300], "image/heic"),
         chosen("good.jpg", pictures.jpeg())]
    )  # fmt: skip
    items = page.locator("li.pic")
    expect(items.nth(0).locator("[data-said]")).to_contain_text("This is not a photo we can use.")
    expect(items.nth(2).locator("[data-size]")).to_have_text("Photo, 4 KB")
    post_it(page)
    expect(items.nth(1).locator("[data-said]")).to_contain_text("We could not read this photo.")
    expect(page.get_by_label("In one line")).to_have_value("Tires by the rec center")
    for _bad in range(2):
        items.first.get_by_role("button", name="Remove").click()
    post_it(page)
    expect(page.get_by_role("heading", name="Tires by the rec center")).to_be_visible()
    assert db.query(Photo).count() == 1


def test_heic_that_the_browser_cannot_show_goes_up_as_it_is(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.heic", pictures.heic(), "image/heic"))
    expect(page.locator("[data-size]")).to_contain_text("This browser cannot show it.")
    post_it(page)
    expect(page.locator("article img")).to_have_count(1)


def test_more_than_four_are_not_taken_and_one_is_removed_by_a_tap(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    field = page.locator("[data-photos]")
    three = [chosen(f"{number}.jpg", pictures.jpeg()) for number in range(3)]
    field.get_by_label("Choose photos").set_input_files(three)
    field.get_by_label("Choose photos").set_input_files(three[:2])
    expect(field.locator("[data-wrong]")).to_have_text("That is 5 photos. Choose 4 or fewer.")
    field.get_by_role("button", name="Remove").nth(1).click()
    expect(field.locator("li.pic")).to_have_count(2)
    expect(field.get_by_role("button", name="Remove").first).to_be_focused()
    expect(field.locator("p[role=status]").first).to_have_text("The photo is removed.")


def test_the_place_of_a_photo_is_used_only_by_a_tap(db, house, window):
    town = city(db)
    page = window(town.people["Luis"])
    compose(page)
    page.get_by_label("Choose photos").set_input_files(chosen("one.jpg", pictures.jpeg()))
    button = page.get_by_role("button", name="Use the place of this photo")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.locator("input[name=lat]").input_value() == ""
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert float(page.locator("input[name=lat]").input_value()) == pytest.approx(42.35, abs=1e-4)
    assert float(page.locator("input[name=lon]").input_value()) == pytest.approx(-71.05, abs=1e-4)
    button.click()
    assert page.locator("input[name=lat]").input_value() == ""


@pytest.mark.parametrize("data", [pictures.jpeg(), pictures.heic()], ids=["jpeg", "heic"])
def test_the_reader_finds_the_place_in_any_file_that_carries_it(db, house, window, data):
    city(db)
    page = window()
    page.goto("/b/juniper-square/post")
    spot = read_spot(page, data)
    assert (spot["lat"], spot["lon"]) == pytest.approx((42.35, -71.05))


def test_the_reader_bears_files_that_are_cut_or_lie(db, house, window):
    city(db)
    page = window()
    page.goto("/b/juniper-square/post")
    whole = pictures.jpeg()
    assert read_spot(page, whole.replace(b"Exif", b"none")) is None
    start = whole.index(b"Exif\0\0")
    for cut in range(start, start + 400, 7):
        spot = read_spot(page, whole[:cut])
        assert spot is None or spot["lat"] == pytest.approx(42.35)
    rolled = random.Random(7)
    for _time in range(60):
        damaged = bytearray(whole[: start + 600])
        for _byte in range(6):
            damaged[start + 6 + rolled.randrange(300)] = rolled.randrange(256)
        spot = read_spot(page, bytes(damaged))
        assert spot is None or (abs(spot["lat"]) <= 90 and abs(spot["lon"]) <= 180)


def read_spot(page: Page, data: bytes) -> Any:
    """What the browser reads of these bytes."""
    code = "async bytes => (await import('stoop/picture')).spotOf(new Blob([new Uint8Array(bytes)]))"
    return page.evaluate(code, list(data[:4000]))
