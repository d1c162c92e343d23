"""Replies by e-mail: through the real door, into the thread; and everything else that comes to such an address."""

import smtplib
import socket
from dataclasses import replace
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from community.comments.models import Comment
from community.notices.actions_mail import choose, signing_key
from community.notices.choosing import Choices
from community.notices.inbound.cutting import new_words
from community.notices.inbound.door import open_door
from community.notices.models import Mailing
from community.notices.signing import KEY, bounce_address, reply_address
from community.people.actions import suspend_person
from community.people.models import Account
from tests.browser import readable
from tests.notices.conftest import HOUR, MINUTE
from tests.when import in_trial

DOMAIN = "reply.stoop.example"
SECRET = "a secret of forty letters, or nearly so many"
QUOTE = """

On Fri, Jun 12, 2026 at 8:20 AM Stoop <stoop@localhost> wrote:

> Sanitation answered your post
> On Friday.
"""


both_doors = pytest.mark.parametrize("door", ["lmtp", "smtp"], indirect=True)


@pytest.fixture
def door(request, app):
    """The door, open, speaking LMTP unless SMTP is asked for: ``door(sender, to, message)`` hands a message over, and
    returns what it was refused with, or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    before, speaks = app.knobs, getattr(request, "param", "lmtp")
    app.knobs = replace(
        app.knobs, reply_domain=DOMAIN, inbound_port=port, inbound_protocol=speaks, inbound_secret=SECRET
    )
    server = open_door(app)

    def hand_over(sender, to, message):
        client = (smtplib.LMTP if speaks == "lmtp" else smtplib.SMTP)("127.0.0.1", port)
        try:
            client.sendmail(sender, [to], bytes(message) if isinstance(message, EmailMessage) else message)
        except smtplib.SMTPRecipientsRefused as refusal:
            return refusal.recipients[to]
        except smtplib.SMTPResponseException as refusal:
            return refusal.smtp_code, refusal.smtp_error
        finally:
            client.close()
        return ()

    yield hand_over
    server.stop()
    app.knobs = before


@pytest.fixture
def address(db, story):
    """``address(name, post)``: their address in this thread."""

    def signed(name, post="case"):
        key = signing_key(db, KEY)
        made = reply_address(key, story.people[name].id, story.posts[post].id, DOMAIN)
        db.commit()
        return made

    return signed


@pytest.fixture
def email_of(db, story):
    """``email_of(name)``: the address of their account."""

    def found(name):
        email = db.get_one(Account, story.people[name].id).email
        db.commit()
        return email

    return found


def written(sender, words, **headers):
    """A mail as a person's program writes it."""
    message = EmailMessage()
    message["From"] = f"Ana <{sender}>"
    message["Subject"] = "Re: City answered"
    for name, value in {
        "Message-ID": "<one@example.org>",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }.items():
        message[name] = value
    message.set_content(words)
    return message


@pytest.fixture
def said(look, story):
    """``said(post)``: words, author and namelessness of what stands in the thread, beside what the cast wrote."""

    def words(post="case"):
        columns = select(Comment).where(Comment.observation_id == story.posts[post].id).order_by(Comment.id)
        return [(row.words, row.author_id, row.nameless) for row in look(columns)[1:]]

    return words


@both_doors
def test_the_citys_answer_is_replied_to_by_mail_and_stands_in_the_thread(
    db, app, story, browser, door, post_office, later, said, visitor
):
    app.knobs = replace(app.knobs, reply_domain=DOMAIN)
    ana, case = story.people["Ana"], story.cases["case"]
    choose(db, ana.id, Choices("UTC", quiet=None))
    db.commit()
    priya = browser(story.people["Priya"])
    priya.post(f"/desk/case/{case.id}/take", version="1")
    priya.post(f"/desk/case/{case.id}/answer", version="2", visible="public", words="On Friday.")
    later(MINUTE)
    [mail] = post_office.taken
    assert "Reply to this email" in mail.plain
    answer = written(mail.to, "Thank you. They should bring a truck." + QUOTE)
    assert door(mail.to, mail.message["Reply-To"], answer) == ()
    assert said() == [("Thank you. They should bring a truck.", ana.id, False)]
    page = visitor.get(f"/o/{story.posts['case'].id}").text
    assert "They should bring a truck." in page
    assert "Sanitation answered your post" not in page
    later(HOUR)
    assert len(post_office.taken) == 1, "nobody is told of their own words"


