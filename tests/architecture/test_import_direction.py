"""A feature imports only what stands before it in the reading order; nobody imports the rooms that know everything."""

from tests.architecture.source import Module, imports_of, modules

ORDER = (
    "activity", "people", "places", "boards", "catalog", "photos", "observations", "cases", "comments", "confirmations",
    "escalation", "voting", "moderation", "notices", "undoing", "search", "alike", "pages", "offline", "walks", "desk",
    "open311", "admin", "live",
)  # fmt: skip
KERNEL = (
    "answering", "assets", "bodies", "clock", "compression", "db", "errors", "headers", "i18n", "lateness", "limits",
    "logcutting", "mail", "outbound", "permission_names", "permissions", "prose", "settings", "settings_checks",
    "tokens",
)  # fmt: skip
ABOVE = ("commands", "importing", "demo")
"""May import everything; nothing below imports them."""
TOPMOST = ("__init__", "__main__", "routes")
"""``main``, the program, and the table of URLs."""
PRIVATE = ("views", "forms", "resources")
"""Not for other features; those that make pages may use a feature's forms and resources."""
READERS = ("pages", "offline", "walks", "desk", "open311", "admin", "routes")
ALL = modules()


def rank(room: str) -> int:
    if room in KERNEL:
        return 0
    if room in ORDER:
        return 1 + ORDER.index(room)
    return 1 + len(ORDER)


def room_of(name: str) -> str:
    return name.partition(".")[0]


def test_every_room_is_known() -> None:
    known = KERNEL + ORDER + ABOVE + TOPMOST
    for module in ALL:
        assert module.room in known, f"{module.path} stands in no room of the plan"


def test_imports_point_downwards() -> None:
    wrong = [
        f"{module.path}:{line} imports community.{name}"
        for module in ALL
        for line, name in imports_of(module)
        if module.room not in (*TOPMOST, *ABOVE) and points_up(module, room_of(name))
    ]
    assert not wrong, "\n".join(wrong)


def points_up(module: Module, room: str) -> bool:
    """Whether ``room`` stands after the module's; the modules of the kernel may use each other."""
    if module.room in KERNEL:
        return rank(room) > 0
    return room != module.room and rank(room) >= rank(module.room)


def test_what_knows_everything_is_imported_by_nobody() -> None:
    forbidden = {*ABOVE, "routes", "main", "live"}
    wrong = [
        f"{module.path}:{line} imports community.{name}"
        for module in ALL
        for line, name in imports_of(module)
        if module.room not in (*TOPMOST, *ABOVE) and room_of(name) in forbidden and room_of(name) != module.room
    ]
    assert not wrong, "\n".join(wrong)


def test_views_and_forms_stay_in_their_feature() -> None:
    wrong = []
    for module in ALL:
        for line, name in imports_of(module):
            room, _dot, rest = name.partition(".")
            kind = rest.partition(".")[0]
            if room == module.room or module.room in ABOVE or kind not in PRIVATE:
                continue
            if kind == "views" or (module.room not in READERS and not is_value(name)):
                wrong.append(f"{module.path}:{line} imports community.{name}")
    assert not wrong, "\n".join(wrong)


def is_value(name: str) -> bool:
    """Whether a class is meant that is handed to an action (``ObservationWords``), not the reading of a form."""
    return name.rpartition(".")[2][:1].isupper()
