"""Who posts what, where and when: the plan of every story in Larkport, before any of it is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from community.demo.ground import AREAS, HOME, Area, Spot, spots_of
from community.demo.people import Cast
from community.demo.reading import read_toml
from community.people.identity import Identity

WEEKS = 6
OPENING = timedelta(hours=2, minutes=15)
"""How long ago the first story of that board was posted."""


@dataclass(frozen=True)
class Scene:
    """One story on one board. ``votes`` is how many neighbors will care, ``sure`` whether the author knows the kind,
    ``photo`` what goes with the words and ``after`` with the city's last one, where it says the work is done."""

    kind: str
    title: str
    words: str
    talk: tuple[str, ...]
    spot: Spot
    area: Area
    board_id: int
    author: Identity
    nameless: bool
    sure: bool
    answered: bool
    posted: datetime
    votes: int
    fate: str
    photo: str
    after: str
    rng: Random


def plan_scenes(rng: Random, cast: Cast, boards: dict[str, int], knobs: Any, now: datetime) -> list[Scene]:
    """All scenes. No board tells a story twice; told again elsewhere, the title says where."""
    stories = [story for story in read_toml("stories")["story"] if "fate" not in story]
    told: dict[str, int] = {}
    scenes = []
    for area in AREAS:
        chosen = sorted(rng.sample(range(len(stories)), len(stories)), key=lambda n: told.get(stories[n]["title"], 0))
        if area.key == HOME:
            chosen = [0, *(number for number in chosen if number)]
        for number in chosen[: area.posts]:
            story = stories[number]
            again = told.get(story["title"], 0) > 0
            told[story["title"]] = told.get(story["title"], 0) + 1
            scenes.append(_scene(story, area, boards[area.key], cast, knobs, now, rng, again=again))
    home = AREAS[0]
    scenes[0] = _opening(scenes[0], cast, now)
    for story in (story for story in read_toml("stories")["story"] if "fate" in story):
        scenes.append(_scene(story, home, boards[home.key], cast, knobs, now, rng, again=False))
    return scenes


def _scene(
    story: dict[str, Any], area: Area, board_id: int, cast: Cast, knobs: Any, now: datetime, rng: Random, *, again: bool
) -> Scene:
    own = Random(rng.random())
    spot = own.choice(spots_of(area)[story["at"]])
    title = story["title"].format(**spot.slots)
    if again and spot.address not in title:
        title = f"{title}, {spot.address}"
    neighbors = cast.neighbors[board_id]
    author = cast.named["Luis M."] if area.key == HOME and own.random() < 0.15 else own.choice(neighbors)
    fate = story.get("fate", "")
    return Scene(
        kind=story["kind"],
        title=title,
        words=story["words"].strip().format(**spot.slots),
        talk=tuple(line.format(**spot.slots) for line in story["talk"]),
        spot=spot,
        area=area,
        board_id=board_id,
        author=author,
        nameless=own.random() < 0.15,
        sure=fate != "" or own.random() < 0.88,
        answered=own.random() < 0.6,
        posted=now - timedelta(days=0.1 + (WEEKS * 7 - 1) * own.random() ** 1.8),
        votes=_votes(own, area, len(neighbors), knobs, fate),
        fate=fate,
        photo=story.get("photo", ""),
        after=story.get("after", ""),
        rng=own,
    )


def _votes(rng: Random, area: Area, neighbors: int, knobs: Any, fate: str) -> int:
    """How many will vote: half of the stories reach what the board asks for."""
    threshold = area.threshold or knobs.votes_to_escalate
    if fate:
        return threshold if fate == "withdrawn_late" else 0
    if rng.random() < 0.5:
        return rng.randrange(0, threshold)
    return rng.randint(threshold, max(threshold, neighbors - 2))


def _opening(scene: Scene, cast: Cast, now: datetime) -> Scene:
    """The story on which the walk of the README begins: Denise's, this morning, three votes short of 311."""
    values = vars(scene) | {
        "author": cast.named["Denise W."],
        "nameless": False,
        "sure": True,
        "posted": now - OPENING,
        "votes": 7,
        "fate": "opening",
        "spot": next(spot for spot in spots_of(scene.area)["address"] if spot.address == "5814 Larch St"),
    }
    return Scene(**values)
