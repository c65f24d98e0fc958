"""Why a piece of a file is not taken, or not whole: a sentence that can be said in another language.

It is an English text like any other; beside it, it remembers the sentence as it was before something was added: the
word that is meant, the file of a package. The sentence alone is what a translation is found by.
"""

from __future__ import annotations


class Reason(str):
    """A sentence of a reader or writer. `NO_FILE + name` says the same of a name, and is still NO_FILE."""

    __slots__ = ("added", "sentence")

    sentence: str
    added: str

    def __new__(cls, sentence: str, added: str = "") -> Reason:
        made = super().__new__(cls, sentence + added)
        made.sentence, made.added = sentence, added
        return made

    def __add__(self, more: str) -> Reason:
        return Reason(self.sentence, self.added + more)
