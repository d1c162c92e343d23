"""From cases to what an answer says of them. Everything here is public; every field is there, with null for nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from community.cases.ladder import BY_CODE, case_status
from community.catalog.models import Question, Target
from community.catalog.rules import chosen, read_answers
from community.catalog.working_time import write_target
from community.i18n import N_, _
from community.open311.formats import write_moment
from community.open311.requests_queries import Shown, shown_of
from community.open311.server_rules import words_shown

SAID_BY_NEIGHBORS = N_("Neighbors looked and say that this is still there.")
NOT_FOUND = N_("City did not find it")
IMPORTED = "imported"
NEIGHBORS_SAY = {"fixed": "fixed", "still": "still_there"}


def notice_of(target: tuple[int, str]) -> str:
    """A target in words."""
    return _("The city means to be done in {time}.").format(time=write_target(*target))


def notices_of(db: Session) -> dict[int | None, str]:
    """How soon the city means to be done, in words, by service. One query."""
    found = db.scalars(select(Target).where(Target.measure == "completion"))
    return {target.service_id: notice_of((target.amount, target.unit)) for target in found}


def request_rows(db: Session, rows: Sequence[Row[Any]], base: str) -> list[dict[str, Any]]:
    """The fields of each request; ``base`` is the address of the site. Two queries, however many rows."""
    notices, shown = notices_of(db), shown_of(db, (row.id for row in rows))
    return [_request(row, place_of(row, shown), notices.get(row.service_id), base) for row in rows]


def place_of(row: Row[Any], shown: Mapping[int, Shown]) -> Shown:
    """What may be read of the posts behind it; of a case without a post, the public place alone."""
    return shown.get(row.id) or Shown(place=row.place, lat=row.lat, lon=row.lon)


def status_notes(row: Row[Any]) -> str:
    """The step the city has it on, and what the city said last. What it said before the case was opened again is what
    neighbors deny: then their word stands there, until the city has another."""
    step, answered = _step(row), row.reopened_at is None or (row.said_at or row.opened_at) > row.reopened_at
    if row.said and (answered or row.state == "closed"):
        return f"{step}: {row.said}"
    return f"{step}: {_(SAID_BY_NEIGHBORS)}" if row.neighbors_say == "still" and row.state != "closed" else step


def _step(row: Row[Any]) -> str:
    """Of a closed request what the city says, whatever neighbors settled: theirs is ``neighbors_say``. The ladder calls
    two closings done; a program that reads this line alone must not take "not found" for one."""
    if row.state != "closed":
        return case_status(row).words
    return _(NOT_FOUND) if row.code == "not_found" else BY_CODE[closing_code(row)].words


def closing_code(row: Row[Any]) -> str:
    """By which code the city closed it; ``imported`` where its own system gave none."""
    return row.code or IMPORTED


def updated_at(row: Row[Any]) -> datetime:
    """When something last happened to it; of a closed request, when it was closed, or neighbors agreed with that."""
    closed = row.state == "closed" and row.closed_at is not None
    moments = (row.closed_at, row.ended_at) if closed else (row.opened_at, row.stepped_at, row.said_at)
    return max(moment for moment in moments if moment is not None)


def _request(row: Row[Any], shown: Shown, notice: str | None, base: str) -> dict[str, Any]:
    return {
        "service_request_id": str(row.id),
        "status": "closed" if row.state == "closed" else "open",
        "status_notes": status_notes(row),
        "service_name": row.service_name,
        "service_code": row.service_code,
        "description": words_shown(shown.title, shown.description) or None,
        "agency_responsible": row.agency,
        "service_notice": notice,
        "requested_datetime": write_moment(row.opened_at),
        "updated_datetime": write_moment(updated_at(row)),
        "expected_datetime": write_moment(row.expected_at),
        "address": shown.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": shown.lat,
        "long": shown.lon,
        "media_url": f"{base}/photos/{shown.photo_key}/full" if shown.photo_key else None,
    }


def add_attributes(db: Session, rows: Iterable[Row[Any]], told: Sequence[dict[str, Any]], zone: str) -> None:
    """Add the city's closing code, what neighbors say, and the answers to public questions, to each request. ``zone``:
    the city's, of a date and time without one. One query."""
    questions: dict[int, list[Question]] = {}
    query = select(Question).where(Question.public.is_(True)).order_by(Question.position, Question.id)
    for question in db.scalars(query):
        questions.setdefault(question.service_id, []).append(question)
    for row, fields in zip(rows, told, strict=True):
        fields["external_status_code"] = closing_code(row) if row.state == "closed" else None
        fields["neighbors_say"] = NEIGHBORS_SAY.get(row.neighbors_say)
        fields["neighbors_fixed"], fields["neighbors_still_there"] = row.fixed_count, row.still_count
        fields["neighbors_see_it"], fields["neighbors_say_gone"] = row.seen_count, row.gone_count
        asked = [question for question in questions.get(row.service_id, []) if question.code in row.answers]
        fields["attributes"] = [_attribute(question, row.answers[question.code], zone) for question in asked]


def _attribute(question: Question, answer: Any, zone: str) -> dict[str, Any]:
    [(text, words)] = read_answers([question], {question.code: answer})
    return {
        "code": question.code,
        "description": text,
        "value": answered_moment(str(answer), zone) if question.datatype == "datetime" else words,
        "values": [{"key": key, "name": name} for key, name in chosen(question, answer)],
    }


def answered_moment(answer: str, zone: str) -> str:
    """A date and time somebody typed, as every moment is written; what is none (the question was another once, or the
    end of all time), as it is."""
    try:
        moment = datetime.fromisoformat(answer)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
        return write_moment(moment) or answer
    except (ValueError, OverflowError):
        return answer
