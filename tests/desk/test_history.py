"""The whole history of a case on one page: who did what, in order, staff notes marked."""

from community.activity.record import record
from community.cases.actions import answer_case, close_case, note_case, take_case
from community.cases.facts_clock import CaseLate
from tests.cases.people import as_identity


def test_everything_stands_in_order_with_its_words_and_for_its_liaisons_only(db, made, browser):
    priya, case = as_identity(db, made.people["Priya"]), made.cases["case"]
    take_case(db, priya, case.id, 1)
    answer_case(db, priya, case.id, 2, "A crew is on its way.")
    note_case(db, priya, case.id, 3, "Ask Highways for the truck.")
    record(db, CaseLate(case.board_id, case.id, "completion"))
    close_case(db, priya, case.id, 4, "done", "The alley is clear.")
    db.commit()
    page = f"/desk/case/{case.id}/history"
    text = browser(made.people["Priya"]).get(page).text
    told = (
        "Taken",
        "A crew is on its way.",
        "Staff note, not public",
        "Ask Highways",
        "It is not done in time",
        "Closed: Done",
        "alley is clear",
    )
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert f'href="{page}"' in browser(made.people["Priya"]).get(f"/desk/case/{case.id}").text
    for name in ("Luis", "Denise", "Sam"):
        browser(made.people[name]).get(page, status=404)
