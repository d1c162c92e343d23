"""A walk in Spanish; its answers are the same in every language."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.confirmations.models import Confirmation
from tests import make

WALK = "/b/juniper-square/walk"


def test_a_captain_walks_in_spanish_and_reads_the_summary_in_english(db, made, browser, look):
    old = clock.now() - timedelta(days=20)
    post = make.observation(db, made.juniper, made.people["Ana"], "Three weeks", created_at=old)
    page = browser(made.people["Denise"])
    spanish = page.get(WALK, headers={"Accept-Language": "es"})
    assert "Pase de lista" in spanish.text
    form = spanish.html.select_one(f"[data-call='{post.id}'] form")
    page.post(form["action"], says=form.select_one("[data-answer=gone]")["value"])
    assert look(select(Confirmation.says).where(Confirmation.observation_id == post.id)) == ["gone"]
    english = page.get(WALK)
    assert "You said it is gone." in english.text
    assert [link.text for link in english.html.select("[data-part=gone] a")] == ["Three weeks"]
