"""What can happen to an inbox."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class NoticeGiven(Fact):
    """A person's inbox has something new, or less: their open pages ask for the count. Told to nobody else."""

    person_id: int
    unread: int
