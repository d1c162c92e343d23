"""The keys that agencies' systems gave us, sealed: who reads the database, a backup or a page does not have them.

They are opened by a key in a file of the operator's (``community.seal_key``, made by ``community seal-key``).
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from community.settings import Settings, SettingsError


class CannotSeal(Exception):
    """No key can be kept: nothing seals it. The message is for the operator."""


def seal(plain: str, knobs: Settings) -> str:
    """The key as it is kept. Raises CannotSeal."""
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
    if not knobs.seal_key:
        raise CannotSeal("community.seal_key is not set")
    if find_spec("cryptography") is None:
        raise CannotSeal("it needs community[seal]")
    return _read(knobs.seal_key)


@cache
def _read(path: str) -> Any:
    from cryptography.fernet import Fernet

    try:
        return Fernet(Path(path).read_bytes().strip())
    except OSError:
        raise CannotSeal(f"{path} cannot be read; `community seal-key` makes one") from None
    except ValueError:
        raise CannotSeal(f"{path} holds no key; `community seal-key` makes one") from None
