"""Web push, through a real push service on loopback: what it may carry, when it comes, with whom it ends."""

import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from sqlalchemy import select

from community import clock
from community.activity.deliveries import MOST_TRIES
from community.commands import main as program
from community.comments.actions import withdraw_comment
from community.notices.actions_mail import choose
from community.notices.choosing import Choices
from community.notices.models import Mailing, Notice, PushDevice
from community.notices.push.keys import decoded, encoded, key_of, make_key
from community.notices.push.sealing import seal
from community.people.actions import choose_language, close_account, suspend_person
from community.people.models import Login
from community.settings import Settings, SettingsError, read_settings
from tests import make
from tests.hostile import VALUES
from tests.notices.conftest import DAY, HOUR, MINUTE
from tests.notices.push_service import PushService
from tests.when import in_trial

only_once = pytest.mark.parametrize("engines", ["sqlite"], indirect=True)


@pytest.fixture
def service(app, home, monkeypatch):
    """The city has a key; a push service runs, and its certificate is believed."""
    running = PushService(home)
    monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
    key = home / "push-key.pem"
    if not key.exists():
        key.write_bytes(make_key())
    before = app.knobs
    app.knobs = replace(
        before, push_key=str(key), push_contact="mailto:ops@stoop.example", outbound_open="127.0.0.1/32"
    )
    yield running
    app.knobs = before
    running.close()


@pytest.fixture
def turned_on(story, browser, service, db):
    """``turned_on(name, path)``: their browser and its phone, with push on and no quiet hours."""

    def turn_on(name, path="/take/1", **push):
        wishes = Choices("UTC", quiet=None)
        choose(db, story.people[name].id, replace(wishes, push={**wishes.push, **push}))
        db.commit()
        window, phone = browser(story.people[name]), service.phone(path)
        window.post("/me/push", **phone.form)
        return window, phone

    return turn_on


@pytest.fixture
def city_says(browser, story):
    """``city_says(words)``: Priya answers on the case behind Ana's post."""
    priya, desk, version = browser(story.people["Priya"]), f"/desk/case/{story.cases['case'].id}", iter(range(2, 99))
    priya.post(f"{desk}/take", version="1")
    return lambda words: priya.post(f"{desk}/answer", version=str(next(version)), visible="public", words=words)


def reply(browser, story, name, words, post="case", **more):
    browser(story.people[name]).post(f"/o/{story.posts[post].id}/comments", words=words, **more)


def pushes(look, person):
    made = select(Mailing.state).where(Mailing.person_id == person.id, Mailing.channel == "push")
    return look(made.order_by(Mailing.id))


def test_the_citys_answer_to_my_post_is_pushed_at_once(story, turned_on, city_says, service, worker, later, look):
    ana, phone = turned_on("Ana")
    city_says("A crew <b>comes</b> on Friday.")
    worker()
    assert service.asked == [], "a moment is left for more of the same"
    later(MINUTE)
    [pushed] = service.asked
    assert pushed.path == "/take/1"
    assert pushed.claims["sub"] == "mailto:ops@stoop.example"
    assert b"Friday" not in pushed.body, "the service cannot read it"
    said = phone.read(pushed.body)
    assert set(said) == {"title", "body", "url", "tag", "lang", "dir"}
    assert said["title"] == "City answered: Mattress in the alley, case"
    assert said["body"] == "Sanitation answered your post: “A crew <b>comes</b> on Friday.”"
    assert said["url"].startswith(f"/o/{story.posts['case'].id}?all=1#f")
    assert (said["lang"], said["dir"]) == ("en", "ltr")
    assert pushes(look, story.people["Ana"]) == ["delivered"]
    page = ana.get("/me/notices")
    assert "Push, at once" in page.text
    assert "Delivered: the push service took it" in page.text
    later(14 * DAY)
    assert len(service.asked) == 1, "pushed once"


