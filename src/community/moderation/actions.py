"""Neighbors' words are reported, hidden and shown again; never erased, never the city's. Every hiding is a public line
in the board's log."""

from sqlalchemy.orm import Session

from community import clock
from community.activity.record import record
from community.boards.models import Board
from community.cases.naming import name_cases_anew
from community.comments.actions import locked_comment
from community.comments.models import Comment
from community.errors import Forbidden, Missing, Refused
from community.escalation.actions import escalate_if_due
from community.i18n import _
from community.moderation.facts import WordsHidden, WordsReported, WordsShownAgain
from community.moderation.models import BoardLog, Report
from community.moderation.queries import captains, hidden_by, open_report_by, open_reports_about
from community.moderation.rules import (
    CAPTAIN,
    HIDDEN,
    MODERATOR,
    SHOWN,
    check_rule,
    may_settle,
    may_show_again,
    recipient_of,
)
from community.observations.actions import locked_observation
from community.observations.models import Observation
from community.observations.rules import WITHDRAWN
from community.people.identity import Identity
from community.permissions import Role
from community.settings import Settings


def report_words(
    db: Session, who: Identity, observation_id: int, comment_id: int | None, rule: str, words: str
) -> Report:
    """Tell the captain (moderators, where a captain wrote it) that these words break a rule. A person has one open
    report about one thing: another one changes nothing. Raises Refused for words of one's own or already hidden."""
    check_rule(rule)
    observation, subject = _subject(db, observation_id, comment_id)
    if subject.author_id == who.person_id:
        raise Refused(_("These are your own words. You can change them or take them back."))
    if subject.hidden_at is not None:
        raise Refused(_("These words are hidden already."))
    if earlier := open_report_by(db, who.person_id, observation_id, comment_id):
        return earlier
    here = captains(db, observation.board_id)
    recipient = recipient_of(by_captain=subject.author_id in here, has_captain=bool(here))
    report = Report(
        board_id=observation.board_id,
        observation_id=observation_id if comment_id is None else None,
        comment_id=comment_id,
        reporter_id=who.person_id,
        recipient=recipient,
        rule=rule,
        words=words,
        reported_at=clock.now(),
    )
    db.add(report)
    fact = WordsReported(observation.board_id, observation_id, comment_id, recipient=recipient)
    record(db, fact, actor_id=who.person_id)
    return report


def hide_words(db: Session, who: Identity, observation_id: int, comment_id: int | None, rule: str) -> None:
    """Leave only a stub with rule and date; the author is told, the reports about it are settled. Words already
    hidden stay as they are. Raises Forbidden, Missing, Refused."""
    check_rule(rule)
    observation, subject = _subject(db, observation_id, comment_id)
    role = _role(who, observation.board_id)
    if subject.hidden_at is not None:
        return
    subject.hidden_at, subject.hidden_rule = clock.now(), rule
    if subject is observation:
        name_cases_anew(db, observation_id)
    for report in open_reports_about(db, observation_id, comment_id):
        report.settled_at, report.settled_by = clock.now(), who.person_id
    _log(db, who, observation, comment_id, HIDDEN, rule, role)
    fact = WordsHidden(observation.board_id, observation_id, comment_id, role=role)
    record(db, fact, actor_id=who.person_id)


def show_words_again(db: Session, who: Identity, observation_id: int, comment_id: int | None, knobs: Settings) -> None:
    """Let the words be read again, and send the observation to 311 if it was due meanwhile. Words that are not hidden
    stay as they are. Raises Forbidden where a moderator hid them, or for a captain's own words; Missing."""
    observation, subject = _subject(db, observation_id, comment_id)
    role = _role(who, observation.board_id)
    if subject.hidden_at is None:
        return
    own = subject.author_id == who.person_id
    if not may_show_again(role, hidden_by(db, observation_id, comment_id), own=own):
        raise Forbidden(_("Only a moderator can show these words again."))
    rule = subject.hidden_rule or ""
    subject.hidden_at = subject.hidden_rule = None
    _log(db, who, observation, comment_id, SHOWN, rule, role)
    fact = WordsShownAgain(observation.board_id, observation_id, comment_id, role=role)
    record(db, fact, actor_id=who.person_id)
    if subject is observation:
        name_cases_anew(db, observation_id)
        escalate_if_due(db, observation, db.get_one(Board, observation.board_id), knobs)


def settle_report(db: Session, who: Identity, board_id: int, report_id: int) -> None:
    """Keep the words and close the report. Raises Missing for a report of another board, or one that is not theirs."""
    report = db.get(Report, report_id, with_for_update=True)
    if report is None or report.board_id != board_id or not may_settle(_role(who, board_id), report.recipient):
        raise Missing
    if report.settled_at is None:
        report.settled_at, report.settled_by = clock.now(), who.person_id


def _subject(db: Session, observation_id: int, comment_id: int | None) -> tuple[Observation, Observation | Comment]:
    """The observation, locked, and the words in question. Raises Missing for words taken back."""
    if comment_id is None:
        observation = locked_observation(db, observation_id)
        if observation.state == WITHDRAWN:
            raise Missing
        return observation, observation
    comment, observation = locked_comment(db, comment_id)
    if observation.id != observation_id or comment.withdrawn_at is not None:
        raise Missing
    return observation, comment


def _role(who: Identity, board_id: int) -> str:
    """As what the person decides here: the board's captain, else a moderator. Raises Forbidden."""
    if who.holds(Role.MODERATOR):
        return MODERATOR
    if who.holds_on_board(Role.CAPTAIN, board_id):
        return CAPTAIN
    raise Forbidden(_("Only a block captain of this board or a moderator decides this."))


def _log(
    db: Session, who: Identity, observation: Observation, comment_id: int | None, deed: str, rule: str, role: str
) -> None:
    line = BoardLog(
        board_id=observation.board_id,
        observation_id=observation.id,
        comment_id=comment_id,
        deed=deed,
        rule=rule,
        role=role,
        person_id=who.person_id,
        done_at=clock.now(),
    )
    db.add(line)
