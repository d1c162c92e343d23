"""The rude, the broken and the wicked at every address, before any page reads a word: a clear answer, never a 500."""

import re
import time
from urllib.parse import quote

import pytest
from sqlalchemy import String, Text, func, select, update
from webob import Request

from community.activity.models import Activity
from community.db.base import Base
from community.moderation.models import Report
from community.routes import ROUTES
from tests import hostile, make
from tests.cast import city

POSTED = (
    "/b/juniper-square/post",
    "/sign-in",
    "/sign-up",
    "/code",
    "/o/{open}/comments",
    "/o/{open}/vote",
    "/inbox/read",
    "/me/notices",
    "/me/follows",
    "/me/follows/end",
    "/b/juniper-square/follow",
)
KEYS = {
    "code.language", "person.language",
    "account.email", "account.email_key", "account.password_hash", "activity.kind", "agency.key", "attempt.key",
    "attempt.kind", "board.escalation", "board.key", "board.name_key", "board.slug", "city_case.code",
    "city_case.import_key", "city_case.opened_by", "city_case.reference", "city_case.state", "code.browser_hash",
    "code.code_hash", "code.link_hash", "code.purpose", "comment.client_id", "comment.hidden_rule", "delivery.key",
    "delivery.kind", "delivery.target", "follow_up.code", "follow_up.kind", "invitation.part",
    "invitation.token_hash", "login.token_hash", "follow.cell", "follow.kind", "follow.label", "mailing.reason",
    "mailing.rhythm", "mailing.state", "membership.role", "membership.scope_kind", "notice.mail", "notice.why",
    "notice_choice.zone", "signing_key.name", "signing_key.value", "observation.client_id",
    "observation.escalated_by", "observation.hidden_rule", "observation.import_key", "observation.state",
    "question.code", "question.datatype", "report.recipient", "report.rule", "service.code", "service.icon",
    "office_hours.closes", "office_hours.opens", "office_hours.country", "office_hours.region",
    "service.type", "step.kind", "street.key", "street_pair.pair", "target.measure", "target.unit", "vote_slip.stamp",
}  # fmt: skip
"""Columns of our own words, and those that must differ from row to row."""
PART = b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
TOWER = "a" + "\u0345" * 75_000 + "\u0334" * 75_000
"""Marks out of order: to put them in order naively takes minutes."""


def files_for_words():
    """A file where a page expects words, in every field there is."""
    names = "title words email password name code kept reply_to follow_up id report person_id kind back do start up_to"
    parts = [PART % (b'name="%s"; filename="a.txt"' % name.encode(), b"zz") for name in names.split()]
    return b"".join(parts) + b"--x--\r\n"


BODIES = {
    "bytes that are no text": (FORM, b"title=%FF&words=\xff\xfe&csrf_token=%FF"),
    "a coding nobody knows": (f"{FORM}; charset=bogus", b"title=a"),
    "another coding": (f"{FORM}; charset=utf-16", "title=a".encode("utf-16")),
    "parts without a boundary": ("multipart/form-data", b"garbage"),
    "a boundary that is none": ("multipart/form-data; boundary=\xff\xff", b"garbage"),
    "parts that are garbage": (PARTS, b"garbage"),
    "a part without a name": (PARTS, PART % (b"form-data", b"zz") + b"--x--\r\n"),
    "a part with a name that is no text": (PARTS, PART % (b'name="\xff"', b"zz") + b"--x--\r\n"),
    "files where words belong": (PARTS, files_for_words()),
    "the token as a file": (PARTS, PART % (b'name="csrf_token"; filename="t"', b"t" * 40) + b"--x--\r\n"),
    "a token of other digits": (FORM, b"csrf_token=%D9%A3"),
    "thousands of fields": (FORM, b"&".join(b"f%d=1" % number for number in range(5000))),
    "ten megabytes": (FORM, b"words=" + b"x" * 10_000_000),
}


