"""Whatever is wrong with a curriculum's folder is said in Chinese to who reads Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from flask_babel import force_locale

from app.studio import folderfaults
from quizzes.formats import svg

READERS = (
    *("asking", "cases", "classes", "crosschecks", "curriculum", "figure", "folder", "folderzip", "hotspots", "pieces"),
    *("plates", "questions", "shelves", "svg", "tree", "typedquestions", "wording"),
)
CHINESE = re.compile("[\u4e00-\u9fff]")
SAMPLES = {"CARD": "section.yaml", "LANGUAGES[key]": "English"}  # of what stands in a sentence; else a 7
WHATS = ("a scene", "figure", "7")
FIELD = re.compile(r"(?<!\{)\{[\w:]+\}")
HINTS = (*svg.INSTEAD.values(), "Write it simpler.", "Name it .yaml.", "Take it away.")  # the ends of other sentences


def sentences(reader: str) -> Iterator[str]:
    """What a module says: its texts that are whole sentences, with samples where something is put in."""
    tree = ast.parse(Path(str(import_module(f"quizzes.formats.{reader}").__file__)).read_text())
    silent = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if id(node) not in silent and isinstance(node, ast.Constant | ast.JoinedStr):
            text = node.value if isinstance(node, ast.Constant) else "".join(map(_sample, node.values))
            if isinstance(text, str) and text[:1] != " " and re.search(r"\w \w.*\.$", text) and text not in HINTS:
                yield FIELD.sub("7", text)


def _sample(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    name = ast.unparse(part.value)
    return SAMPLES.get(name, "WHAT" if name == "what" else "" if name == "did_you_mean" else "7")


def test_each_sentence_of_the_readers_is_said_in_chinese(app):
    texts = [text for reader in READERS for text in sentences(reader)]
    assert len(texts) > 100
    with app.test_request_context(), force_locale("zh"):
        told = {text: [folderfaults.told(text.replace("WHAT", what)) for what in WHATS] for text in texts}
    assert [text for text, said in told.items() if not any(map(CHINESE.search, said))] == []


def test_what_is_meant_stands_in_the_sentence(app):
    with app.test_request_context(), force_locale("zh"):
        assert folderfaults.told("Figures know no class `btn`.") == "线图里没有 class“btn”。"
        assert folderfaults.told("There is no kind `singel`. Did you mean `single`?") == "没有“singel”这种题型。"
