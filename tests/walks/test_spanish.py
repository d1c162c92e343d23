"""A walk in Spanish; its answers are known again by whoever reads them in another language."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.comments.models import Comment
from tests import make

WALK = "/b/juniper-square/walk"


def test_a_captain_walks_in_spanish_and_reads_the_summary_in_english(db, made, browser, look):
    old = clock.now() - timedelta(days=20)
    post = make.observation(db, made.juniper, made.people["Ana"], "Three weeks", created_at=old)
    page = browser(made.people["Denise"])
    spanish = page.get(WALK, headers={"Accept-Language": "es"})
    assert "Pase de lista" in spanish.text
    form = spanish.html.select_one(f"[data-call='{post.id}'] form")
    gone = form.select_one("[data-answer=gone]")["value"]
    page.post(form["action"], words=gone, client_id=form.select_one("[name=client_id]")["value"])
    assert look(select(Comment.words).where(Comment.observation_id == post.id)) == ["Pasé por allí: ya no está."]
    english = page.get(WALK)
    assert "You said it is gone." in english.text
    assert [link.text for link in english.html.select("[data-part=gone] a")] == ["Three weeks"]
