"""The page on which many drafts are sent, approved or completed at once. It belongs to the blueprint `studio`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.kit import clock
from app.kit.errors import Invalid
from app.studio import forms, health, many, presenters, queries
from app.studio.many import MOST, Chosen, Filling, Outcome
from app.studio.queries import Look


def attach(bp: Blueprint) -> None:
    """Add the page to the blueprint."""
    bp.add_url_rule("/studio/many", "many", many_, methods=["GET", "POST"])


def many_() -> Any:
    """The drafts that the filter shows; a deed for those that are chosen."""
    if request.method == "GET":
        return _page(None)
    outcome = _done(request.form.get("deed", ""))
    return _page(outcome), 200 if outcome.done or not outcome.left else 422


def _done(deed: str) -> Outcome:
    now = clock.now()
    if deed == "send":
        return many.send(_chosen(), current_user, now)
    if deed == "approve":
        return many.approve(_chosen(), current_user, now)
    if deed == "fill":
        return many.fill(_chosen(), _filling(), current_user, now)
    raise Invalid


def _chosen() -> Chosen:
    parts = (one.partition(":") for one in request.form.getlist("drafts"))
    return [(int(number), int(version)) for number, _colon, version in parts if _is_number(number, version)]


def _is_number(*words: str) -> bool:
    return all(word.isascii() and word.isdigit() and len(word) < 10 for word in words)


def _filling() -> Filling:
    typed = request.form
    chosen = typed.get("micro_class", type=int)
    return Filling(
        posts=forms.posts(typed, [post.code for post in queries.posts()]),
        micro_class_id=chosen if chosen in {one.id for one in queries.classes()} else None,
        explains=typed.get("explains") == "yes",
        **forms.for_many(typed),
    )


def _page(outcome: Outcome | None) -> str:
    look = Look.of_args(request.args)
    found = queries.drafts(look, MOST + 1)
    return render_template(
        "studio/many.html",
        look=look,
        drafts=[(draft, sum(one.blocks for one in health.of_draft(draft))) for draft in found[:MOST]],
        has_more=len(found) > MOST,
        most=MOST,
        outcome=outcome,
        said=presenters.said,
        posts=queries.posts(),
        classes=presenters.class_choices(),
        kinds=presenters.KINDS,
        states=presenters.STATES,
        tags=presenters.TAGS,
    )
