"""What is hidden, withdrawn or taken back is found by nobody from that moment on; names of people lead nowhere."""

import threading

import pytest
from sqlalchemy import select, text, update

from community import clock
from community.cases.actions import answer_case
from community.cases.models import Case
from community.commands.reindexing import reindex
from community.comments.actions import write_comment
from community.importing.progress import silent
from community.moderation.actions import hide_words, show_words_again
from community.observations.models import Observation
from community.people.models import Person
from community.search.actions import Touched, index_changes
from community.search.models import Entry
from tests import make
from tests.cast import HIDDEN_WORDS, SECRET_NOTE
from tests.search.conftest import titles


def everybody(indexed, see, visitor):
    """Nobody finds more than anybody else: the index knows no viewer."""
    return [visitor, *(see(name) for name in ("Ana", "Luis", "Denise", "Priya", "Max", "Ada"))]


def test_hidden_posts_staff_notes_and_names_are_found_by_nobody(indexed, see, visitor):
    asked = (HIDDEN_WORDS, "Ferris", "Somebody dumps here", SECRET_NOTE, "fined twice")
    for person in everybody(indexed, see, visitor):
        for words in asked:
            page = person.get("/find", params={"q": words})
            assert titles(page) == [], words


def test_a_name_finds_no_posts_named_or_nameless(db, indexed, post, see, find):
    zephyrine = make.person(db, "Zephyrine")
    make.member(db, zephyrine, indexed.juniper)
    indexed.people["Zephyrine"] = zephyrine
    db.commit()
    post("Zephyrine", title="Rats in the yard", nameless="1")
    post("Zephyrine", title="Rats in the lane")
    assert set(titles(find("rats"))) == {"Rats in the yard", "Rats in the lane"}
    assert titles(find("zephyrine")) == []
    assert titles(find("zephyrine rats yard")) == titles(find("nobodyatall rats yard"))
    assert "Zephyrine" not in find("rats")


def test_the_exact_place_of_a_nameless_post_is_not_found(made, post, find):
    post("Luis", title="Loud music", nameless="1", place="4711 Quince Street", landmark="the red hydrant")
    assert titles(find("loud music")) == ["Loud music"]
    assert titles(find("4711 quince")) == []
    assert titles(find("red hydrant")) == ["Loud music"], "the form says that the landmark stays public"


def test_hiding_a_post_takes_its_whole_thread_out_and_showing_it_brings_it_back(indexed, see, find):
    thread = indexed.posts["open"].id
    see("Luis").post(f"/o/{thread}/comments", words="A quotation of those words")
    see("Denise").post(f"/o/{thread}/hide", rule="names_person")
    for words in ("tires steps", "quotation"):
        assert titles(find(words)) == [], words
    see("Denise").post(f"/o/{thread}/show")
    for words in ("tires steps", "quotation"):
        assert titles(find(words)) == ["Tires by the steps"], words


def test_a_hidden_reply_and_one_taken_back_are_gone(indexed, see, find, look):
    thread = indexed.posts["open"].id
    for words in ("Persimmon", "Rutabaga"):
        see("Luis").post(f"/o/{thread}/comments", words=words)
    ids = look(select(Entry.subject_id).where(Entry.kind == "reply").order_by(Entry.subject_id))[-2:]
    see("Denise").post(f"/comments/{ids[0]}/hide", rule="insult")
    see("Luis").post(f"/comments/{ids[1]}/withdraw")
    assert titles(find("persimmon")) == titles(find("rutabaga")) == []
    see("Denise").post(f"/comments/{ids[0]}/show")
    assert titles(find("persimmon")) == ["Tires by the steps"]


def test_words_taken_back_are_gone_and_older_words_too(indexed, post, see, find):
    number = post("Luis", title="Mr. Quigley burns tires")
    see("Luis").post(f"/o/{number}/edit", title="Somebody burns rubber", description="")
    assert titles(find("quigley")) == []
    assert titles(find("rubber")) == ["Somebody burns rubber"]
    see("Luis").post(f"/o/{number}/withdraw")
    assert titles(find("rubber")) == []


