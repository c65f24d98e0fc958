"""Files that come along with a question."""

from __future__ import annotations

import base64

import pytest

from quizzes.formats.exchange import Medium
from tests.quizzes.formats.moodle_files import RIGHT_AND_WRONG, notes, only, question, read

PICTURE = b"\x89PNG not really a picture"


def test_pictures_come_along():
    data = base64.encodebytes(PICTURE).decode()
    text = (
        '<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/my%20lamp.png?x=1">]]></text>'
        f'<file name="my lamp.png" path="/" encoding="base64">{data}</file></questiontext>'
    )
    answer = (
        '<answer fraction="0"><text>&lt;img src="@@PLUGINFILE@@/my%20lamp.png"&gt;</text>'
        f'<file name="my lamp.png" encoding="base64">{base64.b64encode(b"other").decode()}</file></answer>'
    )
    item = only(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}{answer}</question>')
    assert item.text == '<img src="my_lamp.png">'
    assert item.choices[2].text == '<img src="my_lamp-2.png">'
    assert item.media == (
        Medium("my_lamp.png", PICTURE, "image/png"),
        Medium("my_lamp-2.png", b"other", "image/png"),
    )


def test_pictures_within_the_text_become_files():
    source = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    item = only(question("multichoice", RIGHT_AND_WRONG, f'<![CDATA[<img src="{source}">]]>', ' format="html"'))
    assert item.text == '<img src="picture-1.png">'
    assert item.media == (Medium("picture-1.png", PICTURE, "image/png"),)


def test_files_with_names_like_paths_are_harmless():
    file = '<file name="../../etc/passwd" path="/../" encoding="base64">YQ==</file>'
    text = f"<questiontext><text>Which?</text>{file}</questiontext>"
    item = only(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')
    assert item.media == (Medium("passwd", b"a"),)


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ("", "A file that a text shows does not come along: a.png"),
        ('<file name="a.png" encoding="base64">a</file>', "A file is damaged and is left out: a.png"),
        (
            '<file name="a.png" encoding="rot13">a</file>',
            "A file is written in an unknown encoding and is left out: a.png",
        ),
    ],
)
def test_files_that_are_missing_or_damaged_are_noted(file, note):
    text = f'<questiontext><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text>{file}</questiontext>'
    assert note in notes(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')


def test_a_file_that_is_too_large_is_left_out(monkeypatch):
    monkeypatch.setattr("quizzes.formats.media.MAX_MEDIUM", 3)
    text = '<questiontext><text>Q</text><file name="a.png" encoding="base64">QUJDRA==</file></questiontext>'
    reading = read(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')
    assert reading.items[0].media == ()
    assert reading.notes[0].reason.startswith("A file is larger than 10 MB")
