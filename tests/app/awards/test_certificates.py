"""Certificates: issued once, drawn with every sign or told, verified by anybody, taken back with a reason."""

from __future__ import annotations

import zipfile

import pytest
from sqlalchemy import select

from app.awards import certificates, drawing, printing, queries
from app.awards.models import Certificate, CertificatePrint
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.people import limits
from tests.app.awards.making import Crowned, person
from tests.conftest import sign_in
from tests.factories import make_person

RARE = "\U00020000"  # a sign of Unicode's second plane, which the font lacks


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


def test_all_are_drawn_into_one_file_with_its_progress(crowned):
    with transaction():
        printing.ask(crowned.final.id, crowned.organizer, clock.now())
    assert printing.draw_all() == 1
    assert printing.draw_all() == 0
    found = queries.latest_print(crowned.final.id)
    with zipfile.ZipFile(printing.path(found)) as file:
        assert len(file.namelist()) == found.done == found.count == 6
        assert all(file.read(name).startswith(b"%PDF") for name in file.namelist())


def test_a_name_with_a_sign_that_the_font_lacks_is_told_and_not_drawn_as_a_box(app):
    one = Crowned(0, ())
    one.finalists = [one.finalist(1, name=f"王{RARE}")]
    one.publish(1)
    with transaction():
        printing.ask(one.final.id, one.organizer, clock.now())
    printing.draw_all()
    found = queries.latest_print(one.final.id)
    assert list(found.missing.values()) == [[RARE]]
    with zipfile.ZipFile(printing.path(found)) as file:
        assert file.namelist() == []


def test_where_there_is_no_font_that_is_said(crowned, monkeypatch):
    monkeypatch.setattr(drawing, "FONT", drawing.FONT.with_name("nothing.ttc"))
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


def test_guessing_is_told_nothing_and_stopped_while_those_who_verify_are_not(crowned, client):
    issue(crowned)
    token = of_finalist(crowned).token
    most = limits.GUESSES.amount
    for _time in range(2 * most):
        assert client.get(f"/certificates/{token}").status_code == 200
    found = [client.get(f"/certificates/{'x' * 21}{number % 10}").status_code for number in range(most + 1)]
    assert found == [404] * most + [429]
    assert client.get(f"/certificates/{token}").status_code == 429  # else guessing would go on


def test_holders_have_their_own_and_nobody_elses(crowned, client):
    issue(crowned)
    one = of_finalist(crowned)
    sign_in(client, person(crowned.finalists[0]))
    assert client.get("/me/certificates").status_code == 200
    assert client.get(f"/me/certificates/{one.id}.pdf").data.startswith(b"%PDF")
    sign_in(client, person(crowned.finalists[1]))
    for form in ("pdf", "jwt", "json"):
        assert client.get(f"/me/certificates/{one.id}.{form}").status_code == 404
