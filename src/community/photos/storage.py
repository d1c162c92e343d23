"""Where the bytes of photos stand: a folder, or a bucket that speaks S3. Chosen by the setting ``photos``.

Names are those of ``rules.file_of``. A name is written once and never again: other bytes get another name.
"""

import logging
import os
import secrets
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from community.errors import Refused
from community.i18n import _
from community.settings import Settings, SettingsError

log = logging.getLogger(__name__)

ATTEMPTS, SECONDS = 3, 10
NO_SUCH = ("NoSuchKey", "404")


class StoreAway(Refused):
    """The store does not answer; the reason stands in the log."""

    status = 503

    def __init__(self, problem: Exception) -> None:
        super().__init__(_("We cannot reach our photos right now. Try again in a minute, or go on without one."))
        log.error("the store of photos does not answer: %s", type(problem).__name__)


class Store(Protocol):
    """What is asked of a store. Each raises StoreAway when it cannot answer."""

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes; they are safe when this returns."""

    def read(self, name: str) -> bytes | None:
        """The bytes; None when there are none under this name."""

    def delete(self, names: list[str]) -> None:
        """Let the bytes be gone; names without bytes are fine."""


class FolderStore:
    """Files below ``root``, each written under another name first, so that none is ever half there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes, on disk when this returns."""
        path = self.root / name
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as problem:
            raise StoreAway(problem) from problem

    def read(self, name: str) -> bytes | None:
        """The bytes, if there are any."""
        try:
            return (self.root / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise StoreAway(problem) from problem

    def delete(self, names: list[str]) -> None:
        """Remove the files, drafts that a killed process left beside them, and the folder they stood in."""
        folders = {(self.root / name).parent for name in names}
        try:
            for folder in folders:
                for path in folder.glob("*"):
                    path.unlink(missing_ok=True)
                if folder.is_dir():
                    folder.rmdir()
        except OSError as problem:
            raise StoreAway(problem) from problem


class BucketStore:
    """Objects below a prefix of a bucket. Nobody but Stoop reads it: every photo is fetched through our server."""

    def __init__(self, bucket: str, prefix: str, endpoint: str) -> None:
        try:
            import boto3
            from botocore.config import Config
            from botocore.exceptions import BotoCoreError, ClientError
        except ImportError:
            raise SettingsError("community.photos: for s3:// install Stoop with its extra: community[s3].") from None
        style = {"addressing_style": "path"} if endpoint else {}
        config = Config(retries={"max_attempts": ATTEMPTS}, connect_timeout=SECONDS, read_timeout=SECONDS, s3=style)
        self._client: Any = boto3.client("s3", endpoint_url=endpoint or None, config=config)
        self._bucket, self._prefix = bucket, prefix
        self._refusal, self._away = ClientError, (BotoCoreError, ClientError)

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=data)
        except self._away as problem:
            raise StoreAway(problem) from problem

    def read(self, name: str) -> bytes | None:
        """The bytes, if there are any."""
        try:
            return self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].read()
        except self._refusal as problem:
            if problem.response.get("Error", {}).get("Code") in NO_SUCH:
                return None
            raise StoreAway(problem) from problem
        except self._away as problem:
            raise StoreAway(problem) from problem

    def delete(self, names: list[str]) -> None:
        """Remove the objects."""
        objects = [{"Key": self._prefix + name} for name in names]
        try:
            answer = self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": objects, "Quiet": True})
        except self._away as problem:
            raise StoreAway(problem) from problem
        if answer.get("Errors"):
            raise StoreAway(OSError("some objects stayed"))


def open_store(knobs: Settings) -> Store:
    """The store of the setting. Raises SettingsError."""
    parts = urlsplit(knobs.photos)
    if parts.scheme != "s3":
        return FolderStore(Path(knobs.home).resolve() / "photos")
    prefix = parts.path.strip("/")
    return BucketStore(parts.netloc, f"{prefix}/" if prefix else "", knobs.photos_endpoint)
