"""A service case in the studio: typed scene by scene, drawn as a map, tried out, published, never carried elsewhere."""

from __future__ import annotations

import re

import pytest

from app.kit import clock as time
from app.kit.database import session, transaction
from app.people.models import Role
from app.studio import casepages, health, presenters, services, taking
from app.studio.models import Draft, State
from app.studio.queries import Look
from app.studio.services import Written
from quizzes.formats import drafting
from quizzes.formats.fingerprints import fingerprint
from quizzes.rules import casemap
from tests.conftest import sign_in
from tests.factories import KEYS_OF_KINDS, make_person, make_post, make_question, make_section


@pytest.fixture
def trainer(app):
    return make_person(Role.TRAINER)


@pytest.fixture
def draft(trainer):
    with transaction():
        return services.create("case", trainer, time.now())


def typed(**more: str) -> dict[str, str]:
    """Two scenes as a browser sends them."""
    fields = {"source": "ISO 10002", "difficulty": "2", "posts": "me-technician", "pass_mark": "70"}
    fields |= {"criterion-0-id": "care", "criterion-0-competency": "care", "scene-0-id": "one", "scene-1-id": "two"}
    texts = {
        "text": "A case", "explanation": "So it is", "criterion-0-name": "Care", "scene-0-text": "It begins",
        "scene-1-text": "It goes on",
    }  # fmt: skip
    for name in ("scene-0-decision-0", "scene-0-decision-1", "scene-1-decision-0", "scene-1-decision-1"):
        texts |= {f"{name}-text": f"Do {name}", f"{name}-consequence": f"After {name}"}
    both = {f"{name}-{language}": f"{words}" for name, words in texts.items() for language in ("en", "zh")}
    leads = {"scene-0-decision-0-next": "two", "scene-0-decision-1-critical": "y"}
    leads |= {"scene-0-decision-0-points-care": "2", "scene-1-decision-0-points-care": "3"}
    return fields | both | leads | more


def codes(draft: Draft) -> set[str]:
    return {one.code for one in health.of_draft(draft) if one.blocks}


