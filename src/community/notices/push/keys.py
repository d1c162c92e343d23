"""The city's push key (VAPID, RFC 8292): push services know by it who sends, and browsers for whom they listen."""

import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from community.settings import Settings, SettingsError

log = logging.getLogger(__name__)

LASTS = timedelta(hours=12)
"""How long a push service believes one signature; it may be a day at most."""


def encoded(data: bytes) -> str:
    """Base64 as addresses and push services write it."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Bytes of such a text. Raises ValueError."""
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))


@dataclass(frozen=True)
class PushKey:
    """``public`` as browsers take it; ``contact`` is whom a push service may write to."""

    public: str
    contact: str
    private: Any

    def authorization(self, endpoint: str, now: datetime) -> str:
        """The header that says who sends to this address."""
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        parts = urlsplit(endpoint)
        ends = int((now + LASTS).timestamp())
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": ends, "sub": self.contact}
        said = ".".join(encoded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        halves = decode_dss_signature(self.private.sign(said.encode(), ECDSA(SHA256())))
        signature = encoded(b"".join(half.to_bytes(32, "big") for half in halves))
        return f"vapid t={said}.{signature}, k={self.public}"


def key_of(knobs: Settings) -> PushKey | None:
    """The city's key; None where push is off: no key is set, or the extra is not installed."""
    if not knobs.push_key or find_spec("cryptography") is None:
        return None
    return _read(knobs.push_key, knobs.push_contact)


def check(knobs: Settings) -> None:
    """See at the start whether the key can be used. Raises SettingsError."""
    if knobs.push_key and key_of(knobs) is None:
        log.warning("push is off: it needs community[push]")


def make_key() -> bytes:
    """A new key, as the file that ``push_key`` names."""
    from cryptography.hazmat.primitives import serialization as form
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    private = generate_private_key(SECP256R1())
    return private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())


@cache
def _read(path: str, contact: str) -> PushKey:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        private = load_pem_private_key(Path(path).read_bytes(), password=None)
    except OSError:
        raise SettingsError(f"community.push_key: {path} cannot be read; `community push-keys` makes one.") from None
    except (ValueError, TypeError):
        raise SettingsError(f"community.push_key: {path} holds no key; `community push-keys` makes one.") from None
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise SettingsError(f"community.push_key: {path} holds another kind of key; `community push-keys` makes one.")
    return PushKey(encoded(point_of(private.public_key())), contact, private)


def point_of(public: Any) -> bytes:
    """A public key as 65 bytes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
