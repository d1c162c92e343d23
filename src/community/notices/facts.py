"""What happens to an inbox. What a notice says, and about what, stays out of the history."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class NoticeGiven(Fact):
    """Something new lies in the inbox of this person."""

    person_id: int


@dataclass(frozen=True)
class NoticesRead(Fact):
    """A person read something in their inbox."""

    person_id: int


@dataclass(frozen=True)
class MailGathered(Fact):
    """What one mail to this person tells has been gathered; now it is owed."""

    person_id: int
    mailing_id: int


@dataclass(frozen=True)
class PushGathered(Fact):
    """What one push to this person's browsers tells has been gathered; now it is owed."""

    person_id: int
    mailing_id: int
