"""What the stories of search share: the city indexed, and people who look for something."""

import html
import re

import pytest

from community.commands.reindexing import reindex
from community.importing.progress import silent

TITLE = re.compile(r"<h3[^>]*><a href=\"[^\"]*\">(.*?)</a></h3>", re.S)
TAGS = re.compile(r"<[^>]+>")


def titles(page):
    """The titles of the threads that were found, in order, as people read them."""
    return [html.unescape(TAGS.sub("", title)) for title in TITLE.findall(page.text)]


@pytest.fixture
def indexed(app, made):
    """The cast's city, which was put there without its history, indexed."""
    reindex(app, silent)
    return made


@pytest.fixture
def find(visitor):
    """``find("tires", board="…")``: the page a visitor gets."""
    return lambda text, **filters: visitor.get("/find", params={"q": text, **filters})


@pytest.fixture
def see(made, browser):
    """``see("Luis")``: the browser of one of the cast."""
    return lambda name: browser(made.people[name])


@pytest.fixture
def post(made, see, look):
    """``post("Luis", title=…)``: somebody posts on Juniper Square; the id of the post."""

    def posted(name, **words):
        given = {"place": "5814 Larch St", "chosen": "1", "seen": "all", **words}
        answer = see(name).post("/b/juniper-square/post", **given)
        return int(re.search(r"/o/(\d+)|#o(\d+)", answer.location).group(0).strip("/#o"))

    return posted
