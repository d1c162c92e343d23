"""Sealing words so that only one browser can read them: RFC 8291 over aes128gcm (RFC 8188). The push service sees the
size, and that is rounded up."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from community.notices.push.keys import decoded, point_of

RECORD = 4096
"""What every push service takes, and more than we ever send: all of it is one record."""
ROUNDED = 512
AUTH_BYTES = 16


def is_browser_key(p256dh: str, auth: str) -> bool:
    """Whether these are the keys of a subscription: a point on the curve, and 16 bytes."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(p256dh))
        return len(decoded(p256dh)) == 65 and len(decoded(auth)) == AUTH_BYTES
    except ValueError:
        return False


def seal(
    words: bytes,
    p256dh: str,
    auth: str,
    *,
    own: EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
    rounded: int = ROUNDED,
) -> bytes:
    """The body for a push service. ``own`` and ``salt`` are new ones each time; only the standard's example names
    its own. ``rounded``: the size is filled up to a multiple of so many bytes. Raises ValueError for no key."""
    own, salt = own or generate_private_key(SECP256R1()), salt or secrets.token_bytes(16)
    theirs, ours = decoded(p256dh), point_of(own.public_key())
    shared = own.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), theirs))
    material = _derive(shared, decoded(auth), b"WebPush: info\0" + theirs + ours, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\0", 12)
    filled = words + b"\x02"
    filled += b"\0" * (-len(filled) % rounded)
    head = salt + RECORD.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(key).encrypt(nonce, filled, None)


def _derive(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)
