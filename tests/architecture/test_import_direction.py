"""A feature imports only what stands before it in the reading order; nobody imports the rooms that know everything."""

import pytest

from tests.architecture.source import Module, imports_of, modules

ORDER = (
    "activity", "people", "places", "boards", "catalog", "observations", "cases", "comments", "escalation", "voting",
    "moderation", "notices", "pages", "desk", "admin", "live",
)  # fmt: skip
KERNEL = ("answering", "assets", "clock", "db", "errors", "headers", "i18n", "limits", "mail", "permissions", "prose",
          "settings")  # fmt: skip
ABOVE = ("commands", "importing", "demo")
"""May import everything; nothing below imports them."""
TOPMOST = ("__init__", "__main__", "routes")
"""``main``, the program, and the table of URLs."""
PRIVATE = ("views", "forms", "resources")
"""Not for other features; those that make pages may use a feature's forms and resources."""
READERS = ("pages", "desk", "admin", "routes")
ALL = list(modules())


def rank(room: str) -> int:
    if room in KERNEL:
        return 0
    if room in ORDER:
        return 1 + ORDER.index(room)
    return 1 + len(ORDER)


def room_of(name: str) -> str:
    return name.partition(".")[0]


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_every_room_is_known(module: Module) -> None:
    known = KERNEL + ORDER + ABOVE + TOPMOST
    assert module.room in known, f"{module.path} stands in no room of the plan"


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_imports_point_downwards(module: Module) -> None:
    if module.room in (*TOPMOST, *ABOVE):
        return
    wrong = [
        f"{module.path}:{line} imports community.{name}"
        for line, name in imports_of(module)
        if room_of(name) != module.room and rank(room_of(name)) >= rank(module.room) and module.room not in KERNEL
    ]
    wrong += [
        f"{module.path}:{line}: the kernel knows no feature, but imports community.{name}"
        for line, name in imports_of(module)
        if module.room in KERNEL and rank(room_of(name)) > 0
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_what_knows_everything_is_imported_by_nobody(module: Module) -> None:
    if module.room in (*TOPMOST, *ABOVE):
        return
    forbidden = {*ABOVE, "routes", "main", "live"}
    wrong = [
        f"{module.path}:{line} imports community.{name}"
        for line, name in imports_of(module)
        if room_of(name) in forbidden and room_of(name) != module.room
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.name)
def test_views_and_forms_stay_in_their_feature(module: Module) -> None:
    wrong = []
    for line, name in imports_of(module):
        parts = name.split(".")
        if parts[0] == module.room or len(parts) < 2 or module.room in ABOVE:
            continue
        if parts[1] == "views" or (parts[1] in PRIVATE and module.room not in READERS and not is_value(name)):
            wrong.append(f"{module.path}:{line} imports community.{name}")
    assert not wrong, "\n".join(wrong)


def is_value(name: str) -> bool:
    """Whether a class is meant that is handed to an action (``ObservationWords``), not the reading of a form."""
    return name.rpartition(".")[2][:1].isupper()
