"""The city hall of Larkport, as ``offices.toml`` tells: agencies, services, questions, targets, hours."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from community.catalog.models import Agency, OfficeHours, Question, Service, Target
from community.demo.reading import read_toml

FALLBACK = "311"
"""Key of the agency for what nobody has sorted."""


@dataclass(frozen=True)
class Offices:
    """Ids of agencies by key and of services by code; which agency has which kind; a usual answer to each question."""

    agencies: dict[str, int]
    services: dict[str, int]
    agency_of: dict[str | None, int]
    usual: dict[str | None, dict[str, Any]]


def open_offices(db: Session) -> Offices:
    """Write the catalog."""
    told = read_toml("offices")
    agencies = {row["key"]: Agency(**row, fallback=row["key"] == FALLBACK) for row in told["agency"]}
    db.add_all(agencies.values())
    db.flush()
    services = {
        row["code"]: _service(row, position, agencies[row["agency"]].id) for position, row in enumerate(told["service"])
    }
    db.add_all(services.values())
    db.flush()
    for row in told["service"]:
        db.add_all(_questions(services[row["code"]].id, row.get("question", [])))
        db.add_all(_targets(services[row["code"]].id, row["targets"]))
    db.add(OfficeHours(**told["hours"]))
    return Offices(
        agencies={key: row.id for key, row in agencies.items()},
        services={code: row.id for code, row in services.items()},
        agency_of={None: agencies[FALLBACK].id, **{code: row.agency_id for code, row in services.items()}},
        usual={row["code"]: _usual(row) for row in told["service"]},
    )


def _service(row: dict[str, Any], position: int, agency_id: int) -> Service:
    fields = ("code", "name", "group", "icon", "keywords", "description")
    return Service(agency_id=agency_id, position=position, **{field: row[field] for field in fields})


def _questions(service_id: int, rows: list[dict[str, Any]]) -> list[Question]:
    return [
        Question(
            service_id=service_id,
            code=row["code"],
            text=row["text"],
            datatype=row["datatype"],
            required=row.get("required", False),
            position=position,
            options=[{"key": key, "name": name} for key, name in row.get("options", {}).items()],
        )
        for position, row in enumerate(rows)
    ]


def _targets(service_id: int, targets: dict[str, list[Any]]) -> list[Target]:
    """``first_answer = [2, "working_days"]``."""
    return [
        Target(service_id=service_id, measure=measure, amount=amount, unit=unit)
        for measure, (amount, unit) in targets.items()
    ]


def _usual(row: dict[str, Any]) -> dict[str, Any]:
    return {question["code"]: question["usual"] for question in row.get("question", []) if "usual" in question}
