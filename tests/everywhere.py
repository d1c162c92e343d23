"""Every page there is, and who looks at it: for the trials that look at all of them. ``test_markup`` fails when a route
that answers a page to a GET is missing here."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from community import clock
from community.boards.models import Invitation
from community.commands.reindexing import reindex
from community.importing.progress import silent
from community.notices.actions_mail import signing_key
from community.notices.signing import KEY, language_token, stop_token
from community.open311.conformance import Result
from community.open311.conformance_keeping import keep_results
from community.open311.keys_actions import issue_key
from community.people.actions.reporters import keep_reporter
from community.people.identity import token_hash
from tests import make
from tests.cast import City, city

INVITED = "i" * 43

PAGES: tuple[tuple[str | None, str], ...] = (
    (None, "/"),
    (None, "/find?q=juniper"),
    (None, "/find?q=mattress&kind=case"),
    (None, "/find?q=xylophone&step=post"),
    (None, "/map"),
    (None, "/nearby"),
    (None, "/b/juniper-square"),
    (None, "/b/marble-hill"),
    (None, "/b/juniper-square?show=new&step=escalated"),
    (None, "/b/juniper-square/map"),
    (None, "/b/juniper-square/nearby"),
    (None, "/b/juniper-square/log"),
    (None, "/b/juniper-square/post"),
    (None, "/how"),
    (None, "/targets"),
    (None, "/rules"),
    (None, "/privacy"),
    (None, "/accessibility"),
    (None, "/open311"),
    (None, "/open311/stop/{forget}"),
    (None, "/o/{open}"),
    (None, "/o/{hidden}"),
    (None, "/o/{case}"),
    (None, "/o/{closed}"),
    (None, "/case/{city_case}"),
    (None, "/case/{closed_case}"),
    (None, "/sign-in"),
    (None, "/sign-up"),
    (None, "/reset"),
    (None, "/mail/stop/{stop}"),
    (None, "/mail/language/{spanish}"),
    (None, "/nothing-here"),
    (None, "/outbox"),
    (None, "/offline"),
    (None, "/share?title=Light+out"),
    (None, "/b/juniper-square/walk/kept"),
    ("Luis", "/b/juniper-square?show=new"),
    ("Luis", "/b/juniper-square/post"),
    ("Luis", "/o/{open}"),
    ("Luis", "/o/{open}/report"),
    ("Luis", "/o/{open}/comments"),
    ("Luis", "/o/{open}/confirm"),
    ("Luis", "/o/{closed}/confirm?case={closed_case}"),
    ("Denise", "/o/{closed}/better-place"),
    ("Luis", "/comments/{comment}/report"),
    ("Luis", "/inbox"),
    ("Luis", "/me"),
    ("Luis", "/me/close"),
    ("Luis", "/share"),
    ("Luis", "/me/notices"),
    ("Ana", "/me/follows"),
    ("Luis", "/b/juniper-square/follow"),
    ("Nora", "/join/{invited}"),
    ("Denise", "/b/juniper-square"),
    ("Denise", "/b/juniper-square/walk"),
    ("Denise", "/b/juniper-square/settings"),
    ("Denise", "/b/juniper-square/captains"),
    ("Denise", "/b/juniper-square/reports"),
    ("Denise", "/b/juniper-square/invitations"),
    ("Denise", "/o/{open}/escalate"),
    ("Denise", "/o/{open}/case"),
    ("Denise", "/o/{case}/case"),
    ("Denise", "/o/{open}/sort"),
    ("Denise", "/o/{open}/hide"),
    ("Denise", "/comments/{comment}/hide"),
    ("Ana", "/o/{open}/edit"),
    ("Ana", "/o/{open}/versions"),
    ("Ana", "/o/{open}/withdraw"),
    ("Ana", "/photos/{photo}/cover"),
    ("Max", "/reports"),
    ("Priya", "/desk"),
    ("Priya", "/desk?view=all"),
    ("Priya", "/desk?view=all&case={city_case}"),
    ("Priya", "/desk/case/{city_case}"),
    ("Priya", "/desk/case/{closed_case}"),
    ("Priya", "/desk/case/{city_case}/sort"),
    ("Priya", "/desk/case/{city_case}/history"),
    ("Priya", "/desk?view=open&q=mattress&age=3"),
    ("Priya", "/desk/keys"),
    ("Priya", "/desk/stuck"),
    ("Priya", "/desk/new"),
    ("Priya", "/desk/bulk?case={city_case}.1&case={closed_case}.1"),
    ("Priya", "/desk/templates/{agency}"),
    ("Priya", "/o/{case}/answer"),
    ("Ada", "/admin"),
    ("Ada", "/admin/people"),
    ("Ada", "/admin/people/{person}"),
    ("Ada", "/admin/boards"),
    ("Ada", "/admin/agencies"),
    ("Ada", "/admin/services"),
    ("Ada", "/admin/services/{service}"),
    ("Ada", "/admin/services/{service}/targets"),
    ("Ada", "/admin/services/{service}/routes"),
    ("Ada", "/admin/hours"),
    ("Ada", "/admin/keys"),
    ("Ada", "/admin/gateways"),
    ("Ada", "/admin/gateways/{agency}"),
)


def furnished(db: Session, app: Any) -> tuple[City, dict[str, object]]:
    """The city with all that the pages need, and what stands in the braces of the addresses above."""
    town, now = city(db), clock.now()
    photo, captain = make.photo(db, town.posts["open"]), town.people["Denise"].id
    dates = {"created_at": now, "expires_at": now + timedelta(days=7)}
    db.add(Invitation(board_id=town.juniper.id, token_hash=token_hash(INVITED), created_by=captain, **dates))
    issue_key(db, town.people["Ada"].id, "Pocket 311")
    keep_results(db, [Result("Updates", ""), Result("Nothing is sent without a key", "requests: 200 instead of 403")])
    filled = {
        **{name: town.posts[name].id for name in ("open", "hidden", "case", "closed")},
        "city_case": town.cases["case"].id,
        "closed_case": town.cases["closed"].id,
        "comment": town.comments["open"].id,
        "person": town.people["Luis"].id,
        "service": town.pothole.id,
        "agency": town.sanitation.id,
        "photo": photo.key,
        "forget": keep_reporter(db, "zephyrine@example.org", "en").token,
        "spanish": language_token(signing_key(db, KEY), town.people["Ana"].id, "es"),
        "stop": stop_token(signing_key(db, KEY), town.people["Ana"].id, ["city"]),
        "invited": INVITED,
    }
    db.commit()
    reindex(app, silent)
    return town, filled
