"""Makers of the things that tests talk about. Each states only what matters and stores what it made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import insert

from app.kit import clock
from app.kit.database import session, transaction
from app.lessons.models import MicroClass, MicroClassQuestion, MicroClassVersion, Section, micro_class_posts
from app.people.models import Dealer, Grant, Person, Post, Region, Role
from app.points import services as points
from app.points.models import Reason
from app.questions.models import Question, QuestionVersion, question_posts
from app.seasons.models import Season
from app.seasons.queries import day_of
from quizzes.rules.points import PointsRules

_numbers = count(1)


def _stored(thing: Any) -> Any:
    with transaction() as here:
        here.add(thing)
    return thing


def _named(model: Any, code: str, **fields: Any) -> Any:
    """The one of this code. What the test has met before is not asked for again."""
    met = session().info.setdefault("met", {})
    if (model, code) not in met or met[model, code] not in session():
        known = session().query(model).filter_by(code=code).one_or_none()
        met[model, code] = known or _stored(model(code=code, name_en=code.title(), name_zh=f"某{code}", **fields))
    return met[model, code]


def make_region(code: str = "north") -> Region:
    return _named(Region, code)


def make_post(code: str = "me-technician", family: str = "technical") -> Post:
    return _named(Post, code, family=family, position=1)


def make_dealer(code: str = "D001", region: Region | None = None) -> Dealer:
    return _named(Dealer, code, region_id=(region or make_region()).id, opened_on=date(2010, 1, 1))


def make_person(*roles: Role, post: Post | None = None, dealer: Dealer | None = None, **fields: Any) -> Person:
    """An active person with the roles named beyond learner."""
    number = next(_numbers)
    defaults = {"staff_number": f"S{number:05d}", "name": f"王{number}", "created_at": clock.now(), "locale": "en"}
    person = Person(**(defaults | fields), post_id=(post or make_post()).id, dealer_id=(dealer or make_dealer()).id)
    person.grants = [Grant(role=role.value) for role in roles]
    return _stored(person)


def make_season(first_day: date = date(2026, 5, 6), last_day: date = date(2026, 11, 5), **fields: Any) -> Season:
    """A season that runs at NOON, in Beijing's time; it began on a Wednesday."""
    defaults = {"key": f"made-{next(_numbers)}", "name_en": "Season", "name_zh": "赛季", "time_zone": "Asia/Shanghai"}
    defaults |= {"status": "running"}
    rules = PointsRules().to_json()
    return _stored(Season(**({"rules": rules} | defaults | fields), first_day=first_day, last_day=last_day))


def give_points(person: Person, amount: int, season: Season, mastered: int = 0, reason: Reason = Reason.CLASS) -> int:
    """Pay a person through the ledger, now; the id of what it was for."""
    source_id, now = next(_numbers), clock.now()
    with transaction():
        day = day_of(season, now)
        points.post(
            person.id,
            season,
            reason,
            source_id,
            amount,
            mastered=mastered,
            day=day,
            detail=("class-completed",),
            at=now,
        )
    return source_id


def _both(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"中文 {text}"}


def _options(*rights: bool) -> list[dict[str, Any]]:
    """Options a, b, c…; only a wrong one says why."""
    return [
        {
            "id": letter,
            "text": _both(f"Option {letter}"),
            "right": right,
            "why": None if right else _both(f"Not {letter}"),
        }
        for letter, right in zip("abcdefgh", rights, strict=False)
    ]


def _decision(letter: str, points: int, to: str | None = None, *, critical: bool = False) -> dict[str, Any]:
    words = {"text": _both(f"Decide {letter}"), "consequence": _both(f"After {letter}")}
    return {"id": letter, **words, "points": {"care": points}, "critical": critical, "next": to}


def _gap_options(*texts: str) -> list[dict[str, Any]]:
    """The first one is right."""
    pairs = zip("abcd", texts, strict=False)
    return [{"id": letter, "text": _both(text), "right": letter == "a"} for letter, text in pairs]


