"""The whole proof of a curriculum: all that is found, each class with its figures, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from quizzes.proofreading import classes, guessing, questions, repeats, sizes
from quizzes.proofreading.findings import Found, fault, remark
from quizzes.proofreading.manuscript import LANGUAGES, Asked, Leaf, Manuscript
from quizzes.proofreading.repeats import Pair
from quizzes.proofreading.sizes import Sizes
from quizzes.proofreading.targets import Accepted, Targets

UNREAD = ("unreadable", "translation-missing")
Texts = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Proof:
    """`found`: what is to be mended or looked at; `accepted`: remarks that were looked at and stay."""

    manuscript: Manuscript
    targets: Targets
    sizes: Sizes
    found: Sequence[Found]
    accepted: Sequence[Found]

    @property
    def faults(self) -> int:
        return sum(one.is_fault for one in self.found)

    @property
    def remarks(self) -> int:
        return len(self.found) - self.faults

    def of_class(self, leaf: Leaf) -> list[Found]:
        """Of a class and of its questions, faults first."""
        return sorted(
            (one for one in self.found if one.home == leaf.key and one.code not in UNREAD),
            key=lambda one: not one.is_fault,
        )

    @property
    def unread(self) -> list[Found]:
        """What is wrong with files."""
        return [one for one in self.found if one.code in UNREAD]

    @property
    def of_all(self) -> list[Found]:
        """What is of no class."""
        return [one for one in self.found if not one.home and one.code not in UNREAD]


def proof(manuscript: Manuscript, targets: Targets, unread: Iterable[Found] = ()) -> Proof:
    """Everything that is found: first what could not be read, then by class, then what is of the whole."""
    here = sizes.sizes(manuscript, targets.craft_posts)
    homes = _homes(manuscript)
    found = [_at_home(one, homes) for one in _all(manuscript, targets, here)]
    stays = {id(one): _taken(one, targets.accepted) for one in found}
    rest = [one for one in found if not stays[id(one)]]
    used = Counter(taken for taken in stays.values() if taken)
    rest += [
        remark("accepted-in-vain", "", f"{one.code} {one.about}", code=one.code, key=one.about)
        for one in targets.accepted
        if not used[one]
    ]
    return Proof(manuscript, targets, here, [*unread, *rest], [one for one in found if stays[id(one)]])


def _all(manuscript: Manuscript, targets: Targets, here: Sizes) -> Iterator[Found]:
    roads = classes.road_of(manuscript)
    places = {leaf.key: (leaf.section, leaf.order) for leaf in manuscript.leaves}
    for leaf in manuscript.leaves:
        yield from classes.findings(leaf, roads[leaf.key], places, targets)
        for asked in leaf.questions:
            yield from questions.findings(asked)
    for asked in manuscript.loose:
        yield from questions.findings(asked)
    yield from _repeated(manuscript, targets)
    yield from guessing.findings(manuscript.questions)
    yield from sizes.findings(here, targets)


def _homes(manuscript: Manuscript) -> dict[str, tuple[str, str]]:
    """Of every class and question the section and the class that it is in."""
    homes = {leaf.key: (leaf.section, leaf.key) for leaf in manuscript.leaves}
    homes |= {asked.key: (leaf.section, leaf.key) for leaf in manuscript.leaves for asked in leaf.questions}
    return homes | {section: (section, "") for section in manuscript.sections}


def _at_home(one: Found, homes: dict[str, tuple[str, str]]) -> Found:
    section, home = homes.get(one.about, ("", ""))
    return replace(one, section=section, home=home)


def _taken(one: Found, accepted: Iterable[Accepted]) -> Accepted | None:
    """Only remarks can be accepted."""
    if one.is_fault:
        return None
    fitting = (each for each in accepted if (each.code, each.about) == (one.code, one.about))
    return next((each for each in fitting if each.path in ("", one.path)), None)


def _repeated(manuscript: Manuscript, targets: Targets) -> Iterator[Found]:
    bodies = {leaf.key: dict(leaf.content["body"]) for leaf in manuscript.leaves}
    titles = {leaf.key: dict(leaf.content["title"]) for leaf in manuscript.leaves}
    asked = {one.key: one for one in manuscript.questions}
    answered = {key: answered_text(one) for key, one in asked.items()}
    told: set[tuple[str, str]] = set()
    for name, what in (("title", titles), ("body", bodies), ("text", answered)):
        yield from _same(name, what, told)
    yield from _near(answered, told)
    for pair in repeats.about_the_same(bodies, targets.alike):
        yield from _once("classes-alike", pair, "body", told)
    for pair in repeats.about_the_same(answered, min(targets.alike, targets.alike_one_source)):
        shares_source = asked[pair.one].content["source"] == asked[pair.other].content["source"]
        if pair.share >= (targets.alike_one_source if shares_source else targets.alike):
            yield from _once("questions-alike", pair, "text", told)


def _same(name: str, texts: Texts, told: set[tuple[str, str]]) -> Iterator[Found]:
    for language in LANGUAGES:
        for pair in repeats.same_texts({key: text[language] for key, text in texts.items()}):
            if (pair.one, pair.other) not in told:
                told.add((pair.one, pair.other))
                yield fault("reads-as-another", pair.other, f"{name}:{language}", key=pair.one)


def _near(texts: Texts, told: set[tuple[str, str]]) -> Iterator[Found]:
    """Questions that, with their right answers, read alike in both languages: in one, long texts do so by chance."""
    for pair in repeats.near_texts({key: text["zh"] for key, text in texts.items()}):
        if repeats.is_near(texts[pair.one]["en"], texts[pair.other]["en"]):
            yield from _once("reads-nearly-as-another", pair, "text", told)


def _once(code: str, pair: Pair, path: str, told: set[tuple[str, str]]) -> Iterator[Found]:
    if (pair.one, pair.other) not in told:
        told.add((pair.one, pair.other))
        yield remark(code, pair.other, path, key=pair.one, share=f"{pair.share:.2f}")


def answered_text(asked: Asked) -> dict[str, str]:
    """The question with its right answer, in each language: what it is about."""
    found: dict[str, list[str]] = {"en": [], "zh": []}
    for path, text in asked.texts():
        if path == "text" or _is_answer(asked, path):
            for language, words in found.items():
                words.append(text[language])
    for language, words in found.items():
        words += [gap["accepted"][language][0] for gap in asked.content.get("gaps", ()) if "accepted" in gap]
        words += asked.content["accepted"][language][:1] if "accepted" in asked.content else []
        words += [f"{asked.content['answer']:g} {asked.content['unit']}"] if asked.kind == "numeric" else []
    return {language: " ".join(words) for language, words in found.items()}


def _is_answer(asked: Asked, path: str) -> bool:
    parts = path.split(".")
    if parts[0] in ("options", "regions"):
        return parts[-1] in ("text", "name") and bool(asked.content[parts[0]][int(parts[1])]["right"])
    return parts[0] in ("steps", "pairs", "scenes")
