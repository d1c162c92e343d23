"""Keeping the index in step: before every commit, with whatever the transaction recorded, in the same transaction."""

from collections.abc import Iterable

from sqlalchemy import event
from sqlalchemy.orm import Session

from community.activity.facts import Fact
from community.activity.record import pending_facts
from community.cases.facts import CaseRead, CaseSent, HandoffMoved, NoteWritten
from community.moderation.facts import WordsReported
from community.search.actions import Touched, index_changes
from community.voting.facts import VoteCast, VoteTakenBack

NOTHING_TO_FIND = (VoteCast, VoteTakenBack, WordsReported, NoteWritten, CaseRead, CaseSent, HandoffMoved)
"""Facts that change neither words nor steps. Every other one about a post, a case or a comment counts, so that a new
kind of fact cannot leave words behind."""


def watch(write_class: type[Session]) -> None:
    """Attach to the class of the writing sessions, before the history is numbered."""
    event.listen(write_class, "before_commit", _index_what_changed, insert=True)


def touched_by(facts: Iterable[Fact]) -> Touched:
    """The threads, cases and comments these facts are about."""
    touched = Touched()
    for fact in facts:
        if isinstance(fact, NOTHING_TO_FIND):
            continue
        comment = getattr(fact, "comment_id", None)
        for name, kept in (("observation_id", touched.observations), ("case_id", touched.cases)):
            number = getattr(fact, name, None)
            if number is not None and comment is None:
                kept.add(number)
        if comment is not None:
            touched.comments.add(comment)
    return touched


def _index_what_changed(db: Session) -> None:
    facts = pending_facts(db)
    touched = touched_by(fact for fact, _imported in facts)
    if touched.observations or touched.cases or touched.comments:
        db.flush()
        index_changes(db, touched, lock=not all(imported for _fact, imported in facts))
