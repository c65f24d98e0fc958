"""Which texts the code and the templates say, and what the Chinese catalogue says to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from app.kit.i18n import TRANSLATIONS, read_catalogue

APP = TRANSLATIONS.parent
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2), "lazy_pgettext": ((1, "c"), 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]|%%")


@dataclass(frozen=True)
class Text:
    """A text in the source: its singular (and plural), its context, where it stands first."""

    ids: tuple[str, ...]
    context: str | None
    where: str = field(compare=False)


def spoken(folder: Path = APP) -> Iterator[Text]:
    """Every text of the code and the templates under the folder."""
    found = extract_from_dir(str(folder), METHODS, OPTIONS, keywords=KEYWORDS)
    for name, line, ids, _comments, context in found:
        yield Text((ids,) if isinstance(ids, str) else tuple(ids), context, f"{name}:{line}")


@lru_cache(maxsize=1)
def said() -> frozenset[Text]:
    return frozenset(spoken())


@lru_cache(maxsize=1)
def chinese() -> Catalog:
    return read_catalogue(TRANSLATIONS / "zh")


def faults(texts: Iterator[Text] | frozenset[Text], catalogue: Catalog) -> list[str]:
    """What is wrong between the texts and their translations, one line each."""
    wrong = []
    for text in sorted(texts, key=lambda one: (one.ids, one.context or "")):
        message = catalogue.get(text.ids[0], text.context)
        if message is None or not all(_strings(message.string)):
            wrong.append(f"{text.where} not translated: {text.ids[0]!r}")
        elif not _same_placeholders(text.ids, _strings(message.string)):
            wrong.append(f"{text.where} other placeholders: {text.ids[0]!r}")
    known = {(text.ids[0], text.context) for text in texts}
    return wrong + [f"said nowhere: {name!r}" for name, context in _ids(catalogue) if (name, context) not in known]


def _ids(catalogue: Catalog) -> Iterator[tuple[str, str | None]]:
    for message in catalogue:
        if message.id:
            yield (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _strings(string: str | Mapping | tuple | list) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def placeholders(text: str) -> set[str]:
    """The named (and unnamed) placeholders of a text."""
    return {match.group(1) or match.group(0) for match in PLACEHOLDER.finditer(text) if match.group(0) != "%%"}


def _same_placeholders(ids: tuple[str, ...], strings: list[str]) -> bool:
    """Whether a translation uses the placeholders of its text; a plural's number may be left out in the singular."""
    wanted = set().union(*map(placeholders, ids))
    return all(placeholders(string) == wanted for string in strings)


def rough_edges(po: bytes) -> list[str]:
    """What no finished piece of the catalogue has: fuzzy, obsolete, empty or doubled texts."""
    catalogue = read_po(BytesIO(po), ignore_obsolete=False, abort_invalid=True)
    wrong = [f"obsolete: {message.id!r}" for message in catalogue.obsolete.values()]
    for message in catalogue:
        if message.id and message.fuzzy:
            wrong.append(f"fuzzy: {message.id!r}")
        if message.id and not all(_strings(message.string)):
            wrong.append(f"empty: {message.id!r}")
    ids = re.findall(rb'^(?:msgctxt .*\n)?msgid (?!""\nmsgstr)(?:".*"\n?)+', po, re.MULTILINE)
    return wrong + [f"twice: {one!r}" for one in sorted(set(ids)) if ids.count(one) > 1]


def any_text_in(language: str) -> re.Pattern[str]:
    """Matches every text in this language that reads differently in the other, whatever its placeholders hold."""
    texts: dict[str, set[str]] = {"en": set(), "zh": set()}
    for message in chinese():
        texts["en"] |= set(_strings(message.id)) - {""}
        texts["zh"] |= set(_strings(message.string)) - {""}
    own = texts[language] - texts["zh" if language == "en" else "en"]
    return re.compile("|".join(sorted(_with_anything(text) for text in own if _says_something(text))))


def _says_something(text: str) -> bool:
    """Whether more than a letter is left without the placeholders."""
    return len(re.sub(r"[\W\d_]", "", PLACEHOLDER.sub("", text))) > 1


def _with_anything(text: str) -> str:
    """The pattern of a text; one that ends with a space ("Sum: ") goes on with something."""
    pieces, end = [], 0
    text = " ".join(text.split()) + (" %s" if text != text.rstrip() else "")
    for match in PLACEHOLDER.finditer(text):
        anything = {"%%": "%"}.get(match.group(0), r"\d+" if match.group(0).endswith("d") else ".+?")
        pieces += [re.escape(text[end : match.start()]), anything]
        end = match.end()
    return "".join([*pieces, re.escape(text[end:])])
