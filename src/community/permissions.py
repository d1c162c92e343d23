"""Who may do what: one table of permission × role × scope, denied by default, asked without a request by pages, sockets
and commands alike (``permits``). Whether the *state* of a thing allows an action is a rule of its feature.
"""

from dataclasses import dataclass, field
from typing import Protocol

from community.permission_names import Permission, Role, Scope

__all__ = ["EVERYWHERE", "TABLE", "Ground", "Holder", "Permission", "Role", "Scope", "permits"]

ANYONE = (Role.ANYONE, Scope.ANYWHERE)
PERSON = (Role.PERSON, Scope.ANYWHERE)
AUTHOR = (Role.AUTHOR, Scope.OWN)
MEMBER = (Role.NEIGHBOR, Scope.OWN_BOARD)
CAPTAIN = (Role.CAPTAIN, Scope.OWN_BOARD)
LIAISON = (Role.LIAISON, Scope.OWN_AGENCY)
LIAISON_HERE = (Role.LIAISON, Scope.OWN_BOARD)
ANY_LIAISON = (Role.LIAISON, Scope.ANYWHERE)
MODERATOR = (Role.MODERATOR, Scope.ANYWHERE)
ADMIN = (Role.ADMIN, Scope.ANYWHERE)

TABLE: dict[Permission, frozenset[tuple[Role, Scope]]] = {
    permission: frozenset(rows)
    for permission, rows in {
        Permission.ACT_UNDO: [AUTHOR],
        Permission.AGENCY_MANAGE: [ADMIN],
        Permission.BOARD_FOLLOW: [PERSON],
        Permission.BOARD_HAND_OVER: [CAPTAIN, ADMIN],
        Permission.BOARD_IMPORT: [ADMIN],
        Permission.BOARD_INVITE: [CAPTAIN],
        Permission.BOARD_JOIN: [PERSON],
        Permission.BOARD_LEAVE: [PERSON],
        Permission.BOARD_READ: [ANYONE],
        Permission.BOARD_SET: [CAPTAIN, ADMIN],
        Permission.BOARD_WALK: [CAPTAIN],
        Permission.CASE_ANSWER: [LIAISON],
        Permission.CASE_CLOSE: [LIAISON],
        Permission.CASE_FOLLOW: [PERSON],
        Permission.CASE_HAND_OVER: [LIAISON, ADMIN],
        Permission.CASE_JOIN: [CAPTAIN, LIAISON],
        Permission.CASE_NOTE: [LIAISON],
        Permission.CASE_OPEN: [ANY_LIAISON],
        Permission.CASE_PAUSE: [LIAISON],
        Permission.CASE_READ: [ANYONE],
        Permission.CASE_READ_INSIDE: [LIAISON],
        Permission.CASE_SCHEDULE: [LIAISON],
        Permission.CASE_SORT: [CAPTAIN, LIAISON],
        Permission.CASE_TAKE: [LIAISON],
        Permission.CASE_TRANSFER: [LIAISON],
        Permission.COMMENT_HIDE: [CAPTAIN, MODERATOR],
        Permission.COMMENT_REPORT: [PERSON],
        Permission.COMMENT_SHOW_AGAIN: [CAPTAIN, MODERATOR],
        Permission.COMMENT_WITHDRAW: [AUTHOR],
        Permission.COMMENT_WRITE: [PERSON],
        Permission.CONFIRMATION_GIVE: [MEMBER, CAPTAIN],
        Permission.DESK_READ: [ANY_LIAISON],
        Permission.ENDPOINT_MANAGE: [ADMIN],
        Permission.FOLLOWS_MANAGE: [PERSON],
        Permission.INBOX_READ: [PERSON],
        Permission.KEY_MANAGE: [ADMIN],
        Permission.LANGUAGE_CHOOSE: [ANYONE],
        Permission.NOTICES_CHOOSE: [PERSON],
        Permission.OBSERVATION_ANSWER: [LIAISON_HERE],
        Permission.OBSERVATION_COMPARE: [ANYONE],
        Permission.OBSERVATION_EDIT: [AUTHOR],
        Permission.OBSERVATION_ESCALATE: [CAPTAIN, LIAISON_HERE],
        Permission.OBSERVATION_FOLLOW: [PERSON],
        Permission.OBSERVATION_HIDE: [CAPTAIN, MODERATOR],
        Permission.OBSERVATION_JOIN: [CAPTAIN, LIAISON_HERE],
        Permission.OBSERVATION_PLACE_ANEW: [AUTHOR, CAPTAIN],
        Permission.OBSERVATION_POST: [PERSON],
        Permission.OBSERVATION_READ: [ANYONE],
        Permission.OBSERVATION_READ_HIDDEN: [AUTHOR, CAPTAIN, MODERATOR, LIAISON_HERE],
        Permission.OBSERVATION_READ_VERSIONS: [AUTHOR],
        Permission.OBSERVATION_REPORT: [PERSON],
        Permission.OBSERVATION_SHOW_AGAIN: [CAPTAIN, MODERATOR],
        Permission.OBSERVATION_SORT: [CAPTAIN, LIAISON_HERE],
        Permission.OBSERVATION_WITHDRAW: [AUTHOR],
        Permission.PEOPLE_MANAGE: [ADMIN],
        Permission.PHOTO_ADD: [ANYONE],
        Permission.PHOTO_COVER: [AUTHOR, CAPTAIN, MODERATOR],
        Permission.PHOTO_DESCRIBE: [AUTHOR],
        Permission.PHOTO_READ: [ANYONE],
        Permission.PHOTO_TAKE_AWAY: [AUTHOR],
        Permission.PUSH_RECEIVE: [PERSON],
        Permission.REPORTS_READ: [CAPTAIN, MODERATOR],
        Permission.REPORTS_READ_CAPTAINS: [MODERATOR],
        Permission.SELF_MANAGE: [PERSON],
        Permission.TEMPLATE_MANAGE: [LIAISON, ADMIN],
        Permission.VOTE_ADD_VOICE: [PERSON],
        Permission.VOTE_CAST: [MEMBER, CAPTAIN],
        Permission.VOTE_TAKE_BACK: [PERSON],
    }.items()
}