def test_the_same_mail_twice_is_said_once(story, door, address, email_of, said):
    ana = email_of("Ana")
    for _ in range(2):
        assert door(ana, address("Ana"), written(ana, "It is back.")) == ()
    assert len(said()) == 1


def test_who_wrote_without_a_name_stays_without_one(story, browser, door, address, email_of, said, visitor):
    post = story.posts["case"]
    browser(story.people["Nora"]).post(f"/o/{post.id}/comments", words="Keep me out of it.", nameless="1")
    for name, where in (("Nora", "case"), ("Ana", "nameless")):
        assert (
            door(
                email_of(name),
                address(name, where),
                written(email_of(name), "Still the same.\n\nBest regards,\n" + name),
            )
            == ()
        )
        assert "<b>Nora" not in visitor.get(f"/o/{story.posts[where].id}").text
    assert said()[-1] == ("Still the same.", story.people["Nora"].id, True)
    assert "Ana" not in readable(visitor.get(f"/o/{story.posts['nameless'].id}")).partition("<main")[2]


@both_doors
def test_a_forged_sender_is_refused(story, door, address, email_of, said):
    luis = email_of("Luis")
    code, words = door(luis, address("Ana"), written(luis, "I am Ana."))
    assert code == 550
    assert b"the person it was made for" in words
    two = written(email_of("Ana"), "Two of us.")
    two.replace_header("From", f"{email_of('Ana')}, {luis}")
    assert door(luis, address("Ana"), two)[0] == 550
    disowned = {"Authentication_Results": "mx.stoop.example; spf=fail smtp.mailfrom=x; dmarc=fail header.from=y"}
    assert door(luis, address("Ana"), written(email_of("Ana"), "It is me.", **disowned))[0] == 550
    assert said() == []


@both_doors
def test_an_address_that_was_changed_or_made_up_is_refused_at_the_door(story, door, address, email_of, said):
    ana = email_of("Ana")
    good = address("Ana")
    other = str(story.posts["open"].id)
    wrong = [good.replace("@", "0@"), good.replace(f".{story.posts['case'].id}.", f".{other}."), f"reply@{DOMAIN}"]
    wrong += [good.replace(DOMAIN, "example.org"), "postmaster@example.org", "reply+1.1.\u0663@x"]
    for to in wrong:
        if to.isascii():
            assert door(ana, to, written(ana, "Hello."))[0] == 550
    assert said() == []
    assert door(ana, good.upper().replace("REPLY+", "Reply+"), written(ana, "Capitals are fine.")) == ()
    assert len(said()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=vacation"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<list.example.org>"},
        {"Return_Path": "<>"},
    ],
    ids=str,
)
def test_what_a_machine_wrote_ends_quietly(story, door, address, email_of, said, headers):
    ana = email_of("Ana")
    assert door(ana, address("Ana"), written(ana, "I am away until Monday.", **headers)) == ()
    assert said() == []


@both_doors
def test_an_empty_sender_ends_quietly(story, door, address, email_of, said):
    ana = email_of("Ana")
    assert door("", address("Ana"), written(ana, "I am away.")) == ()
    assert said() == []


def report(action="failed", status="5.1.1"):
    """A report of a delivery, as mail servers write it."""
    return (
        b"From: MAILER-DAEMON@example.org\r\nTo: x\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        b"Final-Recipient: rfc822; ana@example.org\r\nAction: " + action.encode() + b"\r\nStatus: "
        + status.encode() + b"\r\n\r\n--b--\r\n"
    )  # fmt: skip


@pytest.fixture
def sent(db, story):
    """A mail to Ana that a server took, and where it comes back to."""
    mailing = Mailing(
        person_id=story.people["Ana"].id, rhythm="now", groups=["city"], made_at=story.posts["open"].created_at,
        state="delivered",
    )  # fmt: skip
    db.add(mailing)
    db.flush()
    back = bounce_address(signing_key(db, KEY), mailing.id, DOMAIN)
    db.commit()
    return back


