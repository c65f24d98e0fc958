"""The columns of a sheet of questions: what their headings may be, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

LETTERS = "ABCDEFGH"
LANGUAGES = ("zh", "en")
SIGNS = re.compile(r"[\s_\-:：.,，、()（）\[\]【】/·]+")
TONGUES = {"zh": "zh", "中": "zh", "中文": "zh", "chinese": "zh", "en": "en", "英": "en", "英文": "en", "english": "en"}
TONGUE = f"(?P<tongue>{'|'.join(sorted(TONGUES, key=len, reverse=True))})?"
PLAIN = {  # what is no text in a language
    "id": ("id", "编号", "题号", "序号"),
    "kind": ("kind", "type", "questiontype", "题型", "类型"),
    "answer": (
        "answer", "answers", "right", "rightanswer", "correct", "correctanswer", "key", "答案", "正确答案", "标准答案",
    ),
    "tolerance": ("tolerance", "公差", "误差"),
    "unit": ("unit", "单位"),
    "case": ("case", "casematters", "capitals", "区分大小写", "大小写"),
    "difficulty": ("difficulty", "难度"),
    "source": ("source", "来源", "出处", "依据"),
    "posts": ("posts", "post", "岗位"),
    "tags": ("tags", "tag", "标签"),
    "title": ("title", "name", "标题"),
}  # fmt: skip
PATTERNS = {  # what is written in a language, of a letter or not
    "text": re.compile(rf"(question|text|questiontext|stem|题目|题干|问题){TONGUE}"),
    "answer": re.compile(rf"(answer|answers|答案|正确答案){TONGUE}"),
    "explanation": re.compile(rf"(explanation|generalfeedback|whyitisso|解析|解释|说明){TONGUE}"),
    "option": re.compile(rf"(option|choice|选项|答案选项)?(?P<letter>[a-h]){TONGUE}"),
    "why": re.compile(rf"(why|whywrong|feedback|错因|反馈)(?P<letter>[a-h])(iswrong)?{TONGUE}"),
    "usual": re.compile(rf"(why|whywrong|usualmistake|错因|常见错误){TONGUE}"),
    "match": re.compile(rf"(match|belongsto|配对|对应)(?P<letter>[a-h]){TONGUE}"),
}
WRITTEN = {
    "id": "id", "title": "title", "kind": "kind", "text": "question", "option": "", "why": "why wrong",
    "match": "match", "answer": "answer", "tolerance": "tolerance", "unit": "unit", "case": "case matters",
    "usual": "why wrong",
    "explanation": "explanation",
    "difficulty": "difficulty", "source": "source", "posts": "posts", "tags": "tags",
}  # fmt: skip


class Column(tuple[str, str, str]):
    """(what, letter, language); the letter and the language are "" where they do not apply or are not said."""

    __slots__ = ()

    def __new__(cls, what: str, letter: str = "", language: str = "") -> Column:
        return super().__new__(cls, (what, letter, language))

    @property
    def heading(self) -> str:
        """As it is written: such as "A (zh)"."""
        what, letter, language = self
        words = " ".join(part for part in (WRITTEN[what], letter.upper()) if part)
        return f"{words} ({language})" if language else words


@lru_cache(maxsize=1_000)
def column_of(what: str, letter: str = "", language: str = "") -> Column:
    """The same object for the same column: each row asks for twenty."""
    return Column(what, letter, language)


def column(heading: str) -> Column | None:
    """What a heading means; None for one that nobody knows."""
    words = SIGNS.sub("", heading).casefold()
    for what, names in PLAIN.items():
        if words in names:
            return Column(what)
    for what, pattern in PATTERNS.items():
        if found := pattern.fullmatch(words):
            letter = found.groupdict().get("letter") or ""
            return Column(what, letter.upper(), TONGUES.get(found["tongue"] or "", ""))
    return None


def columns(headings: Sequence[str]) -> dict[int, Column]:
    """The columns that mean something, by their place; of two of the same meaning the first."""
    found: dict[int, Column] = {}
    for place, heading in enumerate(headings):
        meant = column(heading)
        if meant is not None and meant not in found.values():
            found[place] = meant
    return found