@dataclass(frozen=True)
class Ground:
    """Where a thing stands. ``agency_ids``: the agencies that hold it. None and empty mean: nowhere, nobody's."""

    board_id: int | None = None
    agency_ids: frozenset[int] = field(default_factory=frozenset)
    author_id: int | None = None


EVERYWHERE = Ground()


class Holder(Protocol):
    """What permits() needs to know of a person; ``community.people.identity.Identity`` is one."""

    @property
    def person_id(self) -> int:
        """The person's id."""

    @property
    def confirmed(self) -> bool:
        """Whether the person's address is confirmed (demo people count)."""

    def holds(self, role: Role) -> bool:
        """Whether the person has this role somewhere."""

    def holds_on_board(self, role: Role, board_id: int) -> bool:
        """Whether they have it on this board (a liaison: for one of its agencies)."""

    def holds_for_agency(self, role: Role, agency_id: int, board_id: int | None) -> bool:
        """Whether the person has this role for the agency, on this board; None is the city-wide tray."""


def permits(identity: Holder | None, permission: Permission, ground: Ground = EVERYWHERE) -> bool:
    """Whether ``identity`` (None: a visitor) may do ``permission`` on ``ground``. No row in the table: no."""
    return any(_counts(identity, role, scope, ground) for role, scope in TABLE.get(permission, ()))


def _counts(identity: Holder | None, role: Role, scope: Scope, ground: Ground) -> bool:
    """Whether one row of the table applies."""
    if role is Role.ANYONE:
        return True
    if identity is None or not identity.confirmed:
        return False
    if role in (Role.PERSON, Role.AUTHOR):
        return role is Role.PERSON or ground.author_id == identity.person_id
    if scope is Scope.ANYWHERE:
        return identity.holds(role)
    if scope is Scope.OWN_BOARD:
        return ground.board_id is not None and identity.holds_on_board(role, ground.board_id)
    return any(identity.holds_for_agency(role, agency_id, ground.board_id) for agency_id in ground.agency_ids)