@pytest.fixture
def ask(db, browser, visitor, wsgi):
    """``ask(path, name, **request)``: the answer to a request as no browser would send it, with the name's cookies."""
    made, jars = city(db), {}
    make.member(db, made.people["Ada"], made.juniper, "captain")
    make.liaison(db, made.people["Ada"], made.sanitation)

    def cookies_of(name):
        if name not in jars:
            person = browser(made.people[name]) if name else visitor
            person.get("/b/juniper-square/post")
            jars[name] = "; ".join(f"{key}={value}" for key, value in person.app.cookies.items())
        return jars[name]

    def asked(path, name="Luis", *, body=None, **environ):
        request = Request.blank(path.format(open=made.posts["open"].id), method="GET" if body is None else "POST")
        request.body = body or b""
        request.environ.update({"HTTP_COOKIE": cookies_of(name), **environ})
        answer = request.get_response(wsgi)
        assert answer.body is not None  # read to its end, as a server would: what the answer holds is given back
        return answer

    return asked


@pytest.mark.parametrize("what", BODIES)
def test_a_body_nobody_can_read_changes_nothing(what, ask, look):
    content_type, body = BODIES[what]
    before = look(select(func.count()).select_from(Activity))
    for path in POSTED:
        for accept in ("text/html", "application/json"):
            answer = ask(path, body=body, CONTENT_TYPE=content_type, HTTP_ACCEPT=accept)
            assert 400 <= answer.status_int < 500, (path, answer.status)
    assert look(select(func.count()).select_from(Activity)) == before


@pytest.mark.parametrize("coding", ["", "gzip", "br, gzip"])
@pytest.mark.parametrize(
    "path",
    ["/o/%FF", "/b/%ff", "/%C3%28", "/code/%ff", "/join/%ff", "/photos/%ff/%ff", "/words/%ff.js", "/static/%ff.css"],
)
def test_an_address_that_is_no_text_is_told_so_in_every_coding(ask, path, coding):
    answer = ask(path, HTTP_ACCEPT_ENCODING=coding)
    assert answer.status_int in (400, 404), answer.status


@pytest.mark.parametrize(
    "foreign", [r'foo="\377"', r"login=a\377", "foo=\xff", r'foo="a;\377"', r'foo="\377"; bar="\376"']
)
def test_a_cookie_of_another_site_that_is_no_text_counts_as_absent(ask, foreign):
    pages = ("/", "/sign-in", "/code", "/b/juniper-square", "/o/{open}", "/open311/v2/services.xml", "/nope")
    for path in pages:
        for coding in ("", "gzip"):
            answer = ask(path, HTTP_COOKIE=f"theme=dark; {foreign}", HTTP_ACCEPT_ENCODING=coding)
            assert answer.status_int in (200, 303, 404), (path, answer.status)
    if ";\\" not in foreign:  # one that runs over its end leaves nothing to tell apart
        assert 'data-theme="dark"' in ask("/", HTTP_COOKIE=f"{foreign}; theme=dark").text
    assert ask("/sign-in", body=b"email=a", CONTENT_TYPE=FORM, HTTP_COOKIE=foreign).status_int == 400
    assert ask("/static/css/base.css", body=b"", HTTP_COOKIE=foreign).status_int in (400, 404, 405)


def test_headers_that_are_garbage(ask):
    junk = "\xff\x00[\x01"
    for name in ("HTTP_HOST", "HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_ORIGIN", "HTTP_ACCEPT", "HTTP_COOKIE"):
        answer = ask("/sign-in", body=b"email=a", **{"CONTENT_TYPE": FORM, name: junk})
        assert answer.status_int == 400, name
    for length in ("abc", "-5", "9" * 40):
        answer = ask("/sign-in", body=b"email=a", CONTENT_TYPE=FORM, CONTENT_LENGTH=length)
        assert answer.status_int in (400, 413), length


