"""Small finals in the house of the browser tests: one at work, one that is over, one in the hall. What pages show."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from app.awards import certificates, granting, printing
from app.awards.models import Certificate
from app.finals import rulesets, selecting, snapshots
from app.finals.models import Final, Finalist, FinalStation, RuleSet
from app.finals.ruleforms import proposed
from app.hall import calling, papers, sittings
from app.judging import appealing, opening, paper, queries
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from app.seasons.models import Season
from quizzes.formats.awardrules import Award
from quizzes.formats.scoresheets import example
from quizzes.formats.selectionrules import read
from quizzes.rules.awards import AwardKind
from tests.app.finals import event
from tests.app.finals.selection import make_final
from tests.app.judging.making import TIMED, make_finalist, make_judge, make_room, make_slot, make_station, write_sheet
from tests.app.judging.making import make_final as make_plain_final
from tests.app.judging.test_publishing import Finished

LONG = {"name": "阿依古丽·买买提艾力·吐尔逊江", "name_latin": "Maximilian Featherstonehaugh-Cholmondeley"}
AWARDS = tuple(
    Award(key=f"place-{place}", name={"zh": f"机电技师{zh}", "en": f"{en}, mechanical-and-electrical technician"},
          kind=AwardKind.PLACE, post="me-technician", place=place)
    for place, zh, en in ((2, "亚军", "Second place"), (1, "冠军", "Champion"))
)  # fmt: skip
MORE = (
    Award(key="region", name={"zh": "最佳大区", "en": "Best region"}, kind=AwardKind.BEST_REGION),
    Award(key="long", name={"zh": "长期服务奖", "en": "Long service"}, kind=AwardKind.LONG_SERVICE, years=15),
)


def person(number: str) -> Person:
    return session().scalars(select(Person).filter_by(staff_number=number)).one()


def build(behind: Flask) -> dict[str, object]:
    """What stands for what in the addresses of tests/browser/pages.py."""
    with behind.app_context():
        return _at_work() | _over() | _in_the_hall()


def _at_work() -> dict[str, object]:
    """Chosen, drawn, with a timetable; the sheets are open."""
    season = session().scalars(select(Season).order_by(Season.id)).first()
    final = make_final(
        season=season, name_en="National aftersales final, rehearsed", name_zh="全国售后技能总决赛（演练）"
    )
    organizer = person("DEMO-ORGANIZER")
    with transaction():
        snapshots.take(final.id, organizer, clock.now())
    one, other = (_rules(final, name, seats) for name, seats in (("279", 279), ("40", 40)))
    event.keep(final, event.data_for([make_judge(), make_judge(), person("DEMO-JUDGE")], windows=_tomorrow()))
    finalists = event.make_finalists(final, 4)
    with transaction() as here:
        here.execute(update(Final).where(Final.id == final.id).values(state="selected"))
        here.execute(update(Person).where(Person.id == finalists[0].person_id).values(LONG))
    event.draw(final)
    event.solve(final)
    stations = session().scalars(select(FinalStation).filter_by(final_id=final.id).order_by(FinalStation.id)).all()
    for station in stations:
        write_sheet(station, TIMED)
    with transaction():
        opening.open_sheets(final.id, organizer, clock.now())
    seated = selecting.run(final, one).seats()
    twice = queries.of_station(stations[-1].id)[1].token
    _read_twice(twice)
    return {"one": final.id, "rules": one.id, "other": other.id, "why": seated[0], "station": stations[-1].id,
            "sheet": queries.of_station(stations[-1].id)[0].token, "read": twice}  # fmt: skip


def _read_twice(token: str) -> None:
    """Two people have typed in a paper, and read a mark differently."""
    judge = str(person("DEMO-JUDGE").id)
    for who, mark in (("DEMO-TRAINER", "2"), ("DEMO-ORGANIZER", "3")):
        with transaction():
            paper.type_in(token, {"care": {judge: mark}}, person(who), clock.now())


def _rules(final: Final, name: str, seats: int) -> RuleSet:
    """The proposals, with no more seats than so many in a region's post."""
    data = proposed(final, clock.now())
    data["quotas"] = [one | {"seats": min(one["seats"], seats)} for one in data["quotas"]]
    content = read(data, rulesets.known(final)).content
    assert content
    with transaction():
        return rulesets.keep(final.id, name, content, person("DEMO-ORGANIZER"), clock.now())


