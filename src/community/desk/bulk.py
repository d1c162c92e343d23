"""Answering or closing many cases at once: each is an act of its own with its own version; what is refused stays as it
was, with its reason, and holds up none of the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from community.cases.actions import answer_case, close_case
from community.cases.models import Case
from community.cases.rules import CODES, detail_problem, ground_of, why_not, words_problem
from community.cases.undoable import as_one
from community.db.ids import read_number
from community.desk.forms import ActForm
from community.errors import Refused
from community.i18n import _
from community.people.identity import Identity
from community.permissions import Permission, permits
from community.prose import clean_line

MOST = 50
"""Cases of one act: a page of the queue."""
VERBS = {"answer": Permission.CASE_ANSWER, "close": Permission.CASE_CLOSE}


@dataclass(frozen=True)
class Ticked:
    """A case somebody ticked, and the version they saw. ``problem``: why it was refused."""

    case: Case
    version: int
    problem: str = ""


@dataclass(frozen=True)
class Own:
    """Why one of the cases ends, where that is not why all do. ``detail``: what the code asks for; of a duplicate the
    number of the case that goes on."""

    code: str
    detail: str

    def act(self, shared: ActForm) -> ActForm:
        """The act on this case alone."""
        joins = self.code == "duplicate"
        detail, duplicate_of = ("", self.detail) if joins else (self.detail, "")
        return replace(shared, code=self.code, detail=detail, duplicate_of=duplicate_of)


def read_own(params: Mapping[str, Any], ticks: dict[int, int]) -> dict[int, Own]:
    """The codes that ticked cases have of their own (``code_7``, ``detail_7``); those left as all are left out."""
    typed = {one: [str(params.get(f"{name}_{one}", "")) for name in ("code", "detail")] for one in ticks}
    return {one: Own(code, clean_line(detail)) for one, (code, detail) in typed.items() if code in CODES}


def read_ticks(values: Sequence[Any]) -> dict[int, int]:
    """Case ids and the versions seen (``7.3``); what is none of that is left out."""
    found = {}
    for value in values[:MOST]:
        case, _dot, version = str(value).partition(".")
        case_id, seen = read_number(case), read_number(version)
        if case_id is not None and seen is not None:
            found[case_id] = seen
    return found


def ticked_cases(db: Session, who: Identity, ticks: dict[int, int]) -> list[Ticked]:
    """The ticked cases that are this liaison's, in the order of their ids. One query."""
    cases = db.scalars(select(Case).where(Case.id.in_(ticks)).order_by(Case.id))
    return [
        Ticked(case, ticks[case.id]) for case in cases if permits(who, Permission.CASE_READ_INSIDE, ground_of(case))
    ]


def check_act(verb: str, act: ActForm, *, shared: bool) -> None:
    """What is wrong whatever the case is; ``shared``: the code is that of at least one. Raises Refused naming the
    field."""
    if verb not in VERBS:
        raise Refused(_("Choose what to do with these cases."), "do")
    if verb == "close" and shared and act.code not in CODES:
        raise Refused(_("Choose why this case ends."), "code")
    if problem := words_problem(act.words):
        raise Refused(problem, "words")
    if verb == "close" and shared and (problem := detail_problem(act.code, act.detail)):
        raise Refused(problem, "detail")


def act_on_all(
    db: Session, who: Identity, verb: str, ticks: dict[int, int], act: ActForm, own: Mapping[int, Own]
) -> list[Ticked]:
    """Do it to every ticked case, with the code of its ``own`` where it has one. Returns those that were refused, each
    with its reason and its present version. Raises Refused, before anything is done, for what is wrong with all."""
    check_act(verb, act, shared=not ticks or any(one not in own for one in ticks))
    refused: list[Ticked] = []
    said: list[int] = []
    for ticked in ticked_cases(db, who, ticks):
        if problem := _tried(db, _deed(db, who, verb, ticked, _act_on(ticked, act, own)), said):
            db.refresh(ticked.case)
            refused.append(Ticked(ticked.case, ticked.case.version, problem))
    as_one(db, said)
    return refused


def _act_on(ticked: Ticked, act: ActForm, own: Mapping[int, Own]) -> ActForm:
    mine = own.get(ticked.case.id)
    return mine.act(act) if mine else act


def _deed(db: Session, who: Identity, verb: str, ticked: Ticked, act: ActForm) -> Callable[[], Any]:
    case = ticked.case
    if not permits(who, VERBS[verb], ground_of(case)):
        return lambda: _refuse(_("This case is not yours."))
    if verb == "answer":
        return lambda: answer_case(db, who, case.id, ticked.version, act.words)
    return lambda: close_case(
        db,
        who,
        case.id,
        ticked.version,
        act.code,
        act.words,
        detail=act.detail,
        duplicate_of=act.duplicate_of,
    )


def _refuse(words: str) -> None:
    raise Refused(words)


def _tried(db: Session, deed: Callable[[], Any], said: list[int]) -> str:
    """Why the deed was refused, empty when it was done: then its words are among the ``said``. A refused one leaves
    nothing behind."""
    try:
        with db.begin_nested():
            said.append(deed().id)
    except Refused as refusal:
        return refusal.message
    return ""


def why_not_each(ticked: Sequence[Ticked]) -> dict[int, dict[str, str]]:
    """For each case the acts it does not take now, with the reason."""
    return {
        one.case.id: {
            verb: problem
            for verb in VERBS
            if (problem := why_not(verb, state=one.case.state, needs_sorting=one.case.needs_sorting))
        }
        for one in ticked
    }