def test_sizes_tell_nothing_and_a_burst_is_one_push(story, browser, turned_on, service, later):
    _ana, phone = turned_on("Ana")
    for name in ("Luis", "Denise", "Nora", "Rosa", "Max"):
        reply(browser, story, name, f"{name} saw it.")
    later(MINUTE)
    [pushed] = service.asked
    assert phone.read(pushed.body)["body"].startswith("5 neighbors replied")
    assert (len(pushed.body) - 16 - 5 - 65 - 16) % 512 == 0


def test_words_without_a_name_are_a_neighbors(story, browser, turned_on, service, later):
    _ana, phone = turned_on("Ana")
    reply(browser, story, "Nora", "Keep me out of it.", nameless="1")
    later(MINUTE)
    said = phone.read(service.asked[0].body)
    assert said["body"].startswith("A neighbor replied to your post")
    assert "Nora" not in str(said)


def test_it_speaks_the_readers_language(db, story, browser, turned_on, service, later):
    _ana, phone = turned_on("Ana")
    choose_language(db, story.people["Ana"].id, "es")
    db.commit()
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    said = phone.read(service.asked[0].body)
    assert said["lang"] == "es"
    assert "respondió" in said["body"]


def test_words_taken_back_are_not_pushed(db, story, browser, turned_on, service, worker, later, look):
    turned_on("Ana")
    reply(browser, story, "Luis", "Oh no.")
    worker()
    comment_id = look(select(Notice.comment_id).where(Notice.person_id == story.people["Ana"].id))[0]
    withdraw_comment(db, make.identity(db, story.people["Luis"]), comment_id)
    db.commit()
    later(MINUTE)
    assert service.asked == []
    assert pushes(look, story.people["Ana"]) == ["nothing"]


@pytest.mark.trial
def test_rhythms_and_quiet_hours_hold_as_for_mail(db, story, browser, turned_on, service, later):
    _ana, phone = turned_on("Ana", replies="daily")
    reply(browser, story, "Luis", "One.")
    reply(browser, story, "Rosa", "Two.")
    later(MINUTE)
    assert service.asked == []
    later(DAY)
    [digest] = service.asked
    assert phone.read(digest.body)["title"] == "Your day on Stoop: 2 replies to you"
    hour = clock.now().hour
    choose(db, story.people["Ana"].id, Choices("UTC", quiet=(hour, (hour + 3) % 24)))
    db.commit()
    reply(browser, story, "Luis", "Three.")
    later(MINUTE)
    assert len(service.asked) == 1
    later(4 * HOUR)
    assert len(service.asked) == 2


def test_never_means_never_and_wishes_are_saved(story, browser, turned_on, service, later):
    ana, _phone = turned_on("Ana")
    forms = ana.get("/me/notices").forms.values()
    form = next(form for form in forms if "push_city" in form.fields)
    assert form["push_replies"].value == "now"
    form["push_replies"] = "never"
    form.submit()
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert service.asked == []


@pytest.mark.parametrize("end", ["sign out", "suspended", *in_trial("other sign-ins", "closed", "unused", "stopped")])
def test_it_ends_with_the_sign_in(db, app, story, browser, turned_on, service, later, look, end):
    ana, _phone = turned_on("Ana")
    who = story.people["Ana"].id
    if end == "sign out":
        ana.post("/sign-out")
    elif end == "other sign-ins":
        browser(story.people["Ana"]).post("/me/sign-ins/end", which="others")
    elif end == "suspended":
        suspend_person(db, who)
    elif end == "closed":
        close_account(db, who)
    elif end == "unused":
        db.scalars(select(Login).where(Login.person_id == who)).one().seen_at = clock.now() - timedelta(
            days=app.knobs.login_days + 1
        )
    else:
        ana.post("/me/push", do="end")
        assert "No browser shows you news yet." in ana.get("/me/notices").text
    db.commit()
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert service.asked == []
    if end != "unused":
        assert look(select(PushDevice.id)) == []


def test_signed_out_between_two_tries_nothing_more_goes_there(story, browser, turned_on, service, later, look):
    ana, _phone = turned_on("Ana")
    service.busy = 1
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    ana.post("/sign-out")
    later(HOUR)
    assert len(service.asked) == 1
    assert pushes(look, story.people["Ana"]) == ["nothing"]


