"""Who lives and works in Larkport. All of them are invented, marked as demo people, and have no account."""

from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from community import clock
from community.demo.ground import HOME
from community.demo.reading import read_toml
from community.people.actions import create_demo_person, grant_part
from community.people.identity import Identity, Part
from community.permissions import Role


@dataclass(frozen=True)
class Offered:
    """Somebody the sign-in page offers: the name, the role, where it counts, and what to tell about them."""

    name: str
    role: Role
    where: tuple[str, ...]
    part: str


OFFERED = (
    Offered("Denise W.", Role.CAPTAIN, ("juniper-square",), "block captain of Juniper Square"),
    Offered("Luis M.", Role.NEIGHBOR, ("juniper-square", "tanner-row"), "neighbor of Juniper Square and Tanner Row"),
    Offered("Priya N.", Role.LIAISON, ("sanitation", "streets"), "city liaison, Sanitation and Streets"),
    Offered("Marcus T.", Role.LIAISON, ("lighting", "water", "311"), "city liaison, Street Lighting, Water and 311"),
    Offered(
        "Ana K.", Role.LIAISON, ("parks", "inspections", "sanitation"), "city liaison, Parks, Inspections and trash"
    ),
    Offered("Sam O.", Role.MODERATOR, (), "moderator of all boards"),
    Offered("Ruth A.", Role.ADMIN, (), "administrator"),
)


@dataclass
class Cast:
    """Everybody by what they may do: captains and neighbors by board id, liaisons by agency id."""

    captains: dict[int, list[Identity]]
    neighbors: dict[int, list[Identity]]
    liaisons: dict[int, list[Identity]]
    moderator: Identity
    named: dict[str, Identity]


def settle(db: Session, rng: Random, boards: dict[str, int], agencies: dict[str, int], sizes: dict[str, int]) -> Cast:
    """Let everybody move in: the people offered first, then the neighbors, some of them on two boards."""
    scopes = {Role.CAPTAIN: ("board", boards), Role.NEIGHBOR: ("board", boards), Role.LIAISON: ("agency", agencies)}
    parts: dict[str, list[Part]] = {}
    for person in OFFERED:
        kind, ids = scopes.get(person.role, ("city", {"": 0}))
        parts[person.name] = [Part(person.role, kind, ids[key]) for key in person.where or ("",)]
    for name, board, role in _background(rng, sizes):
        parts.setdefault(name, []).append(Part(role, "board", boards[board]))
    people = {name: _move_in(db, name, tuple(held)) for name, held in parts.items()}
    return _cast(people)


def _background(rng: Random, sizes: dict[str, int]) -> list[tuple[str, str, Role]]:
    """Names, boards and roles of everybody else. A fifth also belongs to the next board."""
    told = read_toml("names")
    names = [f"{first} {initial}." for first in told["first"] for initial in told["initials"]]
    rng.shuffle(names)
    taken = {person.name for person in OFFERED}
    pool = iter([name for name in names if name not in taken])
    rows: list[tuple[str, str, Role]] = []
    keys = list(sizes)
    for number, board in enumerate(keys):
        if board != HOME:
            rows.append((next(pool), board, Role.CAPTAIN))
        for _neighbor in range(sizes[board]):
            name = next(pool)
            rows.append((name, board, Role.NEIGHBOR))
            if rng.random() < 0.2:
                rows.append((name, keys[(number + 1) % len(keys)], Role.NEIGHBOR))
    return rows


def _move_in(db: Session, name: str, parts: tuple[Part, ...]) -> Identity:
    person = create_demo_person(db, name)
    for part in parts:
        grant_part(db, person.id, part.role, part.scope_kind, part.scope_id)
    return Identity(person.id, 0, name, confirmed=True, demo=True, seen_at=clock.now(), parts=parts)


def _cast(people: dict[str, Identity]) -> Cast:
    cast = Cast({}, {}, {}, people["Sam O."], people)
    groups = {Role.CAPTAIN: cast.captains, Role.NEIGHBOR: cast.neighbors, Role.LIAISON: cast.liaisons}
    for person in people.values():
        for part in person.parts:
            if part.role in groups:
                groups[part.role].setdefault(part.scope_id, []).append(person)
    return cast
