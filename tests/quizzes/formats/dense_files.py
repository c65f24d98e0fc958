"""Files that would take many times their size, were they read without care: the shortest questions, and worse."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from quizzes.formats import catalogue
from tests.quizzes.formats.qti_files import AB, asked, declared, manifest, resource, xml

EMOJI = "\N{AUTOMOBILE}"  # one of them makes every sign of a text take four bytes
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def dense(name: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Files of about this size in this format, each with what is in it."""
    for what, made in FILES[name].items():
        yield what, made(size)


def filled(head: str, piece: str, size: int, tail: str = "") -> bytes:
    """The piece as often as it takes; `#` in it is a number that counts up, in few letters."""
    if "#" not in piece:
        return (head + piece * max(1, (size - len(head)) // len(piece.encode())) + tail).encode()
    parts, length, number = [head], 0, 0
    while length < size:
        parts.append(piece.replace("#", short(number)))
        length, number = length + len(parts[-1]), number + 1
    return ("".join(parts) + tail).encode()


def short(number: int) -> str:
    found = ""
    while number or not found:
        number, last = divmod(number, len(LETTERS))
        found += LETTERS[last]
    return found


def of(head: str, piece: str, tail: str = "") -> Callable[[int], bytes]:
    return lambda size: filled(head, piece, size, tail)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def grown(make: Callable[[int], bytes], ratio: int = 90, free: int = 99_000) -> Callable[[int], bytes]:
    """A zip of about this size, or with as much in it as one may hold that packs well: `free` bytes, or `ratio` times
    its size.
    """

    def made(size: int) -> bytes:
        inside, data = size, make(size)
        while len(data) < size * 0.8:
            more = make(int(inside * 1.5))
            if inside * 1.5 > max(free, ratio * len(more)):
                break
            inside, data = int(inside * 1.5), more
        return data

    return made


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def book(sheet: bytes, texts: bytes = b"<sst/>") -> bytes:
    sheets = f'<workbook xmlns:r="{RELATED}"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>'
    links = "".join(
        f'<Relationship Id="{name}" Type="{RELATED}/{kind}" Target="{path}"/>'
        for name, kind, path in (("a", "worksheet", "a.xml"), ("b", "sharedStrings", "b.xml"))
    )
    rels = f"<Relationships>{links}</Relationships>"
    return zipped(
        {"xl/workbook.xml": sheets.encode(), "xl/_rels/workbook.xml.rels": rels.encode(), "xl/a.xml": sheet,
         "xl/b.xml": texts}
    )  # fmt: skip


def inline(*texts: str) -> str:
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts) + "</row>"


def in_rows(row: str, heading: str = inline("question", "answer")) -> Callable[[int], bytes]:
    return grown(
        lambda size: book(filled(f"{HEAD}<worksheet><sheetData>{heading}", row, size, "</sheetData></worksheet>")),
        140,
        1_400_000,
    )


def shared(piece: str) -> Callable[[int], bytes]:
    """Texts that cells share, each asked for once."""

    def made(size: int) -> bytes:
        texts = filled("<sst><si><t>question</t></si><si><t>answer</t></si>", piece, size, "</sst>")
        cells = (f'<c t="s"><v>{number}</v></c>' for number in range(texts.count(b"<si")))
        rows = (f"<row>{one}{two}</row>" for one, two in zip(cells, cells, strict=False))
        return book(f"<worksheet><sheetData>{''.join(rows)}</sheetData></worksheet>".encode(), texts)

    return grown(made, 100, 1_000_000)


def package(item: bytes) -> Callable[[int], bytes]:
    def made(size: int) -> bytes:
        count = max(1, size // len(item))
        listed = manifest(*(resource(f"{number}.xml") for number in range(count)))
        return zipped({"imsmanifest.xml": listed.encode()} | {f"{number}.xml": item for number in range(count)})

    return grown(made)


def listed(piece: str) -> Callable[[int], bytes]:
    return grown(
        lambda size: zipped(
            {"imsmanifest.xml": filled("<manifest><resources>", piece, size, "</resources></manifest>")}
        )
    )


def one_member(piece: str, before: str = "<assessmentItem><itemBody>") -> Callable[[int], bytes]:
    return grown(lambda size: zipped({"a.xml": filled(before, piece, size, "</itemBody></assessmentItem>")}))


def shown(size: int) -> bytes:
    """A picture that unpacks to a hundred times its size, in many questions."""
    item = xml(declared("A"), '<p><img src="a.svg" alt=""/></p>' + asked())
    return zipped({f"{number}.xml": item for number in range(size // 700)} | {"a.svg": b"<svg/>" * (size // 6 * 5)})


ASKED = "<question type='truefalse'><questiontext><text>a</text></questiontext>"
TRUTHS = "<answer fraction='100'><text>true</text></answer><answer><text>false</text></answer></question>"
PLACE = '<hotspotChoice identifier="#" shape="default"/>'
PLACES = '<hotspotInteraction responseIdentifier="RESPONSE"><object width="9" height="9"/>'
MARKED = (
    "<question type='ddmarker'><questiontext><text>a</text></questiontext><file>R0lGODlhAQABAA==</file><drag><no>1</no>"
    "<text>a</text></drag>"
)
ZONE = "<drop><shape>circle</shape><coords>0,0;1</coords><choice>1</choice></drop>"
BEFORE, AFTER = ZONE.split("0,0;1")
CATEGORY = "<quiz><question type='category'><category><text>a"
KEYWORDS = f"<metadata><general>{'<keyword>a</keyword>' * 50}</general></metadata>"


def asked_with(piece: str) -> Callable[[int], bytes]:
    return of("<quiz>" + ASKED, piece, TRUTHS + "</quiz>")


def in_text(piece: str, before: str, after: str, kind: str = "essay") -> Callable[[int], bytes]:
    end = "</questiontext>" + (TRUTHS if kind == "truefalse" else "</question>") + "</quiz>"
    return of(f"<quiz><question type='{kind}'><questiontext format='html'>{before}", piece, after + end)


def places(size: int) -> bytes:
    return grown(lambda size: zipped({"a.xml": _with_places(size)}))(size)


def _with_places(size: int) -> bytes:
    head, tail = xml(declared("1"), f"a{PLACES}|</hotspotInteraction>").decode().split("|")
    return filled(head, PLACE, size, tail)


XML_PIECES = {
    "elements": "<a/>",
    "elements with a letter": "<a>x</a>",
    "elements with words between": "ab<b/>",
    "elements with an attribute": "<a b=''/>",
    "elements of many names": "<#/>",
    "attributes of many names": "<a #=''/>",
    "car": EMOJI + "a" * 40,
    "lines": "a\n\r",
    "entities": "&lt;",
}
FILES: dict[str, dict[str, Callable[[int], bytes]]] = {
    catalogue.GIFT: {
        "truths": of("", "a{T}\n\n"),
        "choices": of("", "#{=a~b}\n\n"),
        "numbers": of("", "a{#1}\n\n"),
        "refusals": of("", "a\n\n"),
        "tagged": of("", "//[id:#][tag:a][tag:b]\na{T}\n\n"),
        "short lines": of("a{T", "\nab", "}"),
        "answers": of("a{=a", "~a", "}"),
        "typed answers": of("a{=a", "=ab", "}"),
        "pairs": of("a{", "=a->b", "}"),
        "a car in one question": of(EMOJI + "{=a~", "abc\\~d", "}"),
        "a car in one line": of(EMOJI, "a"),
        "a car in many": of(EMOJI, "a{T}\n\n"),
        "a category": of("$CATEGORY: a", "/ab", "\n\na{T}\n\n" * 100),
        "comments": of("", "//[tag:a]\n", "a{T}"),
    },
    catalogue.AIKEN: {
        "questions": of("", "a\nA.b\nB.c\nANSWER:A\n"),
        "refusals": of("", "a\nANSWER:A\n"),
        "short lines": of("", "ab\n"),
        "options": of("a\n", "A.b\n"),
        "a car in one line": of(EMOJI, "a"),
        "a car in many": of(EMOJI, "a\nA.b\nB.c\nANSWER:A\n"),
    },
    catalogue.CSV: {
        "numbers": of("question,answer\n", "a,1\n"),
        "words": of("question,answer\n", "a,b\n"),
        "truths": of("question,answer\n", "a,T\n"),
        "refusals": of("question,answer\n", "a\n"),
        "ids": of("id,question,answer\n", "#,a,1\n"),
        "two languages": of("question (zh),question (en),answer\n", "a,b,1\n"),
        "choices": of("question,A,B,C,D,E,F,G,H,answer\n", "a,b,c,d,e,f,g,h,i,A\n"),
        "commas": of("question,answer\n", ","),
        "a wide row": of("question,answer\n", "ab,"),
        "a quoted row": of('question,answer\n"', "a\n", '",1\n'),
        "a car": of('question,answer\n"' + EMOJI, "a\n", '",1\n'),
        "a car in cells": of("question,answer\n" + EMOJI, "a" * 19_000 + ","),
        "nothing but lines": of("question,answer\n", "\n"),
        "no heading": of("", "a,b\n"),
        "a wide heading": of("question,answer", ",a#", "\na,1\n" * 100),
    },
    catalogue.XLSX: {
        "numbers": in_rows("<row><c><v>1</v></c><c><v>1</v></c></row>"),
        "words": in_rows(inline("#", "a#")),
        "refusals": in_rows(inline("a")),
        "formulas": in_rows("<row><c><f>1</f></c></row>"),
        "ids": in_rows(inline("#", "a", "1"), inline("id", "question", "answer")),
        "a wide row": in_rows('<c t="inlineStr"><is><t>a</t></is></c>'),
        "wide rows": in_rows("<row>" + "<c><v>1</v></c>" * 100 + "</row>"),
        "long cells": in_rows(inline("a" * 19_000 + "#", "1")),
        "long cells with a car": in_rows(inline("a" * 19_000 + EMOJI, "1")),
        "rows of long cells": in_rows(inline(*["a" * 19_000] * 20)),
        "empty rows": in_rows("<row/>"),
        "texts": shared("<si><t>a#</t></si>"),
        "one text": shared("<si><t>ab</t></si>"),
        "no texts": shared("<si/>"),
        "long texts": shared("<si><t>" + "ab" * 9_000 + "</t></si>"),
        **{what: in_rows(piece) for what, piece in XML_PIECES.items()},
    },
    catalogue.MOODLE: {
        "truths": of("<quiz>", ASKED + TRUTHS, "</quiz>"),
        "refusals": of("<quiz>", "<question/>", "</quiz>"),
        "notes": of("<quiz>", ASKED + "<hint>a</hint><hidden>1</hidden>" + TRUTHS, "</quiz>"),
        "answers": asked_with("<answer fraction='0'><text>a</text></answer>"),
        "files": asked_with("<file name='#'>YQ==</file>"),
        "a picture": in_text("YWJj", "<file name='a'>", "</file>"),
        "a picture in a text": in_text(
            "YWJj", "<text><![CDATA[<img src='data:image/png;base64,", f"'>{EMOJI}]]></text>", "truefalse"
        ),
        "places": of("<quiz>", MARKED + ZONE + "</question>", "</quiz>"),
        "a question of places": of("<quiz>" + MARKED, ZONE, "</question></quiz>"),
        "a place of numbers": of(f"<quiz>{MARKED}{BEFORE}", "1;", f"{AFTER}</question></quiz>"),
        "a category": of(CATEGORY, "/ab", "</text></category></question>" + (ASKED + TRUTHS) * 20 + "</quiz>"),
        "gaps": in_text("{:SA:=a}", "<text>", "</text>", "cloze"),
        "a comment": of("<quiz><!--", "a='b'", "--></quiz>"),
        "an attribute": of("<quiz><question a='", "abc", "'/></quiz>"),
        "a tag of many attributes": of("<quiz><question ", "#='' ", "/></quiz>"),
        "levels": of("<quiz>", "<a>" * 90 + "</a>" * 90, "</quiz>"),
        **{f"a question of {what}": asked_with(piece) for what, piece in XML_PIECES.items()},
        **{f"a text of {what}": in_text(piece, "<text>", "</text>") for what, piece in XML_PIECES.items()},
        **{f"a file of {what}": of("<quiz>", f"<b>{piece}</b>", "</quiz>") for what, piece in XML_PIECES.items()},
    },
    catalogue.QTI: {
        "questions": package(xml(declared("A"), asked(prompt="a"))),
        "places": package(xml(declared("A"), f"a{PLACES}{PLACE.replace('#', 'A')}{PLACE}</hotspotInteraction>")),
        "a question of places": places,
        "refusals": package(b"<a/>"),
        "missing": listed('<resource type="imsqti_item" href="#"/>'),
        "tagged": listed(f'<resource type="imsqti_item" href="#">{KEYWORDS}</resource>'),
        "files": listed('<resource type="imsqti_item" href="#">' + '<file href="a.png"/>' * 50 + "</resource>"),
        "a picture in many": shown,
        "a choice of many": one_member(AB, '<assessmentItem><itemBody><choiceInteraction responseIdentifier="A">'),
        "empty files": grown(lambda size: zipped({f"{number}.xml": b"" for number in range(size // 100)})),
        "many pictures": one_member('<img src="#.png"/>'),
        "an attribute": one_member("a" * 50, "<assessmentItem><itemBody a='"),
        "a tag of many attributes": one_member("#='' ", "<assessmentItem "),
        **{what: one_member(piece) for what, piece in XML_PIECES.items()},
        **{f"a manifest of {what}": listed(piece) for what, piece in XML_PIECES.items()},
    },
}  # fmt: skip
