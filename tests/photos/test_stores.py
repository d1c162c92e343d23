"""Where bytes stand: a folder, or a bucket behind a real S3 server on this machine. Both are asked the same."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer
from sqlalchemy import select

from community.photos import storage
from community.photos.models import Photo
from community.photos.storage import BucketStore, FolderStore, StoreAway, open_store
from community.settings import Settings, SettingsError, read_settings
from tests.cast import City
from tests.photos import pictures
from tests.photos.conftest import WORDS, send

NAMES = ["ab/abc/thumb.webp", "ab/abc/full.jpg"]
POST = "/b/juniper-square/post"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server with an empty bucket ``larkport``."""
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    before = {name: os.environ.get(name) for name in keys}
    os.environ.update(keys)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client("s3", endpoint_url=address).create_bucket(Bucket="larkport")
    yield address
    server.stop()
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Each kind of store, empty."""
    if request.param == "folder":
        return open_store(Settings(home=str(tmp_path)))
    address = request.getfixturevalue("endpoint")
    return open_store(Settings(photos="s3://larkport/photos/", photos_endpoint=address))


def test_what_is_written_is_read_until_it_is_deleted(store: Any) -> None:
    for name in NAMES:
        assert store.read(name) is None
        store.write(name, name.encode() * 1000)
    assert [store.read(name) for name in NAMES] == [name.encode() * 1000 for name in NAMES]
    store.delete(NAMES)
    store.delete(NAMES)
    assert [store.read(name) for name in NAMES] == [None, None]


def test_deleting_takes_what_a_killed_writer_left_and_nothing_else(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    for name in [*NAMES, "ab/other/full.jpg"]:
        store.write(name, b"x")
    (tmp_path / "ab" / "abc" / "full.webp.1234").write_bytes(b"half")
    store.delete(NAMES)
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")] == ["ab/other/full.jpg"]


def test_a_store_that_is_away_says_so(tmp_path: Path, endpoint: str) -> None:
    (tmp_path / "photos").write_text("a file where the folder should be")
    gone: list[Any] = [FolderStore(tmp_path / "photos"), BucketStore("nobody", "", endpoint)]
    for store in gone:
        with pytest.raises(StoreAway):
            store.write(NAMES[0], b"x")


def test_a_setting_that_names_no_store_is_refused() -> None:
    for words in ("s3://", "ftp://there", "elsewhere"):
        with pytest.raises(SettingsError, match=r"community\.photos"):
            read_settings({}, {"COMMUNITY_PHOTOS": words})


def test_a_city_on_a_bucket(
    made: City, browser: Any, visitor: Any, app: Any, look: Any, worker: Any, endpoint: str, home: Path
) -> None:
    folder, app.photo_store = app.photo_store, BucketStore("larkport", "city/", endpoint)
    try:
        ana = browser(made.people["Ana"])
        page = send(ana, POST, pictures.small(), **WORDS)
        key = look(select(Photo.key))[0]
        client = boto3.client("s3", endpoint_url=endpoint)
        names = [item["Key"] for item in client.list_objects_v2(Bucket="larkport", Prefix="city/")["Contents"]]
        assert len(names) == 6
        assert all(name.startswith(f"city/{key[:2]}/{key}/") for name in names)
        assert not (home / "photos").exists()
        assert visitor.get(f"/photos/{key}/thumb").content_type == "image/jpeg"
        assert key in visitor.get(page.location).text
        ana.post(f"/photos/{key}/take-away")
        worker()
        assert "Contents" not in client.list_objects_v2(Bucket="larkport", Prefix="city/")
    finally:
        app.photo_store = folder


def test_while_the_store_is_away_words_are_kept_and_nothing_is_lost(
    made: City, browser: Any, visitor: Any, app: Any, look: Any, tmp_path: Path
) -> None:
    ana = browser(made.people["Ana"])
    page = send(ana, POST, pictures.small(), **WORDS)
    key = look(select(Photo.key))[0]
    (tmp_path / "away").write_text("no folder")
    store, app.photo_store = app.photo_store, storage.FolderStore(tmp_path / "away")
    try:
        assert visitor.get(f"/photos/{key}/thumb", status=None).status_int == 503
        refused = send(ana, POST, pictures.png(), status=422, title="Another bench", place="7 Elm St")
        assert "cannot reach our photos" in refused.text
        assert "Another bench" in refused.text
        assert visitor.get(page.location).status_int == 200
    finally:
        app.photo_store = store
    assert look(select(Photo.key)) == [key]
