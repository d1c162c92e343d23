"""The form of a case for somebody who phoned, came in or wrote: posted text in, checked values or what is wrong out.

Fields: ``channel title description place landmark service email language client_id``, ``answer.CODE`` for the questions
of the kind, ``spot`` for the place that was chosen of several (with ``spot_for``, what was typed then), ``seen`` when
what is like it was shown. The caller's name is no field: what is not kept cannot get out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.cases.rules import CHANNELS
from community.db.ids import read_number
from community.i18n import LANGUAGES, _
from community.observations.forms import ObservationWords, Spot, read_observation, typed
from community.people.rules import problem_with_email
from community.places.rules import is_point
from community.prose import clean_line

NOWHERE = "none"
"""Chosen as the place: none that is known, so the case stands in the city-wide tray."""


@dataclass(frozen=True)
class IntakeForm:
    """As typed (``values``, to fill the form in again), with what is wrong with it by field. ``spot``: where it is;
    ``settled``: whether the place was chosen already, of several or none."""

    values: Mapping[str, Any]
    errors: Mapping[str, str]
    spot: Spot
    settled: bool
    service_id: int | None
    seen: bool

    @property
    def words(self) -> ObservationWords:
        """What is told, as a post would tell it."""
        said = self.values
        return ObservationWords(
            said["title"], said["description"], self.service_id, said["answers"], self.spot, nameless=True
        )


def read_intake(params: Mapping[str, Any], language: str) -> IntakeForm:
    """Nothing is looked up: whether there are such a kind and such a place asks the action. ``language``: of the
    caller's mails, where none is chosen."""
    values = typed(params) | {
        "channel": _text(params, "channel"),
        "email": _text(params, "email"),
        "language": _text(params, "language") if _text(params, "language") in LANGUAGES else language,
        "spot": _text(params, "spot"),
    }
    errors = dict(read_observation({**params, "kind": ""}).errors)
    if values["channel"] not in CHANNELS:
        errors["channel"] = _("Say how it reached you.")
    if values["email"] and (problem := problem_with_email(values["email"])):
        errors["email"] = problem
    same = _text(params, "spot_for") == values["place"]
    point = _point(values["spot"]) if same else None
    settled = point is not None or (same and values["spot"] == NOWHERE)
    lat, lon = point or (None, None)
    spot = Spot(values["place"], values["landmark"], lat, lon)
    if not settled:
        values["spot"] = ""
    return IntakeForm(values, errors, spot, settled, read_number(_text(params, "service")), "seen" in params)


def _point(text: str) -> tuple[float, float] | None:
    """``42.3,-71.05`` as a point; None for what is none."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lat, lon) if is_point(lat, lon) else None


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name, "")
    return clean_line(value) if isinstance(value, str) else ""
