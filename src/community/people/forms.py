"""What people type about themselves: read, cleaned, and what is wrong with it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from community.errors import Refused
from community.people.names import Taken, clean_name, problem_with_name
from community.people.rules import problem_with_email, problem_with_password


@dataclass(frozen=True)
class SignUp:
    """The form of a new account. ``errors`` by field; empty when it is good."""

    name: str
    email: str
    password: str = field(repr=False)
    errors: dict[str, str] = field(default_factory=dict)


def text_of(params: Mapping[str, Any], name: str, longest: int = 1000) -> str:
    """One line of text from a form: no file, no NUL, no spaces around it, and not without end."""
    value = params.get(name, "")
    return value[: longest + 1].replace("\x00", "").strip() if isinstance(value, str) else ""


def secret_of(params: Mapping[str, Any], name: str) -> str:
    """A password exactly as typed, cut where it is too long anyway."""
    value = params.get(name, "")
    return value[:1000] if isinstance(value, str) else ""


def read_sign_up(params: Mapping[str, Any], taken: Taken) -> SignUp:
    """Name, address and password of somebody new."""
    name, email = clean_name(text_of(params, "name", 400)), text_of(params, "email")
    password = secret_of(params, "password")
    found = {
        "name": problem_with_name(name, *taken),
        "email": problem_with_email(email),
        "password": problem_with_password(password, name, email),
    }
    return SignUp(name, email, password, {key: words for key, words in found.items() if words})


def read_email(params: Mapping[str, Any]) -> str:
    """An address. Raises Refused when it is none."""
    email = text_of(params, "email")
    if problem := problem_with_email(email):
        raise Refused(problem, "email")
    return email


def read_name(params: Mapping[str, Any], taken: Taken) -> str:
    """A display name. Raises Refused."""
    name = clean_name(text_of(params, "name", 400))
    if problem := problem_with_name(name, *taken):
        raise Refused(problem, "name")
    return name


def read_new_password(params: Mapping[str, Any], name: str = "", email: str = "") -> str:
    """A password to be. Raises Refused."""
    password = secret_of(params, "new_password")
    if problem := problem_with_password(password, name, email):
        raise Refused(problem, "new_password")
    return password


def errors_of(refusal: Refused) -> dict[str, str]:
    """A refusal as the errors of a form; "" is the whole form."""
    return {refusal.field or "": refusal.message}
