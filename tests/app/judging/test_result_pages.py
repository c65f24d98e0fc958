"""The pages about results: desk, finalist, everybody; judges and audiences see no more than they may."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from app.audit import queries as audit
from app.finals.models import Final
from app.judging import appealing, audience_lines, audiences, playing_off, readings
from app.judging.audience_lines import Line, Shown
from app.judging.models import Appeal, MeasuredMark
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Post
from tests.app.judging.test_appealing import Published
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in


@pytest.fixture
def room(app):
    return Published()


def address(room, rest=""):
    return f"/desk/finals/{room.final.id}/results{rest}"


def test_an_organizer_proposes_and_another_publishes_by_the_pages(app, client):
    room = Finished("1", "3")
    page, seen = address(room, f"/posts/{room.post.code}"), room.reckon().digest
    sign_in(client, room.first)
    shown = client.get(page).text
    assert seen in shown
    assert room.finalists[0].person.name not in shown
    client.post(f"{page}/decision", data={"deed": "propose", "digest": seen})
    refused = client.post(f"{page}/decision", data={"deed": "sign", "digest": seen})
    assert refused.status_code == 403
    assert audit.of(f"final:{room.final.id}")[0].facts["why"] == "same-person"
    sign_in(client, room.second)
    assert client.post(f"{page}/decision", data={"deed": "sign", "digest": seen}).status_code == 303
    assert room.finalists[0].person.name in client.get(page).text


def test_every_number_opens_down_to_the_marks(client, room):
    sign_in(client, room.first)
    text = client.get(address(room, f"/posts/{room.post.code}/41")).text
    assert room.chief.name in text
    for words in ("Care", "110", "60.00", "Place 3 with 60.00", "80.00"):
        assert words in text
    assert client.get(address(room, f"/posts/{room.post.code}/99")).status_code == 404


def test_a_finalist_sees_the_own_sheets_without_the_judges_names_and_appeals(client, room):
    sign_in(client, room.who)
    text = client.get("/final/result").text
    assert "Judge 1" in text
    assert room.chief.name not in text
    assert client.post("/final/result", data={"sheet": room.sheet().id, "words": " "}).status_code == 422
    assert client.post("/final/result", data={"sheet": room.sheet().id, "words": "Look again"}).status_code == 303
    assert "Look again" in client.get("/final/result").text
    again = client.post("/final/result", data={"sheet": room.sheet().id, "words": "Once more"})
    assert again.status_code == 409


def test_an_appeal_is_decided_by_the_pages_and_what_was_typed_stays(client, room):
    appeal = room.file()
    page = f"/desk/appeals/{appeal.id}"
    sign_in(client, room.first)
    typed = {"deed": "propose", "verdict": "upheld", "reason": "Film", f"mark/care/{room.chief.id}": "7"}
    refused = client.post(f"{page}/decision", data=typed)
    assert refused.status_code == 422
    assert 'value="7"' in refused.text
    client.post(f"{page}/decision", data=typed | {f"mark/care/{room.chief.id}": "3"})
    sign_in(client, room.second)

    seen = appealing.waiting(session().get_one(Appeal, appeal.id)).digest
    client.post(f"{page}/decision", data={"deed": "sign", "digest": seen})
    assert session().get_one(Appeal, appeal.id).state == "upheld"
    assert "<ins>3</ins>" in client.get(page).text


def test_what_was_decided_since_is_in_the_own_result_with_the_edition_that_has_it(app, client, room):
    with transaction() as here:
        here.get_one(Final, room.final.id).equating = "mean"
    appeal = room.file()
    app.extensions["clock"].move(minutes=1)
    room.uphold(appeal)
    sign_in(client, room.who)
    text = client.get("/final/result").text
    assert "<ins>" not in text
    assert "from the next edition on" in text
    assert "Place 3 with 60.00" in text
    assert 'Made comparable with other panels</dt><dd class="num">60.00' in text
    with transaction():
        playing_off.write(room.final.id, room.post, {40: 1, 41: 2}, room.first, clock.now())
    room.publish("The film shows it")
    text = client.get("/final/result").text
    assert "<ins>3</ins>" in text
    assert "from the next edition on" not in text
    assert 'Made comparable with other panels</dt><dd class="num">100.00' in text


def test_everybody_reads_names_by_consent_only(client, room):
    with transaction():
        room.finalists[0].shows_name = True
    text = client.get(f"/finals/{room.final.id}/results").text
    assert room.finalists[0].person.name in text
    assert room.finalists[1].person.name not in text
    assert "#41" in text
    book = load_workbook(io.BytesIO(client.get(f"/finals/{room.final.id}/results.xlsx").data))
    assert [row[2] for row in book.active.iter_rows(min_row=2, values_only=True)][1:] == ["#42", "#41"]


def test_the_page_of_all_posts_shows_the_first_three_and_ones_own_line_and_leads_to_all():
    lines = [Line(place, f"#{place}", "", "", None, place == 7) for place in (1, 2, 3, 3, 5, 6, 7)]
    assert [line.place for line in Shown(Post(), 1, "", lines).first] == [1, 2, 3, 3, 7]
    assert Shown(Post(), 1, "", []).first == []


def test_one_post_is_shown_whole(client, room, monkeypatch):
    monkeypatch.setattr(audience_lines, "FIRST", 1)
    page, post = f"/finals/{room.final.id}/results", room.post.code
    text, line = client.get(page).text, '<th scope="row">'
    assert text.count(line) == 1
    assert f'href="{page}?post={post}"' in text
    assert client.get(f"{page}?post={post}").text.count(line) == len(room.finalists)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"way": "pk", "of": 1, "against": 42}, "PK on stage against number 42"),
        ({"way": "test", "of": 1, "questions": 20}, "test on the spot, 20 questions"),
        ({"way": "rehearsal", "of": 41}, "Entered by a rehearsal"),
    ],
)
def test_a_finalist_reads_where_a_value_of_the_server_comes_from(client, room, source, said):
    sheet = room.sheet()
    with transaction():
        sheet.measured.append(
            MeasuredMark(item=next(iter(readings.rules_of(sheet).aspects)).id, value="1", source=source, at=clock.now())
        )
    sign_in(client, room.who)
    assert said in client.get("/final/result").text


def test_before_publication_and_while_frozen_nobody_outside_sees_anything(app, client):
    room = Finished("1", "3")
    with transaction():
        room.finalists[0].shows_name = True
        audiences.freeze(room.final.id, room.first, clock.now())
    app.extensions["clock"].move(minutes=1)
    room.publish()
    sign_in(client, room.finalists[0].person)
    for page in (f"/finals/{room.final.id}/results", "/final/result"):
        text = client.get(page).text
        assert "80.00" not in text
        assert "60.00" not in text
    assert load_workbook(io.BytesIO(client.get(f"/finals/{room.final.id}/results.xlsx").data)).active.max_row == 1
    assert client.post("/final/result", data={"sheet": room.sheet().id, "words": "No"}).status_code == 404


def test_the_freeze_is_set_and_lifted_by_the_desk_only(client, room):
    sign_in(client, room.chief)
    assert client.post(address(room, "/freeze"), data={"deed": "freeze"}).status_code == 403
    sign_in(client, room.first)
    assert "Frozen since" in client.post(address(room, "/freeze"), follow_redirects=True).text
    assert (
        "Frozen since" not in client.post(address(room, "/freeze"), data={"deed": "thaw"}, follow_redirects=True).text
    )


def test_the_printed_results_are_a_pdf(client, room):
    reply = client.get(f"/finals/{room.final.id}/results.pdf")
    assert reply.status_code == 200
    assert reply.data.startswith(b"%PDF")
    assert client.get(f"/finals/{room.final.id}/results.docx").status_code == 404
