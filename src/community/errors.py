"""What can go wrong for a person, as exceptions that say what to do. Raised by actions, answered in one place.

A refusal is *raised*: the transaction rolls back. ``community.pages.problems`` turns these, and unexpected errors,
into a page or JSON.
"""


class Refused(Exception):
    """An action says no. ``message`` is for the person; ``field`` names the form field it belongs to, if one."""

    status = 422

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same thing in between; nothing was overwritten."""

    status = 409


class TooMany(Refused):
    """A limit was reached; the message says when it ends."""

    status = 429


class Forbidden(Refused):
    """The person may see the thing but not do this to it."""

    status = 403


class SignInNeeded(Exception):
    """The action needs a signed-in, confirmed person. The page leads through sign-in and back, words kept."""


class Missing(Exception):
    """There is no such thing, or none that this person may see: answered alike, with 404."""
