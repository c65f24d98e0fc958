"""Small files of Moodle XML for tests, and what they read as."""

from __future__ import annotations

from quizzes.formats import moodle
from quizzes.formats.exchange import Item, Reading

RIGHT_AND_WRONG = '<answer fraction="100"><text>Lamp</text></answer><answer fraction="0"><text>Horn</text></answer>'


def quiz(*questions: str) -> bytes:
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode()


def question(kind: str, inside: str, text: str = "Which one?", form: str = "") -> str:
    return f'<question type="{kind}"><questiontext{form}><text>{text}</text></questiontext>{inside}</question>'


def read(*questions: str) -> Reading:
    return moodle.read(quiz(*questions))


def only(*questions: str) -> Item:
    reading = read(*questions)
    assert not reading.refused
    return reading.items[0]


def notes(*questions: str) -> list[str]:
    return [note.reason for note in read(*questions).notes]


def reason(*questions: str) -> str:
    return read(*questions).refused[0].reason
