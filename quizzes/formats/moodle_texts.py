"""A question of Moodle XML while it is read: its texts in one markup, its files, its flags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from quizzes.formats import numbers, picturesize
from quizzes.formats.exchange import Item, Kind, Markup, Picture
from quizzes.formats.gathering import Refused
from quizzes.formats.htmltext import converted, looks_like_html, plain_from_html
from quizzes.formats.media import Bag, safe_name
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import Node, html_of

FORMATS = {
    "html": Markup.HTML,
    "1": Markup.HTML,
    "plain_text": Markup.PLAIN,
    "2": Markup.PLAIN,
    "markdown": Markup.MARKDOWN,
    "4": Markup.MARKDOWN,
}
TEXT = ("text", "answertext")
NOT_TEXT = ("file", "feedback", "tolerance", "fraction", "answer", "group", "infinite", "draggroup")
TYPED = ("shortanswer", "numerical", "truefalse")
PLUGIN_FILE = re.compile(r"@@PLUGINFILE@@(/[^\s\"'<>()]*)")
YES = ("1", "true", "yes")

COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
USUAL = re.compile(
    r"(your answer is (partially )?(in)?correct\.?|你的?(回答|答案)(部分)?(不?正确|错误)[。.]?)?", re.IGNORECASE
)

NO_FILE = Reason("A file that a text shows does not come along: ")
ENCODED = Reason("A file is written in an unknown encoding and is left out: ")
COMBINED_LEFT_OUT = Reason("Feedback for right, partly right or wrong answers as a whole is left out.")
HINTS_LEFT_OUT = Reason("Hints for further tries are left out.")
HIDDEN = Reason("The question was hidden in Moodle.")
GRADE_LEFT_OUT = Reason("How many marks the question gives (default grade) is left out.")
NO_PICTURE = Reason("The places lie on no picture.")
NO_SIZE = Reason("How large a picture is, cannot be read (PNG, JPEG, GIF and WebP can): ")
NO_TEXT = Reason("The question has no text.")
NO_TRUE_SHARE = Reason("A share of the mark is not a number between -100 and 100: ")


class Draft:
    """What all kinds of question have in common."""

    def __init__(self, node: Node, category: tuple[str, ...], note: Callable[[str], None]) -> None:
        self.node, self.note = node, note
        self.category = category
        self.bag = Bag(note)
        self.markup = _markup_of(node)

    @property
    def type(self) -> str:
        return self.node.get("type").strip().lower()

    def item(self, kind: Kind, text: str | None = None) -> Item:
        """The item with all that is not special to its kind. Raises Refused when nothing is asked."""
        text = self.said(self.node.child("questiontext")) if text is None else text
        if not text:
            raise Refused(NO_TEXT)
        feedback = self.said(self.node.child("generalfeedback"))
        self._tell_what_is_left_out()
        return Item(
            kind,
            text,
            title=said_plainly(self.node.child("name")),
            markup=self.markup,
            feedback=feedback,
            category=self.category,
            tags=tuple(self._tags()),
            ident=said_plainly(self.node.child("idnumber")),
            line=self.node.line,
        )

    def said(self, field: Node | None) -> str:
        """The text of a field in the item's markup, with its files in the bag."""
        if field is None:
            return ""
        text = self._with_files(_raw(field), field).strip()
        return self.bag.lift(converted(text, _format_of(field, text), self.markup))

    def is_set(self, tag: str, default: bool = False) -> bool:
        """A flag: <single>true</single>, <usecase>1</usecase>."""
        child = self.node.child(tag)
        return default if child is None else child.words().strip().lower() in YES

    def answers(self) -> list[Node]:
        return self.node.children("answer")

    def feedback_of(self, answer: Node) -> str:
        return self.said(answer.child("feedback"))

    def picture(self) -> Picture:
        """The picture that stands beside the texts, and not in one of them. Raises Refused where none can be read."""
        file = self.node.child("file")
        name = self._kept(file)[1] if file else ""
        medium = next((one for one in self.bag.media() if one.name == name), None)
        if medium is None:
            raise Refused(NO_PICTURE)
        size = picturesize.size_of(medium.data)
        if size is None:
            raise Refused(NO_SIZE + medium.name)
        return Picture(medium.name, "", *size)

    def _tags(self) -> Iterator[str]:
        for tags in self.node.children("tags"):
            for tag in tags.children("tag"):
                if words := said_plainly(tag):
                    yield words

    def _with_files(self, text: str, field: Node) -> str:
        names = {path: name for path, name in map(self._kept, field.children("file")) if name}

        def named(found: re.Match[str]) -> str:
            path = unquote(found[1].partition("?")[0])
            if path not in names:
                self.note(NO_FILE + safe_name(path))
            return names.get(path, safe_name(path))

        return PLUGIN_FILE.sub(named, text) if "@@" in text else text

    def _kept(self, file: Node) -> tuple[str, str]:
        name = file.get("name")
        path = f"{file.get('path', '/').rstrip('/')}/{name}"
        if file.get("encoding", "base64") != "base64":
            self.note(ENCODED + safe_name(name))
            return path, ""
        return path, self.bag.add_encoded(name, file.words())

    def _tell_what_is_left_out(self) -> None:
        combined = [plain_from_html(_raw(field)) for field in self.node.children(*COMBINED)]
        if not all(USUAL.fullmatch(text) for text in combined):
            self.note(COMBINED_LEFT_OUT)
        if any(_raw(hint).strip() for hint in self.node.children("hint")):
            self.note(HINTS_LEFT_OUT)
        if self.is_set("hidden"):
            self.note(HIDDEN)
        grade = self.node.child("defaultgrade")
        if (
            grade is not None
            and self.type not in ("cloze", "multianswer")
            and numbers.number(grade.words()) not in (None, 1)
        ):
            self.note(GRADE_LEFT_OUT)


