"""What Stoop says in English can be read after six years of school. Phrases of fewer than eight words are labels and
buttons, on which the formula says nothing."""

import statistics

import pytest

from tests.i18n.reading import grade, sentences_of, syllables, words_of
from tests.i18n.sources import marked_once

SCHOOL = 6
HARDEST_SENTENCE = 7.5
FEW = 0.05
"""The part of all texts that may lie above the sixth grade: those that name laws, formats and standards."""
ENOUGH_WORDS = 8
KNOWN = {
    "board": 1, "closed": 1, "moved": 1, "street": 1, "place": 1, "neighbor": 2, "posted": 2, "changes": 2, "table": 2,
    "city": 2, "reply": 2, "people": 2, "crew": 1, "photo": 2, "address": 2, "captain": 2, "uses": 2, "being": 2,
    "language": 2, "notices": 3, "carrying": 3, "emergency": 4, "administrator": 5, "moderator": 4, "somebody": 3,
}  # fmt: skip


@pytest.fixture(scope="module")
def texts():
    """Every English text long enough to be measured."""
    said = [form for one in marked_once().values() for form in (one.one, one.many) if form]
    return [text for text in said if len(words_of(text)) >= ENOUGH_WORDS]


def test_the_measure_itself():
    """Known syllables; a child's sentence stands low, a lawyer's high."""
    assert {word: syllables(word) for word in KNOWN} == KNOWN
    assert words_of("Posted by <b>{name}</b>, {n} days ago.") == ["Posted", "by", "it", "it", "days", "ago"]
    assert len(sentences_of("Call 911. Then wait: <b>help</b> comes at 5.30 p.m. today.")) == 4
    assert grade("The cat sat on the mat. It was a warm day and the sun was out.") < 2
    assert grade("Notwithstanding the aforementioned provisions, jurisdictional determinations remain reviewable.") > 20


def test_texts_are_for_the_sixth_grade(texts):
    grades = [grade(text) for text in texts]
    assert len(texts) > 300
    assert statistics.median(grades) <= SCHOOL
    hard = sorted(text for text, found in zip(texts, grades, strict=True) if found > SCHOOL)
    assert len(hard) <= FEW * len(texts), "\n".join(hard)


def test_no_single_sentence_is_hard(texts):
    sentences = [one for text in texts for one in sentences_of(text) if len(words_of(one)) >= ENOUGH_WORDS]
    hard = [f"{grade(one):.1f} {one.strip()}" for one in sentences if grade(one) > HARDEST_SENTENCE]
    assert not hard, "\n".join(hard)