def test_what_is_typed_is_the_case_and_its_target_ends_where_a_fault_is(draft, client, trainer):
    sign_in(client, trainer)
    form = typed(**{"scene-0-decision-1-next": "two"}) | {"version": "1"}
    assert client.post(f"/studio/drafts/{draft.id}", data=form).status_code == 303
    content = session().get(Draft, draft.id).content
    one, two = content["scenes"]
    assert (content["pass_mark"], one["id"], two["id"]) == (70, "one", "two")
    assert [(it["next"], it["critical"], it["points"]) for it in one["decisions"]] == [
        ("two", False, {"care": 2}), ("", True, {})
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"scene-1-decision-1-next": "one"}, "ring"),
        ({"scene-0-decision-0-next": ""}, "unreachable"),
        ({"scene-0-decision-0-next": "nowhere"}, "unknown-scene"),
        ({"scene-1-decision-1-text-en": "", "scene-1-decision-1-text-zh": "",
          "scene-1-decision-1-consequence-en": "", "scene-1-decision-1-consequence-zh": ""}, "too-few-decisions"),
        ({"scene-0-decision-0-consequence-zh": ""}, "text-missing"),
        ({"scene-0-decision-0-points-care": "0", "scene-1-decision-0-points-care": "0"}, "no-good-path"),
        ({"scene-1-id": "one", "scene-0-decision-0-next": ""}, "scene-twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_said_and_leads_to_its_field(app, draft, client, trainer, more, code):
    sign_in(client, trainer)
    page = client.post(f"/studio/drafts/{draft.id}", data=typed(**more) | {"version": "1"}, follow_redirects=True).text
    found = session().get(Draft, draft.id)
    assert code in codes(found)
    with app.test_request_context():
        targets = [presenters.said(one).target for one in health.of_draft(found)]
    assert [one for one in targets if f'id="{one}"' not in page] == []


def test_a_case_needs_a_class_for_it_is_asked_nowhere_else(draft, client, trainer):
    sign_in(client, trainer)
    client.post(f"/studio/drafts/{draft.id}", data=typed() | {"version": "1"})
    assert codes(session().get(Draft, draft.id)) == {"case-needs-class"}


def test_a_second_trainer_publishes_it_and_what_was_written_is_what_is_asked(draft, client, trainer):
    (one,) = make_section("service", 1, make_post())
    sign_in(client, trainer)
    form = typed() | {"version": "1", "go": "send", "micro_class": str(one.id)}
    assert client.post(f"/studio/drafts/{draft.id}", data=form).status_code == 303
    found = session().get(Draft, draft.id)
    content = found.content
    with transaction():
        published = services.approve(draft.id, found.version, make_person(Role.TRAINER), time.now())
    stored = published.question.current.content
    assert published.state == State.PUBLISHED
    assert drafting.of_stored(stored) == content
    assert [one["id"] for scene in stored["scenes"] for one in scene["decisions"]] == ["1a", "1b", "2a", "2b"]
    again = drafting.whole("case", found.key, ("me-technician",), drafting.of_stored(stored)).content()
    assert fingerprint(again) == published.question.current.fingerprint
    assert client.get(f"/studio/questions/{published.question_id}").status_code == 200


def test_a_case_can_be_tried_out_without_leaving_a_trace(draft, client, trainer):
    with transaction():
        content = drafting.of_stored(KEYS_OF_KINDS["case"] | {"kind": "case"}) | {"text": {"en": "Try", "zh": "试"}}
        services.save(draft.id, 1, Written(draft.content | content, [], None), trainer, time.now())
    sign_in(client, trainer)
    address = f"/studio/drafts/{draft.id}/play"
    assert "After 1a" not in client.get(address).text
    assert "Scene two" in client.get(f"{address}?path=1a").text
    assert "Passed" in client.get(f"{address}?path=1a.2a").text
    assert "Not passed" in client.get(f"{address}?path=1c").text
    assert client.get(f"{address}?path=zz.1a.' or 1").status_code == 200


def test_a_draft_of_another_kind_cannot_be_tried_out(client, trainer):
    with transaction():
        other = services.create("single", trainer, time.now())
    assert sign_in(client, trainer).get(f"/studio/drafts/{other.id}/play").status_code == 404


def test_no_exchange_format_takes_a_case_along_and_the_page_says_so(app, trainer):
    make_question(kind="case"), make_question()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        for name in ("gift", "aiken", "moodle-xml", "qti", "xlsx", "csv"):
            taken = taking.take(Look(), name, "en")
            assert taken.count == 1
            assert "service case" in taken.lost[0]


def test_the_map_puts_each_scene_below_those_that_lead_to_it():
    found = casemap.draw(KEYS_OF_KINDS["case"])
    assert [(box.number, box.reached) for box in found.boxes] == [(1, True), (2, True)]
    assert found.boxes[0].y < found.boxes[1].y
    assert [(lead.letter, lead.ends, lead.critical) for lead in found.leads] == [
        ("a", False, False), ("b", True, False), ("c", True, True), ("a", True, False), ("b", True, False)
    ]  # fmt: skip


def test_a_case_with_a_ring_or_a_lost_scene_is_drawn_all_the_same():
    ring = {"scenes": [{"id": "s", "decisions": [{"next": "t", "critical": False}]},
                       {"id": "t", "decisions": [{"next": "s", "critical": False}]},
                       {"id": "u", "decisions": []}]}  # fmt: skip
    found = casemap.draw(ring)
    assert [box.reached for box in found.boxes] == [True, True, False]
    assert found.height > max(box.y for box in found.boxes)


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("scenes.0.text", "scene-0-text"), ("scenes.1.decisions.2.consequence", "scene-1-decision-2-consequence"),
        ("scenes.1.decisions", "scene-1"), ("scenes.1", "scene-1"), ("criteria.0.name", "rubric"),
        ("pass_mark", "rubric"), ("scenes", "scene-0"),
    ],
)  # fmt: skip
def test_a_finding_leads_to_its_field(path, target):
    assert casepages.target(path) == target


def test_the_editors_fields_have_ids_of_their_own(draft, client, trainer):
    page = sign_in(client, trainer).get(f"/studio/drafts/{draft.id}").text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_case_that_is_wrong_can_be_looked_at_for_a_correction(client, trainer):
    question = make_question(kind="case")
    page = sign_in(client, trainer).get(f"/studio/questions/{question.id}/wrong")
    assert page.status_code == 200
