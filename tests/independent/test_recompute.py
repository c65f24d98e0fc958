"""A whole final, 279 people at 11 posts with three stations each: an independent program finds the same ranking."""

from __future__ import annotations

import io
import json
from random import Random

from flask_babel import force_locale
from sqlalchemy import insert

from app.finals.models import Final, Finalist, FinalRoom, FinalStation
from app.judging import exporting, results
from app.judging.models import Appeal, Mark, PlayOff, ScoreSheet, SheetSignature, SheetVersion
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from quizzes.formats import scoresheets
from quizzes.formats.posts import POSTS
from quizzes.rules.finalranking import undecided
from tests.app.judging.making import make_final
from tests.factories import make_dealer, make_person, make_post, make_region
from tests.independent.recompute import recompute

PEOPLE, PANEL = 279, 5


def rows(model, values):
    """Store many rows at once; their ids."""
    with transaction() as here:
        return list(here.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), list(values)))


def make_whole(random: Random, **fields) -> Final:
    """Every sheet is closed; the marks come by chance, close together so that there are ties."""
    final, region, dealer, now = make_final(state="judging", **fields), make_region(), make_dealer("WORK"), clock.now()
    author, posts = make_person(Role.TRAINER), [make_post(code) for code in sorted(POSTS)]
    judges = [make_person(Role.JUDGE) for _ in range(2 * PANEL)]
    final_id, region_id, dealer_id = final.id, region.id, dealer.id
    judge_ids, post_ids, author_id = [one.id for one in judges], [one.id for one in posts], author.id
    contents = {post.id: scoresheets.example(post.code) for post in posts}
    places = [(post_id, place) for post_id in post_ids for place in range(3)]
    named = {"name_en": "S", "name_zh": "S"}
    stations = rows(
        FinalStation,
        ({"final_id": final_id, "post_id": post_id, "key": f"s{post_id}-{place}", "kind": "practical", "minutes": 30,
          "weight": (50, 30, 20)[place], "position": place, "judges": PANEL, **named} for post_id, place in places),
    )  # fmt: skip
    versions = rows(
        SheetVersion,
        ({"station_id": one, "number": 1, "content": contents[post_id], "by_id": author_id, "at": now, "fixed_at": now}
         for one, (post_id, _place) in zip(stations, places, strict=True)),
    )  # fmt: skip
    rooms = rows(FinalRoom, ({"final_id": final_id, "key": f"r{k}", **named} for k in range(2)))
    given = {"dealer_id": dealer_id, "created_at": now}
    owners = [post_ids[number % len(post_ids)] for number in range(PEOPLE)]
    people = rows(
        Person,
        ({"staff_number": f"F{n}", "name": f"选手{n}", "post_id": owners[n], **given} for n in range(PEOPLE)),
    )
    finalists = rows(
        Finalist,
        ({"final_id": final_id, "person_id": people[n], "post_id": owners[n], "region_id": region_id, "number": n + 1,
          "dealer_id": dealer_id, "way": "quota", "state": "accepted", "invited_at": now} for n in range(PEOPLE)),
    )  # fmt: skip
    work = [
        (n, station, version, post_id)
        for n in range(PEOPLE)
        for station, version, (post_id, _place) in zip(stations, versions, places, strict=True)
        if post_id == owners[n]
    ]
    sides = [random.randrange(2) for _ in work]
    sheets = rows(
        ScoreSheet,
        ({"station_id": station, "finalist_id": finalists[n], "room_id": rooms[side], "sheet_version_id": version,
          "token": f"t{n}-{station}", "state": "closed", "started_at": now,
          "stopped_at": now.replace(minute=random.randrange(25, 59)), "given_back_seconds": random.choice((0, 0, 90))}
         for (n, station, version, _post), side in zip(work, sides, strict=True)),
    )  # fmt: skip
    signed, marks = [], []
    for sheet, side, (_n, _station, _version, post_id) in zip(sheets, sides, work, strict=True):
        panel = judge_ids[side * PANEL : (side + 1) * PANEL]
        signed += [{"sheet_id": sheet, "person_id": one, "digest": "0", "at": now} for one in panel]
        marks += list(made_marks(random, contents[post_id], sheet, panel))
    rows(SheetSignature, signed)
    rows(Mark, ({**one, "sent_key": str(k), "marked_at": now, "at": now} for k, one in enumerate(marks)))
    decided = {"words": "No", "filed_at": now, "due_at": now, "state": "upheld", "decided_by_id": author_id}
    first = contents[owners[0]]["aspects"][-1]["id"]
    changes = {first: {str(judge_ids[sides[0] * PANEL]): "3"}}
    rows(Appeal, [{"sheet_id": sheets[0], "changes": changes, "decided_at": now, "reason": "Yes", **decided}])
    return session().get_one(Final, final_id)


def made_marks(random: Random, content, sheet: int, panel):
    """Marks of a panel whose severity is its own."""
    level = random.choice((1, 2, 2))
    for part in content["aspects"]:
        if part["kind"] == "judged":
            for judge in panel:
                value = str(level + random.randrange(2))
                yield {"sheet_id": sheet, "item": part["id"], "judge_id": judge, "value": value}
        else:
            off = random.choice([float(part["bands"][0]["within"]), 0.5, 0])
            value = f"{min(float(part['target']) + off, float(part['high'])):.1f}"
            yield {"sheet_id": sheet, "item": part["id"], "judge_id": panel[0], "value": value}
    for part in content["penalties"]:
        if random.random() < 0.3:
            yield from ({"sheet_id": sheet, "item": part["id"], "judge_id": one, "value": "1"} for one in panel[:3])
    for part in content["critical"]:
        if random.random() < 0.02:
            yield {"sheet_id": sheet, "item": part["id"], "judge_id": panel[1], "value": "1"}


def test_the_ranking_of_279_is_found_by_an_independent_program(app):
    final = make_whole(Random(7), equating="linear")
    posts = exporting.posts(final)
    found = [results.reckon(final, post) for post in posts]
    with transaction() as here:
        for one in found:
            for group in undecided(one.placed, final.prizes):
                for place, number in enumerate(group, start=1):
                    ident = one.finalists[number].id
                    here.add(PlayOff(finalist_id=ident, place=place, by_id=final.id, at=clock.now()))
    with force_locale("en"):
        told = recompute(io.BytesIO(exporting.workbook(final)))
    assert sum(len(mine) for mine, _theirs in told.values()) == PEOPLE
    assert len(told) == 11
    assert all(mine == theirs for mine, theirs in told.values())
    again = results.reckon(final, posts[0]).text
    session().expire_all()
    assert results.reckon(final, posts[0]).text == again
    assert any(row[3] for row in json.loads(again)["ranking"])
