"""What was there before is not lost: versions, snapshots, remarks."""

from __future__ import annotations

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, NotFound
from app.studio import history, services, snapshots
from app.studio.models import Draft, Remark, Snapshot, State
from app.studio.waiting import waiting
from tests.app.studio.writing import both, publish, send, whole, write
from tests.conftest import sign_in
from tests.factories import make_post, make_question


@pytest.fixture
def changed(post, trainer, other):
    """A question with two versions."""
    question = publish(write(trainer, whole(post)), trainer, other).question
    with transaction():
        draft = services.revise(question, other, time.now())
        services.save(draft.id, 1, whole(post, "How many letters has a VIN?"), other, time.now())
    publish(draft, other, trainer)
    return question


def test_each_version_says_who_wrote_and_who_approved_it(changed, trainer, other):
    found = [(one.number, one.author, one.approver, one.is_current) for one in history.versions(changed)]
    assert found == [(2, other.name, trainer.name, True), (1, trainer.name, other.name, False)]
    (filed,) = history.versions(make_question(make_post()))
    assert (filed.author, filed.approver) == (None, None)


def test_two_versions_are_compared_in_each_language(changed, trainer, client):
    with force_locale("en"):
        shown = history.history(changed, None, None).shown
    found = [(one.where, one.language) for one in shown]
    assert found == [("Question · Chinese", "zh-CN"), ("Question · English", "en")]
    sign_in(client, trainer)
    page = client.get(f"/studio/questions/{changed.id}/history?first=1&second=2").text
    assert "<del>signs</del><ins>letters</ins>" in page


def test_an_old_version_comes_back_as_a_draft_that_is_approved_like_any_other(changed, post, trainer, other):
    with transaction():
        draft = services.restore(changed, history.version(changed, 1).content, trainer, time.now())
    assert draft.state == State.DRAFT
    assert changed.current.number == 2  # nothing is published by restoring
    with force_locale("en"):
        assert [one.where for one in history.of_draft(draft)] == ["Question · Chinese", "Question · English"]
    publish(draft, trainer, other)
    assert (changed.current.number, changed.current.content["text"]) == (3, both("How many signs has a VIN?"))


def test_nothing_is_restored_over_what_somebody_is_writing(changed, trainer, other):
    with transaction():
        services.revise(changed, other, time.now())
    with transaction(), pytest.raises(Conflict):
        services.restore(changed, history.version(changed, 1).content, trainer, time.now())
    with pytest.raises(NotFound):
        history.version(changed, 9)


def save(draft: Draft, words: str, by, post) -> None:
    with transaction():
        services.save(draft.id, draft.version, whole(post, words), by, time.now())


def test_a_draft_is_kept_when_somebody_else_or_the_same_after_a_pause_goes_on(post, trainer, other, clock):
    draft = write(trainer, whole(post, "One?"))
    save(draft, "Two?", trainer, post)
    clock.move(minutes=5)
    save(draft, "Three?", trainer, post)
    save(draft, "Four?", other, post)
    kept = [(one.content["text"]["en"], one.by_id) for one in snapshots.of_draft(draft.id)]
    assert kept == [("Three?", trainer.id), ("Two?", trainer.id)]


def test_going_back_loses_nothing(post, trainer, other, clock):
    draft = write(trainer, whole(post, "One?"))
    save(draft, "Two?", other, post)
    with transaction():
        services.go_back(draft.id, 2, other, time.now())
    assert draft.content["text"]["en"] == "One?"
    assert [one.content["text"]["en"] for one in snapshots.of_draft(draft.id)] == ["Two?", "One?"]


def test_only_the_newest_snapshots_are_kept(post, trainer, other, monkeypatch):
    monkeypatch.setattr(snapshots, "KEPT", 3)
    draft = write(trainer, whole(post))
    for number in range(6):
        save(draft, f"{number}?", (other, trainer)[number % 2], post)
    assert session().scalars(select(Snapshot.version).order_by(Snapshot.version)).all() == [5, 6, 7]


def test_a_remark_on_a_text_is_open_until_somebody_resolves_it(post, trainer, other, client):
    draft = send(write(trainer, whole(post)), trainer)
    sign_in(client, other)
    said = {"deed": "say", "words": "Name the standard", "path": "explanation"}
    page = client.post(f"/studio/drafts/{draft.id}/review", data=said, follow_redirects=True).text
    assert "1 remark is open" in page
    assert 'href="#explanation-zh"' in page
    remark = session().scalar(select(Remark).where(Remark.words != ""))
    page = client.post(f"/studio/remarks/{remark.id}/resolve", follow_redirects=True).text
    assert "remark is open" not in page
    client.post(f"/studio/remarks/{remark.id}/resolve")
    assert session().get(Remark, remark.id).resolved_at is None


def test_what_waits_for_somebody_is_others_review_and_remarks_on_their_own(post, trainer, other):
    draft = send(write(trainer, whole(post)), trainer)
    assert [(one.draft.id, one.why) for one in waiting(other)] == [(draft.id, "review")]
    assert waiting(trainer) == []
    with transaction():
        services.return_(draft.id, "Shorter", other, time.now())
        services.say(draft.id, "My own note", trainer, time.now())
    assert [(one.why, one.remarks) for one in waiting(trainer)] == [("remarks", 1)]
    assert waiting(other) == []
