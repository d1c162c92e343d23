"""What happens at the desk besides what is done to a case."""

from dataclasses import dataclass

from community.activity.facts import Fact


@dataclass(frozen=True)
class ViewSaved(Fact):
    """A liaison saved the filters of a queue under a name."""

    person_id: int
    view_id: int


@dataclass(frozen=True)
class ViewDropped(Fact):
    """A liaison took a saved view away."""

    person_id: int
    view_id: int


@dataclass(frozen=True)
class KeysSwitched(Fact):
    """A liaison turned the single keys of the desk on or off."""

    person_id: int
    on: bool


@dataclass(frozen=True)
class TemplateSaved(Fact):
    """The words of an answer template of an agency were written or changed."""

    agency_id: int
    template_id: int


@dataclass(frozen=True)
class TemplateRemoved(Fact):
    """An answer template of an agency is gone."""

    agency_id: int
    template_id: int


@dataclass(frozen=True)
class CallTaken(Fact):
    """A liaison took down what somebody without an account told; it opened this case, or joined it."""

    board_id: int | None
    case_id: int
    intake_id: int
