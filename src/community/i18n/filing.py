"""The files of a language kept in step with what is marked: new words added, unused ones dropped, faults listed."""

import re
from collections.abc import Collection, Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from community.i18n.catalogs import FOLDER, files_of
from community.i18n.languages import ENGLISH, LANGUAGES
from community.i18n.marked import Key, Marked, all_marked

HEAD = """\
# {name}. A native speaker must review it before use.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={forms}; plural={rule};\\n"

"""
SLOT, TAG = re.compile(r"\{\w+\}"), re.compile(r"<[^>]*>")
WIDTH = 118


def translated_languages() -> list[str]:
    """The codes of the languages that have files."""
    return [code for code in LANGUAGES if code != ENGLISH]


def write_files(features: Collection[str] = ()) -> None:
    """Bring the files of these features (none named: all) in step with what is marked. Words that stand in any file
    of the language already stay in that one."""
    marked = all_marked()
    chosen = features or {feature for one in marked.values() for feature in one.features}
    for code in translated_languages():
        known = {catalog.domain or "": catalog for catalog in files_of(code)}
        owner: dict[Key, str] = {}
        for name, catalog in known.items():
            for message in _messages(catalog):
                owner.setdefault(key_of(message), name)
        for key, one in marked.items():
            for feature in one.features:
                if feature in chosen:
                    owner.setdefault(key, feature)
        for feature in sorted(chosen):
            mine = [one for key, one in marked.items() if owner.get(key) == feature]
            _write(code, feature, mine, known.get(feature) or Catalog(locale=code))


def _write(code: str, feature: str, mine: list[Marked], before: Catalog) -> None:
    path = FOLDER / code / f"{feature}.po"
    if not mine:
        path.unlink(missing_ok=True)
        return
    catalog = Catalog(locale=code)
    for one in mine:
        old = before.get(one.one, one.context)
        words: str | tuple[str, str] = one.one if one.many is None else (one.one, one.many)
        said = old.string if old is not None and old.id == words else None
        places = [(place, 0) for place in one.places]
        comments = old.user_comments if old is not None else ()
        catalog.add(words, said, places, context=one.context, user_comments=comments)
    head = HEAD.format(name=LANGUAGES[code].name, code=code, forms=before.num_plurals, rule=before.plural_expr)
    with path.open("wb") as file:
        file.write(head.encode())
        write_po(file, catalog, width=WIDTH, omit_header=True, include_lineno=False)


def problems() -> Iterator[str]:
    """What is wrong with the files of all languages, one line each."""
    marked = all_marked()
    for code in translated_languages():
        seen: dict[Key, str] = {}
        for catalog in files_of(code):
            for message in _messages(catalog):
                key, where = key_of(message), f"{code}/{catalog.domain}.po"
                if key in seen:
                    yield f"{where}: {key[1]!r} stands in {seen[key]} too"
                seen.setdefault(key, where)
                yield from (f"{where}: {key[1]!r} {fault}" for fault in faults_of(message, marked.get(key)))
        for key, one in marked.items():
            if key not in seen:
                yield f"{code}: {one.one!r} of {one.places[0]} stands in no file"


def faults_of(message: Message, marked: Marked | None) -> Iterator[str]:
    """What is wrong with one message; ``marked`` is how it stands in the sources."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string or "",)
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    if marked is None:
        yield "is said nowhere"
    elif tuple(ids) != ((marked.one,) if marked.many is None else (marked.one, marked.many)):
        yield "has another plural in the sources"
    elif sorted(place for place, _line in message.locations) != sorted(marked.places):  # as the file sorts them
        yield "stands in other places than the file says: run `community messages --write`"
    if message.fuzzy:
        yield "is marked as fuzzy"
    if not all(forms):
        yield "is not translated"
        return
    for form in forms:
        for what, pattern in (("slots", SLOT), ("tags", TAG)):
            if sorted(pattern.findall(form)) not in [sorted(pattern.findall(one)) for one in ids]:
                yield f"has other {what} than its translation {form!r}"


def key_of(message: Message) -> Key:
    """By what a message is found."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _messages(catalog: Catalog) -> Iterator[Message]:
    """All but the head."""
    return (message for message in catalog if message.id)
