"""Files of other programs: looked at, brought in all at once, taken back; what cannot be taken is said."""

from __future__ import annotations

import io
from contextlib import nullcontext
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kit import clock as time
from app.kit import telling
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.people.models import Role
from app.studio import bringing, services
from app.studio.bringing_views import KIND
from app.studio.comparing import Fate, Wish
from app.studio.models import Bringing, Draft, State
from app.studio.services import Written
from quizzes.formats import drafting
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section

GIFT = """::Bulb:: Which bulb has two filaments? {=H4 ~H7#It has one. ~H1#It has one.}

::Numbers:: How many signs has a VIN? {#17:0}

::Pairs:: What belongs together? {=12 V -> lamp =400 V -> drive}

::Broken:: What {=
"""


LOSSY = """::Misleads:: Which go together? {=1 -> one =2 -> two = -> three}

::Ranges:: How many volts? {#=%100%12.6:0.2 =%50%12.6:1}

::Truth:: It is orange. {T#It may be red, too.#Orange means high voltage.}

::Less:: [html]Which <b>one</b>? {=H4 ~%-50%H7 ~H1}
"""


@pytest.fixture
def trainer(app):
    make_post()
    return make_person(Role.TRAINER)


def look(text: str = GIFT, **wish) -> bringing.Preview:
    name, reading = bringing.read(text.encode())
    return bringing.preview(name, reading, Wish(**({"language": "en", "posts": ("me-technician",)} | wish)))


def bring(trainer, text: str = GIFT) -> Bringing:
    with transaction():
        return bringing.bring(look(text), Wish("en", ("me-technician",)), "q.gift", trainer, time.now())


def fates(found: bringing.Preview) -> list[str]:
    return [one.fate.value for one in found.found]


def test_a_preview_writes_nothing_and_says_what_would_come(trainer):
    found = look()
    assert (found.format, fates(found)) == ("gift", ["new"] * 3)
    assert found.count(Fate.REFUSED) == 1  # what is broken
    assert [one.line for one in found.found] == sorted(one.line for one in found.found)
    assert session().query(Draft).count() == 0


def test_what_no_draft_can_hold_is_left_out_and_said(trainer):
    found = {one.title: one for one in look(LOSSY).found}
    assert found["Misleads"].notes == ("misleading-pairs",)
    assert [pair["left"]["en"] for pair in found["Misleads"].content["pairs"]] == ["1", "2"]
    assert found["Ranges"].notes == ("several-ranges",)
    assert (found["Ranges"].content["answer"], found["Ranges"].content["tolerance"]) == (12.6, 0.2)
    assert found["Truth"].content["explanation"]["en"] == "Orange means high voltage."
    assert found["Truth"].content["why"]["en"] == "It may be red, too."
    assert set(found["Less"].notes) == {"negative-share", "markup"}
    assert found["Truth"].notes == ()


def test_what_is_brought_in_are_drafts_that_lack_what_the_file_lacks(trainer):
    bring(trainer)
    drafts = {draft.kind: draft for draft in session().query(Draft)}
    assert set(drafts) == {"single", "numeric", "matching"}
    single = drafts["single"].content
    assert single["text"] == {"en": "Which bulb has two filaments?", "zh": ""}
    assert [one["right"] for one in single["options"]] == [True, False, False]
    assert single["options"][1]["why"] == {"en": "It has one.", "zh": ""}
    assert (drafts["numeric"].content["answer"], drafts["numeric"].content["tolerance"]) == (17.0, 0.0)
    assert drafts["single"].posts == ["me-technician"]


def test_the_same_file_again_brings_nothing(trainer):
    bring(trainer)
    again = look()
    assert set(fates(again)) == {"refused"}
    assert {one.why for one in again.found} == {"being-written"}
    with transaction(), pytest.raises(Conflict):
        bringing.bring(again, Wish("en"), "q.gift", trainer, time.now())


def test_of_what_is_published_only_what_changed_becomes_a_draft_and_the_other_language_stays(trainer):
    words = {"Yes": True, "No": False, "Never": False}
    options = [
        {"id": letter, "text": {"en": text, "zh": f"{text}。"}, "right": right, "why": {"en": "", "zh": ""}}
        for letter, (text, right) in zip("abc", words.items(), strict=True)
    ]
    question = make_question(make_post(), options=options)
    texts = question.current.content["text"]
    same = f"::Q:: {texts['en']} {{=Yes ~No ~Never}}\n"
    assert fates(look(same)) == ["unchanged"]
    found = look(same.replace("Never", "Hardly")).found[0]
    assert (found.fate, found.question_id) == (Fate.CHANGED, question.id)
    assert found.content["text"] == texts
    assert found.content["source"] == question.current.content["source"]


