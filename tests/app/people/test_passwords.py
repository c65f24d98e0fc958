"""How passwords are kept."""

from __future__ import annotations

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.low_level import ARGON2_VERSION

from app.people import passwords
from app.people.passwords import HASHER, NOBODY


def test_the_hash_is_argon2id_with_the_parameters_that_were_measured():
    kept = extract_parameters(NOBODY)
    assert (kept.type, kept.version) == (Type.ID, ARGON2_VERSION)
    assert (kept.time_cost, kept.memory_cost, kept.parallelism) == (2, 19_456, 1)
    assert not HASHER.check_needs_rehash(NOBODY)


def test_a_hash_fits_its_column():
    assert len(HASHER.hash("x" * passwords.LONGEST)) <= 160


def test_a_password_is_the_one_that_was_chosen_and_no_other():
    stored = passwords.hash_of("三分钟的路 ten words")
    assert passwords.verify("三分钟的路 ten words", stored)
    assert not passwords.verify("三分钟的路 ten word", stored)
    assert not passwords.verify("", stored)


def test_what_is_no_hash_matches_nothing():
    assert not passwords.verify("anything", "not a hash")


def test_other_parameters_are_outdated():
    other = PasswordHasher(time_cost=3, memory_cost=64, parallelism=1).hash("a sentence")
    assert passwords.is_outdated(other)
    assert not passwords.is_outdated(passwords.hash_of("a sentence"))
