"""The agency that gets what nobody has sorted: there is always exactly one."""

import threading

from sqlalchemy import select

from community.catalog.actions import choose_fallback, ensure_fallback, save_agency
from community.catalog.models import Agency
from tests import make


def fallbacks(look):
    return look(select(Agency.name).where(Agency.fallback))


def test_a_city_without_agencies_gets_one_named_311(db, look):
    first = ensure_fallback(db)
    assert ensure_fallback(db).id == first.id
    db.commit()
    assert fallbacks(look) == ["311"]


def test_an_agency_with_the_key_311_becomes_the_fallback_again(db, look):
    db.add(Agency(key="311", name="311 Contact Center"))
    db.commit()
    ensure_fallback(db)
    db.commit()
    assert fallbacks(look) == ["311 Contact Center"]


def test_four_first_cases_at_once_find_the_same_one(app, look):
    found, wait = [], threading.Barrier(4)

    def one():
        wait.wait()
        with app.sessions.writing() as db, db.begin():
            found.append(ensure_fallback(db).id)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(found) == 4
    assert len(set(found)) == 1
    assert fallbacks(look) == ["311"]


def test_choosing_another_leaves_one(db, look):
    ada = make.person(db, "Ada")
    streets, parks = make.agency(db, "Streets", fallback=True), make.agency(db, "Parks")
    choose_fallback(db, ada.id, parks.id)
    db.commit()
    assert fallbacks(look) == ["Parks"]
    save_agency(db, ada.id, "Roads", streets.id)
    db.commit()
    assert fallbacks(look) == ["Parks"]
