"""What a mail of notices says, as HTML and as plain text, from the present words of what it tells. Pure. No nameless
author is in it, because none is in the rows it is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from community.i18n import _, counted, write_date
from community.notices.asking import Ask
from community.notices.choosing import NOW, Choices, group_of
from community.notices.folding import Line, folded
from community.notices.mailed_questions import Question, questions_of
from community.notices.queries import InboxRow
from community.notices.wording import (
    CHIPS,
    GREETINGS,
    HEADS,
    IS_IT_FIXED,
    OTHERWISE,
    SECTIONS,
    SUBJECTS,
    chip_words,
    count_words,
    other_language,
    reason_words,
)
from community.prose import clean_line

MOST_ITEMS = 8
"""Things of one section a mail shows; of the others it says how many there are."""
LONGEST_SUBJECT = 90


@dataclass(frozen=True)
class Item:
    """One line of a mail. ``color`` picks the look of its chip."""

    words: Markup
    color: str
    chip: str
    title: str
    url: str


@dataclass(frozen=True)
class Section:
    """Lines of one group; ``more`` says how many are left out."""

    title: str
    lines: list[Item]
    more: str = ""


@dataclass(frozen=True)
class Links:
    """Where the mail leads, all with the site's public address."""

    base: str
    stop: str
    can_reply: bool = False
    language: str = ""
    """The page that offers these mails in the other language."""

    def to(self, page: str) -> str:
        """The address of one of our pages."""
        return f"{self.base}{page}"


@dataclass(frozen=True)
class NoticeLetter:
    """A mail of notices, ready to be written."""

    subject: str
    sign: str
    above: str
    below: str
    greeting: str
    preview: str
    page: str
    button: str
    inbox: str
    stop: str
    settings: str
    reason: str
    reply: str
    others: list[tuple[str, str]]
    """Other rhythms: words, and the page with the button."""
    language: tuple[str, str, str]
    """The other language: its code, what it says of itself, and the page with the button."""
    questions: list[Question]
    sections: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Reader:
    """Whom a mail is written for: their name, their wishes, their city, and how a line is put into words."""

    name: str
    choices: Choices
    city: str
    say: Callable[[Line], Markup]
    asks: Mapping[int, Ask] = field(default_factory=dict)


def write_letter(
    rows: Iterable[InboxRow], rhythm: str, reader: Reader, links: Links, now: datetime
) -> NoticeLetter | None:
    """The mail that tells these rows, oldest first; None when nothing of it can be read any more."""
    told = [row for row in rows if not (row.gone or row.hidden) or row.kind in ("hidden", "reported", "quiet", "asked")]
    if not told:
        return None
    lines = folded(told)
    groups = {group: [line for line in lines if group_of(line.row.kind, line.row.why) == group] for group in SECTIONS}
    sections = [_section(group, found, links, reader.say) for group, found in groups.items() if found]
    told_of = ", ".join(count_words(group, found) for group, found in groups.items() if found)
    boards = {(row.board, row.extent) for row in told if row.board}
    sign, extent = boards.pop() if len(boards) == 1 else ("Stoop", "")
    questions = questions_of(told, reader.asks, links.to)
    if questions:
        told_of += ", " + counted("{n} needs your eyes", "{n} need your eyes", len(questions))
    alone = lines[0].row.page if len({(row.page or "").partition("?")[0] for row in told}) == 1 else None
    today = write_date(now.astimezone(ZoneInfo(reader.choices.zone)).date())
    return NoticeLetter(
        subject=_subject(rhythm, next(found for found in groups.values() if found), told_of, reader),
        sign=sign,
        above=extent or reader.city,
        below=today if rhythm == NOW else _(HEADS[rhythm]).format(date=today),
        greeting=_(GREETINGS[rhythm]).format(name=reader.name, things=told_of),
        preview=f"{_(IS_IT_FIXED)} {questions[0].words}" if questions else _line_of(sections[0].lines[0].words),
        page=links.to(alone or "/inbox"),
        button=_button(alone),
        inbox=links.to("/inbox"),
        stop=links.stop,
        settings=links.to("/me/notices"),
        reason=reason_words(rhythm, reader.choices),
        reply=_("Reply to this email, and your words go into the thread.") if links.can_reply else "",
        others=[(_(OTHERWISE[other]), f"{links.stop}?rhythm={other}") for other in OTHERWISE if other != rhythm],
        language=(*other_language(), links.language),
        questions=questions,
        sections=sections,
    )


def _button(page: str | None) -> str:
    """What the button says that leads to the one page all of it is about; None: there is no such page."""
    if page is None:
        return _("Open your inbox")
    return _("Open the case") if "/case/" in page else _("Open the post")


def write_plain(letter: NoticeLetter) -> str:
    """The same as plain text."""
    parts = ["\n".join(filter(None, (letter.above, letter.sign, letter.below))), letter.greeting]
    parts += [_plain_question(question) for question in letter.questions]
    for section in letter.sections:
        parts.append(f"-- {section.title} --")  # a line that begins with "From " would be changed on its way
        parts += ["\n".join(_plain(item)) for item in section.lines]
        parts += [f"{section.more}\n{letter.inbox}"] if section.more else []
    parts += [f"{letter.button}:\n{letter.page}"]
    parts += [letter.reply] if letter.reply else []
    others = [*letter.others, (_("Stop"), letter.stop), letter.language[1:]]
    parts += ["\n".join([f"{letter.reason} " + _("One tap, no sign in:"), *map(": ".join, others)])]
    parts += [
        _("How we reach you:") + f"\n{letter.settings}",
        _("Not for emergencies. Call 911 if someone is in danger."),
    ]
    return "\n\n".join(parts) + "\n"


def _plain_question(question: Question) -> str:
    return "\n".join([f"{_(IS_IT_FIXED)} {question.words}", *map(": ".join, question.answers)])


def _plain(item: Item) -> list[str]:
    lines = [f"* {item.chip}{': ' if item.title else ''}{item.title}", f"  {_line_of(item.words)}"]
    return [*lines, f"  {item.url}"] if item.url else lines


def _section(group: str, lines: list[Line], links: Links, say: Callable[[Line], Markup]) -> Section:
    shown = lines[-MOST_ITEMS:]
    left = len(lines) - len(shown)
    more = counted("And {n} more in your inbox", "And {n} more in your inbox", left) if left else ""
    return Section(_(SECTIONS[group]), [_item(line, links, say) for line in reversed(shown)], more)


def _item(line: Line, links: Links, say: Callable[[Line], Markup]) -> Item:
    row = line.row
    color, page = CHIPS[row.kind][0], links.to(row.page) if row.page else ""
    return Item(say(line).strip(), color, chip_words(line), row.title or row.case_name, page)


def _subject(rhythm: str, lines: list[Line], things: str, reader: Reader) -> str:
    """A mail at once names the newest of the weightiest group, the city before the neighbors; a digest counts."""
    if rhythm == NOW:
        said = _item(lines[-1], Links("", ""), reader.say)
        words = (
            f"{said.chip}: {said.title}"
            if said.title
            else _("{what} on Stoop, {city}").format(what=said.chip, city=reader.city)
        )
    else:
        words = _(SUBJECTS[rhythm]).format(things=things)
    line = clean_line(words)
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "\u2026"


def _line_of(words: Markup) -> str:
    """Words of a line without markup."""
    return clean_line(words.striptags())