KEYS_OF_KINDS: dict[str, dict[str, Any]] = {
    "single": {"options": _options(True, False, False, False)},
    "several": {"options": _options(True, True, False, False)},
    "true-false": {"answer": True, "why": _both("The other is wrong")},
    "numeric": {"answer": 12.6, "tolerance": 0.1, "unit": "V", "why": _both("A slip")},
    "ordering": {"steps": [{"id": one, "text": _both(f"Step {one}")} for one in "abc"], "why": _both("A slip")},
    "matching": {
        "pairs": [{"id": one, "left": _both(f"Left {one}"), "right": _both(f"Right {one}")} for one in "abc"],
        "why": _both("A slip"),
    },
    "hotspot": {
        "media": {
            "key": "0" * 16,
            "kind": "picture",
            "alt": _both("A picture"),
            "width": 400,
            "height": 200,
            "widths": [400],
        },
        "markers": False,
        "regions": [
            {"id": "a", "shape": "rect", "at": [0.1, 0.1, 0.2, 0.4], "name": _both("Box"), "right": True, "why": None},
            {
                "id": "b",
                "shape": "circle",
                "at": [0.7, 0.5, 0.1],
                "name": _both("Disc"),
                "right": False,
                "why": _both("No"),
            },
        ],
    },
    "case": {
        "pass_mark": 60,
        "criteria": [{"id": "care", "name": _both("Care"), "competency": "care"}],
        "scenes": [
            {
                "id": "one",
                "text": _both("Scene one"),
                "decisions": [_decision("1a", 2, "two"), _decision("1b", 0), _decision("1c", 0, critical=True)],
            },
            {"id": "two", "text": _both("Scene two"), "decisions": [_decision("2a", 2), _decision("2b", 0)]},
        ],
    },
    "short": {
        "accepted": {"en": ["torque wrench", "torque spanner"], "zh": ["扭力扳手"]},
        "case_matters": False,
        "why": _both("A slip"),
    },
    "cloze": {
        "text": _both("It needs {{1}} that boils at {{2}} or {{3}}."),
        "gaps": [
            {"id": "1", "kind": "short", "accepted": {"en": ["brake fluid"], "zh": ["制动液"]}, "why": _both("No oil")},
            {"id": "2", "kind": "number", "answer": 230.0, "tolerance": 5.0, "unit": "°C", "why": None},
            {"id": "3", "kind": "choice", "options": _gap_options("above", "below"), "why": None},
        ],
        "case_matters": False,
        "why": _both("A slip"),
    },
}


def make_question(*posts: Post, kind: str = "single", difficulty: int = 3, **content: Any) -> Question:
    """A question that is asked now, of the kind, for these posts (else for the usual one)."""
    number = next(_numbers)
    texts = {"text": _both(f"Question {number}?"), "explanation": _both(f"Because {number}.")}
    rest = {"kind": kind, "difficulty": difficulty, "source": "A standard", "tags": []}
    for_posts = posts or (make_post(),)
    question = Question(key=f"question-{number}", kind=kind, difficulty=difficulty)
    with transaction() as here:
        here.add(question)
        here.flush()
        question.current = QuestionVersion(
            question_id=question.id,
            number=1,
            content=texts | rest | KEYS_OF_KINDS[kind] | content,
            fingerprint=str(number),
            created_at=clock.now(),
        )
        here.flush()
        for post in for_posts:
            here.execute(insert(question_posts).values(post_id=post.id, question_id=question.id))
    return question


def make_section(key: str, classes: int, *posts: Post, asks: Sequence[Question] = ()) -> list[MicroClass]:
    """A section's classes, shown now to these posts; the first one is checked by the questions."""
    with transaction() as here:
        section = Section(key=key, number=1, title=_both(key), summary=_both(key))
        here.add(section)
        here.flush()
        found = [MicroClass(key=f"{key}-{number}", section_id=section.id, position=number) for number in range(classes)]
        here.add_all(found)
        here.flush()
        for one in found:
            content = {"title": _both(key), "minutes": 3, "body": _both(key), "sources": [key], "figure": None}
            one.current = MicroClassVersion(
                micro_class_id=one.id, number=1, content=content, fingerprint="", created_at=clock.now()
            )
            here.flush()
            for post in posts:
                here.execute(insert(micro_class_posts).values(post_id=post.id, micro_class_id=one.id))
        for position, question in enumerate(asks):
            here.add(MicroClassQuestion(micro_class_id=found[0].id, question_id=question.id, position=position))
    return found
