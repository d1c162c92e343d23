"""What neighbors wrote and what the city answered is found by its words, from the moment it stands there."""

import pytest

from tests.search.conftest import titles


def test_luis_posts_and_nora_finds_it_at_once(made, post, see):
    post("Luis", title="Tires dumped behind the laundromat", description="A whole truckload, since Tuesday.")
    for words in ("tires", "TIRES laundromat", "truckload tuesday", "laun", "larch street", "tire truckloads"):
        assert titles(see("Nora").get("/find", params={"q": words})) == ["Tires dumped behind the laundromat"], words
    for words in ("mattress", "laundry", "tires behind the moon and the stars"):
        assert titles(see("Nora").get("/find", params={"q": words})) == [], words


def test_a_reply_is_found_in_its_thread_and_leads_to_it(indexed, see, find):
    thread = indexed.posts["open"].id
    see("Luis").post(f"/o/{thread}/comments", words="The raccoons come every night at 3.")
    page = find("raccoons")
    assert titles(page) == ["Tires by the steps"]
    assert "<mark>raccoons</mark>" in page
    assert f'href="/o/{thread}?all=1#c' in page
    assert titles(find("raccoons", kind="post")) == []
    assert titles(find("raccoons", kind="reply")) == ["Tires by the steps"]


def test_the_citys_answer_is_found_and_says_who_spoke(indexed, find):
    page = find("crew tuesday")
    assert titles(page) == ["Mattress in the alley, case"]
    assert "Sanitation" in page
    assert "Priya" not in page
    assert titles(find("crew tuesday", kind="city")) == ["Mattress in the alley, case"]


def test_priya_answers_and_it_is_found_the_same_moment(indexed, see, find):
    case = indexed.cases["case"]
    assert titles(find("bulldozer")) == []
    see("Priya").post(f"/desk/case/{case.id}/answer", words="We send a bulldozer on Friday.", version=str(case.version))
    assert titles(find("bulldozer")) == ["Mattress in the alley, case"]


def test_a_case_is_found_by_its_number_before_everything_else(indexed, find):
    reference = indexed.cases["closed"].reference
    for words in (reference, reference.replace("-", " "), reference.replace("-", "")):
        assert titles(find(words))[0] == "Mattress in the alley, closed", words
    assert f"311 case {reference}" in find(reference)


def test_words_of_the_title_come_first_then_the_newest(db, indexed, post, find):
    post("Luis", title="Broken bench", description="Near the old fountain, by the tires.")
    post("Luis", title="Fountain leaks", description="All over the path.")
    post("Luis", title="Fountain and path", description="Another one.")
    found = titles(find("fountain"))
    assert found[-1] == "Broken bench"
    assert set(found[:2]) == {"Fountain leaks", "Fountain and path"}
    assert titles(find("tires"))[0] == "Tires by the steps"


def test_words_close_together_beat_words_far_apart(indexed, post, find):
    filler = "and so on, with many words in between that say nothing at all about it. " * 3
    post("Luis", title="First", description=f"A green lamp. {filler} The door.")
    post("Luis", title="Second", description="The green door is open.")
    assert titles(find("green door")) == ["Second", "First"]


def test_where_nothing_has_all_words_most_of_them_do(indexed, post, find):
    post("Luis", title="Elm tree fell on the fence")
    page = find("elm tree fence zebra")
    assert titles(page) == ["Elm tree fell on the fence"]
    assert "all of them but one" in page
    assert titles(find("elm zebra giraffe")) == []
    assert "all of them but one" not in find("elm tree")


def test_a_kind_and_a_board_are_found_by_their_names(indexed, post, find):
    post("Luis", title="Something heavy on the corner", kind=str(indexed.dumping.id))
    assert "Something heavy on the corner" in titles(find("dumping"))
    assert titles(find("heavy juniper")) == ["Something heavy on the corner"]
    assert titles(find("heavy marble")) == ["Something heavy on the corner"], "all but one word"
    assert "all of them but one" in find("heavy marble")


@pytest.mark.parametrize(
    ("title", "found_by", "not_by"),
    [
        ("Poubelle renversée près de l'école", ("renversee", "ÉCOLE", "pres poubelle"), "versee"),
        ("Schlagloch in der Straße", ("strasse", "STRASSE", "schlag"), "loch"),
        ("Яма на дороге, ещё одна", ("ДОРОГЕ", "еще", "яма доро"), "рога"),
        ("Σπασμένο φως στον δρόμο", ("δρομο", "ΦΩΣ", "σπασμενο"), "μενο"),
        ("路灯坏了很久", ("路灯", "灯坏", "坏", "路灯坏了"), "路坏"),
        ("道路に大きな穴があります", ("穴", "大きな穴"), "小さな"),
        ("ไฟถนนเสีย", ("ถนน", "ไฟถนน"), "แมว"),
        ("مصباح الشارع مُعَطَّل", ("معطل", "مصباح الشارع"), "شار"),
        ("פנס רחוב שבור", ("רחוב", "שבור פנס"), "חוב"),
        ("सड़क पर कूड़ा", ("सड़क", "कूड़ा"), "ड़क"),
        ("도로에 쓰레기가 있어요", ("쓰레기", "도로"), "레기"),
        ("Kırık lamba İzmir'de", ("kirik", "KIRIK", "izmir"), "zmir"),
        ("Hố ga bị tắc ở đường lớn", ("ho ga", "duong", "TẮC"), "uong"),
    ],
)
def test_any_script_is_found(made, post, find, title, found_by, not_by):
    post("Luis", title=title)
    for words in found_by:
        page = find(words)
        assert titles(page) == [title], words
        assert "<mark>" in page, words
    assert titles(find(not_by)) == []


def test_boards_come_first_as_they_did(indexed, find):
    page = find("juniper")
    assert page.text.index("<h2>Boards</h2>") < page.text.index("Posts and answers")
    assert '/b/juniper-square"' in page.text
    assert "<h2>Boards</h2>" not in find("juniper", kind="post"), "a filter asks for posts"


def test_the_page_before_anything_is_asked_says_what_to_ask(made, visitor):
    for path in ("/find", "/find?q=", "/find?q=%20", "/find?kind=post"):
        page = visitor.get(path)
        assert "What you can look for" in page
        assert titles(page) == []


def test_nothing_found_says_what_to_try(indexed, find):
    page = find("xylophone", kind="post")
    assert "We found nothing for “xylophone”" in page
    assert 'href="/find?q=xylophone"' in page
    assert "Look at the spelling" in page


def test_a_kind_is_found_by_its_posts_not_by_what_neighbors_say_under_them(indexed, post, see, find):
    number = post("Luis", title="Something heavy on the corner", kind=str(indexed.dumping.id))
    see("Nora").post(f"/o/{number}/comments", words="My knee says so.")
    page = find("dumping")
    assert "Something heavy on the corner" in titles(page)
    assert "My knee" not in page
    assert "My knee" in find("knee").text.replace("<mark>", "").replace("</mark>", "")
