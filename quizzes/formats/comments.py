"""Comments in a YAML file, and what they stand above or beside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from quizzes.formats.tree import Steps

OF_A_BLOCK = re.compile(r"[|>][-+0-9]*[ ]+(?P<words>#.*)")


@dataclass(frozen=True)
class Comment:
    """`above`: whole lines before it, without their indentation; `beside`: what stands behind it on its line."""

    above: tuple[str, ...] = ()
    beside: str = ""


NONE = Comment()
Place = tuple[int, Steps]  # the line on which something begins, from 0, and its steps


def find(text: str) -> dict[Steps, Comment]:
    """Every comment by the steps of what it is about; () is the end of the file. The text is YAML that can be read."""
    places = sorted(_places(yaml.compose(text, Loader=yaml.CSafeLoader), ()), key=lambda place: place[0])
    found: dict[Steps, Comment] = {}
    for number, words, is_alone in _comments(text):
        if is_alone:
            steps = next((steps for line, steps in places if line > number), ())
            before = found.get(steps, NONE)
            found[steps] = Comment((*before.above, words), before.beside)
        else:
            at = bisect_right(places, number, key=lambda place: place[0])
            steps = places[at - 1][1] if at else ()
            before = found.get(steps, NONE)
            found[steps] = Comment(before.above, f"{before.beside} {words}".strip())
    return found


def _places(node: yaml.Node | None, steps: Steps) -> Iterator[Place]:
    """What begins on which line, whatever stands in braces or brackets as one."""
    if node is None or (isinstance(node, yaml.CollectionNode) and node.flow_style):
        return
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.start_mark.line, (*steps, key.value)
            yield from _places(value, (*steps, key.value))
    if isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield value.start_mark.line, (*steps, place)
            yield from _places(value, (*steps, place))


def _comments(text: str) -> Iterator[tuple[int, str, bool]]:
    """(line from 0, words, whether it stands alone on its line), from between the tokens."""
    end = 0
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        yield from _between(text, end, token.start_mark.index)
        end = max(end, token.end_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            first = text[token.start_mark.index :].split("\n", 1)[0]
            if head := OF_A_BLOCK.match(first):
                yield token.start_mark.line, head["words"].rstrip(), False
    yield from _between(text, end, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, str, bool]]:
    for found in re.finditer(r"#[^\n]*", text[start:end]):
        at = start + found.start()
        alone = not text[text.rfind("\n", 0, at) + 1 : at].strip()
        yield text.count("\n", 0, at), found[0].rstrip(), alone
