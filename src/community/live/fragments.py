"""The page's own fragments, rendered from the present state as a visitor reads it, once per batch, place and
language.

Which places an activity changes is told by the groups of kinds in ``rules``. What is not listed any more, and comments
and words that are hidden or taken back, come out of the queries of ``pages`` as their stones.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from community.activity.models import Activity
from community.boards.facts import BoardSet
from community.comments.facts import CommentWritten
from community.i18n import in_language
from community.live.line import Said
from community.live.present import CaseNow, Present
from community.live.queries import thresholds
from community.live.rules import changes_photos, changes_words, moves
from community.observations.models import Observation
from community.pages.board_feed import BoardRow, rows_of
from community.pages.case_page import PublicCase, public_case
from community.pages.lines import Post, StepLine
from community.pages.photo_lines import photos_of_thread
from community.pages.progress import steps_of
from community.pages.rendering import render_fragment
from community.pages.thread import (
    CommentLine,
    FollowUpLine,
    comment_lines,
    follow_up_lines,
    last_word_of,
    post_of,
)


class Fragments:
    """Fragments by target for the observations and cases of a batch of activities."""

    def __init__(
        self, db: Session, app: Any, present: Present, activities: Sequence[Activity], languages: Collection[str]
    ) -> None:
        self._db = db
        self._app = app
        self._present = present
        self._activities = activities
        self._languages = languages
        self._made: dict[str, Said] = {}
        self._posts: dict[int, Post | None] = {}
        self._cases: dict[int, PublicCase | None] = {}

    def asked_on(self, board_id: int) -> dict[str, int]:
        """What a board whose settings changed asks for now: one number, from which its pages count anew."""
        return {"board": board_id, "threshold": self._thresholds[board_id]}

    def of_row(self, observation_id: int, activity: Activity) -> dict[str, Said]:
        """What changes in the board's row of the observation."""
        row = self._rows.get(observation_id)
        found = self._words(observation_id, activity, title_only=True)
        if changes_photos(activity.kind, activity.data):
            target = f"thumb:{observation_id}"
            found[target] = self._render(target, "photos/_thumb", row=row) if row is not None else self._nothing()
        if row is not None and moves(activity.kind):
            values = {"row": row, "threshold": self._threshold(observation_id)}
            found[f"status:{row.id}"] = self._render(f"status:{row.id}", "_status", **values)
            if activity.data.get("follow_up_id") or activity.data.get("word_id"):
                found[f"say:{row.id}"] = self._render(f"say:{row.id}", "_say", **values)
        return found

    def of_thread(self, observation_id: int, activity: Activity) -> dict[str, Said]:
        """What changes on the observation's own page."""
        row = self._rows.get(observation_id)
        found = self._words(observation_id, activity) | self._said(observation_id, activity) | self._hung(activity)
        found |= self._taken_back(observation_id, activity)
        if row is not None and moves(activity.kind):
            steps = [step for case in row.progress.cases for step in self._steps.get(case.id, ())]
            values = {"row": row, "threshold": self._threshold(observation_id)}
            values |= {"looked": self._present.observations[row.id], "quorum": self._app.knobs.quorum, "steps": steps}
            for place in ("support", "chip", "steps", "looked"):
                target = f"{place}:{row.id}"
                found[target] = self._render(target, f"_{place}", **values)
        return found

    def of_case(self, case_id: int, activity: Activity) -> dict[str, Said]:
        """What changes on the public page of the case."""
        found = self._hung(activity) | self._comment(activity) | self._counts(activity)
        if activity.observation_id is not None:
            found |= self._words(activity.observation_id, activity, title_only=True)
        if not moves(activity.kind):
            return found
        if case_id not in self._cases:
            self._cases[case_id] = public_case(self._db, case_id)
        case, steps = self._cases[case_id], self._steps.get(case_id, [])
        for target, template in ((f"case:{case_id}", "_case_state"), (f"backing:{case_id}", "_case_backing")):
            found |= {target: self._render(target, template, case=case, steps=steps)} if case else {}
        return found | self._taken_back(None, activity)

    def of_desk(self, case: CaseNow, activity: Activity) -> dict[str, Said]:
        """The numbers that change at the desk."""
        voices = dict.fromkeys(self._languages, str(case.votes))
        return {f"voices:{case.id}": voices} | self._counts(activity)

    def _counts(self, activity: Activity) -> dict[str, Said]:
        """How many upvoted the post it is about, replied to it, and say that they see it or that it is gone."""
        now = self._present.observations.get(activity.observation_id or 0)
        if now is None:
            return {}
        counted = {"upvotes": {"n": now.votes}, "replies": {"n": now.comments}}
        counted["looks"] = {"seen": now.seen_count, "gone": now.gone_count}
        targets = {name: f"{name}:{now.id}" for name in counted}
        return {targets[name]: self._render(targets[name], f"_{name}", **values) for name, values in counted.items()}

    def _words(self, observation_id: int, activity: Activity, *, title_only: bool = False) -> dict[str, Said]:
        """Title, description and photos of a post, those that changed, were hidden or taken back."""
        names = ["title", "words", "edited"] if changes_words(activity.kind, activity.data) else []
        targets = {f"{name}:{observation_id}": f"_{name}" for name in names}
        if changes_photos(activity.kind, activity.data):
            targets[f"photos:{observation_id}"] = "photos/_post"
        if title_only:
            targets = {target: template for target, template in targets.items() if template == "_title"}
        post = self._post(observation_id) if targets else None
        return {target: self._render(target, template, post=post) for target, template in targets.items() if post}

    def _post(self, observation_id: int) -> Post | None:
        if observation_id not in self._posts:
            seen, hung = self._db.get(Observation, observation_id), photos_of_thread(self._db, observation_id)
            self._posts[observation_id] = post_of(self._db, seen, None, hung) if seen else None
        return self._posts[observation_id]

    def _said(self, observation_id: int, activity: Activity) -> dict[str, Said]:
        """The comment that changed, or the city's word. A new comment is not sent: the page fetches it with its form,
        and memory keeps no name of somebody who may close their account before the next page catches up."""
        word = self._city.get(activity.data.get("follow_up_id") or 0)
        if word is not None and activity.data.get("comment_id") is None:
            return {f"official:{observation_id}": self._render(f"city:{word.id}", "_official", entry=word)}
        return self._comment(activity)

    def _comment(self, activity: Activity) -> dict[str, Said]:
        """A comment that was hidden, shown again or taken back."""
        comment = self._comments.get(activity.data.get("comment_id") or 0)
        if comment is None or activity.kind == CommentWritten.kind:
            return {}
        return {f"comment:{comment.id}": self._render(f"comment:{comment.id}", "_comment_words", comment=comment)}

    def _taken_back(self, observation_id: int | None, activity: Activity) -> dict[str, Said]:
        """A word of the city that was undone: a stone where it stood, and on top of the thread the one before it."""
        word_id = activity.data.get("word_id")
        if word_id is None:
            return {}
        found = {f"word:{word_id}": self._render(f"word:{word_id}", "_undone_word")}
        if observation_id is not None:
            last = last_word_of(self._db, observation_id)
            on_top = self._render(f"city:{last.id}", "_official", entry=last) if last else self._nothing()
            found[f"official:{observation_id}"] = on_top
        return found

    def _hung(self, activity: Activity) -> dict[str, Said]:
        """The photos of a word of the city, of which one was covered, described or taken away."""
        word = self._city.get(activity.data.get("said_id") or 0)
        return {f"hung:{word.id}": self._render(f"hung:{word.id}", "photos/_hung", entry=word)} if word else {}

    def _render(self, target: str, template: str, **values: Any) -> Said:
        if target not in self._made:
            path = template if "/" in template else f"pages/{template}"
            self._made[target] = said = self._nothing()
            for code in said:
                with in_language(code):
                    said[code] = render_fragment(self._app, f"{path}.jinja2", **values).strip()
        return self._made[target]

    def _nothing(self) -> Said:
        """An empty place, in every language."""
        return dict.fromkeys(self._languages, "")

    def _threshold(self, observation_id: int) -> int:
        return self._thresholds[self._present.observations[observation_id].board_id]

    @cached_property
    def _rows(self) -> dict[int, BoardRow]:
        return {row.id: row for row in rows_of(self._db, list(self._present.observations))}

    @cached_property
    def _thresholds(self) -> dict[int, int]:
        boards = {found.board_id for found in self._present.observations.values()}
        boards |= {row.board_id for row in self._activities if row.kind == BoardSet.kind and row.board_id is not None}
        return thresholds(self._db, boards, self._app.knobs)

    @cached_property
    def _steps(self) -> dict[int, list[StepLine]]:
        steps: dict[int, list[StepLine]] = defaultdict(list)
        for step in steps_of(self._db, list(self._present.cases)):
            steps[step.case_id].append(step)
        return steps

    @cached_property
    def _comments(self) -> dict[int, CommentLine]:
        return {line.id: line for line in comment_lines(self._db, self._told("comment_id"))}

    @cached_property
    def _city(self) -> dict[int, FollowUpLine]:
        return {line.id: line for line in follow_up_lines(self._db, self._told("follow_up_id") | self._told("said_id"))}

    def _told(self, key: str) -> set[int]:
        return {row.data[key] for row in self._activities if row.data.get(key) is not None}
