"""One address or one sign-in does not take all the sockets; who shares an address with many still gets one."""

from dataclasses import replace

import pytest

from tests.cast import city
from tests.live.conftest import all_quiet

TOO_MANY = 4429


@pytest.fixture
def small(app, request):
    """A city whose live server has room for three pages of one address and two of one sign-in."""
    before = app.knobs
    app.knobs = replace(before, limit_sockets=3, limit_sockets_login=2, **getattr(request, "param", {}))
    yield app
    app.knobs = before


BEHIND_A_PROXY = pytest.mark.parametrize("small", [{"proxy": "127.0.0.1"}], indirect=True)


def test_the_page_too_many_of_an_address_is_closed_and_has_room_when_one_leaves(db, small, own_live):
    topic = f"board:{city(db).juniper.id}"
    pages = [own_live.open(topic) for _ in range(3)]
    assert own_live.open(topic).ends_with() == TOO_MANY
    assert own_live.open(topic, headers={"X-Forwarded-For": "203.0.113.9"}).ends_with() == TOO_MANY
    assert all_quiet(pages)
    pages[0].connection.close()
    assert own_live.open(topic).hears_nothing()
    assert own_live.open(topic).ends_with() == TOO_MANY


def test_one_sign_in_leaves_room_for_the_others_at_its_address(db, small, own_live):
    town = city(db)
    topic, luis, nora = f"board:{town.juniper.id}", town.people["Luis"], town.people["Nora"]
    token = own_live.sign_in(luis)
    assert all_quiet([own_live.open(topic, token=token) for _ in range(2)])
    assert own_live.open(topic, token=token).ends_with() == TOO_MANY
    assert own_live.open(topic, person=nora).hears_nothing()
    assert own_live.open(topic, person=nora).ends_with() == TOO_MANY, "the address is full now"


@pytest.mark.trial
@BEHIND_A_PROXY
def test_behind_the_proxy_everybody_has_the_address_the_proxy_says(db, small, own_live):
    topic = f"board:{city(db).juniper.id}"

    def comes_from(said):
        return own_live.open(topic, headers={"X-Forwarded-For": said} if said else None)

    library = "203.0.113.9"
    pages = [comes_from(said) for said in (library, f"198.51.100.1, {library}", f"{library}:50123")]
    assert comes_from(f"192.0.2.77, {library}").ends_with() == TOO_MANY, "what a visitor says themselves counts nothing"
    pages += [
        comes_from(said) for said in ("203.0.113.10", "2001:db8:1:1::7", "[2001:db8:1:1::8]:443", "2001:db8:1:1::9")
    ]
    assert comes_from("2001:db8:1:1:ffff::1").ends_with() == TOO_MANY, "a household of IPv6 is one address"
    pages += [comes_from(said) for said in (None, None, None, None, "nobody knows")]
    assert all_quiet(pages)


@pytest.mark.parametrize("small", [{"proxy": "10.0.0.1"}], indirect=True)
def test_who_is_not_the_proxy_is_not_believed(db, small, own_live):
    topic = f"board:{city(db).juniper.id}"
    for number in range(3):
        own_live.open(topic, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    assert own_live.open(topic, headers={"X-Forwarded-For": "203.0.113.200"}).ends_with() == TOO_MANY


def test_without_a_limit_nobody_is_refused(db, app, small, own_live):
    topic = f"board:{city(db).juniper.id}"
    own_live.stop()
    app.knobs = replace(app.knobs, limit_sockets=0, limit_sockets_login=0)
    own_live.start()
    assert all_quiet([own_live.open(topic) for _ in range(5)])
