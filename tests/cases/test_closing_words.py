"""No case closes without its code, its words, and what the code asks for."""

import pytest
from sqlalchemy import select

from community.cases.models import Case, FollowUp
from community.cases.wording import words_with_detail

CLOSINGS = [
    ("not_found", "Say where you looked", "Larch St, both sides.", "Where they looked:"),
    ("not_responsible", "Say who is", "The water company, 555 0100.", "Who is responsible:"),
    ("declined", "Name the rule", "Street Code 9-40.", "The rule:"),
]
SAID = "We were there."


def is_told_everywhere(made, browser, said):
    """What stands in the thread stands at the desk, on its page and beside its queue, and programs read it too."""
    case, luis, priya = made.cases["case"].id, browser(made.people["Luis"]), browser(made.people["Priya"])
    words, detail = said.split("\n\n")
    for page in (
        luis.get(f"/case/{case}"),
        priya.get(f"/desk/case/{case}"),
        priya.get(f"/desk?view=closed&case={case}"),
    ):
        [told] = [one for one in page.html.select(".official") if words in one.text]
        assert detail in " ".join(told.text.split())
    [request] = luis.get(f"/open311/v2/requests/{case}.json").json
    assert request["status_notes"].endswith(f": {said}")
    assert said in [one["description"] for one in luis.get("/open311/v2/servicerequestupdates.json").json]


@pytest.mark.parametrize(("code", "missing", "detail", "shown"), CLOSINGS)
def test_a_code_says_what_it_must(made, browser, look, code, missing, detail, shown):
    case, post = made.cases["case"], made.posts["case"]
    priya, address = browser(made.people["Priya"]), f"/desk/case/{case.id}/close"
    page = priya.post(address, status=422, version="1", code=code, words=SAID)
    assert missing in page
    assert SAID in page
    assert priya.post(address, status=422, version="1", code=code, **{f"detail_{code}": detail}, words="")
    assert priya.post(address, status=422, version="1", code=code, **{f"detail_{code}": "x" * 501}, words="Done.")
    assert look(select(Case.state).where(Case.id == case.id)) == ["open"]
    priya.post(address, version="1", code=code, **{f"detail_{code}": detail}, words=SAID)
    [said] = look(select(FollowUp).where(FollowUp.case_id == case.id, FollowUp.code.is_not(None)))
    assert (said.code, said.detail) == (code, detail)
    page = browser(made.people["Luis"]).get(f"/o/{post.id}")
    assert shown in page
    assert detail in page
    asked = look(select(Case.confirm_until).where(Case.id == case.id))[0]
    assert (asked is not None) == (code == "not_found")


def test_of_which_case_it_is_a_copy_is_told_too_and_in_the_inbox(made, db, browser, look, worker):
    case, other = made.cases["case"], made.cases["closed"]
    other.state, other.code, other.closed_at = "open", None, None
    db.commit()
    form = {"version": "1", "code": "duplicate", "words": SAID, "detail_declined": "Rule 7"}
    browser(made.people["Priya"]).post(f"/desk/case/{case.id}/close", **form, duplicate_of=other.reference)
    assert look(select(FollowUp.detail).where(FollowUp.code == "duplicate")) == [other.reference]
    line = f"It goes on as case: {other.reference}"
    assert words_with_detail(SAID, "duplicate", other.reference) == f"{SAID}\n\n{line}"
    is_told_everywhere(made, browser, f"{SAID}\n\n{line}")
    worker()  # a line of a mail is made by the same words
    inbox = browser(made.people["Ana"]).get("/inbox")
    assert line in inbox
    assert "Rule 7" not in inbox
