"""`flask curriculum check`: the proof of a folder, for people and for programs. It needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale

from app.lessons.commands import FOLDER
from app.lessons.commands import group as group
from app.studio import presenters
from quizzes.formats import curriculum as files
from quizzes.proofreading import guessing, targets, unread
from quizzes.proofreading.findings import Found
from quizzes.proofreading.manuscript import LANGUAGES, Leaf, laid_out
from quizzes.proofreading.proof import Proof, proof
from quizzes.proofreading.reading import chinese_signs, english_grade
from quizzes.proofreading.sayings import SAYINGS
from quizzes.rules import classhealth

GIVEN = click.Path(exists=True, file_okay=False, path_type=Path)
TARGETS = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("check")
@click.argument("folder", type=GIVEN, default=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="For programs, not for people.")
@click.option("--strict", is_flag=True, help="Fail on remarks as well as on faults.")
@click.option("--brief", is_flag=True, help="Only what is found, without the sums of the whole.")
@click.option("--section", default="", help="Say only what is of this section, by its id.")
@click.option("--targets", "file", type=TARGETS, default=targets.OURS, help="What the curriculum is to reach.")
def check(folder: Path, as_json: bool, strict: bool, brief: bool, section: str, file: Path) -> None:
    """Say what is wrong or odd in the curriculum in FOLDER, by class and as a whole; faults make it fail."""
    done = proof_of(folder, file)
    with force_locale("en"):
        if as_json:
            click.echo(json.dumps(as_data(done), ensure_ascii=False, indent=2))
        else:
            for line in lines(done, section, brief=brief):
                click.echo(line)
    if done.faults or (strict and done.remarks):
        sys.exit(1)


def proof_of(folder: Path, file: Path = targets.OURS) -> Proof:
    """The proof of what can be read, with what cannot."""
    try:
        wanted = targets.read(file)
    except ValueError as error:
        raise click.ClickException(f"{file}: {error}") from None
    reading = files.read(folder)
    return proof(laid_out(reading.curriculum), wanted, unread.findings(reading.faults))


def lines(done: Proof, section: str = "", *, brief: bool = False) -> Iterator[str]:
    """The faults of the files, each class of which there is something to say, then the whole."""
    yield from (f"{one.path}: {words(one)}" for one in done.unread)
    leaves = [leaf for leaf in done.manuscript.leaves if section in ("", leaf.section)]
    told = [leaf for leaf in leaves if done.of_class(leaf)]
    for leaf in told:
        yield f"{leaf.section} / {leaf.key}: {measured(leaf)}"
        yield from (f"    {said(one)}" for one in done.of_class(leaf))
    if len(leaves) > len(told):
        yield f"{len(leaves) - len(told)} classes of which there is nothing to say."
    yield from (said(one) for one in done.of_all if section in ("", one.section))
    if not brief:
        yield from ["", *(summary(done) if not section else _guessed(done.manuscript.of_section(section)))]
    accepted = f", {len(done.accepted)} accepted" if done.accepted else ""
    yield f"{done.faults} faults, {done.remarks} remarks{accepted}{' (of all sections)' if section else ''}"


def measured(leaf: Leaf) -> str:
    data, figure = figures_of(leaf), ", figure" if leaf.has_figure else ""
    return (
        f"{data['words']['en']} words, {data['words']['zh']} signs, {data['reading_minutes']} min; "
        f"grade {data['english_grade']}, {data['chinese_signs']} signs a sentence; "
        f"{len(leaf.questions)} questions, {len(leaf.content['sources'])} sources{figure}"
    )


def figures_of(leaf: Leaf) -> dict[str, Any]:
    body = leaf.content["body"]
    return {
        "words": {language: classhealth.words(body[language], language) for language in LANGUAGES},
        "reading_minutes": round(classhealth.minutes(leaf.content), 1),
        "english_grade": round(english_grade(body["en"]), 1),
        "chinese_signs": round(chinese_signs(body["zh"]), 1),
    }


def said(one: Found) -> str:
    """Such as: fault  hv-gloves-3 · Option 2 · Chinese: two read the same."""
    grade = "fault " if one.is_fault else "remark"
    where = ": ".join(filter(None, [" · ".join(filter(None, [one.about, _where(one)])), words(one)]))
    return f"{grade} {where}"


def words(one: Found) -> str:
    return SAYINGS[one.code] % one.values if one.code in SAYINGS else presenters.said(one.finding).words


def _where(one: Found) -> str:
    path, _colon, language = one.path.partition(":")
    if not one.home or (path == "text" and not language):
        return ""
    return presenters.where(path, language)


def summary(done: Proof) -> Iterator[str]:
    """The sums, beside what is wanted."""
    here, wanted, asked = done.sizes, done.targets, done.manuscript.questions
    yield f"{len(done.manuscript.leaves)} classes, {here.questions} questions, {here.figures} figures"
    yield f"classes ({wanted.classes_a_section} wanted): {_listed(here.classes)}"
    yield f"kinds ({wanted.not_single_share:.0%} not single wanted, {here.not_single:.0%} are): {_listed(here.kinds)}"
    yield f"difficulty: {_listed(here.difficulties)}"
    yield f"questions for each post ({wanted.questions_a_post} wanted), of its craft ({wanted.craft_questions_a_post}):"
    yield from (f"  {post:28} {count:4} {here.craft[post]:4}" for post, count in here.posts.items())
    for one in (*guessing.lengths(asked), guessing.truth(asked)):
        yield f"right is {one.name}: {one.times} of {one.of}; by chance {one.expected:.1f} ± {one.deviation:.1f}"
    yield f"place of the right option: {', '.join(map(str, guessing.places(asked).times))}"


def _guessed(leaves: list[Leaf]) -> Iterator[str]:
    """The questions that bring a section away from chance."""
    asked = [question for leaf in leaves for question in leaf.questions]
    for one in (*guessing.lengths(asked), guessing.truth(asked)):
        yield f"right is {one.name}: {one.times} of {one.of}; by chance {one.expected:.1f} ± {one.deviation:.1f}:"
        yield f"    {', '.join(one.keys)}"
    yield f"place of the right option: {', '.join(map(str, guessing.places(asked).times))}"


def _listed(counts: dict[Any, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def as_data(done: Proof) -> dict[str, Any]:
    """Everything, for programs. docs/authoring.md says what is in it."""
    asked, place = done.manuscript.questions, guessing.places(done.manuscript.questions)
    tallies = [*guessing.lengths(asked), guessing.truth(asked)]
    return {
        "faults": done.faults,
        "remarks": done.remarks,
        "findings": [_finding(one) for one in done.found],
        "accepted": [_finding(one) for one in done.accepted],
        "classes": [_class(leaf, done) for leaf in done.manuscript.leaves],
        "whole": {
            **asdict(done.sizes),
            "not_single": round(done.sizes.not_single, 3),
            "chance": {one.name: asdict(one) | {"times": one.times, "away": round(one.away, 2)} for one in tallies},
            "right_place": {"times": list(place.times), "chi_square": round(place.chi_square, 2)},
        },
        "targets": done.targets.model_dump(mode="json", exclude={"accepted"}),
    }


def _class(leaf: Leaf, done: Proof) -> dict[str, Any]:
    found = done.of_class(leaf)
    return {
        "key": leaf.key,
        "section": leaf.section,
        "posts": list(leaf.posts),
        "requires": list(leaf.requires),
        **figures_of(leaf),
        "minutes": leaf.content["minutes"],
        "sources": len(leaf.content["sources"]),
        "questions": len(leaf.questions),
        "figure": leaf.has_figure,
        "faults": sum(one.is_fault for one in found),
        "remarks": sum(not one.is_fault for one in found),
    }


def _finding(one: Found) -> dict[str, Any]:
    return {
        "grade": "fault" if one.is_fault else "remark",
        "code": one.code,
        "about": one.about,
        "section": one.section,
        "class": one.home,
        "path": one.path,
        "says": words(one),
        "values": {name: value for name, value in one.values.items() if name != "message"},
    }
