"""How large the curriculum is, for whom, and by what kinds of question, beside the targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from quizzes.formats.posts import POSTS
from quizzes.formats.questions import KINDS
from quizzes.proofreading.findings import Found, fault
from quizzes.proofreading.manuscript import Manuscript
from quizzes.proofreading.targets import Targets
from quizzes.rules.coverage import DIFFICULTIES


@dataclass(frozen=True)
class Sizes:
    """`craft`: for each post, its questions that are for few posts."""

    classes: dict[str, int]  # by section
    questions: int
    figures: int
    kinds: dict[str, int]
    difficulties: dict[int, int]
    posts: dict[str, int]
    craft: dict[str, int]

    @property
    def not_single(self) -> float:
        return 1 - self.kinds["single"] / self.questions if self.questions else 0.0


def sizes(manuscript: Manuscript, craft_posts: int) -> Sizes:
    questions = manuscript.questions
    kinds = Counter(asked.kind for asked in questions)
    levels = Counter(asked.content["difficulty"] for asked in questions)
    fitting = Counter(post for asked in questions for post in asked.posts)
    craft = Counter(post for asked in questions if len(asked.posts) <= craft_posts for post in asked.posts)
    return Sizes(
        classes={section: len(manuscript.of_section(section)) for section in manuscript.sections},
        questions=len(questions),
        figures=sum(leaf.has_figure for leaf in manuscript.leaves),
        kinds={kind: kinds[kind] for kind in KINDS},
        difficulties={level: levels[level] for level in DIFFICULTIES},
        posts={post: fitting[post] for post in POSTS},
        craft={post: craft[post] for post in POSTS},
    )


def findings(found: Sizes, targets: Targets) -> Iterator[Found]:
    """Every target that is not reached."""
    if len(found.classes) < targets.sections:
        yield fault("sections-few", count=len(found.classes), least=targets.sections)
    for section, count in found.classes.items():
        if count < targets.classes_a_section:
            yield fault("classes-few", section, count=count, least=targets.classes_a_section)
    if found.figures < targets.figures:
        yield fault("figures-few", count=found.figures, least=targets.figures)
    yield from _of_posts(found, targets)
    yield from _of_kinds(found, targets)
    for level, share in targets.difficulty_shares.items():
        has = found.difficulties.get(level, 0) / found.questions if found.questions else 0.0
        if has < share:
            values = {"count": found.difficulties.get(level, 0), "share": f"{has:.1%}", "least": f"{share:.0%}"}
            yield fault("difficulty-few", "", str(level), level=level, **values)


def _of_posts(found: Sizes, targets: Targets) -> Iterator[Found]:
    for post, count in found.posts.items():
        if count < targets.questions_a_post:
            yield fault("post-few", "", post, post=post, count=count, least=targets.questions_a_post)
    for post, count in found.craft.items():
        if count < targets.craft_questions_a_post:
            yield fault("craft-few", "", post, post=post, count=count, least=targets.craft_questions_a_post)


def _of_kinds(found: Sizes, targets: Targets) -> Iterator[Found]:
    for kind in targets.kinds:
        if not found.kinds[kind]:
            yield fault("kind-unused", "", kind, kind=kind)
    if found.questions and found.not_single < targets.not_single_share:
        values = {"share": f"{found.not_single:.1%}", "least": f"{targets.not_single_share:.0%}"}
        yield fault("mostly-single", **values)
