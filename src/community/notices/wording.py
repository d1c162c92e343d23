"""The words of a mail of notices: of its head, of its groups and chips, how much there is, and why it comes. Pure."""

from community.i18n import LANGUAGES, N_, _, counted, in_language, language, pgettext
from community.notices.choosing import BOARDS, CITY, DAILY, FOLLOWED, NOW, REPLIES, WEEKLY, WORDS, Choices
from community.notices.folding import Line

SECTIONS = {
    CITY: N_("From the city"),
    REPLIES: N_("Replies to you"),
    FOLLOWED: N_("What you follow"),
    BOARDS: N_("On your boards"),
    WORDS: N_("Your words, reports and alarms"),
}
CHIPS = {
    "answered": ("city", N_("City answered")),
    "scheduled": ("city", N_("Day set for work")),
    "transferred": ("city", N_("Handed on")),
    "accepted": ("city", N_("The city has it")),
    "closed": ("done", N_("Closed by the city")),
    "reopened": ("back", N_("Still there")),
    "settled": ("fixed", N_("Fixed, neighbors agree")),
    "sent": ("sent", N_("Sent to 311")),
    "posted": ("post", N_("New post")),
    "replied": ("post", ""),
    "commented": ("post", ""),
    "hidden": ("porch", N_("Hidden")),
    "shown": ("porch", N_("Shown again")),
    "reported": ("porch", ""),
    "quiet": ("porch", N_("Quiet case")),
    "asked": ("porch", N_("A captain waits")),
    "mentioned": ("porch", N_("A note names you")),
}
"""Look and words of a chip, by kind; the empty ones depend on more, see ``chip_words``."""
GREETINGS = {
    NOW: N_("Hi {name}, this just came: {things}."),
    DAILY: N_("Hi {name}, this came: {things}."),
    WEEKLY: N_("Hi {name}, this came: {things}."),
}
HEADS = {DAILY: N_("{date}. Your day on Stoop"), WEEKLY: N_("{date}. Your week on Stoop")}
SUBJECTS = {DAILY: N_("Your day on Stoop: {things}"), WEEKLY: N_("Your week on Stoop: {things}")}
IS_IT_FIXED = N_("Is it fixed?")
OTHERWISE = {NOW: N_("At once"), DAILY: N_("Every day"), WEEKLY: N_("Every week")}
"""In which rhythm these mails can come, below each of them."""
THIS_LANGUAGE = N_("Get this in English")
"""Each language says it of itself."""
WEEKLY_REASONS = (
    N_("You get this on Mondays because you asked for it."),
    N_("You get this on Tuesdays because you asked for it."),
    N_("You get this on Wednesdays because you asked for it."),
    N_("You get this on Thursdays because you asked for it."),
    N_("You get this on Fridays because you asked for it."),
    N_("You get this on Saturdays because you asked for it."),
    N_("You get this on Sundays because you asked for it."),
)


def chip_words(line: Line) -> str:
    """What the chip above a line says."""
    row = line.row
    if row.kind in ("replied", "commented"):
        return (
            counted("{n} reply", "{n} replies", line.count) if line.count > 1 else pgettext("news: one came", "Reply")
        )
    if row.kind == "reported":
        return pgettext("news: one came", "Report")
    if row.kind == "closed" and row.closed_as:
        return row.closed_as
    return _(CHIPS[row.kind][1])


def count_words(group: str, lines: list[Line]) -> str:
    """``2 replies to you``: how much of a group there is, those folded into lines counted."""
    number = sum(line.count for line in lines)
    if group == CITY:
        return counted("{n} step on your posts", "{n} steps on your posts", number)
    if group == REPLIES:
        return counted("{n} reply to you", "{n} replies to you", number)
    if group == FOLLOWED:
        return counted("{n} thing about what you follow", "{n} things about what you follow", number)
    if group == BOARDS:
        return counted("{n} thing on your boards", "{n} things on your boards", number)
    return counted("{n} thing to look at", "{n} things to look at", number)


def other_language() -> tuple[str, str]:
    """The language the mail is not written in: its code, and in its own words that it can be had."""
    code = next(code for code in LANGUAGES if code != language())
    with in_language(code):
        return code, _(THIS_LANGUAGE)


def reason_words(rhythm: str, choices: Choices) -> str:
    """Why this mail comes, and when."""
    if rhythm == NOW:
        return _("You get this at once because you asked for it.")
    if rhythm == DAILY:
        return _("You get this once a day because you asked for it.")
    return _(WEEKLY_REASONS[choices.digest_day])
