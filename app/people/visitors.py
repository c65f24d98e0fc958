"""Who is signed in, as every request needs to know them: their own columns. The rest is read when it is asked for."""

from __future__ import annotations

from typing import Any, cast

from flask_login import UserMixin, current_user
from sqlalchemy import Row, bindparam, select

from app.kit.database import session
from app.people.models import Person, SignIn

persons, sign_ins = Person.__table__, SignIn.__table__
OWN = frozenset(persons.columns.keys())
OF_TOKEN = (  # built once, and read without the ORM: every request runs it, and most need no more than a name
    select(*persons.columns, sign_ins.c.created_at.label("signed_in_at"))
    .join(sign_ins, sign_ins.c.person_id == persons.c.id)
    .where(sign_ins.c.token_hash == bindparam("token_hash"), persons.c.active)
)


class Visitor(UserMixin):
    """A Person to whoever uses it: post, dealer and roles, and whatever is changed, are those of the row's Person."""

    def __init__(self, row: Row[Any]) -> None:
        self.__dict__["row"], self.__dict__["id"] = row, row.id

    def whole(self) -> Person:
        """The person with all that belongs to them."""
        found: Person | None = self.__dict__.get("person")
        if found is None:
            found = self.__dict__["person"] = session().get_one(Person, self.row.id)
        return found

    def __getattr__(self, name: str) -> Any:
        if name in OWN and "person" not in self.__dict__:
            return getattr(self.__dict__["row"], name)
        return getattr(self.whole(), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.whole(), name, value)


def here() -> Person:
    """The person of this request, or nobody's stand-in: for who asks them much, as each look through `current_user`
    finds out anew who that is.
    """
    return cast("Person", current_user._get_current_object())


def of_token(token_hash: str) -> Any:
    """The columns of the active person whom the token signs in, and since when; None where there is nobody."""
    return session().execute(OF_TOKEN, {"token_hash": token_hash}).first()
