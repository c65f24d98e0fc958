"""Awards follow from the published results, in every edition, and from nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.awards import granting, jobs
from app.awards.models import AwardGrant
from app.finals.models import Finalist
from app.judging import audiences
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.notifications.models import Notice
from tests.app.awards.making import ALL, PLACES, Crowned, serving_since
from tests.app.judging.making import make_finalist
from tests.factories import make_post


def test_nothing_is_granted_before_results_are_published(app):
    one = Crowned()
    assert one.follow() == granting.Change()
    assert one.crown() == {}


def test_awards_follow_from_what_is_published(app):
    one = Crowned()
    serving_since(one.finalists[2], 2005)
    names = [each.person.name for each in one.finalists]
    one.publish(2, 1, 3)
    assert one.follow().granted == 4
    assert one.crown() == {"place-1": [names[1]], "place-2": [names[0]], "region": ["north"], "long": [names[2]]}


def test_while_audiences_are_frozen_out_nothing_is_granted_and_thawing_grants(app):
    one = Crowned()
    with transaction():
        audiences.freeze(one.final.id, one.organizer, clock.now())
    one.publish(1, 2, 3, frozen=True)
    assert (one.follow(), jobs.follow(), one.crown()) == (granting.Change(), 0, {})
    with transaction():
        audiences.thaw(one.final.id, one.organizer, clock.now())
    assert one.follow().granted == 3


def test_a_frozen_edition_leaves_what_the_one_before_it_gave(app):
    one = Crowned(2)
    one.publish(1, 2)
    one.follow()
    before = one.crown()
    one.publish(2, 1, edition=2, frozen=True)
    assert one.follow() == granting.Change()
    assert one.crown() == before


def test_again_nothing_changes_and_nothing_is_written(app):
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    lines = len(session().scalars(select(AuditLine)).all())
    assert one.follow() == granting.Change()
    assert len(session().scalars(select(AuditLine)).all()) == lines


def test_equals_share_an_award_and_an_award_may_have_no_winner(app):
    one = Crowned()
    one.publish(1, 1, 3)
    one.follow()
    assert len(one.crown()["place-1"]) == 2
    assert "place-2" not in one.crown()


def test_a_new_edition_takes_back_and_grants_again_with_a_line_in_the_log(app):
    one = Crowned(2)
    names = [each.person.name for each in one.finalists]
    one.publish(1, 2)
    one.follow()
    one.publish(2, 1, edition=2)
    assert one.follow() == granting.Change(2, 2)
    assert one.crown()["place-1"] == [names[1]]
    assert session().scalars(select(AwardGrant.edition).where(AwardGrant.withdrawn_at.is_(None))).all().count(2) == 2
    line = audit.of(f"final:{one.final.id}")[0]
    assert (line.deed, len(line.facts["granted"]), len(line.facts["withdrawn"])) == ("awards.follow", 2, 2)
    assert list(audit.faults()) == []


def test_those_concerned_are_told_once(app):
    one = Crowned(2, PLACES)
    one.publish(1, 2)
    one.follow()
    one.follow()
    one.publish(2, 1, edition=2)
    one.follow()
    told = session().scalars(select(Notice.params).where(Notice.kind == "award")).all()
    assert sorted(each["withdrawn"] for each in told) == [False] * 4 + [True] * 2


def test_what_is_of_all_posts_waits_for_all_of_them(app):
    one = Crowned(2)
    other = make_finalist(one.final, 9)
    post_id = make_post("body-technician").id
    with transaction():
        session().get_one(Finalist, other.id).post_id = post_id
    one.publish(1, 2)
    one.follow()
    assert set(one.crown()) == {"place-1", "place-2"}


def test_awards_cannot_be_changed_once_results_are_published(app):
    one = Crowned()
    one.publish(1, 2, 3)
    with pytest.raises(Conflict), transaction():
        granting.set_awards(one.final.id, ALL[:1], one.organizer, clock.now())


def test_the_job_grants_by_itself(app):
    one = Crowned()
    one.publish(1, 2, 3)
    assert jobs.follow() == 3
    assert jobs.follow() == 0


def test_the_database_refuses_the_same_award_twice(app):
    one = Crowned()
    one.publish(1, 2, 3)
    one.follow()
    had = session().scalars(select(AwardGrant).where(AwardGrant.person_id.is_not(None))).first()
    again = {"award_id": had.award_id, "person_id": had.person_id, "edition": 1, "value": 0, "at": clock.now()}
    with pytest.raises(Exception, match=r"(?i)unique"), transaction() as here:
        here.add(AwardGrant(**again))
