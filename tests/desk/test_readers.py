"""Two liaisons have one case open: each sees the other, for as long as the page says it is there, and nobody else."""

from datetime import timedelta

from sqlalchemy import select

from community.activity.models import Activity
from community.desk.models import Reader
from tests import make


def test_a_colleague_who_has_it_open_is_shown_until_they_go(db, made, browser, look):
    case = made.cases["case"]
    page = f"/desk/case/{case.id}"
    paul = make.person(db, "Paul N.")
    make.liaison(db, paul, made.sanitation)
    db.commit()
    priya, colleague = browser(made.people["Priya"]), browser(paul)
    assert priya.post(f"{page}/here", json=True, status=200).json == {"line": ""}  # oneself is nobody else
    assert colleague.post(f"{page}/here", json=True, status=200).json == {"line": "Priya has this case open too."}
    assert "Paul N. has this case open too." in priya.get(page).text
    beside = priya.get(f"/desk?view=open&case={case.id}").text  # the pane asks as soon as it stands there
    assert f'action="{page}/here"' in beside
    assert "js/here" in beside
    assert "data-here" not in priya.get("/desk?view=open").text
    assert "Paul N." not in browser(made.people["Luis"]).get(f"/case/{case.id}").text
    browser(made.people["Luis"]).post(f"{page}/here", status=404)
    assert look(select(Activity)) == []  # a look is no act
    reader = db.get(Reader, (case.id, paul.id))
    reader.until -= timedelta(minutes=5)
    db.commit()
    assert "Paul N. has" not in priya.get(page).text
    priya.post(f"{page}/here", json=True, status=200)
    assert look(select(Reader.person_id)) == [made.people["Priya"].id]  # what expired is cleared away
