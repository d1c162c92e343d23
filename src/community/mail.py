"""Mail as transport only: real SMTP, or files in a folder for development. Who gets what is decided elsewhere.

Called by the worker, never inside a transaction.
"""

import logging
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from community import clock
from community.settings import Settings

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20


class MailRefused(Exception):
    """The mail server refuses this message for good (5xx)."""


def send_mail(
    settings: Settings,
    *,
    to: str,
    subject: str,
    words: str,
    key: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    bounces_to: str = "",
) -> None:
    """Send plain text, and the same as HTML if given, to one address. ``key`` makes the Message-ID, the same at every
    try; ``bounces_to`` is the address the mail servers give it back to.

    Raises MailRefused when it will never be taken, OSError or smtplib.SMTPException when it may be tried again.
    """
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = formatdate(clock.now().timestamp())
    domain = mail_domain(settings)
    message["Message-ID"] = f"<{key.replace(':', '.')}@{domain}>" if key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(words)
    if html:
        message.add_alternative(html, subtype="html")
    if settings.mail == "folder":
        _write(settings, message, key)
    else:
        _transmit(settings.mail, message, bounces_to)


def mail_domain(settings: Settings) -> str:
    """The domain our mails come from, and so what their ids end with."""
    return settings.mail_from.rpartition("@")[2].rstrip("> ") or "localhost"


def _write(settings: Settings, message: EmailMessage, key: str) -> None:
    folder = Path(settings.home) / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{clock.now():%Y%m%d-%H%M%S-%f}-{key.replace(':', '-') or 'mail'}.eml"
    path.write_bytes(bytes(message))
    log.warning("mail for %s written to %s", message["To"], path)


@cache
def _tls() -> ssl.SSLContext:
    """What certificates are trusted: read once, it takes longer than a mail."""
    return ssl.create_default_context()


def _transmit(url: str, message: EmailMessage, bounces_to: str) -> None:
    parts = urlsplit(url)
    implicit_tls = parts.scheme == "smtps"
    port = parts.port or (465 if implicit_tls else 25)
    host = parts.hostname or "localhost"
    try:
        server: smtplib.SMTP
        if implicit_tls:
            server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=_tls())
        else:
            server = smtplib.SMTP(host, port, timeout=TIMEOUT_SECONDS)
        with server:
            if not implicit_tls and server.has_extn("starttls"):
                server.starttls(context=_tls())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message, from_addr=bounces_to or None)
    except smtplib.SMTPRecipientsRefused as refusal:
        if all(code >= 500 for code, _words in refusal.recipients.values()):
            raise MailRefused("recipient refused") from refusal
        raise
    except smtplib.SMTPResponseException as refusal:
        if refusal.smtp_code >= 500 and not isinstance(refusal, smtplib.SMTPAuthenticationError):
            raise MailRefused(f"refused with {refusal.smtp_code}") from refusal
        raise