def test_a_bounce_is_counted_once_and_seen_by_owner_and_operator(story, browser, door, sent, look):
    for _ in range(3):
        assert door("", sent, report()) == ()
    assert look(select(Mailing.state)) == ["bounced"]
    assert look(select(Account.bounces).where(Account.person_id == story.people["Ana"].id)) == [1]
    assert "Came back" in browser(story.people["Ana"]).get("/me/notices").text
    assert "came back with 5.1.1" in browser(story.people["Ada"]).get("/admin").text


def test_a_delay_an_absence_and_a_report_to_a_thread_count_for_nothing(
    story, door, sent, look, address, email_of, said
):
    assert door("", sent, report("delayed", "4.4.1")) == ()
    assert door("", sent, written("ana@example.org", "I am away.")) == ()
    assert door("", address("Ana"), report()) == ()
    assert look(select(Mailing.state)) == ["delivered"]
    assert look(select(func.sum(Account.bounces))) == [0]
    assert said() == []


@pytest.mark.trial
@both_doors
def test_thirty_megabytes_are_refused(story, door, address, email_of, said):
    ana = email_of("Ana")
    big = written(ana, "See the photo.")
    big.add_attachment(b"\xff" * 30_000_000, maintype="image", subtype="jpeg", filename="a.jpg")
    code, _words = door(ana, address("Ana"), big)
    assert code == 552
    assert said() == []


def test_a_small_attachment_is_left_out_and_the_words_count(story, door, address, email_of, said):
    ana = email_of("Ana")
    message = written(ana, "See the photo.")
    message.add_attachment(b"\xff" * 1000, maintype="image", subtype="jpeg", filename="a.jpg")
    message.add_attachment("Not these words.", filename="a.txt")
    assert door(ana, address("Ana"), message) == ()
    assert [words for words, *_ in said()] == ["See the photo."]


def test_html_alone_is_read_without_its_quote(story, door, address, email_of, said):
    ana = email_of("Ana")
    message = written(ana, "x")
    message.set_content(
        "<html><head><style>p{}</style></head><body><p>Thank <b>you</b>.</p><p>It helps.</p>"
        "<div class=gmail_quote>On Friday Stoop wrote:<blockquote>old words</blockquote></div></body></html>",
        subtype="html",
    )
    assert door(ana, address("Ana"), message) == ()
    assert [" ".join(words.split()) for words, *_ in said()] == ["Thank you. It helps."]


def test_closed_threads_long_words_and_suspended_people_are_told_no(db, story, door, address, email_of, said):
    ana = email_of("Ana")
    assert door(ana, address("Ana", "hidden"), written(ana, "Why?"))[0] == 550
    code, words = door(ana, address("Ana"), written(ana, "far too long " * 300))
    assert (code, b"2,000 letters" in words) == (550, True)
    suspend_person(db, story.people["Ana"].id)
    db.commit()
    assert door(ana, address("Ana"), written(ana, "Let me in."))[0] == 550
    assert said() == []


@both_doors
def test_ana_who_reads_spanish_is_told_no_in_spanish_and_strangers_in_the_citys(
    app, db, story, door, address, email_of, visitor
):
    story.people["Ana"].language = "es"
    db.commit()
    ana, luis = email_of("Ana"), email_of("Luis")
    code, words = door(ana, address("Ana"), written(ana, "demasiado largo " * 300))
    assert (code, words) == (550, b"5.7.1 Escriba 2,000 letras como maximo. Ahora son 4,799.")
    assert b"persona" in door(luis, address("Ana"), written(luis, "Soy Ana."))[1]
    assert b"respuestas" in door(ana, address("Ana", "hidden"), written(ana, "\u00bfPor qu\u00e9?"))[1]
    heard = visitor.app.post(
        f"/mail/inbound?to={quote(address('Ana', 'hidden'))}&from={ana}", bytes(written(ana, "Hola.")),
        {"Authorization": f"Bearer {SECRET}"},
    )  # fmt: skip
    assert "ya no recibe respuestas" in heard.json["words"]
    assert b"does not take mail" in door(ana, f"reply@{DOMAIN}", written(ana, "Hola."))[1]
    app.knobs = replace(app.knobs, language="es")
    assert b"no recibe correo" in door(ana, f"reply@{DOMAIN}", written(ana, "Hola."))[1]


