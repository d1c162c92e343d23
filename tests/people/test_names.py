"""Which names a neighbor may take, and which would pass for the city's."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.people.names import LONGEST, clean_name, problem_with_name
from community.people.official import is_official


@pytest.mark.parametrize(
    "name",
    [
        "Rosa B.",
        "Dana",
        "José",
        "Анна Петрова",
        "Felicity",
        "Mercy",
        "Charity O'Neil",
        "李小龙",
        "Jo",
        "Modesto",
        "Bob 2",
    ],
)
def test_neighbors_keep_their_names(name):
    assert problem_with_name(clean_name(name), ["Streets", "Parks", "Water Works"]) is None


@pytest.mark.parametrize(
    "name",
    [
        "City of Larkport", "Сity Hall", "C i t y", "c.i.t.y", "ci-ty", "CityHall", "Larkport 311", "Iiaison Ann",
        "rnoderator", "adm1n", "Admin1", "StoopAdmin", "Ｃｉｔｙ", "Çity", "p0lice", "A neighbor", "Former Neighbor",
        "ciτy", "ci\u200bty", "\u202eCity", "Captain Rosa", "Water  works", "STREETS", "Dept Bob",
        "Un vecino o una vecina", "Antiguo vecino", "Enlace de la Ciudad", "Capitana Rosa", "Moderación",
    ],
)  # fmt: skip
def test_names_that_look_like_the_city_are_refused(name):
    assert is_official(clean_name(name), ["Streets", "Water Works"])


@pytest.mark.parametrize(
    "name", ["", "a", "1234", "x" * 41, "\u200b\u200b", "Z\u0301\u0301\u0301\u0301", "a@b.org", "x evil.com"]
)
def test_names_that_are_none_are_refused(name):
    assert problem_with_name(clean_name(name)) is not None


def test_a_surname_that_is_also_an_agency_stays_a_surname():
    assert problem_with_name("Rosa Parks", ["Parks"]) is None
    assert problem_with_name("Parks", ["Parks"]) is not None


@pytest.mark.parametrize(
    "name",
    ["Larkport Parks", "parks of Larkport", "Parks Larkport", "Parks Team", "The Parks Crew", "Servicios Larkport"],
)
def test_among_words_that_make_no_person_it_is_the_agency(name):
    assert is_official(name, ["Larkport", "Parks", "Streets"])


LARKPORT = ["Larkport", "Sanitation", "Parks & Recreation", "Water Works", "Northern Yard"]


@pytest.mark.parametrize(
    "name",
    [
        "CITYOFLARKPORT", "cityoflarkport", "City0fLarkport", "larkportcity", "larkportsanitation", "311larkport",
        "Iarkportcity", "cityworker", "policedept", "mayorjim", "rnayorjim", "MAYORNEIL", "officerbob", "stoopteam",
        "stoopteam7", "three one one", "threeoneone", "Tres Once", "Parks and Rec", "parksandrec", "Parks Rec Larkport",
        "parksandrecreation", "larkportparks", "Larkport Water", "northemyard", "thecity", "lapolicia", "team311",
        "cityworker Jim", "aneighbor", "Governor Ann", "governorann", "ｃｉｔｙ1", "сityworker", "c i t y w o r k e r",
    ],
)  # fmt: skip
def test_words_written_as_one_are_taken_apart(name):
    assert is_official(clean_name(name), LARKPORT)


@pytest.mark.parametrize(
    "name",
    [
        "Rosa Parks", "RosaParks", "Parker", "Parkson", "Felicity", "Publicity Jones", "Mayorga", "Ana Mayorga",
        "Mayoral", "Mayorkas", "Policarpo", "Stanley", "Modella", "Moddel", "Modesto", "Townsend", "Townes", "Worker",
        "Linecar", "Capitanio", "Delacruz", "De la Torre", "Firestone", "Waterhouse", "Recinos", "Watson", "Bob311",
        "Neighbors", "Larkportjim", "Jim of Larkport", "Rosa Larkport", "Govinda", "Adminah",
        "Sanita", "Norther", "Unity", "Andy", "Eloy", "Countryman", "Statham", "Threes", "Tresor",
    ],
)  # fmt: skip
def test_a_name_that_only_begins_or_ends_so_is_a_neighbors(name):
    assert not is_official(clean_name(name), LARKPORT)


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["city", "larkport", "sanitation", "police", "311"]), min_size=1, max_size=5))
def test_however_the_citys_words_are_strung_together_they_are_the_citys(words):
    for between in ("", " ", "of", "_", "."):
        assert is_official(between.join(words), LARKPORT)


@settings(max_examples=20)
@given(st.text("aeimorstylndcpkgu", max_size=LONGEST))
def test_a_long_word_is_taken_apart_in_no_time(word):
    is_official(word, LARKPORT)
    is_official(("dela" + word) * 3 + "x", LARKPORT)


@pytest.mark.parametrize(
    "name",
    [
        "Denise W.",
        "denise  w.",
        "Denisе W.",
        "Dénise W.",
        "Denise W",
        "Denise W .",
        "Denise-W.",
        "Den1se W…",
        "Denise VV.",
    ],
)
def test_nobody_is_shown_as_a_captain_is(name):
    assert "has this name" in problem_with_name(clean_name(name), [], ["Denise W."])
    for other in ("Denise W. from 58th", "Denise", "Denis W.", "Denise Wu"):
        assert problem_with_name(other, [], ["Denise W."]) is None


def test_cleaning_takes_the_invisible_away():
    assert clean_name("  Da\u200bna\u202e \t B.\x00 ") == "Dana B."
