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
