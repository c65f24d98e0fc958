"""How long it takes to find a published question that reads nearly like a draft, among 4,000.

`python -m tests.benches.twins [postgresql]`. Each pause in typing asks for it. Printed are the first time (which makes
the index), the usual time, and the time before there was an index: every text read and taken apart anew.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import insert, select

from app.factory import create_app
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.models import Base
from app.questions.models import Question, QuestionVersion
from app.studio import twins
from app.studio.models import Draft
from config import Settings
from quizzes.formats import drafting
from quizzes.rules.likeness import ALIKE, pairs_of
from tests.benches.house import house

COUNT = 4_000
PLAIN = "电池电压绝缘测量之前客户接待维修工单故障代码高压断电等待几分钟应该先做什么哪一项正确车辆举升检查扭矩标准"
WORDS = (
    "which what do you measure first before the battery voltage",
    "lift car customer order code torque check when why",
)


def main() -> int:
    with house() as given, _app(given).app_context():
        Base.metadata.create_all(engine())
        fill(COUNT)
        draft = Draft(key="mine", content=drafting.blank("numeric") | {"text": text(random.Random(-1))})
        first = timed(lambda: twins.twin_of(draft))
        usual = [timed(lambda: twins.twin_of(draft)) for _time in range(20)]
        before = [timed(lambda: plainly(draft)) for _time in range(5)]
        assert twins.twin_of(draft) == plainly(draft)
    said = (1000 * first, 1000 * statistics.median(usual), 1000 * statistics.median(before))
    print("{} questions: first {:.0f} ms, then {:.1f} ms; without the index {:.0f} ms".format(COUNT, *said))
    return 0


def _app(given: dict[str, str]) -> Flask:
    return create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}))


def text(dice: random.Random) -> dict[str, str]:
    return {
        "zh": "".join(dice.choices(PLAIN, k=24)) + "？",
        "en": " ".join(dice.choices(WORDS, k=12)) + "?",
    }


def fill(count: int) -> None:
    with transaction() as here:
        for number in range(count):
            question = Question(key=f"q-{number:05}", kind="numeric", difficulty=2)
            here.add(question)
            here.flush()
            row = {"question_id": question.id, "number": 1, "content": {"text": text(random.Random(number))}}
            made = here.execute(insert(QuestionVersion).values(**row, fingerprint=str(number), created_at=clock.now()))
            question.current_id = made.inserted_primary_key[0]


def plainly(draft: Draft) -> str | None:
    """As it was done before: each text is read and taken apart each time."""
    rows = session().execute(
        select(Question.key, QuestionVersion.content["text"]).join(
            QuestionVersion, QuestionVersion.id == Question.current_id
        )
    )
    others = {key: words for key, words in rows}  # noqa: C416
    for language in ("zh", "en"):
        mine, found = pairs_of(draft.content["text"][language]), []
        for key, words in others.items():
            theirs = pairs_of(words[language])
            share = 2 * len(mine & theirs) / (len(mine) + len(theirs))
            found += [(-share, key)] if share >= ALIKE else []
        if found:
            return min(found)[1]
    return None


def timed(deed: Callable[[], object]) -> float:
    started = time.perf_counter()
    deed()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
