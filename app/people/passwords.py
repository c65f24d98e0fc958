"""Passwords: argon2id, and what a password must be."""

from __future__ import annotations

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _

from app.kit.errors import Invalid
from app.people.models import Person

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)  # measured: docs/decisions/0004
SHORTEST, LONGEST = 10, 200
COMMON_WORDS = (
    "1234567890 0123456789 12345678910 1111111111 0000000000 1122334455 qwertyuiop qwerty123456 asdfghjkl; password12 "
    "password123 password1234 passw0rd123 iloveyou123 abcdefghij abc1234567 a123456789 aa12345678 qq123456789 "
    "woaini1314 woaini520520 5201314520 1qaz2wsx3edc zxcvbnm123 letmein123 welcome123 admin12345 administrator"
)
COMMON = frozenset(COMMON_WORDS.split())
NOBODY = (  # made with the same parameters, of 32 random bytes that nobody knows; computing it would delay each start
    "$argon2id$v=19$m=19456,t=2,p=1$Zhq5z3roJ5zUjIdN9RdTdg$0v/sWkJTIAn8hEekapadryZUERx+HigJMyCvbyPH8GY"
)


def hash_of(password: str) -> str:
    return HASHER.hash(password)


def verify(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one; takes as long where there is none stored."""
    try:
        HASHER.verify(stored or NOBODY, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def new_hash(password: str, person: Person) -> str:
    """The hash of a password that the person chose. Slow: make it before the transaction. Raises Invalid."""
    check_new(password, person)
    return hash_of(password)


def check_new(password: str, person: Person) -> None:
    """Raises Invalid where the password is too short, too long, or one that others would try first."""
    if len(password) < SHORTEST:
        raise Invalid(
            _("Please take at least %(number)d characters. A short sentence is easy to keep.", number=SHORTEST)
        )
    if len(password) > LONGEST:
        raise Invalid(_("Please take at most %(number)d characters.", number=LONGEST))
    own = {_bare(one or "") for one in (person.staff_number, person.name, person.name_latin, person.email)}
    bare = _bare(password)
    if bare in COMMON or bare in own or len(set(bare)) < 4:
        raise Invalid(_("Others would try that one first. Please take another one."))


def _bare(text: str) -> str:
    return "".join(text.lower().split())
