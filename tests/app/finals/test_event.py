"""The event as it is set up: what goes in comes out, what cannot be is refused, and who changed what is in the log."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from app.audit.models import AuditLine
from app.finals import drawing, event
from app.finals.models import Final, Finalist
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.people.models import Grant, Role
from quizzes.formats import eventplan
from quizzes.rules import drawnlot
from tests.app.finals.event import data_for, draw, keep, make_event, make_finalists, make_judges
from tests.app.finals.selection import make_final
from tests.factories import make_person, make_post


def deeds():
    return list(session().scalars(select(AuditLine.deed).order_by(AuditLine.number)))


def numbers(final):
    query = select(Finalist.number).where(Finalist.final_id == final.id).order_by(Finalist.number)
    return list(session().scalars(query))


def test_what_is_stored_comes_back_and_is_written_as_a_file_that_is_stored_without_a_change(app):
    final = make_final()
    data = data_for(make_judges(3))
    keep(final, data)
    text = eventplan.write(event.data_of(final))
    stored = eventplan.read_file(text.encode(), event.known()).content
    lines = len(deeds())
    keep(final, stored)
    assert len(deeds()) == lines
    assert event.data_of(final)["stations"][0]["rooms"][0]["panel"] == data["stations"][0]["rooms"][0]["panel"]


def test_weights_of_99_are_said_and_a_whole_file_with_them_is_refused(app):
    final = make_final()
    data = data_for(make_judges(3))
    data["stations"][0]["weight"] = 59
    keep(final, data)
    assert [one.code for one in event.lacks(final)] == ["weights"]
    with pytest.raises(event.FaultyEvent), transaction():
        event.keep(final.id, data, make_person(Role.ORGANIZER), clock.now(), whole=True)


def test_an_organizer_who_also_judges_is_refused_as_judge(app):
    judges = make_judges(3)
    with transaction() as here:
        here.add(Grant(person_id=judges[0].id, role=Role.ORGANIZER.value))
    with pytest.raises(event.FaultyEvent) as refused:
        keep(make_final(), data_for(judges))
    assert {one.code for one in refused.value.faults} == {"judge-organizes"}


def test_what_cannot_be_changes_nothing(app):
    final = make_final()
    keep(final, data_for(make_judges(3)))
    before = event.data_of(final)
    with pytest.raises(event.FaultyEvent):
        keep(final, before | {"windows": before["windows"][::-1]})
    assert event.data_of(final) == before


def test_once_judging_has_begun_stations_stay_and_panels_can_change(app):
    judges = make_judges(4)
    final = make_event(judges=judges)
    with transaction() as here:
        here.merge(final).state = "judging"
    data = event.data_of(final)
    data["stations"][0]["rooms"][0] |= {"panel": [judges[3].staff_number], "chief": judges[3].staff_number}
    keep(final, data)
    data["stations"][0]["weight"], data["stations"][1]["weight"] = 50, 50
    with pytest.raises(Conflict):
        keep(final, data)


def test_the_setup_of_a_post_is_copied_to_another(app):
    final = make_final()
    keep(final, data_for(make_judges(3)))
    other = make_post("parts-manager").code
    keep(final, event.copied(event.data_of(final), make_post().code, other))
    copies = [one for one in event.data_of(final)["stations"] if one["post"] == other]
    assert [one["weight"] for one in copies] == [60, 40]
    assert copies[0]["rooms"]
    with pytest.raises(Conflict):
        event.copied(event.data_of(final), make_post().code, other)


def test_a_lot_gives_each_a_number_without_gaps_and_the_same_words_the_same_ones(app):
    final = make_event(12, drawn=False)
    assert draw(final) == 12
    assert numbers(final) == list(range(1, 13))
    assert "numbers-drawn" in deeds()
    of_id = {one.id: one.number for one in drawing.drawn(final.id)}
    secret = session().scalar(select(Final.lot_secret))
    assert [of_id[one] for one in drawnlot.drawn(of_id, "Munich", secret)] == list(range(1, 13))
    assert secret not in str([one.facts for one in session().scalars(select(AuditLine))])


def test_numbers_are_fixed_once_drawn_and_who_comes_later_follows(app):
    final = make_event(3)
    before = {one.id: one.number for one in drawing.drawn(final.id)}
    with pytest.raises(Conflict):
        draw(final)
    (late,) = make_finalists(final, 1)
    with pytest.raises(Conflict):
        draw(final, "Other words")
    assert draw(final) == 1
    assert {one.id: one.number for one in drawing.drawn(final.id)} == before | {late.id: 4}


def test_nobody_draws_before_the_selection_is_fixed(app):
    with pytest.raises(Conflict):
        draw(make_final())


@pytest.mark.parametrize("typed", [(1, 2, 2), (1, 2, 4), (1, 2, None), (0, 1, 2)])
def test_numbers_typed_in_must_be_each_once_and_without_a_gap(app, typed):
    final = make_event(3, drawn=False)
    people = drawing.waiting(final.id)
    given = dict(zip([one.id for one in people], typed, strict=True))
    with pytest.raises(Invalid), transaction():
        drawing.on_stage(final.id, given, make_person(Role.ORGANIZER), clock.now())
    assert numbers(final) == [None] * 3


def test_numbers_drawn_on_stage_are_kept_as_typed(app):
    final = make_event(3, drawn=False)
    given = {one.id: 3 - place for place, one in enumerate(drawing.waiting(final.id))}
    by = make_person(Role.ORGANIZER)
    with transaction():
        drawing.on_stage(final.id, given, by, clock.now())
    assert {one.id: one.number for one in drawing.drawn(final.id)} == given


def test_of_two_who_draw_at_once_one_draws(app):
    final = make_event(5, drawn=False)
    ends = []

    def run():
        with app.app_context():
            try:
                draw(final)
                ends.append("drawn")
            except Conflict:
                ends.append("refused")

    both = [threading.Thread(target=run) for _one in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    session().expire_all()
    assert sorted(ends) == ["drawn", "refused"]
    assert numbers(final) == [1, 2, 3, 4, 5]
    assert deeds().count("numbers-drawn") == 1
