"""Whatever a reader or writer of formats gives as a reason is said in Chinese to who reads Chinese."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from flask_babel import force_locale

from app.studio import reasons
from quizzes import formats
from quizzes.formats import gift, moodle, qti
from quizzes.formats.reasons import Reason

CHINESE = re.compile("[\u4e00-\u9fff]")


def all_reasons() -> Iterator[str]:
    """What stands in any module of formats."""
    for module in pkgutil.iter_modules(formats.__path__):
        for value in vars(import_module(f"quizzes.formats.{module.name}")).values():
            stands = value.values() if isinstance(value, dict) else (value,)
            yield from (one.sentence for one in stands if isinstance(one, Reason))


def test_the_table_holds_every_reason_and_no_other():
    assert set(all_reasons()) == reasons.SENTENCES
    assert len(reasons.SENTENCES) > 100


@pytest.mark.parametrize(
    ("read", "data", "said"),
    [
        (gift.read, "What {=", "没有结束"),
        (gift.read, "Which? {=%a%x}", None),
        (gift.read, "How many? {#twelve}", "：twelve"),
        (
            moodle.read,
            '<quiz><question type="essay"/></quiz>',
            "论述题",
        ),
        (moodle.read, '<quiz><question type="drawing"/></quiz>', "：drawing"),
        (qti.read, "<assessmentItem/>", "itemBody"),
    ],
)
def test_a_reason_is_said_in_chinese_with_the_word_that_it_means(app, read, data, said):
    found = read(data.encode())
    with app.test_request_context(), force_locale("zh"):
        told = [reasons.told(one.reason) for one in (*found.refused, *found.notes)]
    assert all(CHINESE.search(words) for words in told)
    assert said is None or said in told[0]


def test_a_file_of_a_package_is_named_beside_the_reason(app):
    with app.test_request_context(), force_locale("zh"):
        assert reasons.told(qti.NO_ITEM + " (in items/a.xml)").endswith(" （位于 items/a.xml）")
    assert (qti.NO_ITEM + " (in items/a.xml)").endswith("in this file. (in items/a.xml)")


def test_english_stays_as_the_readers_say_it(app):
    with app.test_request_context(), force_locale("en"):
        assert {reasons.told(Reason(one)) for one in reasons.SENTENCES} == reasons.SENTENCES
