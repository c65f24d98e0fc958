"""Texts that hold both languages in Moodle's way, divided into a question and its translation.

`<span lang="zh_cn" class="multilang">…</span>` and the older `<lang lang="en">…</lang>` are those of Moodle's own
filter, `{mlang zh_cn}…{mlang}` those of the plugin multilang2. What stands outside of them is shown in every language;
a text without any of them belongs to the language that it is in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from html import unescape

from quizzes.formats.exchange import Blank, Choice, Item
from quizzes.formats.gathering import texts_of
from quizzes.formats.htmltext import TAG

SPAN = re.compile(
    r"<span\b(?=[^<>]{0,200}\bclass=[\"']multilang[\"'])[^<>]{0,200}\blang=[\"']([A-Za-z_-]{2,12})[\"'][^<>]{0,200}>"
    r"(.*?)</span>",
    re.DOTALL | re.IGNORECASE,
)
LANG = re.compile(r"<lang\s{1,9}lang=[\"']([A-Za-z_-]{2,12})[\"']\s{0,9}>(.*?)</lang>", re.DOTALL | re.IGNORECASE)
CURLY = re.compile(r"\{mlang\s{1,9}([A-Za-z_-]{2,12})\}(.*?)\{mlang\}", re.DOTALL | re.IGNORECASE)
HAN = re.compile("[\u4e00-\u9fff]")
WORD = re.compile("[a-z]{4}")
FORMS = (SPAN, LANG, CURLY)
OTHER = {"zh": "en", "en": "zh"}


def divided(item: Item) -> Item:
    """The same where it is in one language; else in the one that it names first, with the other as its translation."""
    if item.translation is not None:
        return item
    named = next(_named(item), None)
    if named is None:
        return item
    first, second = _spoken(item, named), _spoken(item, OTHER[named])
    return replace(first, translation=second)


def in_language(text: str, language: str) -> str:
    """What of a text is shown in this language."""
    for form in FORMS:
        text = form.sub(lambda found: found[2] if _tongue(found[1]) == language else "", text)
    return text.strip()


def _named(item: Item) -> Iterator[str]:
    for text in texts_of(item):
        if "lang" in text:
            found = (one for form in FORMS for one in form.finditer(text))
            yield from (tongue for one in found if (tongue := _tongue(one[1])))


def _tongue(code: str) -> str:
    beginning = code[:2].lower()
    return beginning if beginning in OTHER else ""


def fits(text: str) -> tuple[str, ...]:
    """The languages that a text without marks is in: Chinese signs and English words tell; 12 V is both."""
    plain = TAG.sub("", text)
    return ("zh",) if HAN.search(plain) else ("en",) if WORD.search(plain) else ("zh", "en")


def by_signs(items: Iterable[Item]) -> str:
    """The language of those that do not say theirs: Chinese where one Chinese sign stands in them, else English."""
    silent = (item for item in items if item.language not in OTHER and next(_named(item), None) is None)
    asked = (replace(item, title="", ident="", category=(), tags=()) for item in silent)  # names tell nothing
    texts = (text for item in asked for text in texts_of(item))
    return "zh" if any(HAN.search(unescape(text)) for text in texts) else "en"


def _spoken(item: Item, language: str) -> Item:
    def said(text: str) -> str:
        marked = "lang" in text and any(form.search(text) for form in FORMS)
        return in_language(text, language) if marked else text if language in fits(text) else ""

    return replace(
        item,
        language=language,
        title=said(item.title),
        text=said(item.text),
        feedback=said(item.feedback),
        why=said(item.why),
        choices=_choices(item, said),
        ranges=tuple(replace(one, feedback=said(one.feedback)) for one in item.ranges),
        steps=tuple(map(said, item.steps)),
        pairs=tuple(replace(pair, left=said(pair.left), right=said(pair.right)) for pair in item.pairs),
        blanks=tuple(replace(blank, choices=_choices(blank, said)) for blank in item.blanks),
    )


def _choices(part: Item | Blank, said: Callable[[str], str]) -> tuple[Choice, ...]:
    return tuple(replace(one, text=said(one.text), feedback=said(one.feedback)) for one in part.choices)
