"""When a story is told: what is told in ``make test``, which has five minutes, and what waits for ``make trial``."""

from typing import Any

import pytest

ON_BOTH = (
    "tests/activity/", "tests/architecture/", "tests/boards/test_at_once.py", "tests/boards/test_atlas.py",
    "tests/cases/test_at_once.py", "tests/cases/test_handoff.py", "tests/catalog/", "tests/commands/", "tests/db/",
    "tests/demo/", "tests/desk/test_groups.py", "tests/desk/test_history.py", "tests/desk/test_queue.py",
    "tests/escalation/", "tests/importing/test_requests.py", "tests/live/test_order.py", "tests/notices/test_plans.py",
    "tests/observations/test_choosing_the_board.py", "tests/observations/test_posting.py", "tests/open311/test_bulk.py",
    "tests/open311/test_hostile_programs.py", "tests/open311/test_logs.py", "tests/outbound/",
    "tests/people/test_limits", "tests/people/test_parts.py", "tests/people/test_sign_up.py",
    "tests/search/test_finding.py", "tests/search/test_keeping_in_step.py", "tests/search/test_plans.py",
    "tests/search/test_spanish.py", "tests/voting/",
)  # fmt: skip
"""Stories that ask an engine for what the other may do otherwise: many at once, order, plans, words, types, files of
thousands of rows. ``make test`` tells them on SQLite and on PostgreSQL, all others on SQLite; ``make trial`` tells
everything on both. A story of a new kind of statement belongs here."""


def waits(node: str, engine: str | None) -> bool:
    """Whether a story that is told on both engines waits for the trial on this one."""
    return engine == "postgresql" and not node.startswith(ON_BOTH)


def in_trial(*values: Any) -> list[Any]:
    """More values of a rule that a few have shown already: they wait for the trial."""
    return [pytest.param(value, marks=pytest.mark.trial) for value in values]
