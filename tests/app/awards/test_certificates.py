"""Certificates: issued once, drawn with every sign or told, verified by anybody, taken back with a reason."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from sqlalchemy import select

from app.awards import certificates, drawing, lettering, printing, queries
from app.awards.models import Certificate, CertificatePrint
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.people import limits
from tests.app.awards.making import Crowned, person
from tests.conftest import sign_in
from tests.factories import make_person

RARE = "\U00020000"  # a sign of Unicode's second plane, which the font lacks


@pytest.fixture(autouse=True)
def only_the_usual_font(monkeypatch) -> None:
    """Whatever this machine has besides."""
    monkeypatch.setattr(lettering, "RARE", ())


def make_font(folder: Path, sign: str) -> Path:
    """A font of one sign, a square."""
    pen = TTGlyphPen(None)
    for step, place in enumerate(((0, 0), (0, 900), (900, 900), (900, 0))):
        (pen.lineTo if step else pen.moveTo)(place)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap({ord(sign): "square"})
    builder.setupGlyf(dict.fromkeys((".notdef", "square"), pen.glyph()))
    builder.setupHorizontalMetrics(dict.fromkeys((".notdef", "square"), (1000, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-100)
    builder.setupNameTable({"familyName": "Rare", "styleName": "Regular", "psName": "Rare-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(folder / "rare.ttf")
    return folder / "rare.ttf"


@pytest.fixture
def crowned(app) -> Crowned:
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    return one


def issue(one: Crowned) -> int:
    with transaction():
        return certificates.issue(one.final.id, one.organizer, clock.now())


def revoke(one: Crowned, certificate: Certificate, reason: str = "A wrong name") -> None:
    with transaction():
        certificates.revoke(one.final.id, certificate.id, reason, one.organizer, clock.now())


def of_finalist(one: Crowned, place: int = 0) -> Certificate:
    session().rollback()
    session().expire_all()
    query = select(Certificate).where(Certificate.finalist_id == one.finalists[place].id)
    return session().scalars(query).one()


def test_each_award_and_each_finalist_gets_one_and_never_a_second(crowned):
    assert issue(crowned) == 3 + 3
    assert issue(crowned) == 0


def test_there_are_none_before_results_are_published(app):
    with pytest.raises(Conflict):
        issue(Crowned())


def test_there_are_none_while_audiences_are_frozen_out(app, client):
    one = Crowned()
    one.publish(1, 2, 3, frozen=True)
    with pytest.raises(Conflict):
        issue(one)
    sign_in(client, one.organizer)
    client.post(f"/desk/finals/{one.final.id}/certificates")
    assert (queries.certificates(one.final.id), one.crown()) == ([], {})


def test_two_who_ask_at_once_get_one_file(crowned):
    with transaction():
        first = printing.ask(crowned.final.id, crowned.organizer, clock.now()).id
    with transaction():
        second = printing.ask(crowned.final.id, make_person(), clock.now()).id
    assert first == second


def test_all_are_drawn_each_as_a_file_and_all_as_one_with_the_progress(crowned):
    with transaction():
        printing.ask(crowned.final.id, crowned.organizer, clock.now())
    assert printing.draw_all() == 1
    assert printing.draw_all() == 0
    found = queries.latest_print(crowned.final.id)
    with zipfile.ZipFile(printing.path(found, "zip")) as file:
        assert len(file.namelist()) == found.done == found.count == 6
        assert [pages(file.read(name)) for name in file.namelist()] == [1] * 6
    assert pages(printing.path(found, "pdf").read_bytes()) == 6


def test_organizers_take_both_files_and_nobody_before_they_are_drawn(crowned, client):
    sign_in(client, crowned.organizer)
    desk = f"/desk/finals/{crowned.final.id}/certificates"
    client.post(desk)
    assert client.get(f"{desk}.pdf").status_code == 404
    printing.draw_all()
    for kind, signs in (("pdf", b"%PDF"), ("zip", b"PK")):
        with client.get(f"{desk}.{kind}") as answer:
            assert answer.data.startswith(signs)


def test_the_page_says_how_far_the_drawing_is(crowned, client, monkeypatch):
    sign_in(client, crowned.organizer)
    desk, seen = f"/desk/finals/{crowned.final.id}", []

    def look(print_id: int, **values: object) -> None:
        record(print_id, **values)
        seen.extend(re.findall(r"(\d) of (\d)", client.get(f"{desk}/awards").text))

    record = printing._progress
    monkeypatch.setattr(printing, "AT_ONCE", 2)
    monkeypatch.setattr(printing, "_progress", look)
    client.post(f"{desk}/certificates")
    assert "begins in a few seconds" in client.get(f"{desk}/awards").text
    printing.draw_all()
    assert seen == [("0", "6"), ("2", "6"), ("4", "6"), ("6", "6")]
    assert (
        "6 certificates are drawn" in client.get(f"{desk}/certificates/progress", headers={"HX-Request": "true"}).text
    )


def pages(pdf: bytes) -> int:
    return pdf.count(b"/Type /Page\n")


def test_a_rare_sign_is_taken_from_another_font_that_has_it(app, monkeypatch, tmp_path):
    printed = {part: {"zh": f"王{RARE}", "en": ""} for part in ("winner", "of", "award", "final", "venue")}
    printed["day"] = "2026-11-28"
    assert drawing.missing_signs(printed) == [RARE]
    monkeypatch.setattr(lettering, "RARE", (make_font(tmp_path, RARE),))
    assert drawing.missing_signs(printed) == []
    pdf = drawing.draw(printed, "https://paddock.example/certificates/x")
    assert set(re.findall(rb"/BaseFont /MPDFAA\+(\w+)", pdf)) == {b"WenQuanYiMicroHei", b"Rare"}


def test_a_name_with_a_sign_that_the_font_lacks_is_told_and_not_drawn_as_a_box(app):
    one = Crowned(0, ())
    one.finalists = [one.finalist(1, name=f"王{RARE}")]
    one.publish(1)
    with transaction():
        printing.ask(one.final.id, one.organizer, clock.now())
    printing.draw_all()
    found = queries.latest_print(one.final.id)
    assert list(found.missing.values()) == [[RARE]]
    with zipfile.ZipFile(printing.path(found, "zip")) as file:
        assert file.namelist() == []


def test_where_there_is_no_font_that_is_said(crowned, monkeypatch):
    monkeypatch.setattr(lettering, "FONT", lettering.FONT.with_name("nothing.ttc"))
    with transaction():
        printing.ask(crowned.final.id, crowned.organizer, clock.now())
    printing.draw_all()
    session().rollback()
    assert session().scalars(select(CertificatePrint.failure)).one() == "font"


def test_a_file_whose_process_is_gone_is_drawn_again(crowned, clock):
    with transaction():
        printing.ask(crowned.final.id, crowned.organizer, clock.now())
    assert printing._take(clock.now()) is not None
    assert printing.draw_all() == 0
    clock.move(minutes=4)
    assert printing.draw_all() == 1


def test_no_sign_of_a_certificate_is_a_box(caplog):
    printed = {part: {"zh": "王", "en": "W"} for part in ("winner", "of", "award", "final", "venue")}
    drawing.draw(printed | {"day": "2026-11-28"}, "https://paddock.example/certificates/x")
    assert caplog.messages == []


def test_a_very_long_name_fits():
    words = {"zh": "很长的名字" * 30, "en": "A very long name " * 10}
    printed = dict.fromkeys(("winner", "of", "award", "final", "venue"), words) | {"day": "2026-11-28"}
    assert drawing.draw(printed, "https://paddock.example/certificates/x").count(b"/Type /Page\n") == 1


def test_anybody_can_verify_and_sees_what_is_printed_and_no_more(crowned, client):
    issue(crowned)
    one = of_finalist(crowned)
    answer = client.get(f"/certificates/{one.token}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert all(text in answer.text for text in (one.printed["winner"]["zh"], one.printed["award"]["zh"], "is genuine"))
    assert crowned.finalists[0].person.staff_number not in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_certificate_that_was_taken_back_says_so_and_why(crowned, client):
    issue(crowned)
    revoke(crowned, of_finalist(crowned), "The name was spelled wrongly")
    answer = client.get(f"/certificates/{of_finalist(crowned).token}", headers={"Accept-Language": "en"})
    assert "was taken back" in answer.text
    assert "The name was spelled wrongly" in answer.text
    assert "is genuine" not in answer.text


def test_taking_back_needs_a_reason_and_happens_once(crowned):
    issue(crowned)
    with pytest.raises(Invalid):
        revoke(crowned, of_finalist(crowned), "  ")
    revoke(crowned, of_finalist(crowned))
    with pytest.raises(Conflict):
        revoke(crowned, of_finalist(crowned))


def test_the_certificate_of_an_award_that_a_later_edition_gave_to_somebody_else_holds_no_more(crowned, client):
    issue(crowned)
    before = queries.of_person(person(crowned.finalists[0]))
    crowned.publish(2, 1, 3, edition=2)
    crowned.follow()
    session().expire_all()
    state = {one.grant_id is None: one.is_good for one in before}
    assert state == {True: True, False: False}
    award = next(one for one in before if one.grant_id)
    assert "later edition" in client.get(f"/certificates/{award.token}", headers={"Accept-Language": "en"}).text


def test_a_hall_that_scans_from_one_address_is_never_stopped_also_where_somebody_guesses(crowned, client):
    issue(crowned)
    token = of_finalist(crowned).token
    most = limits.GUESSES.amount
    for _time in range(2 * most):
        assert client.get(f"/certificates/{token}").status_code == 200
    found = [client.get(f"/certificates/{'x' * 21}{number % 10}") for number in range(most + 2)]
    assert [one.status_code for one in found] == [404] * most + [429] * 2
    assert not any(one.printed["winner"]["zh"] in found[-1].text for one in queries.certificates(crowned.final.id))
    assert client.get(f"/certificates/{token}").status_code == 200


def test_a_good_code_is_not_counted_as_a_guess(crowned, client, monkeypatch):
    issue(crowned)
    counted = []
    monkeypatch.setattr(limits, "count_guess", lambda *what: counted.append(what))
    client.get(f"/certificates/{of_finalist(crowned).token}")
    assert counted == []
    client.get("/certificates/guessed")
    assert len(counted) == 1


def test_the_page_that_verifies_shows_each_word_of_the_paper_and_no_other(crowned, client):
    issue(crowned)
    one = of_finalist(crowned)
    paper = client.get(f"/certificates/{one.token}").text
    paper = paper[paper.index("<article") : paper.index("</article>")]
    shown = {text.strip() for text in re.split(r"<[^>]*>", paper) if text.strip()}
    printed = {html.escape(word, quote=False) for word in drawing.Paper(one.printed, "").texts() if word}
    assert shown == printed | {"荣誉证书", "Certificate"}


def test_holders_have_their_own_and_nobody_elses(crowned, client):
    issue(crowned)
    one = of_finalist(crowned)
    sign_in(client, person(crowned.finalists[0]))
    assert client.get("/me/certificates").status_code == 200
    assert client.get(f"/me/certificates/{one.id}.pdf").data.startswith(b"%PDF")
    sign_in(client, person(crowned.finalists[1]))
    for form in ("pdf", "jwt", "json"):
        assert client.get(f"/me/certificates/{one.id}.{form}").status_code == 404
