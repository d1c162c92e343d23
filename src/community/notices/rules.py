"""Who is told what: one row a kind of activity. Nobody is told of their own act, and each act is told once."""

TOLD = {
    "case_opened": "sent",
    "follow_up_written": "answered",
    "case_scheduled": "answered",
    "case_transferred": "answered",
    "case_closed": "closed",
    "comment_written": "replied",
    "words_hidden": "hidden",
    "words_shown_again": "shown",
    "words_reported": "reported",
}
"""Activity, and the kind of notice it makes. A hand-over is told where it comes with words."""

FROM_CITY = frozenset({"sent", "answered", "closed"})
"""Kinds under the tab "From the city"."""


def is_told(kind: str, *, imported: bool, has_words: bool) -> bool:
    """Whether an activity makes notices at all: imported history and silent hand-overs do not."""
    return kind in TOLD and not imported and (kind != "case_transferred" or has_words)
