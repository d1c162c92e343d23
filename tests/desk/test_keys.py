"""Single keys: on for every liaison until they turn them off, and a sheet that lists them."""


def test_keys_are_listed_and_can_be_turned_off(made, browser):
    priya = browser(made.people["Priya"])
    assert "js/keys.js" in priya.get("/desk").text
    assert "The next case in the list" in priya.get("/desk/keys").text
    priya.post("/desk/keys", do="off")
    case = f"/desk/case/{made.cases['case'].id}"
    for page in ("/desk", case):
        assert "js/keys.js" not in priya.get(page).text
    assert "js/keys.js" in browser(made.people["Sam"]).get("/desk").text  # each their own
    priya.post("/desk/keys", do="on")
    assert "js/keys.js" in priya.get(case).text
    browser(made.people["Luis"]).get("/desk/keys", status=404)


def test_closing_as_a_duplicate_is_one_key_away_with_its_code_chosen(made, browser):
    page = browser(made.people["Priya"]).get(f"/desk/case/{made.cases['case'].id}?code=duplicate")
    assert '<details id="close" open>' in page.text
    assert 'value="duplicate" required checked' in page.text


def test_keys_are_on_every_page_of_the_desk_and_only_for_liaisons(made, browser):
    case, post, agency = made.cases["case"].id, made.posts["case"].id, made.sanitation.id
    pages = ("/desk/new", f"/desk/bulk?case={case}.1", "/desk/stuck", f"/desk/templates/{agency}", f"/o/{post}/case",
             f"/desk/case/{case}/history", f"/desk/case/{case}/sort", f"/o/{made.posts['open'].id}/answer")  # fmt: skip
    priya, denise = browser(made.people["Priya"]), browser(made.people["Denise"])
    for page in pages:
        text = priya.get(page).text
        assert "js/keys.js" in text, page
        assert 'data-key="escape"' in text, page
        assert 'data-key="?"' in text, page
    captains = denise.get(f"/o/{post}/case").text
    assert "js/keys.js" not in captains
    assert "data-key" not in captains
    priya.post("/desk/keys", do="off")
    for page in pages:
        text = priya.get(page).text
        assert "js/keys.js" not in text, page
        assert "data-key" not in text.replace('type="hidden" data-key', ""), page
