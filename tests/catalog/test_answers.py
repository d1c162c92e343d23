"""What counts as an answer to a question of a service."""

import pytest
from pyramid_jinja2 import IJinja2Environment

from community.catalog.models import Question
from community.catalog.rules import answers_in, check_answers, missing_required, read_answers

COLORS = [{"key": "r", "name": "Red"}, {"key": "g", "name": "Green"}]


def asked(datatype: str, *, required: bool = False, code: str = "q") -> Question:
    return Question(code=code, text="What?", datatype=datatype, required=required, position=1, options=COLORS)


@pytest.mark.parametrize(
    ("datatype", "typed", "kept"),
    [
        ("string", "  two feet ", "two feet"),
        ("text", "a\r\nb", "a\nb"),
        ("number", "3", 3),
        ("number", "-2.5", -2.5),
        ("datetime", "2026-06-11T08:30", "2026-06-11T08:30"),
        ("datetime", "2026-06-11", "2026-06-11T00:00"),
        ("datetime", "2026-06-11 08:30:15+02:00", "2026-06-11T08:30+02:00"),
        ("singlevaluelist", ["r"], "r"),
        ("multivaluelist", ["g", "r", "g"], ["r", "g"]),
        ("multivaluelist", "g", ["g"]),
    ],
)
def test_good_answers_are_kept_in_their_type(datatype, typed, kept):
    assert check_answers([asked(datatype)], {"q": typed}) == ({"q": kept}, {})


@pytest.mark.parametrize(
    ("datatype", "typed"),
    [
        ("string", "one\ntwo"),
        ("string", "x" * 201),
        ("string", "a\x00b"),
        ("string", "\u202eevil"),
        ("string", "\ud800"),
        ("text", "x" * 2001),
        ("text", "a\x00b"),
        ("number", "three"),
        ("number", "1e9999"),
        ("number", "nan"),
        ("number", "9" * 400),
        ("number", "٣"),
        ("datetime", "tomorrow"),
        ("datetime", "2026-13-40"),
        ("singlevaluelist", "blue"),
        ("singlevaluelist", ["r", "g"]),
        ("number", ["1", "2"]),
        ("multivaluelist", ["r", "blue"]),
    ],
)
def test_what_does_not_answer_is_told_and_not_kept(datatype, typed):
    answers, errors = check_answers([asked(datatype)], {"q": typed})
    assert answers == {}
    assert errors["q"].endswith(".")


def test_unanswered_and_unknown_questions_are_left_out():
    questions = [asked("string", required=True), asked("text", required=False, code="more")]
    answers, errors = check_answers(questions, {"q": "  ", "other": "x"})
    assert (answers, errors) == ({}, {})
    assert [question.code for question in missing_required(questions, answers)] == ["q"]


def test_zero_and_answered_questions_are_not_missing():
    questions = [asked("number", required=True)]
    answers, _errors = check_answers(questions, {"q": "0"})
    assert answers == {"q": 0}
    assert missing_required(questions, answers) == []


def test_answers_are_found_in_a_form_by_their_prefix():
    posted = [("title", "Hole"), ("answer.q", "r"), ("answer.q", "g"), ("answer.f", object()), ("answer.size", "3")]
    assert answers_in(posted) == {"q": ["r", "g"], "size": ["3"]}


def test_people_read_the_names_of_options():
    questions = [asked("multivaluelist"), asked("number", code="n"), asked("text", code="none")]
    assert read_answers(questions, {"q": ["r", "gone"], "n": 3}) == [("What?", "Red, gone"), ("What?", "3")]


def test_questions_are_drawn_without_scripts_and_filled_in(app):
    environment = app.queryUtility(IJinja2Environment, name=".jinja2")
    module = environment.get_template("catalog/_questions.jinja2").module
    question = asked("singlevaluelist", required=True)
    html = module.questions([question, asked("string", code="s")], {"q": ["g"], "s": "<b>"}, {"s": "No."}, False)
    assert 'name="answer.q" value="g" checked' in html
    assert 'name="answer.q" value="r">' in html
    assert 'value="&lt;b&gt;"' in html
    assert "No." in html
