"""What was typed, for a page: closed short answers and gaps, and the text around the gaps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _

from app.kit.i18n import pick, tag
from app.questions.rows import Mark, Row, marks, measured, number, state
from quizzes.rules import gaps, typed
from quizzes.rules.grading import grade

Content = dict[str, Any]


def own_spellings(accepted: dict[str, list[str]], case_matters: bool) -> list[str]:
    """The spellings of the reader's language."""
    return typed.tidy(accepted["zh" if tag() == "zh" else "en"], case_matters=case_matters)


def spelled(accepted: dict[str, list[str]], case_matters: bool) -> list[str]:
    """All spellings that count, those of the reader's language first."""
    first, second = ("zh", "en") if tag() == "zh" else ("en", "zh")
    return typed.tidy([*accepted[first], *accepted[second]], case_matters=case_matters)


def short_rows(content: Content, _seed: int, mine: Any, theirs: Any) -> list[Row]:
    right = {one: one is not None and grade(content, one).correct for one in (mine, theirs)}
    first, *others = spelled(content["accepted"], content["case_matters"])
    also = _("Also right: %(words)s", words=" / ".join(others)) if others else None
    found = [Row(first, "right", marks(True, right[mine], right[theirs]), also)]
    if mine is not None and not right[mine]:
        found.append(Row(mine, "wrong", marks(False, True, theirs == mine)))
    if theirs is not None and not right[theirs] and theirs != mine:
        found.append(Row(theirs, "plain", marks(False, False, True)))
    return found


def gap_rows(content: Content, _seed: int, mine: Any, theirs: Any) -> list[Row]:
    return [_gap_row(content, gap, mine, theirs) for gap in content["gaps"]]


def _gap_row(content: Content, gap: Content, mine: Any, theirs: Any) -> Row:
    text = f"{gap['id']}. {right_of_gap(content, gap)}"
    if mine is None:
        return Row(text, "plain", tuple(_their_mark(content, gap, theirs)))
    given = mine[gap["id"]]
    right = gaps.is_right(content, gap, given)
    said = () if right else (Mark("mine", _("You had: %(text)s", text=given_words(gap, given))),)
    why = pick(gap["why"]) if gap["why"] and not right else None
    return Row(text, state(right, True), (*said, *_their_mark(content, gap, theirs)), why)


def _their_mark(content: Content, gap: Content, theirs: Any) -> Iterator[Mark]:
    if theirs is not None:
        given = theirs[gap["id"]]
        yield Mark("theirs", "" if gaps.is_right(content, gap, given) else given_words(gap, given))


def right_of_gap(content: Content, gap: Content) -> str:
    """What fills the gap, with all that counts in the reader's language."""
    if gap["kind"] == "short":
        return " / ".join(own_spellings(gap["accepted"], content["case_matters"]))
    slack = f" (± {number(gap['tolerance'])})" if gap.get("tolerance") else ""
    return filling(content, gap) + slack


def filling(content: Content, gap: Content) -> str:
    """What fills the gap, in the words that are read there."""
    if gap["kind"] == "short":
        return spelled(gap["accepted"], content["case_matters"])[0]
    if gap["kind"] == "number":
        return measured(gap["answer"], gap["unit"])
    return pick(gaps.right_option(gap)["text"])


def given_words(gap: Content, given: Any) -> str:
    if gap["kind"] == "number":
        return measured(given, gap["unit"])
    if gap["kind"] == "choice":
        return pick(next(option["text"] for option in gap["options"] if option["id"] == given))
    return str(given)


def filled(content: Content) -> str:
    """The text of a closed question, its gaps filled in brackets."""
    words = {gap["id"]: f"[{filling(content, gap)}]" for gap in content["gaps"]}
    return gaps.filled(pick(content["text"]), lambda one: words.get(one, "____"))


def at_gaps(question: Content) -> list[tuple[str, Content | None]]:
    """The text of an open question in the reader's language, piece by piece: (words, None) or ("", gap).

    Each gap stands once; one that the text does not mark (it is being written still) stands at the end.
    """
    waiting = {gap["id"]: gap for gap in question["gaps"]}
    found: list[tuple[str, Content | None]] = []
    for what, one in gaps.pieces(pick(question["text"])):
        found.append(("", waiting.pop(one)) if one in waiting and what == "gap" else (_words(what, one), None))
    return [*found, *(("", gap) for gap in waiting.values())]


def _words(what: str, one: str) -> str:
    return one if what == "text" else "____"
