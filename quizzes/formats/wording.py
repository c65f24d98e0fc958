"""What pydantic finds, in words that tell an author what to do, with the steps that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from quizzes.formats.faults import did_you_mean
from quizzes.formats.questions import KINDS
from quizzes.formats.tree import Steps
from quizzes.formats.typedquestions import GAPS

UNIONS: Mapping[str, Mapping[str, type[BaseModel]]] = {"questions": KINDS, "gaps": GAPS}  # list -> its kinds
LANGUAGES = {"en": "English", "zh": "Chinese"}
MESSAGES = {
    "bool_type": "Write true or false here.",
    "finite_number": "Write an ordinary number here, neither infinite nor `.nan`.",
    "float_type": "Write a number here, without quotes or a unit.",
    "greater_than_equal": "Too small: {ge} is the least.",
    "int_type": "Write a whole number here, without quotes or a unit.",
    "less_than_equal": "Too large: {le} is the most.",
    "string_pattern_mismatch": "Lower case, digits and single hyphens only, like `warm-handover`.",
    "string_too_long": "Too long: at most {max_length} characters.",
    "string_too_short": "This is empty. Write something here.",
    "string_type": "Write text here. Numbers, true and false need quotes to be text.",
    "string_unicode": "This text holds a broken sign. Write it again.",
    "too_long": "Too many ({actual_length}): at most {max_length}.",
    "too_short": "Too few ({actual_length}): at least {min_length}.",
    "tuple_type": "Write a list here, one `- ` a line or [a, b].",
}


def slips_of(error: ValidationError, model: type[BaseModel]) -> Iterator[tuple[Steps, str, bool]]:
    """Each error's steps in the file, its message, and whether it is about the key and not the value."""
    for detail in error.errors(include_url=False):
        if _is_echo(detail):
            continue
        steps = _steps_of(detail)
        yield steps, _message(detail, model), detail["type"] == "extra_forbidden"


def _is_echo(detail: ErrorDetails) -> bool:
    """Pydantic finds a list too short where entries of it are wrong; those are told already."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _steps_of(detail: ErrorDetails) -> Steps:
    """Pydantic's steps name the kind of a question or a gap as well; the file's do not."""
    loc = detail["loc"]
    steps = tuple(step for place, step in enumerate(loc) if not _names_a_kind(loc, place))
    return (*steps, "kind") if detail["type"] == "union_tag_invalid" else steps


def _names_a_kind(loc: Steps, place: int) -> bool:
    """Behind a list of questions or gaps stands which one, then its kind."""
    return place > 1 and loc[place - 2] in UNIONS and loc[place] in UNIONS[str(loc[place - 2])]


def _kinds_at(loc: Steps) -> Mapping[str, type[BaseModel]]:
    """The kinds to choose from, by the list that was entered last."""
    return UNIONS[next((str(step) for step in reversed(loc) if step in UNIONS), "questions")]


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind, last = detail["type"], str(detail["loc"][-1]) if detail["loc"] else ""
    if kind == "missing":
        return _missing(last)
    if kind == "extra_forbidden":
        return _unknown_key(last, _model_at(model, detail["loc"][:-1]))
    if kind == "union_tag_not_found":
        return f"`kind` is missing. Choose one: {', '.join(_kinds_at(detail['loc']))}."
    if kind == "union_tag_invalid":
        return _unknown_kind(detail.get("ctx", {}), _kinds_at(detail["loc"]))
    if kind.startswith("model_") and kind.endswith("type"):
        return _wrong_shape(_model_at(model, detail["loc"]))
    if detail["input"] is None and kind != "slip":
        return "This is empty. Write it, or take the key out if it may be left out."
    return MESSAGES.get(kind, detail["msg"]).format(**detail.get("ctx", {})) if kind in MESSAGES else detail["msg"]


def _missing(key: str) -> str:
    if key in LANGUAGES:
        return f"The {LANGUAGES[key]} text is missing. Add `{key}:`."
    return f"`{key}` is missing. Add it."


def _unknown_key(key: str, model: type[BaseModel]) -> str:
    hint = did_you_mean(key, model.model_fields) or f" Known here: {', '.join(model.model_fields)}."
    return f"There is no key `{key}` here.{hint}"


def _unknown_kind(context: Mapping[str, Any], kinds: Mapping[str, type[BaseModel]]) -> str:
    word = str(context.get("tag", ""))
    hint = did_you_mean(word, kinds) or f" Choose one: {', '.join(kinds)}."
    return f"There is no kind `{word}`.{hint}"


def _wrong_shape(model: type[BaseModel]) -> str:
    needed = (name for name, each in model.model_fields.items() if each.is_required())
    return f"Write keys with values here: {', '.join(needed)}."


def _model_at(model: type[BaseModel], steps: Steps) -> type[BaseModel]:
    """The model that describes what stands at these steps."""
    for place, step in enumerate(steps):
        if _names_a_kind(steps, place):
            model = UNIONS[str(steps[place - 2])][str(step)]
        elif step in model.model_fields:
            model = next(_models_in(model.model_fields[str(step)].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
