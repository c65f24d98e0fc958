"""The list of questions, narrowed in every way, and the pages of bringing in and taking along, on both engines."""

from __future__ import annotations

import io

import pytest

from app.kit import clock as time
from app.kit.database import transaction
from app.people.models import Role
from app.studio import services
from app.studio.services import Written
from quizzes.formats import drafting
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section


@pytest.fixture
def trainer(app, client):
    """Signed in, with a draft about brakes, a published question of a class and a retired one."""
    found = make_person(Role.TRAINER)
    asked, gone = make_question(make_post()), make_question(make_post())
    make_section("new-energy", 1, make_post(), asks=[asked])
    with transaction():
        draft = services.create("numeric", found, time.now())
        content = drafting.blank("numeric") | {"text": {"en": "Brake pads: how thin?", "zh": "制动片多薄？"}}
        services.save(draft.id, 1, Written(content, ["me-technician"], None), found, time.now())
        services.retire(gone.id)
    sign_in(client, found)
    client.keys = {"draft": draft.key, "asked": asked.key, "gone": gone.key}
    return client


@pytest.mark.parametrize(
    ("asked_for", "shown"),
    [
        ("", {"draft", "asked"}),
        ("state=draft", {"draft"}),
        ("state=published", {"asked"}),
        ("state=retired", {"gone"}),
        ("state=review", set()),
        ("kind=numeric", {"draft"}),
        ("kind=single", {"asked"}),
        ("section=new-energy", {"asked"}),
        ("post=me-technician", {"draft", "asked"}),
        ("post=parts-manager", set()),
        ("words=BRAKE", {"draft"}),
        ("words=制动", {"draft"}),
        ("words=100%25_", set()),
        ("page=2", set()),
        ("state=odd&kind=odd&page=-1", {"draft", "asked"}),
    ],
)
def test_the_list_shows_what_the_address_asks_for(trainer, asked_for, shown):
    page = trainer.get(f"/studio?{asked_for}").text
    assert {name for name, key in trainer.keys.items() if f"· {key}<" in page} == shown


def test_a_sheet_goes_out_and_in_again(trainer):
    data = trainer.get("/studio/take/file?format=csv").data
    preview = trainer.post("/studio/bring/preview", data={"file": (io.BytesIO(data), "q.csv")})
    assert "unchanged: 1" in preview.text
    data = data.replace(b"Question", b"Riddle")
    preview = trainer.post("/studio/bring/preview", data={"file": (io.BytesIO(data), "q.csv")})
    token = preview.text.split("/studio/bring/")[1].split("/")[0]
    done = trainer.post(f"/studio/bring/{token}/apply", data={"format": "csv"}, follow_redirects=True)
    assert "1 question is a draft now." in done.text
