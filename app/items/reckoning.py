"""What needs all answers at once: discrimination, difficulty, and which stage asked which question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.items.models import ItemAnswer, ItemStatistics, ItemUse, Place
from app.kit.database import session, transaction
from app.questions.models import Calibration, QuestionVersion
from app.questions.queries import versions
from app.seasons.models import Stage
from quizzes.rules import machine
from quizzes.rules.itemdifficulty import Prior, difficulties
from quizzes.rules.itemfindings import machines_difficulty
from quizzes.rules.itemstrength import Sheet, discriminations

AT_ONCE = 5_000

Row = dict[str, Any]


def reckon(now: datetime) -> int:
    """Everything anew; for how many versions and places."""
    done = 0
    for place in Place:
        sheet = sheet_of(place)
        rows = list(reckoned(sheet, place, now))
        _store(rows)
        done += len(rows)
        if place is Place.PK:
            _calibrate(rows)
    with transaction():
        _note_uses()
    return done


def sheet_of(place: Place) -> Sheet:
    """The first attempts in a place, read as a stream."""
    sheet = Sheet()
    query = select(ItemAnswer.person_id, ItemAnswer.question_version_id, ItemAnswer.right, ItemAnswer.chosen)
    query = query.where(ItemAnswer.place == place.value, ItemAnswer.first)
    for row in session().execute(query.execution_options(yield_per=AT_ONCE)):
        sheet.add(*row)
    session().commit()
    return sheet


def reckoned(sheet: Sheet, place: Place, now: datetime) -> Iterator[Row]:
    """A row for each version that is on the sheet."""
    hard = difficulties(sheet, priors(sheet.items))
    for version_id, found in discriminations(sheet).items():
        yield {
            "question_version_id": version_id,
            "place": place.value,
            "reckoned_people": found.people,
            "discrimination": found.value,
            "groups": [list(group) for group in found.groups],
            "strengths": found.strengths,
            "difficulty": hard[version_id].value,
            "difficulty_error": hard[version_id].error,
            "reckoned_at": now,
        }


def priors(version_ids: Iterable[int]) -> Mapping[int, Prior]:
    """What is known before anybody answers."""
    ids = list(version_ids)
    return {
        one.id: Prior(machine.DIFFICULTY[one.content["difficulty"]], machine.guess(one.content))
        for start in range(0, len(ids), AT_ONCE)
        for one in versions(ids[start : start + AT_ONCE])
    }


def _store(rows: list[Row]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        with transaction():
            session().execute(update(ItemStatistics), rows[start : start + AT_ONCE])


def _calibrate(rows: list[Row]) -> None:
    """What the machine plays by from now on."""
    known = priors(row["question_version_id"] for row in rows)
    found = [(row["question_version_id"], _for_machine(row, known[row["question_version_id"]])) for row in rows]
    new = [{"question_version_id": one, "difficulty": value} for one, value in found if value is not None]
    with transaction() as here:
        here.execute(delete(Calibration))
        if new:
            here.execute(insert(Calibration), new)


def _for_machine(row: Row, prior: Prior) -> float | None:
    people = sum(met for met, _right in row["groups"])
    return machines_difficulty(prior.difficulty, row["difficulty"], row["difficulty_error"], people)


def _note_uses() -> None:
    """How often each question was asked in the time of each stage."""
    session().execute(delete(ItemUse))
    for stage in session().scalars(select(Stage).order_by(Stage.id)).all():
        times = (ItemAnswer.at >= stage.opens_at, ItemAnswer.at < stage.closes_at)
        counts = session().execute(
            select(QuestionVersion.question_id, func.count())
            .join(ItemAnswer, ItemAnswer.question_version_id == QuestionVersion.id)
            .where(*times)
            .group_by(QuestionVersion.question_id)
        )
        rows = [{"stage_id": stage.id, "question_id": one, "asked": asked} for one, asked in counts]
        if rows:
            session().execute(insert(ItemUse), rows)
