"""Mails that come back, counted for the account they were sent to."""

from sqlalchemy.orm import Session

from community.people.models import Account


def count_bounce(db: Session, person_id: int) -> None:
    """One more mail to this person came back for good."""
    account = db.get(Account, person_id, with_for_update=True, populate_existing=True)
    if account is not None:
        account.bounces += 1


def forgive_bounces(db: Session, person_id: int) -> None:
    """Its owner says that the address works again."""
    account = db.get(Account, person_id, with_for_update=True, populate_existing=True)
    if account is not None:
        account.bounces = 0