def test_taking_it_back_leaves_what_somebody_has_worked_on(trainer):
    made = bring(trainer)
    worked_on = session().scalars(select(Draft).filter_by(kind="numeric")).one()
    with transaction():
        written = Written(worked_on.content | {"source": "ISO 3779"}, worked_on.posts, None)
        services.save(worked_on.id, 1, written, trainer, time.now())
    with transaction():
        assert bringing.take_back(made.id, trainer, time.now()) == (2, 1, [])
    session().expire_all()
    left = session().scalars(select(Draft).where(Draft.state != State.DROPPED.value)).all()
    assert [draft.kind for draft in left] == ["numeric"]
    with transaction(), pytest.raises(Conflict):
        bringing.take_back(made.id, trainer, time.now())
    assert fates(look())[0] == "new"  # it can be brought in again


def test_html_of_another_program_is_words_here(trainer):
    xml = """<quiz><question type="truefalse"><name><text>T</text></name><questiontext format="html"><text>
    <![CDATA[<p>Is <b>12 V</b> dangerous?</p><script>alert(1)</script><p>Say so.</p>]]></text></questiontext>
    <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer>
    </question></quiz>"""
    (found,) = look(xml).found
    assert found.content["text"]["en"] == "Is 12 V dangerous? alert(1) Say so."
    assert found.content["answer"] is False


def test_a_trainer_brings_a_file_in_by_the_page(trainer, client):
    sign_in(client, trainer)
    form = {"file": (io.BytesIO(GIFT.encode()), "q.gift"), "language": "en", "posts": "me-technician"}
    page = client.post("/studio/bring/preview", data=form)
    assert page.status_code == 200
    assert "Which bulb has two filaments?" in page.text or "Bulb" in page.text
    token = page.text.split("/studio/bring/")[1].split("/")[0]
    other = make_person(Role.TRAINER)
    sign_in(client, other)
    assert client.post(f"/studio/bring/{token}/apply").status_code == 404  # another trainer's upload
    sign_in(client, trainer)
    done = client.post(f"/studio/bring/{token}/apply", data={"format": "gift", "language": "en"}, follow_redirects=True)
    assert "3 questions are drafts now." in done.text
    back = client.post(f"/studio/bringings/{session().scalar(select(Bringing.id))}/take-back", follow_redirects=True)
    assert "3 drafts are taken back." in back.text


@pytest.mark.parametrize(
    ("text", "chosen", "taken"),
    [
        ("Which one? {=H4 ~H7}", "", "en"),
        ("哪一个？ {=H4 ~H7}", "", "zh"),
        ("[html]&#21738;? {=H4 ~H7}", "", "zh"),
        ("$CATEGORY: 灯光\n\nWhich one? {=H4 ~H7}", "", "en"),
        ("Which one? {=H4 ~H7}", "zh", "zh"),
        ("哪一个？ {=H4 ~H7}", "en", "en"),
    ],
)
def test_the_language_is_the_one_of_the_file_s_signs_unless_it_is_chosen(trainer, client, text, chosen, taken):
    sign_in(client, trainer)
    form = {"file": (io.BytesIO(text.encode()), "q.gift"), "language": chosen}
    page = client.post("/studio/bring/preview", data=form, headers={"Accept-Language": "en"}).text
    assert f'name="language" value="{taken}"' in page
    assert f"are taken as {'Chinese' if taken == 'zh' else 'English'}" in page
    token = page.split("/studio/bring/")[1].split("/")[0]
    client.post(f"/studio/bring/{token}/apply", data={"format": "gift", "language": chosen})
    text_of = session().scalar(select(Draft.content))["text"]
    assert [language for language, words in text_of.items() if words] == [taken]


def test_posts_of_a_sheet_are_known_by_code_and_by_name_and_others_are_said(trainer):
    code = make_post().code
    sheet = f'question,A,B,answer,posts\nWhy?,So,No,A,"{code}, 不存在的岗位"\nWho?,I,You,A,{make_post().name_zh}\n'
    first, second = look(sheet).found
    assert (first.posts, first.notes) == ((code,), ("posts-unknown",))
    assert (second.posts, second.notes) == ((code,), ())


def test_five_thousand_questions_are_looked_at_and_stored(trainer):
    text = "\n\n".join(f"::Q{number}:: What is {number}? {{={number} ~{number + 1}}}" for number in range(5_000))
    made = bring(trainer, text)
    assert (made.added, session().query(Draft).count()) == (5_000, 5_000)
    assert set(drafting.blank("single")) == set(session().scalars(select(Draft.content).limit(1)).one())


