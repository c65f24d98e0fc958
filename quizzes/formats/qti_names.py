"""QTI 3.0 says `qti-choice-interaction`, 2.x `choiceInteraction`: all but this page knows only the names of 2.x."""

from __future__ import annotations

import re

from quizzes.formats.xmltree import Node

PREFIX = "qti-"
HYPHEN = re.compile(r"-([a-z0-9])")
CAPITAL = re.compile(r"[A-Z]")


def to_older(node: Node) -> Node:
    """The element and all below it, with the names of 2.x."""
    if node.tag.startswith(PREFIX):
        node.tag = _camel(node.tag[len(PREFIX) :])
        if node.attrs:
            node.attrs = {_camel(name): value for name, value in node.attrs.items()}
    for child in node.children():
        to_older(child)
    return node


def newer(name: str) -> str:
    """The name of an element of 2.x in 3.0."""
    return PREFIX + newer_attribute(name)


def newer_attribute(name: str) -> str:
    return CAPITAL.sub(lambda found: "-" + found[0].lower(), name)


def _camel(name: str) -> str:
    return HYPHEN.sub(lambda found: found[1].upper(), name)
