"""Pictures of requests: files of the form, and addresses that the worker fetches."""

from sqlalchemy import select

from community.activity.models import Delivery
from community.photos.models import Photo
from tests.open311.test_posting import HOLE
from tests.photos.pictures import jpeg, scene


def test_pictures_come_with_the_form_or_are_fetched_later(sender, reader, look, worker, picture_server):
    files = [("media[]", "hole.jpg", jpeg(image=scene(80, 60))), ("photo1", "more.jpg", jpeg(image=scene(80, 60)))]
    [answer] = sender.post("requests", **HOLE, files=files, media_url="https://never.example/asked.jpg")
    number = int(answer["service_request_id"])
    assert reader.get(f"requests/{number}")[0]["media_url"].endswith("/full")
    assert len(look(select(Photo.id).where(Photo.posted_at.is_not(None)))) == 2
    assert (
        "not a photo" in sender.post("requests", 400, **HOLE, files=[("media", "x.jpg", b"<svg/>")])[0]["description"]
    )
    worker()
    assert look(select(Delivery.id).where(Delivery.kind == "open311.media")) == []

    [answer] = sender.post("requests", **HOLE, media_url=[f"{picture_server}/hole.jpg", f"{picture_server}/gone.jpg"])
    assert reader.get(f"requests/{answer['service_request_id']}")[0]["media_url"] is None
    worker()
    url = reader.get(f"requests/{answer['service_request_id']}")[0]["media_url"]
    picture = reader.app.get(url.removeprefix("http://localhost"))
    assert picture.content_type == "image/jpeg"
    problems = look(select(Delivery.problem).where(Delivery.kind == "open311.media").order_by(Delivery.id))
    assert problems == [None, "it answers 404"]


def test_pictures_of_the_tray_are_for_whoever_works_on_the_case(
    sender, reader, look, made, browser, visitor, worker, picture_server
):
    """Nobody looks after pictures that stand on no board, so nobody but the desk sees them."""
    mill = {"service_code": "dumping", "description": "Tires at the old mill", "address_string": "Old mill, Route 9"}
    files = [("media", "mill.jpg", jpeg(image=scene(80, 60)))]
    [with_file] = sender.post("requests", **mill, files=files)
    [with_address] = sender.post("requests", **mill, media_url=[f"{picture_server}/hole.jpg"])
    number = int(with_file["service_request_id"])
    more = {"service_request_id": number, "update_id": "u1", "status": "OPEN", "description": "Even more of them",
            "updated_datetime": "2026-11-01T10:00:00Z"}  # fmt: skip
    sender.post("servicerequestupdates", **more, files=files)
    worker()
    liaison = browser(made.people["Priya"])
    keys = look(select(Photo.key).where(Photo.note_id.is_not(None)).order_by(Photo.id))
    first, said_later, fetched = keys
    for page in (f"/desk/case/{number}", f"/desk/case/{number}/history", f"/desk?case={number}"):
        html = liaison.get(page).text
        assert first in html
        assert said_later in html
        assert fetched not in html
    assert fetched in liaison.get(f"/desk/case/{with_address['service_request_id']}").text
    assert "Came from outside" in liaison.get(f"/desk/case/{number}").text
    for key in keys:
        picture = liaison.get(f"/photos/{key}/full")
        assert picture.content_type == "image/jpeg"
        assert picture.headers["Cache-Control"] == "private, no-store"
    for name in ("Luis", "Denise", "Sam", "Wes", "Max", "Ada"):
        browser(made.people[name]).get(f"/photos/{first}/full", status=404)
    for who in (visitor, liaison, browser(made.people["Max"])):
        who.get(f"/photos/{first}/cover", status=404)
    visitor.get(f"/photos/{first}/full", status=404)
    told = str(reader.get(f"requests/{number}")) + str(reader.get("servicerequestupdates"))
    assert not [key for key in keys if key in told + visitor.get(f"/case/{number}").text]
