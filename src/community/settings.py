"""Every knob of Stoop in one frozen dataclass, read from the ini and from ``COMMUNITY_…`` variables.

The environment wins over the ini, the ini over the default written here. ``docs/operations.md`` lists each
setting; a test compares the two.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from community.settings_checks import SettingsError, check

__all__ = ["Settings", "SettingsError", "knob", "read_settings"]

INI_PREFIX = "community."
ENV_PREFIX = "COMMUNITY_"
PHOTOS_OF_A_FORM = 4
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def knob(default: Any, doc: str) -> Any:
    """A dataclass field with the sentence that documents it."""
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. Field ``name`` is ``community.name`` in the ini, ``COMMUNITY_NAME`` outside."""

    home: str = knob("./var", "Folder for the embedded database and, in development, written mail.")
    database_url: str = knob("", "SQLAlchemy URL; empty means SQLite inside `home`. PostgreSQL: postgresql+psycopg://…")
    sqlite_synchronous: str = knob("normal", "`normal` or `full`: full survives power failure at half the write speed.")
    migrate: bool = knob(False, "Bring the database schema up to date when the program starts.")
    city_name: str = knob("Your city", "Name of the city, shown in the header and in mails.")
    language: str = knob("en", "Language of whoever has chosen none and whose browser asks for none of ours: en or es.")
    city_zone: str = knob("America/New_York", "IANA time zone in which people read dates.")
    base_url: str = knob(
        "",
        "Public address of the site, e.g. https://stoop.example; used in mails. Empty: http://localhost and the port.",
    )
    proxy: str = knob(
        "", "Address of the trusted reverse proxy in front, if any; its X-Forwarded-* headers are believed."
    )
    host: str = knob("127.0.0.1", "Address the web and live servers listen on.")
    port: int = knob(6543, "Port of the web server. PORT is honoured too.")
    live_port: int = knob(6544, "Port of the live (WebSocket) server. LIVE_PORT is honoured too.")
    live_url: str = knob("", "Public ws:// or wss:// address of the live server. Empty: same host name, live_port.")
    threads: int = knob(8, "Threads of the web server, and the size of the connection pool.")
    demo: bool = knob(False, "Demo mode: invented people are offered on the sign-in page. Loopback only.")
    mail: str = knob(
        "folder", "`folder` writes mails into `home`/mail; smtp://user:password@host:port sends them (smtps: TLS)."
    )
    mail_from: str = knob("Stoop <stoop@localhost>", "Sender of the mails.")
    reply_domain: str = knob(
        "", "Domain whose mail comes in through `community inbound` or the webhook. Empty: no replies by e-mail."
    )
    inbound_host: str = knob("127.0.0.1", "Address `community inbound` listens on.")
    inbound_port: int = knob(8025, "Port of `community inbound`.")
    inbound_protocol: str = knob("lmtp", "What `community inbound` speaks: `lmtp` or `smtp`.")
    inbound_secret: str = knob("", "Secret of the mail service that posts to /mail/inbound. Empty: no webhook.")
    inbound_max: int = knob(10_000_000, "Largest mail taken in, in bytes.")
    push_key: str = knob("", "File with the key for web push, made by `community push-keys`. Empty: no push.")
    push_contact: str = knob("", "Whom a push service may write to: mailto:ops@stoop.example, or an https address.")
    bcrypt_cost: int = knob(12, "Work factor of password hashes: each step doubles the time.")
    gateway: str = knob("desk", "Who the city is, for agencies without an endpoint: `desk` is the built-in desk.")
    seal_key: str = knob("", "File that seals the API keys of agencies' systems, made by `community seal-key`.")
    circuit_rest: int = knob(30, "Seconds a system that fails again and again is left alone at first.")
    tiles_url: str = knob(
        "", "Tiles of the opened map: https://tiles.example/{z}/{x}/{y}.png. Empty: streets are drawn."
    )
    tiles_credit: str = knob("", "Who made the tiles, shown on the map, e.g. © OpenStreetMap contributors.")
    geocoder: str = knob("", "Who finds addresses the city did not import: `nominatim` or `photon`. Empty: nobody.")
    geocoder_url: str = knob("", "Address of that service, e.g. https://nominatim.example.")
    media_open: str = knob("", "Private networks from which pictures that programs name may be fetched. Empty: none.")
    outbound_open: str = knob(
        "", "Private networks that outgoing requests may reach, comma separated: 10.1.2.0/24, 127.0.0.1/32."
    )
    votes_to_escalate: int = knob(
        10, "Votes that send an observation to 311, where a board has not chosen its own number."
    )
    votes_floor: int = knob(3, "No board may ask for fewer votes than this.")
    quiet_days: int = knob(5, "Working days without the city's word until an open case with no next step is quiet.")
    question_days: int = knob(1, "Working days a block captain's question may wait until the desk is alarmed.")
    login_days: int = knob(90, "Days after which an unused sign-in ends.")
    limit_sign_up: int = knob(20, "Sign-ups an hour from one network address.")
    limit_sign_in: int = knob(
        10, "Failed sign-ins per 15 minutes for one account, and five times that for one address."
    )
    limit_codes: int = knob(5, "Codes by e-mail an hour to one address.")
    limit_posts: int = knob(20, "Posts a day by one person.")
    limit_walk: int = knob(100, "Posts a day by a block captain on their own board, who walks it.")
    limit_comments: int = knob(60, "Comments an hour by one person.")
    quorum: int = knob(3, "Agreeing neighbors who looked that settle whether a closed case is fixed or still there.")
    confirm_days: int = knob(14, "Days in which neighbors are asked whether what the city closed is fixed.")
    undo_seconds: int = knob(
        120, "Seconds in which an answer, a closing or a sending to 311 can be undone; mails wait that long. 0: never."
    )
    limit_votes: int = knob(200, "Votes an hour by one person.")
    limit_similar: int = knob(
        240, "Looks for similar posts a minute from one network address, in one web process. 0: no limit."
    )
    limit_sockets: int = knob(
        200, "Open pages from one network address that are told live news, in one live process. 0: no limit."
    )
    limit_sockets_login: int = knob(30, "Open pages of one sign-in that are told live news, likewise. 0: no limit.")
    limit_bulk: int = knob(
        2, "Bulk files at once to one network address, in one web process; half its threads in all. 0: no limit."
    )
    limit_open311: int = knob(1000, "Requests and updates an hour by one key of a program.")
    max_body: int = knob(1_000_000, "Largest request body accepted, in bytes; the photos of a form are not counted.")
    photos: str = knob("folder", "Where photos are kept: `folder` (in `home`), or s3://bucket/prefix.")
    photos_endpoint: str = knob("", "Address of an S3-compatible store that is not Amazon's; empty: Amazon's.")
    max_photo: int = knob(25_000_000, "Largest photo accepted, in bytes.")
    max_photo_pixels: int = knob(50_000_000, "Most pixels of a photo.")
    limit_photos: int = knob(100, "Photos a day by one person, or from one network address before the sign-in.")

    @property
    def url(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{Path(self.home).resolve() / 'stoop.sqlite'}"

    @property
    def largest_form(self) -> int:
        """The largest body of a form with all the photos it can hold."""
        return self.max_body + PHOTOS_OF_A_FORM * self.max_photo

    @property
    def secure(self) -> bool:
        """Whether cookies may only travel over TLS."""
        return self.base_url.startswith("https://")


def read_settings(ini: Mapping[str, Any], environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from an ini's app section and the environment. Raises SettingsError."""
    environ = os.environ if environ is None else environ
    values = {}
    for knob_field in fields(Settings):
        name = knob_field.name
        text = environ.get(ENV_PREFIX + name.upper(), ini.get(INI_PREFIX + name))
        if name in ("port", "live_port"):
            text = environ.get(ENV_PREFIX + name.upper(), environ.get(name.upper(), ini.get(INI_PREFIX + name)))
        if text is not None:
            values[name] = _convert(name, knob_field.type, text)
    settings = Settings(**values)
    check(settings)
    return settings


def _convert(name: str, kind: Any, text: Any) -> Any:
    """``text`` as the type of the field. Raises SettingsError."""
    if not isinstance(text, str) or kind is str:
        return text
    if kind is bool:
        if text.strip().lower() in TRUE | FALSE:
            return text.strip().lower() in TRUE
        raise SettingsError(f"{INI_PREFIX}{name}: write true or false, not {text!r}.")
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"{INI_PREFIX}{name}: write a whole number, not {text!r}.") from None
