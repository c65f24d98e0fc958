"""Two small finals in the house of the browser tests: one at work, one that is over. What their pages show."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select, update

from app.awards import certificates, granting, printing
from app.awards.models import Certificate
from app.finals import rulesets, selecting, snapshots
from app.finals.models import Final, Finalist, FinalStation, RuleSet
from app.finals.ruleforms import proposed
from app.judging import appealing, opening, queries
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from app.seasons.models import Season
from quizzes.formats.awardrules import Award
from quizzes.formats.selectionrules import read
from quizzes.rules.awards import AwardKind
from tests.app.finals import event
from tests.app.finals.selection import make_final
from tests.app.judging.making import TIMED, make_judge, write_sheet
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
        return _at_work() | _over()


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
    return {"one": final.id, "rules": one.id, "other": other.id, "why": seated[0], "station": stations[-1].id,
            "sheet": queries.of_station(stations[-1].id)[0].token}  # fmt: skip


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
    with transaction():
        room.token = room.tokens[2]
        appeal = appealing.file(
            room.sheet().id, "The wheel was tight 扭矩已到位", room.finalists[2].person, clock.now()
        )
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