def test_nothing_but_a_quote_is_nothing(story, door, address, email_of, said):
    ana = email_of("Ana")
    assert door(ana, address("Ana"), written(ana, QUOTE)) == ()
    assert said() == []


RUDE = (
    b"",
    b"\x00" * 1000,
    b"\xff\xfe\r\n\r\n\xff",
    b"From: a@b@c\r\n\r\nx",
    b"From: ana@example.org\r\nContent-Type: text/plain; charset=bogus\r\n\r\n\xff",
    b'From: =?bogus?q?=FF?=\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n' * 50,
    b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(2000)),
    b"Content-Type: multipart/report\r\n\r\n--",
    b"Content-Type: message/delivery-status\r\n\r\nStatus: 5.0.0",
)


@pytest.mark.parametrize("number", [*range(6), *in_trial(*range(6, len(RUDE)))])
def test_what_is_no_mail_is_refused_or_passed_over(story, door, address, email_of, said, number, sent):
    for to in (address("Ana"), sent):
        answer = door("x@example.org", to, RUDE[number])
        assert not answer or 500 <= answer[0] < 600
    assert said() == []


def test_a_mail_service_hands_mail_over_with_its_secret(app, story, door, address, email_of, said, visitor):
    ana = email_of("Ana")
    raw, path = (
        bytes(written(ana, "By the service.")),
        f"/mail/inbound?from={ana}&to={address('Ana').replace('+', '%2B')}",
    )
    hand = visitor.app.post
    for wrong in ({}, {"Authorization": "Bearer no"}, {"Authorization": SECRET}):
        assert hand(path, raw, headers=wrong, content_type="message/rfc822", status="*").status_int == 403
    good = {"Authorization": f"Bearer {SECRET}"}
    assert said() == []
    assert hand(path, raw, headers=good, content_type="message/rfc822").json["outcome"] == "taken"
    assert [words for words, *_ in said()] == ["By the service."]
    assert hand("/mail/inbound?to=x", raw, headers=good, content_type="message/rfc822").json["outcome"] == "refused"
    app.knobs = replace(app.knobs, inbound_secret="")
    assert hand(path, raw, headers=good, content_type="message/rfc822", status="*").status_int == 404


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you." + QUOTE, "Thank you."),
        ("Gracias.\n\nEl vie, 12 jun 2026 a las 8:20, Stoop (<stoop@localhost>) escribió:\n\n> Viejo\n", "Gracias."),
        ("Ok.\n\nStoop <stoop@localhost>, 12 Haziran 2026 tarihinde şunu yazdı:\n\n> eski\n", "Ok."),
        (f"Yes.\n\n{'_' * 32}\nFrom: Stoop <stoop@localhost>\nSent: Friday\nTo: Ana\nSubject: x\n\nold", "Yes."),
        ("It is there.\n\n-----Original Message-----\nFrom: Stoop\nSent: Friday\n\nold", "It is there."),
        ("It is back.\n\n-- \nAna Lopez\n215 555 0100\n", "It is back."),
        ("It is back.\n\nSent from my iPhone\n", "It is back."),
        ("> Is it fixed?\n\nNo. It is not.\n", "No. It is not."),
        ("On Monday I saw it.\nFrom: the corner to the lamp.", "On Monday I saw it.\nFrom: the corner to the lamp."),
        ("Write to stoop@localhost if it rains.", "Write to stoop@localhost if it rains."),
        ("", ""),
        ("> only\n> quotes", ""),
    ],
)  # fmt: skip
def test_only_new_words_are_taken(text, expected):
    assert new_words(text, ["stoop@localhost", DOMAIN]) == expected


def test_without_a_domain_no_mail_says_it_can_be_replied_to(db, story, browser, post_office, later):
    choose(db, story.people["Ana"].id, Choices("UTC", quiet=None, mail={"replies": "now"}))
    db.commit()
    browser(story.people["Luis"]).post(f"/o/{story.posts['open'].id}/comments", words="Hello.")
    later(MINUTE)
    [mail] = post_office.taken
    assert mail.message["Reply-To"] is None
    assert "Reply to this email" not in mail.plain
