"""The API: one table of operations, from which its addresses and its description follow."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from flask import Blueprint, Flask, jsonify
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from app.api import access, openapi, pk_views, requests, schemas, sent, token_views
from app.api.operations import Operation
from app.duels import queries, ratings
from app.kit import clock
from app.leaderboards import presenters as boards
from app.points.presenters import my_points

VERSION = "1.0.0"
bp = Blueprint("api", __name__)
bp.before_request(access.require_no_forgery)
bp.before_request(access.note_use)
bp.after_request(access.say_how)
token_views.attach(bp)


def me() -> Any:
    person, rating = current_user, ratings.of(current_user.id, current_user.post.family)
    sums, running = my_points(), queries.running(current_user)
    return requests.reply(
        schemas.Me(
            staff_number=person.staff_number,
            name=person.name,
            post=_unit(person.post),
            dealer=_unit(person.dealer),
            region=_unit(person.dealer.region),
            roles=sorted(person.roles),
            language=person.locale,
            points=schemas.Points(season=sums.season, week=sums.week),
            rating=schemas.Rating(shown=rating.shown, provisional=rating.provisional, games=rating.games),
            open_pk=running.id if running else None,
        )
    )


def _unit(found: Any) -> schemas.Unit:
    return schemas.Unit(code=found.code, name=schemas.Text(en=found.name_en, zh=found.name_zh))


def board() -> Any:
    wanted = requests.query(sent.BoardQuery)
    page = boards.page(current_user, wanted.scope, wanted.period, clock.now())
    season = schemas.Text(**page.season.names) if page.season else None
    tie_break = _(
        "More points rank higher; with equal points, more questions mastered. Equal in both is an equal rank."
    )
    shown = {name: getattr(page, name) for name in ("over", "scope", "period", "among", "size", "top", "near", "gap")}
    more = {"season": season, "tie_break": tie_break, "me": page.place}
    return requests.reply(schemas.Board.model_validate(shown | more))


def description() -> Any:
    return jsonify(_document())


PK, WAITING = ("The PK as it stands now.", "Pk"), ("Whether I look for an opponent.", "Waiting")
OPERATIONS: dict[Operation, Any] = {
    Operation(
        "get", "/openapi.json", "openapi", "About", "This description",
        {200: ("An OpenAPI 3.1 document.", None)}, signed_in=False,
    ): description,
    Operation(
        "get", "/me", "me", "Me", "Who I am, my points, my rating", {200: ("The person.", "Me")},
    ): me,
    Operation(
        "get", "/boards", "board", "Boards", "A board as I may see it", {200: ("The board.", "Board")}, (422,),
        query="BoardQuery",
    ): board,
    Operation(
        "get", "/pks", "pks", "PK", "My finished PKs", {200: ("Twenty of them.", "History")}, (422,),
        query="HistoryQuery",
    ): pk_views.pks,
    Operation(
        "post", "/pks", "start", "PK", "Play", {201: PK, 202: WAITING}, (404, 409, 415, 422, 429), body="Start",
    ): pk_views.start,
    Operation(
        "get", "/pks/{pk_id}", "pk", "PK", "How a PK stands", {200: PK}, (404,),
    ): pk_views.pk,
    Operation(
        "post", "/pks/{pk_id}/answers", "answer", "PK", "Answer the open question",
        {200: ("What became of the answer.", "AnswerTaken")}, (404, 409, 415, 422), body="Answer",
        description="The first answer counts. Sent again, it changes nothing and gets the same reply.",
    ): pk_views.answer,
    Operation(
        "post", "/pks/{pk_id}/next", "next", "PK", "Go on to the next question", {200: PK}, (404, 409, 415, 422),
        body="GoOn", description="In a live PK it opens when both are ready, or by itself after eight seconds.",
    ): pk_views.go_on,
    Operation(
        "post", "/pks/{pk_id}/give-up", "give_up", "PK", "Give up", {200: PK}, (404, 409, 422),
        description="Against a person this loses the PK.",
    ): pk_views.give_up,
    Operation(
        "post", "/pks/{pk_id}/take", "take", "PK", "Take a challenge", {200: PK}, (404, 409),
    ): pk_views.take,
    Operation(
        "get", "/pks/waiting", "waiting", "PK", "Whether an opponent is found", {200: WAITING},
    ): pk_views.waiting,
    Operation(
        "delete", "/pks/waiting", "leave", "PK", "Look no longer", {204: ("Done.", None)},
    ): pk_views.leave,
}  # fmt: skip


@cache
def _document() -> dict[str, Any]:
    return openapi.document(tuple(OPERATIONS), VERSION)


@bp.record_once
def _prepare(state: BlueprintSetupState) -> None:
    """Requests may say by a token who acts; `require_no_forgery` looks after forged ones instead of the whole house."""
    app = cast("Flask", state.app)
    access.init_app(app)
    for view in OPERATIONS.values():
        app.extensions["csrf"].exempt(view)


for _operation, _view in OPERATIONS.items():
    bp.add_url_rule(_operation.rule, _operation.name, _view, methods=[_operation.method.upper()])
