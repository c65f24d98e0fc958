"""What every piece of the curriculum is built from: texts in two languages, ids, posts, and the refusal of slips."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from quizzes.formats.faults import did_you_mean
from quizzes.formats.posts import ALL, POSTS

Slip = tuple[tuple[str | int, ...], str]
Unfit = ValidationError  # where something written does not fit its form

ID_FORM = r"^[a-z0-9]+(-[a-z0-9]+)*$"

Line = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(strict=True, pattern=ID_FORM, max_length=60)]
QuestionId = Annotated[str, StringConstraints(strict=True, pattern=ID_FORM, max_length=80)]


def repeated(values: Iterable[object]) -> list[int]:
    """The places whose value stood earlier already."""
    first: dict[object, int] = {}
    return [place for place, value in enumerate(values) if first.setdefault(value, place) != place]


def refuse(slips: Iterable[Slip]) -> None:
    """Raise all slips as one validation error, each with its steps from here."""
    details = [InitErrorDetails(type=_as_error(message), loc=steps, input=None) for steps, message in slips]
    if details:
        raise ValidationError.from_exception_data("slips", details)


def _as_error(message: str) -> PydanticCustomError:
    return PydanticCustomError("slip", "{message}", {"message": message})


def _known_posts(posts: tuple[str, ...]) -> tuple[str, ...]:
    """The posts named; `all` is all eleven."""
    refuse(_slips_of_posts(posts))
    return POSTS if posts == (ALL,) else posts


def _slips_of_posts(posts: tuple[str, ...]) -> Iterable[Slip]:
    for place, post in enumerate(posts):
        if post not in (*POSTS, ALL):
            yield (place,), f"There is no post `{post}`.{did_you_mean(post, (*POSTS, ALL))}"
    for place in repeated(posts):
        yield (place,), f"`{posts[place]}` is named twice. Keep one."
    if ALL in posts and len(posts) > 1:
        yield (posts.index(ALL),), "`all` stands alone. Leave out the other posts, or leave out `all`."


Posts = Annotated[tuple[Line, ...], Field(min_length=1, max_length=len(POSTS)), AfterValidator(_known_posts)]


class Piece(BaseModel):
    """Something written in a file: unknown keys are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _keep_its_rules(self) -> Self:
        refuse(self.slips())
        return self

    def slips(self) -> Iterable[Slip]:
        """What types alone do not forbid."""
        return ()


class Text(Piece):
    """The same words in both languages."""

    en: Line
    zh: Line


def repeated_texts(texts: Iterable[tuple[tuple[str | int, ...], Text]], what: str) -> Iterable[Slip]:
    """Texts that the eye cannot tell apart, in either language."""
    listed = list(texts)
    for language in ("en", "zh"):
        words = ["".join(getattr(text, language).casefold().split()) for _, text in listed]
        for place in repeated(words):
            yield (*listed[place][0], language), f"Two {what} read the same. Make them differ."
