"""Published questions that read nearly like a draft: found by an index that each process keeps of what is published."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from flask import current_app
from sqlalchemy import select

from app.kit.database import session
from app.questions.models import Question, QuestionVersion
from app.studio.models import Draft
from quizzes.rules.likeness import Texts

LANGUAGES = ("zh", "en")
AT_ONCE = 500  # versions read by their numbers
STALE = 2  # times as many texts as are asked: then it is made anew


class Index:
    """The texts of the versions that were asked since it was made. They never change."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.texts = {language: Texts() for language in LANGUAGES}

    def take(self, versions: Sequence[int]) -> None:
        """Read those that are not in it yet."""
        known = self.texts[LANGUAGES[0]]
        if len(known) > STALE * len(versions) + AT_ONCE:
            self.texts = {language: Texts() for language in LANGUAGES}
            known = self.texts[LANGUAGES[0]]
        missing = [number for number in versions if number not in known]
        for start in range(0, len(missing), AT_ONCE):
            batch = missing[start : start + AT_ONCE]
            query = select(QuestionVersion.id, QuestionVersion.content["text"]).where(QuestionVersion.id.in_(batch))
            for number, text in session().execute(query):
                for language in LANGUAGES:
                    self.texts[language].add(number, text[language])


def twin_of(draft: Draft) -> str | None:
    """The key of a published question that reads nearly the same."""
    asked = select(Question.current_id, Question.key).where(Question.current_id.is_not(None))
    alive = {number: key for number, key in session().execute(asked) if number is not None and key != draft.key}
    index: Index = current_app.extensions.setdefault("question_texts", Index())
    with index.lock:
        index.take(list(alive))
        return _near(draft, index, alive)


def _near(draft: Draft, index: Index, alive: dict[int, str]) -> str | None:
    for language in LANGUAGES:
        if found := index.texts[language].near(draft.content["text"][language], alive):
            return found
    return None
