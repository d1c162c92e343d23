"""Signed links and addresses for mails: who holds one may do that one thing, for that one person. Pure."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from community.notices.choosing import GROUPS

KEY = "mail"
"""Name of the signing key of all of these."""
SENT = re.compile(r"bounce\+d([0-9]{1,18})\.([0-9a-f]{20})", re.IGNORECASE)
STOP = re.compile(r"([0-9]{1,18})\.([a-z]+(?:-[a-z]+)*)\.([0-9a-f]{32})")
LANGUAGE = re.compile(r"([0-9]{1,18})\.([a-z]{2,3})\.([0-9a-f]{32})")
REPLY = re.compile(r"reply\+([0-9]{1,18})\.([0-9]{1,18})\.([0-9a-f]{20})", re.IGNORECASE)
BOUNCE = re.compile(r"bounce\+([0-9]{1,18})\.([0-9a-f]{20})", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """An address that puts mail of one person into one thread."""

    person_id: int
    observation_id: int


def stop_token(key: str, person_id: int, groups: list[str]) -> str:
    """For the links below a mail that change or stop the mails about these groups."""
    said = f"{person_id}.{'-'.join(groups)}"
    return f"{said}.{_sign(key, 'stop', said, 32)}"


def read_stop_token(key: str, token: str) -> tuple[int, list[str]] | None:
    """The person and the groups; None for what we did not sign."""
    found = STOP.fullmatch(token)
    if found is None or not hmac.compare_digest(found[3], _sign(key, "stop", f"{found[1]}.{found[2]}", 32)):
        return None
    return int(found[1]), [group for group in found[2].split("-") if group in GROUPS]


def language_token(key: str, person_id: int, language: str) -> str:
    """For the link below a mail that lets mails speak this language."""
    said = f"{person_id}.{language}"
    return f"{said}.{_sign(key, 'language', said, 32)}"


def read_language_token(key: str, token: str) -> tuple[int, str] | None:
    """The person and the language; None for what we did not sign."""
    found = LANGUAGE.fullmatch(token)
    if found is None or not hmac.compare_digest(found[3], _sign(key, "language", f"{found[1]}.{found[2]}", 32)):
        return None
    return int(found[1]), found[2]


def reply_address(key: str, person_id: int, observation_id: int, domain: str) -> str:
    """The address of this person in this thread. Short, and the same in capitals: some servers change letters."""
    said = f"{person_id}.{observation_id}"
    return f"reply+{said}.{_sign(key, 'reply', said, 20)}@{domain}"


def read_reply_address(key: str, address: str, domain: str) -> Reply | None:
    """Whom and which thread the address stands for; None for what we did not sign."""
    found = _local(REPLY, address, domain)
    if found is None or not _is_signed(key, "reply", f"{found[1]}.{found[2]}", found[3]):
        return None
    return Reply(int(found[1]), int(found[2]))


def bounce_address(key: str, mailing_id: int, domain: str) -> str:
    """Where mail servers give this mail back to."""
    return f"bounce+{mailing_id}.{_sign(key, 'bounce', str(mailing_id), 20)}@{domain}"


def read_bounce_address(key: str, address: str, domain: str) -> int | None:
    """The mail that came back; None for what we did not sign."""
    found = _local(BOUNCE, address, domain)
    return int(found[1]) if found and _is_signed(key, "bounce", found[1], found[2]) else None


def sent_address(key: str, delivery_id: int, domain: str) -> str:
    """Where mail servers give back what this delivery sent."""
    return f"bounce+d{delivery_id}.{_sign(key, 'sent', str(delivery_id), 20)}@{domain}"


def read_sent_address(key: str, address: str, domain: str) -> int | None:
    """The delivery whose mail came back; None for what we did not sign."""
    found = _local(SENT, address, domain)
    return int(found[1]) if found and _is_signed(key, "sent", found[1], found[2]) else None


def thread_id(key: str, person_id: int, observation_id: int, domain: str) -> str:
    """The Message-ID all mails to a person about one thread refer to, so that a mail reader keeps them together."""
    return f"<thread-{observation_id}.{_sign(key, 'thread', f'{person_id}.{observation_id}', 16)}@{domain}>"


def _local(pattern: re.Pattern[str], address: str, domain: str) -> re.Match[str] | None:
    local, _at, at_domain = address.strip().strip("<>").rpartition("@")
    return pattern.fullmatch(local) if domain and at_domain.lower() == domain.lower() else None


def _is_signed(key: str, purpose: str, said: str, signature: str) -> bool:
    return hmac.compare_digest(signature.lower(), _sign(key, purpose, said, len(signature)))


def _sign(key: str, purpose: str, said: str, length: int) -> str:
    return hmac.new(key.encode(), f"{purpose}:{said}".encode(), hashlib.sha256).hexdigest()[:length]