@pytest.mark.trial
def test_a_browser_belongs_to_who_is_signed_in_last(story, browser, turned_on, service, later, look):
    _ana, phone = turned_on("Ana")
    browser(story.people["Luis"]).post("/me/push", **phone.form)
    assert look(select(PushDevice.person_id)) == [story.people["Luis"].id]
    reply(browser, story, "Denise", "For Ana only.")
    later(MINUTE)
    assert service.asked == []


def test_nobody_stops_anothers_browser(story, browser, turned_on, look):
    turned_on("Ana")
    [device] = look(select(PushDevice.id))
    browser(story.people["Luis"]).post("/me/push", do="end", id=str(device))
    assert look(select(PushDevice.id)) == [device]


@pytest.mark.trial
@pytest.mark.parametrize("path", ["/410/x", *in_trial("/404/x")])
def test_a_browser_that_vanished_is_forgotten(story, browser, turned_on, service, later, look, path):
    ana, _phone = turned_on("Ana", path)
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert look(select(PushDevice.id)) == []
    assert pushes(look, story.people["Ana"]) == ["gone"]
    assert "The browser is gone" in ana.get("/me/notices").text
    later(DAY)
    assert len(service.asked) == 1


@pytest.mark.trial
def test_one_of_two_browsers_is_enough(story, browser, turned_on, service, later, look):
    _first, phone = turned_on("Ana")
    turned_on("Ana", "/410/x")
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert {pushed.path for pushed in service.asked} == {"/take/1", "/410/x"}
    assert pushes(look, story.people["Ana"]) == ["delivered"]
    assert look(select(PushDevice.endpoint)) == [phone.endpoint]


@pytest.mark.trial
def test_a_busy_service_is_asked_again(story, browser, turned_on, service, later, look):
    _ana, phone = turned_on("Ana")
    service.busy = 2
    reply(browser, story, "Luis", "Hello.")
    for minutes in (1, 2, 3):
        later(minutes * MINUTE)
    assert len(service.asked) == 3
    assert len({phone.read(pushed.body)["tag"] for pushed in service.asked}) == 1, "shown once, whatever came through"
    assert pushes(look, story.people["Ana"]) == ["delivered"]


@pytest.mark.trial
@pytest.mark.parametrize("path", ["/vanish/x", "/503/x"])
def test_one_that_never_takes_it_is_given_up_after_two_days(story, browser, turned_on, service, later, look, path):
    ana, _phone = turned_on("Ana", path)
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    for hours in range(1, MOST_TRIES + 5):
        later(hours * 2 * HOUR)
    assert len(service.asked) == MOST_TRIES
    assert pushes(look, story.people["Ana"]) == ["given_up"]
    assert "Given up: the push service did not take it" in ana.get("/me/notices").text


@pytest.mark.trial
def test_what_is_refused_is_given_up_at_once_and_the_operator_sees_it(story, browser, turned_on, service, later, look):
    turned_on("Ana", "/400/x")
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    later(DAY)
    assert len(service.asked) == 1
    assert pushes(look, story.people["Ana"]) == ["given_up"]
    page = browser(story.people["Ada"]).get("/admin").text
    assert "answered 400" in page
    assert service.url not in page


@pytest.mark.trial
@only_once
def test_a_service_that_hangs_costs_a_few_seconds(story, browser, turned_on, service, later, look):
    turned_on("Ana", "/hang/x")
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert pushes(look, story.people["Ana"]) == ["waiting"]


def test_an_address_that_turns_inward_is_forgotten(app, story, browser, turned_on, service, later, look):
    turned_on("Ana")
    app.knobs = replace(app.knobs, outbound_open="")
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert service.asked == []
    assert look(select(PushDevice.id)) == []
    assert pushes(look, story.people["Ana"]) == ["gone"]


BAD = (
    "http://127.0.0.1/x", "https://10.0.0.1/x", "https://[::1]/x", "https://169.254.169.254/", "https://a@127.0.0.1/",
    "https://nowhere.invalid/x", "https://127.0.0.1:99999/", "javascript:alert(1)", "https://", *VALUES,
)  # fmt: skip


