"""A browser's keys, and the push service of its maker: a real HTTPS server on loopback that asks who sends, as they do.

What it answers is chosen by the path: ``/take/…`` takes it, ``/410/…`` any other status, ``/hang/…`` nothing for long,
``/vanish/…`` hangs up; ``busy`` times it says later.
"""

import json
import secrets
import ssl
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

P256 = ec.SECP256R1()
QUICKLY = 0.01
"""Seconds until the service notices that it is to end."""


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text_: str) -> bytes:
    return urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def hkdf(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(material)


class Phone:
    """What a browser keeps of its subscription."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.auth = endpoint, secrets.token_bytes(16)
        self.private = ec.generate_private_key(P256)
        encoding, form = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        self.public = self.private.public_key().public_bytes(encoding, form)

    @property
    def form(self) -> dict[str, str]:
        """As ``toJSON()`` gives it to the page."""
        return {"endpoint": self.endpoint, "p256dh": text(self.public), "auth": text(self.auth)}

    def read(self, body: bytes) -> dict[str, str]:
        """What was sealed for this browser (RFC 8291). Raises InvalidTag for what is another's."""
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(P256, sender))
        material = hkdf(shared, self.auth, b"WebPush: info\0" + self.public + sender, 32)
        key, nonce = (hkdf(material, salt, b"Content-Encoding: %b\0" % name, size) for name, size in SIZES)
        filled = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert filled.endswith(b"\x02"), "the last record"
        return json.loads(filled[:-1])


SIZES = ((b"aes128gcm", 16), (b"nonce", 12))


@dataclass(frozen=True)
class Pushed:
    """One request as the service got it; ``claims`` are those it believes."""

    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]


class PushService:
    """Listens on a port of its own, with a certificate of its own in the file ``certificate``."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[Pushed] = []
        self.busy = 0
        self.over = threading.Event()
        self.certificate = folder / "push-service.pem"
        self.certificate.write_bytes(certificate())
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"service": self}))
        self.server.daemon_threads = True
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(QUICKLY,), daemon=True).start()

    def phone(self, path: str = "/take/1") -> Phone:
        """A browser that subscribed here."""
        return Phone(self.url + path)

    def close(self) -> None:
        """End it."""
        self.over.set()
        self.server.shutdown()
        self.server.server_close()


class Door(BaseHTTPRequestHandler):
    """One request."""

    service: PushService

    def do_POST(self) -> None:
        """Take a message (RFC 8030)."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        claims = believed(self.headers["Authorization"], self.service.url)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.service.asked.append(Pushed(self.path, headers, body, claims or {}))
        kind = self.path.split("/")[1]
        if kind == "hang":
            self.service.over.wait(20)
        if kind in ("hang", "vanish"):
            self.close_connection = True
            return
        self.send_response(self._status(kind, claims, headers, body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _status(self, kind: str, claims: dict[str, Any] | None, headers: dict[str, str], body: bytes) -> int:
        if claims is None:
            return 403
        if headers["content-encoding"] != "aes128gcm" or len(body) > 4096 or not headers["ttl"].isdigit():
            return 400
        if self.service.busy:
            self.service.busy -= 1
            return 503
        return 201 if kind == "take" else int(kind)

    def log_message(self, *words: Any) -> None:
        """Say nothing."""


def believed(header: str, audience: str) -> dict[str, Any] | None:
    """The claims of ``vapid t=…, k=…`` (RFC 8292), if the key signed them for us and they still hold."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    said, _dot, signature = parts["t"].rpartition(".")
    halves = (int.from_bytes(data(signature)[begin : begin + 32], "big") for begin in (0, 32))
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(P256, data(parts["k"]))
        public.verify(encode_dss_signature(*halves), said.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return None
    claims = json.loads(data(said.split(".")[1]))
    good = claims["aud"] == audience and claims["exp"] > datetime.now(UTC).timestamp()
    return claims if good and urlsplit(claims["sub"]).scheme in ("mailto", "https") else None


def certificate() -> bytes:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    private, now = ec.generate_private_key(P256), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push service")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return private.private_bytes(serialization.Encoding.PEM, *form) + made.public_bytes(serialization.Encoding.PEM)
