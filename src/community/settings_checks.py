"""Settings that cannot work together, or are not safe, said before anything starts."""

import re
from ipaddress import ip_network
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from community.i18n.languages import LANGUAGES

DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", re.IGNORECASE)


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to write instead."""


def check(settings: Any) -> None:
    """Refuse combinations that cannot work or are not safe. Raises SettingsError."""
    try:
        ZoneInfo(settings.city_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            f"community.city_zone: {settings.city_zone!r} is no time zone; write e.g. America/New_York."
        ) from None
    if settings.language not in LANGUAGES:
        raise SettingsError(f"community.language: write one of {', '.join(LANGUAGES)}.")
    if settings.sqlite_synchronous not in ("normal", "full"):
        raise SettingsError("community.sqlite_synchronous: write normal or full.")
    if settings.photos != "folder" and not (
        urlsplit(settings.photos).scheme == "s3" and urlsplit(settings.photos).netloc
    ):
        raise SettingsError("community.photos: write `folder`, or s3://bucket/prefix.")
    if settings.mail != "folder" and urlsplit(settings.mail).scheme not in ("smtp", "smtps"):
        raise SettingsError("community.mail: write `folder`, or smtp://host:port, or smtps://user:password@host:port.")
    if settings.inbound_protocol not in ("lmtp", "smtp"):
        raise SettingsError("community.inbound_protocol: write lmtp or smtp.")
    if settings.reply_domain and not DOMAIN.fullmatch(settings.reply_domain):
        raise SettingsError("community.reply_domain: write a domain such as reply.stoop.example.")
    if settings.push_key and not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+|https://\S+", settings.push_contact):
        raise SettingsError("community.push_contact: write mailto:ops@stoop.example, or an https address.")
    _check_maps(settings)
    if settings.quorum < 1 or not 1 <= settings.confirm_days <= 365:
        raise SettingsError("community.quorum: write 1 or more; community.confirm_days: a number from 1 to 365.")
    if not 0 <= settings.undo_seconds <= 3600:
        raise SettingsError("community.undo_seconds: write a number from 0 to 3600.")
    if not 4 <= settings.bcrypt_cost <= 16:
        raise SettingsError("community.bcrypt_cost: write a number from 4 to 16.")
    if settings.demo:
        _check_demo(settings)


def _check_maps(settings: Any) -> None:
    """Tiles come from one host, which the page allows by name; a geocoder has an address. Raises SettingsError."""
    tiles = settings.tiles_url
    if tiles and not re.fullmatch(r"https?://[A-Za-z0-9.:-]+/\S*", tiles):
        raise SettingsError("community.tiles_url: write https://HOST/…/{z}/{x}/{y}.png with one host, without {s}.")
    if tiles and not all(part in tiles for part in ("{z}", "{x}", "{y}")):
        raise SettingsError("community.tiles_url: write {z}, {x} and {y} where zoom, column and row of a tile go.")
    if settings.geocoder not in ("", "nominatim", "photon"):
        raise SettingsError("community.geocoder: write nominatim or photon, or leave it empty.")
    if settings.geocoder and not re.fullmatch(r"https?://[^\s?#]+", settings.geocoder_url):
        raise SettingsError(
            "community.geocoder_url: write the address of the geocoder, e.g. https://nominatim.example."
        )
    for network in filter(None, map(str.strip, settings.outbound_open.split(","))):
        try:
            ip_network(network)
        except ValueError:
            raise SettingsError(
                f"community.outbound_open: {network!r} is no network; write e.g. 10.1.2.0/24."
            ) from None


def _check_demo(settings: Any) -> None:
    """Demo people sign in with a button, so nobody outside this machine may reach them. Raises SettingsError."""
    if settings.host not in ("127.0.0.1", "localhost", "::1"):
        raise SettingsError("community.demo: demo mode listens on this machine only; set community.host to 127.0.0.1.")
    if settings.proxy or settings.base_url:
        raise SettingsError("community.demo: demo mode does not run behind a proxy or a base_url; unset both, or demo.")