def test_of_a_withdrawn_post_at_the_city_the_case_alone_is_found(indexed, see, find):
    case = indexed.cases["case"]
    see("Ana").post(f"/o/{indexed.posts['case'].id}/withdraw")
    assert titles(find("mattress alley case")) == ["Mattress in the alley, closed"], "all but one word"
    assert titles(find("mattress alley")) == ["Mattress in the alley, closed"]
    page = find(case.reference)
    assert titles(page)[0] == f"311 case {case.reference}"
    assert f'href="/case/{case.id}"' in page
    assert titles(find("crew tuesday")) == [f"311 case {case.reference}"], "the city's words stay"


def test_nothing_of_hidden_words_is_left_in_the_tables(indexed, see, look):
    thread = indexed.posts["open"].id
    see("Luis").post(f"/o/{thread}/comments", words="A quotation of those words")
    see("Denise").post(f"/o/{thread}/hide", rule="names_person")
    assert look(select(Entry).where(Entry.observation_id == thread)) == []
    reference = see("Max").get("/find", params={"q": "quotation"})
    assert titles(reference) == []


def test_even_an_index_that_fell_behind_shows_nothing_hidden(db, app, indexed, find, look):
    """As if another program had changed the row: the index still has the words, the page does not."""
    db.execute(
        update(Observation)
        .where(Observation.id == indexed.posts["open"].id)
        .values(hidden_at=clock.now(), hidden_rule="insult")
    )
    db.commit()
    assert look(select(Entry).where(Entry.observation_id == indexed.posts["open"].id))
    page = find("tires steps")
    assert titles(page) == []
    assert "1 thread" not in page
    reindex(app, silent)
    assert look(select(Entry).where(Entry.observation_id == indexed.posts["open"].id)) == []


def test_a_change_that_is_undone_leaves_the_index_as_it_was(app, indexed, find):
    who = indexed.people["Denise"]
    with app.sessions.writing() as db:
        denise = make.identity(db, db.get(Person, who.id))
        hide_words(db, denise, indexed.posts["open"].id, None, "insult")
        db.flush()
        db.rollback()
    assert titles(find("tires steps")) == ["Tires by the steps"]


def test_many_at_once_leave_the_index_as_if_they_had_queued(app, indexed, look):
    """Denise hides and shows the post while Priya answers on its case and Luis talks under another post."""
    number, case, other = indexed.posts["case"].id, indexed.cases["case"].id, indexed.posts["open"].id
    ids = {name: indexed.people[name].id for name in ("Denise", "Priya", "Luis")}

    def hide(db, who):
        hide_words(db, who, number, None, "insult")

    def show(db, who):
        show_words_again(db, who, number, None, app.knobs)

    def answer(db, who):
        answer_case(db, who, case, db.get_one(Case, case).version, "Soon, says the city.")

    def talk(db, who):
        write_comment(db, who, other, "Idle words", False)

    def act(name, deeds):
        for deed in deeds:
            with app.sessions.writing() as db, db.begin():
                deed(db, make.identity(db, db.get_one(Person, ids[name])))

    plan = {"Denise": [hide, show] * 8 + [hide], "Priya": [answer] * 16, "Luis": [talk] * 16}
    threads = [threading.Thread(target=act, args=item) for item in plan.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert look(select(Entry).where(Entry.observation_id == number)) == []
    every = select(Entry.id, Entry.kind, Entry.words, Entry.marks).order_by(Entry.id)
    with app.sessions.reading() as session:
        before = session.execute(every).all()
    reindex(app, silent)
    with app.sessions.reading() as session:
        assert session.execute(every).all() == before


def test_who_indexes_the_same_thread_waits_for_its_turn(app, engines, indexed, look):
    """A slow one that read before somebody hid the words would put them back: it cannot read before its turn."""
    if engines.is_sqlite:
        pytest.skip("one writer at a time")
    case, number = indexed.cases["case"].id, indexed.posts["case"].id
    touched = Touched(cases={case})
    done = threading.Event()

    def later():
        with app.sessions.writing() as db, db.begin():
            index_changes(db, touched)
        done.set()

    with app.sessions.writing() as db, db.begin():
        index_changes(db, touched)
        thread = threading.Thread(target=later)
        thread.start()
        assert not done.wait(0.5), "the second one waits"
        db.execute(
            text("UPDATE observation SET hidden_at = now(), hidden_rule = 'insult' WHERE id = :id"), {"id": number}
        )
        index_changes(db, touched)
    thread.join(10)
    assert done.is_set()
    assert look(select(Entry).where(Entry.observation_id == number)) == []
