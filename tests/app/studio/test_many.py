"""Many drafts at once: each is checked by itself, two persons as ever; what does not go is told."""

from __future__ import annotations

from sqlalchemy import select

from app.kit import clock as time
from app.kit.database import session, transaction
from app.questions.models import Question
from app.studio import many, services
from app.studio.many import Filling
from app.studio.models import Bringing, Draft, State
from quizzes.formats import drafting
from tests.app.studio.writing import both
from tests.conftest import sign_in
from tests.factories import make_post, make_section


def make_drafts(author, count: int) -> list[Draft]:
    found = []
    with transaction():
        for number in range(count):
            given = drafting.blank("true-false") | {
                "text": both(f"Is it {number}?"), "explanation": both("It is."), "why": both("No."), "source": "A law",
            }  # fmt: skip
            found.append(services.add(f"q-{number}", "true-false", given, ["me-technician"], author, time.now()))
    return found


def chosen(drafts: list[Draft]) -> list[tuple[int, int]]:
    return [(draft.id, draft.version) for draft in drafts]


def states() -> list[str]:
    session().expire_all()
    return [str(state) for state in session().scalars(select(Draft.state).order_by(Draft.id))]


def test_what_is_whole_goes_to_review_and_what_is_not_is_told(trainer):
    drafts = make_drafts(trainer, 2) + make_drafts_without_a_source(trainer)
    outcome = many.send(chosen(drafts), trainer, time.now())
    assert (outcome.done, [left.draft.key for left in outcome.left]) == (2, ["without"])
    assert [one.code for one in outcome.left[0].missing] == ["source-missing"]
    assert states() == ["review", "review", "draft"]


def make_drafts_without_a_source(author) -> list[Draft]:
    (draft,) = make_drafts_of("without", author, source="")
    return [draft]


def make_drafts_of(key: str, author, **content) -> list[Draft]:
    given = drafting.blank("true-false") | {"text": both("What?"), "explanation": both("So."), "why": both("No.")}
    with transaction():
        return [services.add(key, "true-false", given | content, ["me-technician"], author, time.now())]


def test_a_second_person_publishes_many_but_for_the_own_and_the_changed(trainer, other):
    theirs, mine = make_drafts(trainer, 2), make_drafts_of("mine", other, source="A law")
    looked_at = chosen([*theirs, *mine])
    many.send(looked_at, trainer, time.now())
    changed = session().get(Draft, theirs[1].id)
    with transaction():
        written = services.Written(changed.content | {"source": "Another law"}, changed.posts, None)
        services.save(changed.id, changed.version, written, trainer, time.now())
        services.send(changed.id, trainer, time.now())
    outcome = many.approve(looked_at, other, time.now())
    assert outcome.done == 1
    assert [left.why for left in outcome.left] == [services.CHANGED, services.OWN_WORK]
    assert states() == ["published", "review", "review"]
    assert session().query(Question).count() == 1


def test_only_what_is_empty_is_filled(trainer):
    (one,) = make_section("new-energy", 1, make_post())
    empty = make_drafts_of("empty", trainer, source="", why=drafting.both(), tags=["old"])
    full = make_drafts_of("full", trainer, source="A law", why=both("Because."), difficulty=5)
    filling = Filling(["parts-advisor"], one.id, "ISO 3779", 4, ["new"], explains=True)
    assert many.fill(chosen([*empty, *full]), filling, trainer, time.now()).done == 2
    session().expire_all()
    first, second = session().scalars(select(Draft).order_by(Draft.id))
    assert (first.content["source"], second.content["source"]) == ("ISO 3779", "A law")
    assert (first.content["why"], second.content["why"]) == (both("So."), both("Because."))
    assert (first.content["difficulty"], first.content["tags"]) == (4, ["old", "new"])
    assert [draft.posts for draft in (first, second)] == [["me-technician"]] * 2
    assert {draft.micro_class_id for draft in (first, second)} == {one.id}
    again = many.fill(chosen([first, second]), filling, trainer, time.now())
    assert (again.done, [left.why for left in again.left]) == (0, [many.FULL, many.FULL])


def test_nothing_is_filled_into_what_is_in_review(trainer):
    drafts = make_drafts(trainer, 1)
    many.send(chosen(drafts), trainer, time.now())
    outcome = many.fill(chosen(drafts), Filling(tags=["new"]), trainer, time.now())
    assert [left.why for left in outcome.left] == [many.IN_REVIEW]
    assert states() == [State.REVIEW]


def test_the_page_does_it_for_what_is_ticked(trainer, other, client):
    first, second = make_drafts(trainer, 2)
    sign_in(client, trainer)
    page = client.get("/studio/many?state=draft")
    assert page.text.count('name="drafts"') == 2
    assert "Is it 0?" in page.text
    ticked = {"deed": "send", "drafts": [f"{first.id}:1", "nonsense", "7:", f"{second.id}:1"]}
    assert "Done for 2 drafts" in client.post("/studio/many", data=ticked).text
    own = client.post("/studio/many", data=ticked | {"deed": "approve"})
    assert own.status_code == 422
    assert "A second person approves" in own.text
    sign_in(client, other)
    assert "Done for 2 drafts" in client.post("/studio/many?state=review", data=ticked | {"deed": "approve"}).text
    assert states() == ["published", "published"]
    assert client.post("/studio/many", data=ticked | {"deed": "burn"}).status_code == 422


def test_the_drafts_of_an_import_are_found_and_later_what_they_became(trainer, other, client):
    (draft, _another) = make_drafts(trainer, 2)
    sign_in(client, trainer)
    with transaction():
        made = Bringing(by_id=trainer.id, file_name="q.gift", format="gift", added=1, changed=0, at=time.now())
        session().add(made)
        session().flush()
        session().get(Draft, draft.id).bringing_id = made.id
    assert client.get(f"/studio?bringing={made.id}").text.count("list__title") == 1
    many.send(chosen([draft]), trainer, time.now())
    many.approve(chosen([draft]), other, time.now())
    page = client.get(f"/studio?bringing={made.id}")
    assert (page.text.count("list__title"), "Published" in page.text) == (1, True)
