"""The ladder: every line of the table of what people read."""

from dataclasses import dataclass

import pytest

from community.cases.ladder import observation_status


@dataclass(frozen=True)
class Case:
    state: str
    code: str | None = None
    neighbors_say: str | None = None


QUEUED, OPEN, TAKEN = Case("queued"), Case("open"), Case("in_progress")


def closed(code, neighbors_say=None):
    return Case("closed", code, neighbors_say)


STILL, AGREED = Case("open", None, "still"), closed("done", "fixed")


@pytest.mark.parametrize(
    ("state", "cases", "key"),
    [
        ("open", [], "post"),
        ("resolved", [], "fixed"),
        ("escalated", [QUEUED], "sent"),
        ("escalated", [OPEN], "sent"),
        ("escalated", [TAKEN], "case"),
        ("resolved", [closed("done")], "done"),
        ("resolved", [closed("not_found")], "done"),
        ("resolved", [closed("not_responsible")], "no"),
        ("resolved", [closed("declined")], "no"),
        ("resolved", [closed("duplicate")], "join"),
        ("resolved", [closed("imported")], "imported"),
        ("escalated", [closed("done"), OPEN], "sent"),
        ("escalated", [TAKEN, OPEN], "sent"),
        ("resolved", [closed("done"), closed("duplicate")], "done"),
        ("resolved", [closed("done"), closed("declined")], "no"),
        ("withdrawn", [TAKEN], "case"),
        ("resolved", [AGREED], "fixed"),
        ("resolved", [closed("not_found", "fixed")], "fixed"),
        ("resolved", [AGREED, closed("done")], "done"),
        ("escalated", [AGREED, TAKEN], "case"),
        ("escalated", [STILL], "back"),
        ("escalated", [STILL, TAKEN], "back"),
        ("escalated", [STILL, AGREED], "back"),
        ("escalated", [Case("queued", None, "still")], "back"),
        ("escalated", [Case("in_progress", None, "still")], "case"),
    ],
)
def test_what_people_read(state, cases, key):
    assert observation_status(state, cases).key == key
    assert observation_status(state, list(reversed(cases))).key == key
