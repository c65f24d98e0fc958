"""Faults speak the reader's language and call things by their names."""

from __future__ import annotations

import pytest
from flask_babel import force_locale

from app.seasons import yamlwords
from app.seasons.wording import fault_in_file, message
from quizzes.formats.faults import START
from quizzes.formats.season import Placed
from quizzes.formats.tree import plant
from quizzes.rules.seasonchecks import Fault
from tests.factories import make_section

BROKEN = (
    "a:\t1", "a: \u2028b", "a: 1\n---\nb: 2", "%YAML 1.1\n---\na: 1", "[" * 30, "a: &x 1", "a: *x", "a: !!str b",
    "a: 1\na: 2", "[a]: 1", "a: b: c", "a: 1\nb\n", "a:\n  - 1\n - 2", "a: @b", "a: 'b", "a: \x01",
)  # fmt: skip


def test_sections_and_stops_are_called_by_their_names_and_a_file_s_author_is_told_the_keys_too(app):
    make_section("vehicle-technology", 1)
    onward = Fault(("legs", 1, "until"), "leg-not-onward", {"stop": "tashkent"})
    missing = Fault(("legs",), "sections-missing", {"sections": ("vehicle-technology", "gone")})
    with app.test_request_context(), force_locale("zh"):
        assert "塔什干" in message(onward)
        assert "tashkent" not in message(onward)
        assert "塔什干 (tashkent)" in fault_in_file("s.yaml", Placed(START, onward)).message
        assert "、gone" in message(missing)
    with app.test_request_context(), force_locale("en"):
        assert "behind Tashkent," in message(onward)


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_no_yaml_is_told_in_chinese(app, text):
    slips = plant(text).slips
    assert slips
    with app.test_request_context(), force_locale("zh"):
        for _place, slip in slips:
            told = yamlwords.told(slip)
            assert told != slip
            assert any("\u4e00" <= sign <= "\u9fff" for sign in told)
            assert "%" not in told.replace("`%`", "")
