"""What a curriculum is to reach. Data: quizzes/targets.yaml is ours; a network writes its own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quizzes.formats.questions import KINDS

OURS = Path(__file__).parents[1] / "targets.yaml"
Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class Accepted(BaseModel):
    """A remark that somebody looked at and that stays; `why` says why."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    about: str
    path: str = ""  # "": wherever in it
    why: Annotated[str, Field(min_length=10)]


class Targets(BaseModel):
    """Every number of ours that is not a matter of right or wrong; 0 asks for nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sections: Count = 0
    classes_a_section: Count = 0
    questions_a_class: Count = 1
    figures: Count = 0
    questions_a_post: Count = 0
    craft_questions_a_post: Count = 0
    craft_posts: Count = 3  # a question for at most so many posts is of their own craft
    not_single_share: Share = 0
    kinds: tuple[str, ...] = ()
    difficulty_shares: Mapping[int, Share] = {}
    english_grade: float = 100
    chinese_signs: float = 1000
    alike: Share = 1
    alike_one_source: Share = 1
    accepted: tuple[Accepted, ...] = ()


def read(path: Path = OURS) -> Targets:
    """Raises ValueError where the file is no YAML or says something else than the targets."""
    try:
        given = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"Not YAML: {error}") from None
    try:
        targets = Targets.model_validate(given or {})
    except ValidationError as error:
        told = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise ValueError("; ".join(told)) from None
    if unknown := set(targets.kinds) - KINDS.keys():
        raise ValueError(f"kinds: there is no {', '.join(sorted(unknown))}. Known: {', '.join(KINDS)}.")
    return targets