def said_plainly(field: Node | None) -> str:
    """The text of a field that is plain in Moodle whatever its format: names, answers to type."""
    return "" if field is None else _raw(field).strip()


def share_of(answer: Node) -> float:
    """The fraction of an answer. Raises Refused when it is none."""
    inside = answer.child("fraction")
    words = answer.get("fraction", inside.words() if inside else "0").strip() or "0"
    percent = numbers.number(words)
    if percent is None or not -100 <= percent <= 100:
        raise Refused(NO_TRUE_SHARE + words[:20])
    return numbers.fraction(percent)


def _raw(field: Node) -> str:
    """What a field says: in <text>, in <answertext>, or by itself."""
    text = field.child(*TEXT)
    if text is not None:
        return text.inner()
    own = [part for part in field.parts if isinstance(part, str) or part.tag not in NOT_TEXT]
    if all(isinstance(part, str) for part in own):
        return "".join(str(part) for part in own)
    return "".join(map(html_of, own))


def _format_of(field: Node, text: str) -> Markup:
    """What it says; where nothing is said, as it looks."""
    known = FORMATS.get(field.get("format").strip().lower())
    return known or (Markup.HTML if looks_like_html(text) else Markup.PLAIN)


def _markup_of(node: Node) -> Markup:
    """That of the question's text; a plain text whose answers are HTML becomes HTML."""
    main = node.child("questiontext")
    if main is None:
        return Markup.PLAIN
    own = _format_of(main, _raw(main))
    if own is Markup.PLAIN and any(map(_is_html, _further_fields(node))):
        return Markup.HTML
    return own


def _further_fields(node: Node) -> Iterator[Node]:
    yield from node.children("generalfeedback", "subquestion")
    for answer in node.children("answer"):
        yield from answer.children("feedback")
        if node.get("type").strip().lower() not in TYPED:
            yield answer


def _is_html(field: Node) -> bool:
    text = _raw(field)
    return _format_of(field, text) is Markup.HTML and looks_like_html(text)
