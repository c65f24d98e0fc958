"""The lot of numbers: nobody reckons it out without the secret, everybody checks it with it."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest

from quizzes.rules.drawnlot import Draw, drawn, seal, slips

SECRET, WORDS = "5e" * 32, "Xi'an: rain"
IDS = range(1, 41)


def numbers(ids, first=1):
    return {one: first + place for place, one in enumerate(drawn(ids, WORDS, SECRET))}


def good():
    return Draw(seal(SECRET), WORDS, SECRET, [numbers(IDS), numbers([50, 51, 52], 41)])


def test_a_lot_that_was_drawn_as_it_says_has_no_slip():
    assert list(slips(good())) == []


def test_the_order_is_that_of_the_hashes_of_words_secret_and_id():
    first = min(IDS, key=lambda one: sha256(f"{WORDS}:{SECRET}:{one}".encode()).hexdigest())
    assert drawn(IDS, WORDS, SECRET)[0] == first


@pytest.mark.parametrize(("words", "secret"), [(WORDS, "5f" * 32), ("Xi'an: sun", SECRET), (WORDS, "")])
def test_other_words_another_secret_or_none_give_another_order(words, secret):
    assert drawn(IDS, words, secret) != drawn(IDS, WORDS, SECRET)


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"secret": "5f" * 32}, ["seal", "round 1", "round 2"]),
        ({"words": "Xi'an: sun"}, ["round 1", "round 2"]),
        ({"seal": seal("another")}, ["seal"]),
        ({"rounds": [numbers(IDS) | {1: numbers(IDS)[2], 2: numbers(IDS)[1]}]}, ["round 1"]),
        ({"rounds": [numbers(IDS), {50: 41, 51: 42, 52: 43}]}, ["round 2"]),
    ],
)
def test_what_was_changed_afterwards_is_found(change, found):
    assert list(slips(replace(good(), **change))) == found
