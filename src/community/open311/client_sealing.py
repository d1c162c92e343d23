"""The keys that agencies' systems gave us, sealed: who reads the database, a backup or a page does not have them.

They are opened by a key in a file of the operator's (``community.seal_key``, made by ``community seal-key``). The demo
city makes one for itself, so that everything can be tried; a city of one's own never does.
"""

import os
import secrets
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from community.settings import Settings, SettingsError

DEMO_KEY = "demo-seal.key"


class CannotSeal(Exception):
    """No key can be kept: nothing seals it. The message is for the operator."""


def seal(plain: str, knobs: Settings) -> str:
    """The key as it is kept. Raises CannotSeal."""
    if plain and knobs.demo and not knobs.seal_key and find_spec("cryptography") is not None:
        _make_for_demo(_demo_key(knobs))
    return "" if not plain else str(_box(knobs).encrypt(plain.encode()).decode())


def unseal(sealed: str, knobs: Settings) -> str:
    """The key as it is sent. Raises CannotSeal, also where it was sealed with another file."""
    if not sealed:
        return ""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box(knobs).decrypt(sealed.encode()).decode())
    except InvalidToken:
        raise CannotSeal("the key was sealed with another community.seal_key") from None


def make_seal_key() -> bytes:
    """A new one, as the file that ``seal_key`` names."""
    from cryptography.fernet import Fernet

    return bytes(Fernet.generate_key())


def check_seal(knobs: Settings) -> None:
    """See at the start whether the file can be used. Raises SettingsError."""
    if knobs.seal_key:
        try:
            _box(knobs)
        except CannotSeal as problem:
            raise SettingsError(f"community.seal_key: {problem}.") from None


def _box(knobs: Settings) -> Any:
    if not knobs.seal_key and not knobs.demo:
        raise CannotSeal("community.seal_key is not set")
    if find_spec("cryptography") is None:
        raise CannotSeal("it needs community[seal]")
    return _read(knobs.seal_key or str(_demo_key(knobs)))


def _demo_key(knobs: Settings) -> Path:
    return Path(knobs.home).resolve() / DEMO_KEY


def _make_for_demo(path: Path) -> None:
    """Once, readable by its owner alone: written beside it, and put there whole, so that of two processes one wins."""
    if path.exists():
        return
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(make_seal_key())
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


@cache
def _read(path: str) -> Any:
    from cryptography.fernet import Fernet

    try:
        return Fernet(Path(path).read_bytes().strip())
    except OSError:
        raise CannotSeal(f"{path} cannot be read; `community seal-key` makes one") from None
    except ValueError:
        raise CannotSeal(f"{path} holds no key; `community seal-key` makes one") from None