def _tomorrow() -> list[str]:
    day = clock.now().date() + timedelta(days=1)
    return [f"{day} 09:00-12:00", f"{day} 13:00-17:00"]


def _over() -> dict[str, object]:
    """Marked, signed, published; an appeal waits; crowned, one certificate taken back. DEMO-ADVISOR is its champion."""
    room = Finished("3", "2", "1")
    champion, organizer = person("DEMO-ADVISOR"), person("DEMO-ORGANIZER")
    served = {"person_id": champion.id, "dealer_id": champion.dealer_id, "hired_on": date(2005, 3, 1)}
    with transaction() as here:
        here.execute(update(Finalist).where(Finalist.id == room.finalists[0].id).values(served))
        here.execute(update(Person).where(Person.id == room.finalists[1].person_id).values(LONG))
        granting.set_awards(room.final.id, (*AWARDS, *MORE), organizer, clock.now())
    room.publish()
    room.token = room.tokens[2]
    sheet_id = room.sheet().id  # looks anew, which would end the transaction
    with transaction():
        appeal = appealing.file(sheet_id, "The wheel was tight 扭矩已到位", room.finalists[2].person, clock.now())
    with transaction():
        granting.follow(room.final.id, organizer, clock.now())
        printing.ask(room.final.id, organizer, clock.now())
    printing.draw_all()
    good, *_rest, gone = session().scalars(
        select(Certificate).filter_by(final_id=room.final.id).order_by(Certificate.id)
    )
    with transaction():
        certificates.revoke(room.final.id, gone.id, "The name was spelled wrongly 姓名有误", organizer, clock.now())
    return {"two": room.final.id, "post": room.post.code, "number": room.finalists[1].number, "appeal": appeal.id,
            "good": good.token, "gone": gone.token}  # fmt: skip


def _in_the_hall() -> dict[str, object]:
    """DEMO-MANAGER is called to the stage and writes the test; DEMO-JUDGE leads its room."""
    final, judge, organizer = make_plain_final(), person("DEMO-JUDGE"), person("DEMO-ORGANIZER")
    finalists = [make_finalist(final, number) for number in (71, 72)]
    with transaction() as here:
        here.execute(update(Finalist).where(Finalist.id == finalists[0].id).values(person_id=person("DEMO-MANAGER").id))
    stations = {}
    for kind, content in (("stage-pk", example("stage-pk")), ("knowledge", short_test())):
        stations[kind] = make_station(final, 1, content, kind=kind, weight=50)
        room = make_room(stations[kind], [judge], judge)
        for one in finalists:
            make_slot(one, stations[kind], room)
    with transaction():
        opening.open_sheets(final.id, organizer, clock.now())
    with transaction():
        called = calling.call(stations["stage-pk"], (71, 72), organizer, clock.now()).token
        code = papers.draw(stations["knowledge"], organizer, clock.now()).code
    with transaction():
        sittings.begin(person("DEMO-MANAGER"), code, clock.now())
    return {"three": final.id, "pk": called}


def short_test() -> dict[str, Any]:
    """The sheet of a test of three questions: all right is everything, one wrong the half of it."""
    content: dict[str, Any] = deepcopy(example("knowledge")) or {}
    bands = [{"within": "0", "share": "1"}, {"within": "1", "share": "0.5"}]
    content["aspects"][0] |= {"target": "3", "high": "3", "bands": bands}
    return content
