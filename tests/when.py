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

SECOND = (
    "tests/cases/test_joining_machine.py",
    "tests/demo/test_city.py::test_a_few_of_its_stories",
    "tests/desk/test_filters.py::test_a_case_is_found_by_the_beginning",
    "tests/desk/test_filters.py::test_a_number_read_out",
    "tests/live/test_bad_days.py",
    "tests/live/test_crowds.py",
    "tests/moderation/test_hiding.py::test_hostile_values",
    "tests/notices/test_following.py::test_giving_up_a_thread",
    "tests/notices/test_following.py::test_who_replied",
    "tests/notices/test_following.py::test_wrong_input",
    "tests/notices/test_push.py::test_a_",
    "tests/notices/test_push.py::test_one_",
    "tests/notices/test_push.py::test_rhythms",
    "tests/notices/test_push.py::test_what_is_refused",
    "tests/open311/test_after_posting.py::test_a_request_follows",
    "tests/open311/test_after_posting.py::test_fixmystreet",
    "tests/open311/test_gateway.py::test_a_reopened_case_goes",
    "tests/open311/test_gateway.py::test_somebody_looked",
    "tests/open311/test_pulling.py::test_a_closing_of_a_stoop",
    "tests/open311/test_pulling.py::test_a_stoop_tells",
    "tests/open311/test_pulling.py::test_one_bad_record",
    "tests/open311/test_seams.py",
    "tests/open311/test_undone.py",
    "tests/pages/test_kit.py::test_every_fragment",
    "tests/pages/test_kit.py::test_every_macro",
    "tests/pages/test_kit.py::test_the_parts_of_each_screen",
    "tests/pages/test_targets.py::test_late_cases",
    "tests/people/test_limits_at_once.py::test_one_person_signs_in_right",
    "tests/people/test_limits_at_once.py::test_replies",
    "tests/people/test_limits_at_once.py::test_sign_ups",
    "tests/photos/test_covering_first.py",
    "tests/photos/test_showing.py::test_a_photo_is_posted_once",
    "tests/photos/test_showing.py::test_only_the_author",
    "tests/photos/test_showing.py::test_the_author_adds",
    "tests/photos/test_showing.py::test_who_may_cover",
    "tests/photos/test_uploads.py::test_covered_before",
    "tests/photos/test_uploads.py::test_enough",
    "tests/photos/test_uploads.py::test_what_nobody_finished",
    "tests/places/test_small_maps.py::test_the_map_of_a_crowded_board",
    "tests/search/test_hostile.py",
    "tests/undoing/test_undo.py::test_a_sending",
    "tests/undoing/test_undo.py::test_many_closings",
    "tests/undoing/test_undo.py::test_words_taken_back",
    "tests/walks/test_walk.py::test_a_captain_may_note_more",
    "tests/walks/test_walk.py::test_a_photo_goes",
)
"""Stories, by how their names begin, that take long and follow a first one which ``make test`` tells: they wait on both
engines."""


def waits(node: str, engine: str | None) -> bool:
    """Whether a story waits for the trial, on this engine (None: it asks for none)."""
    return node.startswith(SECOND) or (engine == "postgresql" and not node.startswith(ON_BOTH))


def in_trial(*values: Any) -> list[Any]:
    """More values of a rule that a few have shown already: they wait for the trial."""
    return [pytest.param(value, marks=pytest.mark.trial) for value in values]
