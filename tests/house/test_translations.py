"""Every text has its Chinese; the catalogue holds nothing else."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from app.kit.i18n import TRANSLATIONS
from tests.house.words import Text, chinese, faults, placeholders, rough_edges, said

PIECES = sorted(path.name for path in (TRANSLATIONS / "zh").glob("*.po"))
ONE, MANY = Text(("Hello %(name)s",), None, "a.py:1"), Text(("%(num)d day", "%(num)d days"), None, "a.py:2")
GOOD = 'msgid "Hello %(name)s"\nmsgstr "你好，%(name)s"\n\n' + (
    'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\nmsgstr[0] "%(num)d 天"\n'
)


def test_every_text_is_translated_with_its_placeholders_and_nothing_else_is():
    assert len(said()) > 300
    assert faults(said(), chinese()) == []


@pytest.mark.parametrize("name", PIECES)
def test_no_piece_of_the_catalogue_has_rough_edges(name):
    assert rough_edges((TRANSLATIONS / "zh" / name).read_bytes()) == []


def test_chinese_is_chinese_where_it_is_more_than_a_name():
    """A translation that is the English again is one that was forgotten, but for names and numbers."""
    same = {message.id for message in chinese() if message.id and message.id == message.string}
    assert {text for text in same if " " in text} == set()


def _catalogue(po: str):
    return read_po(BytesIO(po.encode()), locale="zh")


def test_a_whole_catalogue_has_no_faults():
    assert faults(frozenset({ONE, MANY}), _catalogue(GOOD)) == []


@pytest.mark.parametrize(
    ("po", "fault"),
    [
        (GOOD.replace('msgstr "你好，%(name)s"', 'msgstr ""'), "a.py:1 not translated: 'Hello %(name)s'"),
        (GOOD.replace("你好，%(name)s", "你好，%(nam)s"), "a.py:1 other placeholders: 'Hello %(name)s'"),
        (GOOD.replace('"%(num)d 天"', '"一天"'), "a.py:2 other placeholders: '%(num)d day'"),
        (GOOD.split("\n\n")[0], "a.py:2 not translated: '%(num)d day'"),
        (GOOD + '\nmsgid "Bye"\nmsgstr "再见"\n', "said nowhere: 'Bye'"),
    ],
)
def test_a_planted_fault_of_the_catalogue_is_found(po, fault):
    assert faults(frozenset({ONE, MANY}), _catalogue(po)) == [fault]


@pytest.mark.parametrize(
    "po",
    [
        '#, fuzzy\nmsgid "A"\nmsgstr "甲"\n',
        '#~ msgid "A"\n#~ msgstr "甲"\n',
        'msgid "A"\nmsgstr ""\n',
        'msgid "A"\nmsgstr "甲"\n\nmsgid "A"\nmsgstr "甲"\n',
    ],
)
def test_planted_rough_edges_are_found(po):
    assert rough_edges(po.encode()) != []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%(a)s of %(b)d", {"a", "b"}),
        ("100 %%", set()),
        ("%s", {"%s"}),
        ("plain", set()),
        ("%(share).1f %%", {"share"}),
    ],
)
def test_placeholders_are_read(text, found):
    assert placeholders(text) == found
