"""How the thread hangs together."""

from dataclasses import dataclass

WORDS_LENGTH = 2000


@dataclass(frozen=True)
class Branch:
    """Where a comment hangs: under the first-level comment ``root_id`` or under the city's follow-up, or under
    neither. ``reply_to_id`` is the comment it answers."""

    root_id: int | None = None
    follow_up_id: int | None = None
    reply_to_id: int | None = None


def branch_under(comment_id: int, root_id: int | None, follow_up_id: int | None) -> Branch:
    """Where a reply to this comment hangs. Replies nest to depth two: a reply to a reply, or to what is said under a
    follow-up, goes on flat beside it and names whom it answers."""
    if follow_up_id is not None:
        return Branch(follow_up_id=follow_up_id, reply_to_id=comment_id)
    return Branch(root_id=root_id or comment_id, reply_to_id=comment_id)