def test_what_is_changed_keeps_its_posts_and_its_class_where_the_file_says_none(trainer):
    question = make_question(make_post())
    (home,) = make_section("new-energy", 1, make_post(), asks=[question])
    end = time.now() + timedelta(days=9)
    with transaction():
        session().get(type(question), question.id).expires_at = end
    text = question.current.content["text"]["en"]
    found = look(f"::Q:: {text} {{=Option a ~Option b ~Option c ~Another}}\n", posts=())
    assert fates(found) == ["changed"]
    with transaction():
        bringing.bring(found, Wish("en"), "q.gift", trainer, time.now())
    draft = session().scalars(select(Draft)).one()
    assert (draft.posts, draft.micro_class_id, draft.expires_at) == ([make_post().code], home.id, end)


def test_a_category_that_is_a_class_places_the_draft_and_others_are_tags(trainer):
    first, second = make_section("new-energy", 2, make_post())
    text = "$CATEGORY: $course$/top/{}/Spring\n\n::{}:: Which {}? {{=a ~b}}\n\n"
    bring(trainer, text.format(first.key, 1, 1) + text.format(second.key.upper(), 2, 2) + text.format("Else", 3, 3))
    drafts = session().scalars(select(Draft).order_by(Draft.id)).all()
    assert [draft.micro_class_id for draft in drafts] == [first.id, second.id, None]
    assert [draft.content["tags"] for draft in drafts] == [["Spring"], ["Spring"], ["Else", "Spring"]]


def test_a_question_in_both_languages_of_moodle_is_in_both_here(trainer):
    text = r"\{mlang zh\}哪个？\{mlang\}\{mlang en\}Which?\{mlang\} {=12 V ~9 V}"
    (found,) = look(text).found
    assert (found.title, found.content["text"]) == ("哪个？", {"zh": "哪个？", "en": "Which?"})
    assert found.content["options"][0]["text"] == {"zh": "12 V", "en": "12 V"}


def test_short_answers_and_gaps_become_drafts_and_the_other_language_of_published_ones_stays(trainer):
    gift = "::Oil:: What is it? {=engine oil =motor oil =%50%oil =%0%water#It would rust.}\n"
    (found,) = look(gift).found
    assert (found.kind, found.notes) == ("short", ("partial-credit",))
    assert found.content["accepted"] == {"en": ["engine oil", "motor oil"], "zh": []}
    assert found.content["why"] == {"en": "It would rust.", "zh": ""}
    question = make_question(make_post(), kind="cloze")
    xml = (
        '<quiz><question type="cloze"><name><text>C</text></name><questiontext format="plain_text"><text>'
        "It needs {1:SA:=brake fluid~=DOT 4} that boils at {1:NM:=230:5} °C or {1:MC:=above~below}."
        "</text></questiontext>"
        f"<idnumber>{question.key}</idnumber></question></quiz>"
    )
    (found,) = look(xml).found
    before = drafting.of_stored(question.current.content)
    assert (found.fate, found.kind, found.key) == (Fate.CHANGED, "cloze", question.key)
    spellings = {"en": ["brake fluid", "DOT 4"], "zh": ["制动液"]}
    gaps = [before["gaps"][0] | {"accepted": spellings}, *before["gaps"][1:]]
    assert found.content == before | {"gaps": gaps}


def test_the_page_that_waits_is_told_how_far_the_file_is(trainer, client, monkeypatch):
    told = []
    monkeypatch.setattr(telling, "telling", lambda _kind, _id: nullcontext(lambda *far: told.append(far)))
    sign_in(client, trainer)
    text = "\n\n".join(f"::Q{number}:: What is {number}? {{={number} ~{number + 1}}}" for number in range(300))
    form = {"file": (io.BytesIO(text.encode()), "q.gift"), "language": "en"}
    page = client.post("/studio/bring/preview", data=form)
    assert told == [("reading", 0, 0), ("comparing", 250, 300)]
    token = page.text.split("/studio/bring/")[1].split("/")[0]
    client.post(f"/studio/bring/{token}/apply", data={"format": "gift", "language": "en"})
    assert told[-2:] == [("storing", 250, 300), ("storing", 300, 300)]


def test_progress_is_said_to_its_trainer_alone_and_while_it_lasts(app, trainer, client):
    sign_in(client, trainer)
    nothing = {"step": "", "count": "", "done": 0, "of": 0}
    with telling.telling(KIND, trainer.id) as tell:
        tell("storing", 1250, 5000)
        far = {"step": "Storing the drafts …", "count": "1,250 / 5,000", "done": 1250, "of": 5000}
        assert client.get("/studio/bring/progress").get_json() == far
        other = sign_in(app.test_client(), make_person(Role.TRAINER))
        assert other.get("/studio/bring/progress").get_json() == nothing
    assert client.get("/studio/bring/progress").get_json() == nothing
