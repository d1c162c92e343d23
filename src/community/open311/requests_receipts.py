"""What became of requests that programs sent: looked up by the sender's own stamp, or by our token."""

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from community.cases.models import Case
from community.catalog.models import Service, Target
from community.open311.server_models import Receipt


def receipt_stamped(db: Session, key_id: int, client_id: str) -> Receipt | None:
    """The request this sender sent under its own stamp before."""
    return db.scalar(select(Receipt).where(Receipt.key_id == key_id, Receipt.client_id == client_id))


def service_of_receipt(db: Session, receipt_id: int) -> Row[str, int, str]:
    """What the answer to a request says: the type of its service, and the target, if any. One query."""
    query = (
        select(Service.type, Target.amount, Target.unit)
        .select_from(Receipt)
        .join(Case, Case.id == Receipt.case_id)
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Target, (Target.service_id == Service.id) & (Target.measure == "completion"))
        .where(Receipt.id == receipt_id)
    )
    return db.execute(query).one()


def number_by_token(db: Session, token: str) -> tuple[bool, int | None]:
    """Whether there is such a token, and the id of the request once the city has accepted it."""
    query = select(Case.id, Case.reference).join(Receipt, Receipt.case_id == Case.id).where(Receipt.token == token)
    row = db.execute(query).first()
    return row is not None, row.id if row and row.reference is not None else None
