"""A question in both languages at once becomes a question with its translation; one in a single language stays."""

from __future__ import annotations

import pytest

from quizzes.formats import itemdrafts
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Pair
from quizzes.formats.multilang import divided, in_language

SPANS = '<span lang="zh_cn" class="multilang">电压</span><span class="multilang" lang="en">Voltage</span> 12 V'


@pytest.mark.parametrize(
    "text",
    [
        SPANS,
        '<lang lang="zh">电压</lang><lang lang="en">Voltage</lang> 12 V',
        "{mlang zh_cn}电压{mlang}{mlang en}Voltage{mlang} 12 V",
        "{mlang de}Spannung{mlang}{mlang zh_cn}电压{mlang}{mlang en_us}Voltage{mlang} 12 V",
    ],
)
def test_each_way_of_writing_is_divided(text):
    assert (in_language(text, "zh"), in_language(text, "en")) == ("电压 12 V", "Voltage 12 V")


def test_every_text_of_a_question_is_divided():
    choices = (Choice(SPANS, 1.0), Choice("9 V", 0.0, "{mlang en}No.{mlang}{mlang zh}不。{mlang}"))
    item = Item(Kind.SINGLE, SPANS, title=SPANS, markup=Markup.HTML, choices=choices, feedback=SPANS)
    found = divided(item)
    assert (found.language, found.text, found.translation.text) == ("zh", "电压 12 V", "Voltage 12 V")
    assert [one.text for one in found.translation.choices] == ["Voltage 12 V", "9 V"]
    _kind, content, _notes = itemdrafts.of_item(found, "en")
    assert content["text"] == {"zh": "电压 12 V", "en": "Voltage 12 V"}
    assert content["options"][1]["why"] == {"zh": "不。", "en": "No."}
    assert content["options"][1]["text"] == {"zh": "9 V", "en": "9 V"}


def test_pairs_are_divided():
    pair = Pair("A", "{mlang zh}安{mlang}{mlang en}ampere{mlang}")
    found = divided(Item(Kind.MATCHING, "Q {mlang en}only{mlang}", pairs=(pair,)))
    assert (found.pairs[0].right, found.translation.pairs[0].right) == ("ampere", "安")


@pytest.mark.parametrize("text", ["Which language?", '<span lang="en">one</span>', "{mlang de}Nur{mlang}", "slang"])
def test_what_is_in_one_language_stays_as_it_is(text):
    item = Item(Kind.SHORT, text, choices=(Choice("a", 1.0),))
    assert divided(item) is item


def test_many_open_marks_take_no_time():
    text = '<span lang="en" class="multilang">' * 550
    assert divided(Item(Kind.SHORT, text)).text == text


def test_a_text_without_marks_belongs_to_the_language_that_it_is_in():
    choices = (Choice("绝缘", 1.0), Choice("Insulation", 0.0), Choice("12 V", 0.0))
    found = divided(Item(Kind.SINGLE, SPANS, choices=choices))
    assert [one.text for one in found.choices] == ["绝缘", "", "12 V"]
    assert [one.text for one in found.translation.choices] == ["", "Insulation", "12 V"]
