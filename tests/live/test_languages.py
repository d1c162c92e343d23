"""Each page is told the news in its own language; a fragment is made once per language, whoever listens."""

import pytest
from websockets.exceptions import InvalidStatus

from community.live.rules import READ_AGAIN
from community.voting.actions import cast_vote
from tests.cast import city

STATUS = {"en": "to reach 311", "es": "para el 311"}


def test_neighbors_hear_of_one_vote_each_in_their_language(app, db, live, act):
    town = city(db)
    post, luis = town.posts["open"], town.people["Luis"]
    pages = {code: [live.open(f"board:{town.juniper.id}", lang=code) for _page in range(2)] for code in ("en", "es")}
    act(cast_vote, luis, post.id, app.knobs)
    for code, open_pages in pages.items():
        for page in open_pages:
            (line,) = page.hear()
            assert line["html"][f"status:{post.id}"].count(STATUS[code]) == 1
            assert STATUS["es" if code == "en" else "en"] not in str(line)


def test_a_page_that_names_no_language_hears_the_citys(app, db, live, act):
    town = city(db)
    page = live.open(f"board:{town.juniper.id}")
    act(cast_vote, town.people["Luis"], town.posts["open"].id, app.knobs)
    assert STATUS["en"] in str(page.hear())


def test_the_first_page_in_a_language_reads_again_what_it_missed(app, db, own_live, act):
    town = city(db)
    post, luis, denise = town.posts["open"], town.people["Luis"], town.people["Denise"]
    own_live.wait_until_read()
    before = own_live.newest()
    act(cast_vote, luis, post.id, app.knobs)
    own_live.wait_until_read()
    assert own_live.open(f"board:{town.juniper.id}", after=before).hear()[0]["votes"]
    assert own_live.open(f"board:{town.juniper.id}", after=before, lang="es").ends_with() == READ_AGAIN
    page = own_live.open(f"board:{town.juniper.id}", after=own_live.newest(), lang="es")
    act(cast_vote, denise, post.id, app.knobs)
    assert STATUS["es"] in str(page.hear())


def test_after_a_restart_both_languages_are_remembered(app, db, own_live, act):
    town = city(db)
    before = own_live.newest()
    act(cast_vote, town.people["Luis"], town.posts["open"].id, app.knobs)
    own_live.stop()
    own_live.start()
    page = own_live.open(f"board:{town.juniper.id}", after=before, lang="es")
    assert STATUS["es"] in str(page.hear())


@pytest.mark.parametrize("code", ["fr", "es'", "qpx"])
def test_a_language_nobody_speaks_is_refused(live, made, code):
    with pytest.raises(InvalidStatus) as refused:
        live.open(f"board:{made.juniper.id}", lang=code)
    assert refused.value.response.status_code == 400
