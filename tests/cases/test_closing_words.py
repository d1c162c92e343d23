"""No case closes without its code, its words, and what the code asks for."""

import pytest
from sqlalchemy import select

from community.cases.models import Case, FollowUp

CLOSINGS = [
    ("not_found", "Say where you looked", "Larch St, both sides.", "Where they looked:"),
    ("not_responsible", "Say who is", "The water company, 555 0100.", "Who is responsible:"),
    ("declined", "Name the rule", "Street Code 9-40.", "The rule:"),
]


@pytest.mark.parametrize(("code", "missing", "detail", "shown"), CLOSINGS)
def test_a_code_says_what_it_must(made, browser, look, code, missing, detail, shown):
    case, post = made.cases["case"], made.posts["case"]
    priya, address = browser(made.people["Priya"]), f"/desk/case/{case.id}/close"
    page = priya.post(address, status=422, version="1", code=code, words="We were there.")
    assert missing in page
    assert "We were there." in page
    assert priya.post(address, status=422, version="1", code=code, **{f"detail_{code}": detail}, words="")
    assert priya.post(address, status=422, version="1", code=code, **{f"detail_{code}": "x" * 501}, words="Done.")
    assert look(select(Case.state).where(Case.id == case.id)) == ["open"]
    priya.post(address, version="1", code=code, **{f"detail_{code}": detail}, words="We were there.")
    [said] = look(select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.code.is_not(None)))
    assert (said.code, said.detail) == (code, detail)
    page = browser(made.people["Luis"]).get(f"/o/{post.id}")
    assert shown in page
    assert detail in page
    asked = look(select(Case.confirm_until).where(Case.id == case.id))[0]
    assert (asked is not None) == (code == "not_found")