def test_only_public_https_addresses_are_taken(story, browser, service, look):
    ana = browser(story.people["Ana"])
    for endpoint in BAD:
        refused = ana.post("/me/push", status=422, **(service.phone().form | {"endpoint": endpoint}))
        assert "push" in refused.text, endpoint
    assert look(select(PushDevice.id)) == []


@pytest.mark.parametrize("name", ["p256dh", "auth"])
def test_keys_that_are_none_are_refused(story, browser, service, look, name):
    ana = browser(story.people["Ana"])
    for value in ("", "AAAA", "é", "B" * 87, *VALUES):
        ana.post("/me/push", status=422, **(service.phone().form | {name: value}))
    assert look(select(PushDevice.id)) == []


def test_without_a_key_nothing_of_it_is_drawn(db, app, story, browser, turned_on, service, later, look):
    ana, phone = turned_on("Ana")
    assert 'action="/me/push"' in ana.get("/me/notices").text
    app.knobs = replace(app.knobs, push_key="")
    page = ana.get("/me/notices").text
    assert "push" not in page.lower()
    assert "not set up" in ana.post("/me/push", status=422, **phone.form).text
    reply(browser, story, "Luis", "Hello.")
    later(MINUTE)
    assert service.asked == []
    assert pushes(look, story.people["Ana"]) == []


@only_once
def test_sealing_is_that_of_the_standard(engines):
    """The example of RFC 8291, appendix A."""
    own = int.from_bytes(decoded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big")
    sealed = seal(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        own=derive_private_key(own, SECP256R1()),
        salt=decoded("DGv6ra1nlYgDCS1FRnbzlw"),
        rounded=1,
    )
    assert encoded(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl"
        "7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.trial
@only_once
def test_a_key_is_made_once_for_its_owner_alone(engines, tmp_path, capsys):
    file = tmp_path / "push.pem"
    assert program(["push-keys", str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    made = file.read_bytes()
    assert key_of(Settings(push_key=str(file), push_contact="mailto:a@b.c"))
    assert program(["push-keys", str(file)]) != 0
    assert "stays as it is" in capsys.readouterr().err
    assert file.read_bytes() == made
    assert program(["push-keys", str(tmp_path / "none" / "push.pem")]) != 0


@pytest.mark.trial
@only_once
def test_a_key_that_cannot_be_used_is_said_at_the_start(engines, tmp_path):
    with pytest.raises(SettingsError, match="push_contact"):
        read_settings({}, {"COMMUNITY_PUSH_KEY": "x"})
    with pytest.raises(SettingsError, match="cannot be read"):
        key_of(Settings(push_key=str(tmp_path / "none"), push_contact="mailto:a@b.c"))
    (tmp_path / "bad").write_text("nothing")
    with pytest.raises(SettingsError, match="holds no key"):
        key_of(Settings(push_key=str(tmp_path / "bad"), push_contact="mailto:a@b.c"))


def test_the_inbox_says_that_news_comes_by_push_only_where_a_browser_shows_it(story, browser, turned_on, service, look):
    def ways(window):
        """What stands beside the inbox, by group."""
        said: dict[str, list[str]] = {}
        for one in window.get("/inbox").html.select(".aside dl > *"):
            if one.name == "dt":
                group = said.setdefault(one.text, [])
            else:
                group.append(one.text)
        return said

    luis = browser(story.people["Luis"])
    assert not any("Push" in way for told in ways(luis).values() for way in told)
    before = ways(browser(story.people["Ana"]))
    ana, _phone = turned_on("Ana", replies="daily", boards="never")
    after = ways(ana)
    pushed = {group: told[len(before[group]) :] for group, told in after.items()}
    assert all(told[: len(before[group])] == before[group] for group, told in after.items())
    assert pushed["City answers"] == ["Push, at once"]
    assert pushed["Replies"] == ["Push, daily"]
    ana.post("/me/push", do="end", id=str(look(select(PushDevice.id))[0]))
    assert ways(ana) == before
