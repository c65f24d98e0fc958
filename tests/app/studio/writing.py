"""Makers for what trainers write: whole questions, written, sent and approved."""

from __future__ import annotations

from app.kit import clock
from app.kit.database import transaction
from app.studio import services
from app.studio.models import Draft
from app.studio.services import Written
from quizzes.formats import drafting


def both(words: str) -> dict[str, str]:
    return {"en": words, "zh": f"{words}。"}


def whole(post, text: str = "How many signs has a VIN?", micro_class_id: int | None = None) -> Written:
    content = drafting.blank("numeric") | {
        "text": both(text), "explanation": both("Seventeen"), "source": "ISO 3779", "answer": 17.0,
        "why": both("One less"),
    }  # fmt: skip
    return Written(content, [post.code], micro_class_id)


def write(author, written: Written) -> Draft:
    with transaction():
        draft = services.create("numeric", author, clock.now())
        return services.save(draft.id, 1, written, author, clock.now())


def send(draft: Draft, author) -> Draft:
    with transaction():
        return services.send(draft.id, author, clock.now())


def approve(draft: Draft, other) -> Draft:
    with transaction():
        return services.approve(draft.id, draft.version, other, clock.now())


def publish(draft: Draft, author, other) -> Draft:
    return approve(send(draft, author), other)
