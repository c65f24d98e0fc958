"""A trainer has a Moodle export and an Excel sheet; minutes later a second one has published both."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import pytest

from app.kit.database import session
from app.media.models import Medium
from app.people.models import Role
from app.questions.models import Question
from app.studio.models import Draft
from quizzes.formats import workbook
from quizzes.formats.exchange import Choice, Item, Kind
from tests.app.media import files
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_section

CATEGORY = '<question type="category"><category><text>$course$/top/{}</text></category></question>'


def both(zh: str, en: str) -> str:
    """As Moodle's filter for several languages writes it."""
    return f'<span lang="zh_cn" class="multilang">{zh}</span><span lang="en" class="multilang">{en}</span>'


def text(words: str, tag: str = "text") -> str:
    return f"<{tag}><![CDATA[{words}]]></{tag}>"


def question(kind: str, number: int, words: str, inside: str) -> str:
    said = text(both(f"因为标准第 {number} 条这样写。", f"Because clause {number} of the standard says so."))
    shown = f"{text(words)}{photo(number)}"
    return (
        f'<question type="{kind}"><name><text>Q{number}</text></name><questiontext format="html">{shown}</questiontext>'
        f'<generalfeedback format="html">{said}</generalfeedback><idnumber>m-{number}</idnumber>{inside}</question>'
    )


def photo(number: int) -> str:
    """Every fourth question shows a picture of its own."""
    data = base64.b64encode(files.picture(400, 200 + number, "PNG")).decode()
    return f'<file name="p.png" path="/" encoding="base64">{data}</file>' if number % 4 == 0 else ""


def choice(number: int) -> str:
    answers = ((100, "绝缘电阻", "Insulation"), (0, "胎压", "Tyre pressure"), (0, "机油", "Oil level"))
    inside = "".join(
        f'<answer fraction="{share}" format="html">{text(both(zh, en))}</answer>' for share, zh, en in answers
    )
    words = both(f"第 {number} 步先测什么？", f"What is measured first in step {number}?")
    picture = '<img src="@@PLUGINFILE@@/p.png" alt="绝缘表">' if number % 4 == 0 else ""
    return question("multichoice", number, f"<p>{words}</p>{picture}", f"<single>true</single>{inside}")


def pairs(number: int) -> str:
    units = (("电压", "Voltage", "V"), ("电流", "Current", "A"), ("电阻", "Resistance", "Ω"))
    inside = "".join(
        f'<subquestion format="html">{text(both(zh, en))}<answer><text>{unit}</text></answer></subquestion>'
        for zh, en, unit in units
    )
    return question("matching", number, both(f"表 {number} 的单位？", f"Which units has table {number}?"), inside)


def moodle() -> bytes:
    """Twenty questions: the child's category stands before its parent's, one has gaps in a single language."""
    gaps = question("cloze", 20, "动力电池断电后等待 {1:NUMERICAL:=10:1} 分钟，再测{1:SHORTANSWER:=电压}。", "")
    parts = [CATEGORY.format("High voltage/lighting-0"), *map(choice, range(1, 11))]
    parts += [CATEGORY.format("High voltage"), *map(choice, range(11, 16)), *map(pairs, range(16, 20)), gaps]
    return f"<quiz>{''.join(parts)}</quiz>".encode()


def row(number: int, language: str) -> Item:
    words = {
        "zh": (f"工单 {number} 要写什么？", "故障现象", "天气", "与维修无关。", "技师据此判断。"),
        "en": (f"What does order {number} hold?", "The symptom", "The weather", "No use.", "One works by it."),
    }
    asked, right, wrong, why, because = words[language]
    return Item(
        Kind.SINGLE, asked, choices=(Choice(right, 1.0), Choice(wrong, 0.0, why)), feedback=because,
        ident=f"sheet-{number}", language=language, source="Workshop manual", posts=("me-technician",),
    )  # fmt: skip


def sheet() -> bytes:
    return workbook.write([replace(row(n, "zh"), translation=row(n, "en")) for n in range(30)]).data


@pytest.fixture
def house(app):
    make_section("lighting", 1, make_post())
    return make_person(Role.TRAINER), make_person(Role.TRAINER)


def bring(client, data: bytes, **form: str) -> str:
    """The address of the drafts that it became."""
    page = client.post("/studio/bring/preview", data={"file": (io.BytesIO(data), "file")} | form)
    token = re.search(r"/studio/bring/([0-9a-f-]+)/apply", page.text)[1]
    return client.post(f"/studio/bring/{token}/apply", data=form).location.replace("/studio?", "/studio/many?")


def all_of(client, address: str, **deed: str):
    ticked = re.findall(r'name="drafts" value="([0-9:]+)"', client.get(address).text)
    return client.post(address, data={"drafts": ticked} | deed)


def asked_of(client, question: Question) -> str:
    """The page on which a learner is asked it, by a class that asks nothing else."""
    (piece,) = make_section("pictures", 1, make_post(), asks=[question])
    return client.post(f"/class/{piece.key}/checks", follow_redirects=True).text


def test_a_moodle_export_and_a_sheet_are_published(client, house):
    trainer, second = house
    sign_in(client, trainer)
    moodles = bring(client, moodle(), posts="me-technician")
    shown = session().query(Medium).order_by(Medium.id).all()
    assert [(one.height, one.alt_zh, one.alt_en) for one in shown] == [(n + 200, "绝缘表", "") for n in (4, 8, 12)]
    sheets = bring(client, sheet())
    filled = all_of(client, moodles, deed="fill", source="GB 18384", explains="yes")
    assert "Done for 20 drafts" in filled.text
    unsaid = all_of(client, moodles, deed="send")
    assert "Done for 16 drafts · 4 left" in unsaid.text
    assert "say in both languages what it shows" in unsaid.text
    for one in shown:
        client.post(f"/studio/media/{one.id}", data={"alt-zh": "绝缘表", "alt-en": "An insulation tester"})
    sent = all_of(client, moodles, deed="send")
    assert re.search(r"Done for 3 drafts · \d+ left", sent.text)
    assert "not written yet" in sent.text  # the question with gaps has no English
    assert "Done for 30 drafts" in all_of(client, sheets, deed="send").text
    sign_in(client, second)
    assert "Done for 19 drafts" in all_of(client, f"{moodles}&state=review", deed="approve").text
    assert "Done for 30 drafts" in all_of(client, sheets, deed="approve").text
    assert session().query(Question).filter(Question.current_id.is_not(None)).count() == 49
    placed = session().query(Draft).filter(Draft.micro_class_id.is_not(None)).count()
    assert placed == 10  # those of the category that is called like a class
    sign_in(client, make_person(post=make_post()))
    on_phone = asked_of(client, session().query(Question).filter_by(key="m-4").one())
    assert f'src="/media/{shown[0].key}' in on_phone
    assert 'alt="An insulation tester"' in on_phone
    assert client.get(f"/media/{shown[0].key}/360").mimetype == "image/webp"