def test_a_host_that_is_none_is_refused_before_it_is_repeated(ask):
    for host in ("[x", "a b", "x; script-src *", "x" * 300, "a:b"):
        answer = ask("/", HTTP_HOST=host)
        assert answer.status_int == 400
        assert "script-src *" not in answer.headers.get("Content-Security-Policy", "")


ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/..//evil.example",
    "/./evil.example//",
    "/\tx",
)


@pytest.mark.parametrize("back", ELSEWHERE)
def test_a_form_never_leads_to_another_site(back, db, browser):
    made = city(db)
    post = made.posts["open"].id
    answer = browser(made.people["Luis"]).post(f"/o/{post}/vote", do="take_back", back=back)
    assert answer.location == f"http://localhost/o/{post}#o{post}"


def test_a_tower_of_marks_holds_nobody_up(db, browser):
    made = city(db)
    luis, began = browser(made.people["Luis"]), time.monotonic()
    page = luis.post("/b/juniper-square/post", title=TOWER, place="By the steps").follow()
    assert "By the steps" in page
    assert time.monotonic() - began < 5


def addresses():
    """Every page's address with every wrong id in it, and with every wrong query behind it."""
    for _name, pattern, _place in ROUTES:
        right = (
            pattern.format(
                slug="juniper-square",
                id="1",
                token="t" * 32,
                key="k" * 22,
                size="thumb.webp",
                language="es",
                format="json",
            )
            if "{" in pattern
            else pattern
        )
        yield from (f"{right}?{query}" for query in hostile.QUERIES)
        if "{" in pattern:
            yield from (re.sub(r"\{\w+\}", quote(value, safe="%"), pattern) for value in hostile.IDS)


def test_every_address_with_wrong_ids_and_queries(ask):
    """As somebody who may open every page; every fourth of them: the trial tries them all, as everybody."""
    for address in list(addresses())[::4]:
        answer = ask(address, "Ada")
        assert answer.status_int < 500, address


def names_everywhere(db, made):
    """Markup in every column that people, administrators or files fill with words."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Text | String) and f"{table.name}.{column.name}" not in KEYS:
                db.execute(update(table).where(column.is_not(None)).values({column.name: hostile.SCRIPT}))
    db.commit()


def test_no_words_of_anybody_become_markup(db, browser, visitor):
    made = city(db)
    make.member(db, made.people["Ada"], made.juniper, "captain")
    made.juniper.welcome = "Hello"
    case = made.cases["case"]
    case.opened_reason, case.opened_by = "Because", "captain"
    db.add(
        Report(
            board_id=made.juniper.id, observation_id=made.posts["open"].id, recipient="captain", rule="insult",
            words="Look", reported_at=case.opened_at, reporter_id=made.people["Nora"].id,
        )
    )  # fmt: skip
    db.commit()
    names_everywhere(db, made)
    posts = [f"/o/{post.id}" for post in made.posts.values()]
    pages = ["/", "/b/juniper-square", "/b/juniper-square?show=escalated", "/b/juniper-square/post", f"/case/{case.id}"]
    inside = ["/desk", f"/desk?case={case.id}", f"/desk/case/{case.id}", "/me", "/inbox", "/b/juniper-square/settings"]
    inside += [f"/b/juniper-square/{name}" for name in ("captains", "reports", "log", "walk", "walk/kept")]
    inside += [f"{posts[0]}/{verb}" for verb in ("edit", "report", "hide", "escalate", "sort", "comments", "withdraw")]
    inside += ["/admin", "/admin/people", "/admin/boards", "/admin/agencies", "/admin/services"]
    inside += [f"/admin/services/{made.pothole.id}", f"/admin/people/{made.people['Luis'].id}"]
    seen = 0
    for person in (visitor, *(browser(made.people[name]) for name in ("Ada", "Priya", "Ana", "Denise"))):
        for address in pages + posts + inside:
            page = person.get(address, status=None)
            assert page.status_int < 500, address
            assert "<script>alert" not in page.text, address
            seen += page.text.count("&lt;script&gt;alert")
    assert seen > 200, "the words stand on the pages, as words"
