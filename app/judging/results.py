"""The results of a post, reckoned from its marks each time they are asked for. Nothing but marks, decisions on appeals,
play-offs and the rules goes into them; see quizzes/rules/finalresults.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app.finals.models import Final, Finalist, FinalistState, FinalStation
from app.judging import queries, readings
from app.judging.models import Appeal, PlayOff, PublishedResult, ScoreSheet, SheetState
from app.kit.database import session
from app.people.models import Post
from quizzes.formats.fingerprints import fingerprint
from quizzes.rules import judging
from quizzes.rules.equating import Equating
from quizzes.rules.finalranking import FinalTieBreak, Placed, Weighed
from quizzes.rules.finalresults import Outcome, Rules, Work, outcome

Changes = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Worked:
    """A sheet that counts: its marks with the decisions above them, and what they are worth."""

    sheet: ScoreSheet
    marks: judging.Marks
    decided: Changes
    work: Work


@dataclass(frozen=True)
class Reckoning:
    """`worked` by number and station key. `digest`: the SHA-256 of all of it as canonical JSON (`text`)."""

    final: Final
    post: Post
    stations: Sequence[FinalStation]
    finalists: Mapping[int, Finalist]
    worked: Mapping[tuple[int, str], Worked]
    play_offs: Mapping[int, int]
    outcome: Outcome
    text: str

    @property
    def digest(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def placed(self) -> Sequence[Placed]:
        return self.outcome.placed


def reckon(final: Final, post: Post) -> Reckoning:
    """What the closed sheets say now; the same marks give the same digest. Who has withdrawn is not ranked."""
    return reckon_all(final, [post])[0]


def reckon_all(final: Final, posts: Sequence[Post]) -> list[Reckoning]:
    """The same of several posts, with as many statements as for one."""
    ids = [post.id for post in posts]
    stations, sheets = queries.stations(final.id), queries.of_posts(final.id, ids)
    people = _finalists(final.id, ids)
    decided = _decided(final.id, ids)
    placed = _play_offs([one.id for one in people])
    return [
        _reckon(
            final,
            post,
            [one for one in stations if one.post_id == post.id],
            {one.number or 0: one for one in people if one.post_id == post.id},
            [_worked(one, decided.get(one.id, {})) for one in sheets if _counts(one, post)],
            placed,
        )
        for post in posts
    ]


def as_published(final: Final, post: Post, rows: Sequence[PublishedResult]) -> Reckoning:
    """What an edition was reckoned from: its people, and what was decided until then. Nothing later is in it."""
    people = sorted((one.finalist for one in rows), key=lambda one: one.number or 0)
    ids, until = {one.id for one in people}, max(one.at for one in rows)
    sheets = [one for one in queries.of_post(final.id, post.id) if one.finalist_id in ids]
    decided = _decided(final.id, [post.id], until)
    worked = [_worked(one, decided.get(one.id, {})) for one in sheets if one.state == SheetState.CLOSED]
    stations = [one for one in queries.stations(final.id) if one.post_id == post.id]
    return _reckon(final, post, stations, {one.number or 0: one for one in people}, worked, _play_offs(sorted(ids)))


def _counts(sheet: ScoreSheet, post: Post) -> bool:
    of_post = sheet.finalist.post_id == post.id and sheet.finalist.number is not None
    return of_post and sheet.finalist.competes and sheet.state == SheetState.CLOSED


def _reckon(
    final: Final,
    post: Post,
    stations: Sequence[FinalStation],
    finalists: Mapping[int, Finalist],
    worked_: Sequence[Worked],
    placed: Mapping[int, int],
) -> Reckoning:
    worked = {(one.work.number, one.work.station): one for one in worked_}
    play_offs = {number: placed[one.id] for number, one in finalists.items() if one.id in placed}
    rules = rules_of(final, stations)
    works = [worked[key].work for key in sorted(worked)]
    found = outcome(sorted(finalists), works, rules, play_offs)
    text = _canonical(final, post, rules, worked, play_offs, found)
    return Reckoning(final, post, stations, finalists, worked, play_offs, found, text)


def rules_of(final: Final, stations: Sequence[FinalStation]) -> Rules:
    weighed = tuple(Weighed(one.key, one.weight) for one in stations)
    return Rules(weighed, tuple(FinalTieBreak(one) for one in final.tie_breaks), Equating(final.equating))


def _finalists(final_id: int, post_ids: Sequence[int]) -> Sequence[Finalist]:
    """Who is ranked, by number."""
    query = select(Finalist).filter_by(final_id=final_id, state=FinalistState.ACCEPTED.value)
    query = query.where(Finalist.post_id.in_(post_ids), Finalist.number.is_not(None))
    return session().scalars(query.order_by(Finalist.number)).all()


def _decided(
    final_id: int, post_ids: Sequence[int], until: datetime | None = None
) -> dict[int, dict[str, dict[str, str]]]:
    """What upheld appeals put in the place of marks, by sheet; a later decision stands above an earlier one."""
    query = select(Appeal).join(Appeal.sheet).join(ScoreSheet.finalist).where(Appeal.state == "upheld")
    query = query.where(Finalist.final_id == final_id, Finalist.post_id.in_(post_ids))
    query = query.where(Appeal.decided_at <= until) if until else query
    found: dict[int, dict[str, dict[str, str]]] = {}
    for one in session().scalars(query.order_by(Appeal.decided_at, Appeal.id)):
        for item, values in one.changes.items():
            found.setdefault(one.sheet_id, {}).setdefault(item, {}).update(values)
    return found


def _play_offs(finalist_ids: Sequence[int]) -> dict[int, int]:
    """The places of those who played off."""
    query = select(PlayOff.finalist_id, PlayOff.place).where(PlayOff.finalist_id.in_(finalist_ids))
    return dict(session().execute(query).all())


def _worked(sheet: ScoreSheet, decided: Changes) -> Worked:
    marks = above(readings.marks(sheet), decided)
    time = readings.time(sheet)
    score = judging.score(readings.rules_of(sheet), marks, time)
    return Worked(
        sheet, marks, decided, Work(sheet.finalist.number or 0, sheet.station.key, sheet.room.key, score, time)
    )


def above(marks: judging.Marks, decided: Changes) -> judging.Marks:
    """The marks with what was decided in the place of some of them."""
    changed = {item: {int(who): Fraction(value) for who, value in some.items()} for item, some in decided.items()}
    return {item: {**marks.get(item, {}), **changed.get(item, {})} for item in sorted({*marks, *changed})}


def _canonical(
    final: Final,
    post: Post,
    rules: Rules,
    worked: Mapping[tuple[int, str], Worked],
    play_offs: Mapping[int, int],
    found: Outcome,
) -> str:
    facts = {
        "final": final.id,
        "post": post.code,
        "equating": rules.equating.value,
        "tie_breaks": [one.value for one in rules.tie_breaks],
        "stations": [[one.station, one.weight] for one in rules.stations],
        "sheets": [_plain(number, station, worked[number, station]) for number, station in sorted(worked)],
        "points": [[number, station, str(value)] for (number, station), value in sorted(found.points.items())],
        "play_offs": [[number, place] for number, place in sorted(play_offs.items())],
        "ranking": [[one.number, one.place, one.total, one.by, one.mine, one.theirs] for one in found.placed],
    }
    return json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _plain(number: int, station: str, one: Worked) -> dict[str, Any]:
    time = one.work.time
    return {
        "number": number,
        "station": station,
        "panel": one.work.panel,
        "sheet": fingerprint(one.sheet.sheet_version.content),
        "marks": {item: {str(who): str(mark) for who, mark in some.items()} for item, some in one.marks.items()},
        "seconds": [time.used_seconds, time.given_back_seconds] if time else [],
        "points": str(one.work.score.points),
    }
