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
