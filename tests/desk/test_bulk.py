"""Priya ticks rows of her queue: one answer, or one closing, for all of them, each an act of its own."""

from sqlalchemy import func, select

from community.cases.models import Case, FollowUp


def another_case(db, made, **values):
    case = Case(
        board_id=made.juniper.id, agency_id=made.sanitation.id, state="open", title="Bags on the corner",
        opened_at=made.cases["case"].opened_at, opened_by="votes", **values,
    )  # fmt: skip
    db.add(case)
    db.commit()
    return case


def test_ticked_cases_are_shown_first_and_then_closed_each_on_its_own(db, made, browser, look):
    first, second = made.cases["case"], another_case(db, made)
    stale = another_case(db, made, version=5)
    foreign = another_case(db, made)
    foreign.agency_id = made.streets.id
    db.commit()
    priya = browser(made.people["Priya"])
    assert f'name="case" value="{first.id}.1"' in priya.get("/desk?view=open").text
    ticks = [f"{first.id}.1", f"{second.id}.1", f"{stale.id}.4", f"{foreign.id}.1", "nonsense"]
    page = priya.get("/desk/bulk", params=[("case", tick) for tick in ticks])
    assert page.text.count('type="checkbox" name="case"') == 3  # not the case of another agency
    form = {"case": ticks, "words": "A crew cleared the corner.", "do": "close", "back": "view=open"}
    assert "Choose why this case ends." in priya.post("/desk/bulk", status=422, **form).text
    page = priya.post("/desk/bulk", status=200, code="done", **form)
    assert "This case changed while you were writing" in page.text
    assert f'value="{stale.id}.5" checked' in page.text
    assert "A crew cleared the corner." in page.text
    states = dict(look_rows(db))
    assert (states[first.id], states[second.id]) == ("closed", "closed")
    assert (states[stale.id], states[foreign.id]) == ("open", "open")
    told = select(func.count()).select_from(FollowUp).where(FollowUp.words == "A crew cleared the corner.")
    assert look(told) == [2]


def look_rows(db):
    db.expire_all()
    return [(case.id, case.state) for case in db.scalars(select(Case))]


def test_one_answer_for_all_and_nothing_for_who_is_no_liaison(db, made, browser, look):
    first, second = made.cases["case"], another_case(db, made)
    ticks = [f"{first.id}.1", f"{second.id}.1"]
    form = {"case": ticks, "words": "Thank you. A crew comes on Friday.", "do": "answer", "back": "view=open"}
    luis = browser(made.people["Luis"])
    luis.post("/desk/bulk", status=404, **form)
    luis.get("/desk/bulk", status=404)
    browser(made.people["Priya"]).post("/desk/bulk", **form)
    assert look(select(func.count()).select_from(FollowUp).where(FollowUp.words.startswith("Thank you."))) == [2]


def test_a_ticked_case_may_end_for_a_reason_of_its_own(db, made, browser, look):
    first, second, third = made.cases["case"], another_case(db, made), another_case(db, made)
    priya, ticks = browser(made.people["Priya"]), [f"{one.id}.1" for one in (first, second, third)]
    assert f'name="code_{second.id}"' in priya.get("/desk/bulk", params=[("case", tick) for tick in ticks]).text
    form = {"case": ticks, "words": "A crew was there.", "do": "close", f"code_{second.id}": "declined"}
    page = priya.post("/desk/bulk", status=422, **form)  # two have none
    assert '<option value="declined" selected>' in page.text
    form |= {"code": "done", f"code_{third.id}": "not_found", f"detail_{third.id}": "At number 5814."}
    page = priya.post("/desk/bulk", status=200, **form)
    assert "Name the rule" in page.text  # the second alone is refused
    assert page.text.count('type="checkbox" name="case"') == 1
    assert look(select(Case.state).where(Case.id == second.id)) == ["open"]
    again = {**form, "case": ticks[1:2], f"detail_{second.id}": "Code 9-402", "code": ""}
    priya.post("/desk/bulk", **again)
    said = select(FollowUp.code).where(FollowUp.words == "A crew was there.").order_by(FollowUp.case_id)
    assert look(said) == ["done", "declined", "not_found"]
    details = select(FollowUp.detail).where(FollowUp.words == "A crew was there.").order_by(FollowUp.case_id)
    assert look(details) == ["", "Code 9-402", "At number 5814."]
