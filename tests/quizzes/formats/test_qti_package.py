"""QTI packages: metadata, files, and zips that mean harm."""

from __future__ import annotations

import zipfile

import pytest

from quizzes.formats import qti
from quizzes.formats.exchange import Medium
from quizzes.formats.xmltree import TOO_MANY_ELEMENTS
from tests.quizzes.formats.qti_files import (
    LOM,
    asked,
    declared,
    manifest,
    reason,
    resource,
    xml,
    zipped,
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This is not well-formed XML."),
        (b"<assessmentItem>", "This is not well-formed XML."),
        (b"<assessmentItem/>", "The item has no body"),
        (b"<questestinterop/>", "This is QTI 1.x."),
        (b"<manifest/>", "This is a manifest without its package."),
        (b"<qti-assessment-test/>", "A test only names its questions."),
        (b"<html/>", "There is no QTI question"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>',
            "The file brings",
        ),
        (b"PK", "The package is damaged."),
        (b"PK\x03\x04" + b"\0" * 100, "The package is damaged."),
        (zipped({}), "There are no questions in this package."),
        (zipped({"notes.txt": "hello"}), "There are no questions in this package."),
        (zipped({"big.xml": b" " * 2_000_000}), "The package unpacks to far more"),
        (zipped({"a.xml": b"<a/>"}, zipfile.ZIP_LZMA), "The package is encrypted or packed in an unusual way."),
        (zipped({"imsmanifest.xml": "<manifest><resources>"}), "This is not well-formed XML."),
    ],
)
def test_files_that_hold_no_questions_are_refused(data, why):
    assert reason(data).startswith(why)


def test_a_zip_of_very_many_members_is_refused(monkeypatch):
    monkeypatch.setattr("quizzes.formats.qti_package.MAX_MEMBERS", 3)
    assert reason(zipped({f"{n}.txt": "" for n in range(4)})).startswith("The package unpacks to far more")


def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(zipped({"a.xml": xml(declared("A"), asked())}))
    place = data.rfind(b"PK\1\2") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    assert reason(bytes(data))


def test_a_member_without_a_name_breaks_nothing():
    data = bytearray(zipped({"a": xml(declared("A"), asked())}))
    place = data.rfind(b"PK\1\2")
    data[place + 28 : place + 30], data[place + 46 : place + 47] = b"\0\0", b""
    assert qti.read(bytes(data)).refused


def test_items_of_a_package_share_what_may_be_read(monkeypatch):
    monkeypatch.setattr("quizzes.formats.xmltree.Budget.__init__.__defaults__", (15, TOO_MANY_ELEMENTS))
    one = xml(declared("A"), asked())
    reading = qti.read(zipped({"a.xml": one, "b.xml": one}))
    assert len(reading.items) == 1
    assert reading.refused[0].reason.startswith("There are more than 1,500,000 elements.")


def test_an_item_that_is_named_twice_is_read_once():
    listed = manifest(*[resource("a.xml")] * 3, resource(""))
    assert len(qti.read(zipped({"imsmanifest.xml": listed, "a.xml": xml(declared("A"), asked())})).items) == 1


def test_files_to_show_are_bounded_together(monkeypatch):
    monkeypatch.setattr("quizzes.formats.qti_package.MAX_MEDIUM", 1_000)
    monkeypatch.setattr("quizzes.formats.qti_package.FREE_MEDIA", 1_000)
    monkeypatch.setattr("quizzes.formats.qti_package.MEDIA_RATIO", 0)
    body = '<p><img src="a.png" alt=""/><img src="b.png" alt=""/><img src="a.png" alt=""/></p>' + asked()
    reading = qti.read(zipped({"q.xml": xml(declared("A"), body)[:999], "a.png": b"a" * 600, "b.png": b"b" * 600}))
    assert [medium.name for medium in reading.items[0].media] == ["a.png"]
    assert len(reading.notes) == 1


def test_a_package_with_its_metadata_and_pictures():
    body = '<p><img src="../pics/a%20lamp.png" alt="a lamp"/></p>' + asked()
    data = zipped(
        {
            "course/imsmanifest.xml": manifest(
                resource("items/q1.xml", LOM),
                resource("test.xml", kind="imsqti_test_xmlv2p1"),
                resource("items/gone.xml"),
            ),
            "course/items/q1.xml": xml(declared("A"), body, attrs='identifier="q1" title=""'),
            "course/test.xml": "<assessmentTest/>",
            "course/pics/a lamp.png": b"PNG",
        }
    )
    reading = qti.read(data)
    item = reading.items[0]
    assert (item.title, item.category, item.tags) == ("From the manifest", ("Cars", "Lamps"), ("light",))
    assert item.text == '<p><img src="a_lamp.png" alt="a lamp"></p><p>Which?</p>'
    assert item.media == (Medium("a_lamp.png", b"PNG", "image/png"),)
    assert [refusal.reason for refusal in reading.refused] == [
        "The package names a file that it does not hold. (in items/gone.xml)"
    ]


def test_a_package_without_a_manifest_is_read_file_by_file():
    data = zipped({"b.xml": xml(declared("A"), asked()), "a.xml": "<broken", "c.css": "p {}"})
    reading = qti.read(data)
    assert len(reading.items) == 1
    assert reading.refused[0].reason.endswith("(in a.xml)")


def test_names_in_a_package_lead_nowhere_outside_of_it():
    body = '<p><img src="../../../etc/passwd" alt=""/><img src="file:///etc/passwd" alt=""/></p>' + asked()
    reading = qti.read(zipped({"imsmanifest.xml": manifest(resource("/q.xml")), "q.xml": xml(declared("A"), body)}))
    assert reading.items[0].media == ()
    assert [note.reason for note in reading.notes] == [
        "A file that a text shows does not come along: passwd (in q.xml)"
    ]
