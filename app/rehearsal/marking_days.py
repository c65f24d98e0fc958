"""The days of the work: everybody is marked when the timetable says so, and what goes wrong on such days goes wrong.

A judge is without a line for some hours; marks lie too far apart; somebody makes a critical fault; somebody withdraws;
a judge of another room tries to mark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from random import Random
from statistics import median_low

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.finals import inviting
from app.finals.models import Final, Finalist, FinalSlot, FinalStation
from app.judging import measuring, panels, queries, readings, signing
from app.judging.models import Mark, ScoreSheet, SheetState
from app.kit.clock import HandClock, milliseconds
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.people.models import Person
from app.rehearsal import skills
from app.rehearsal.tablets import Entry, Tablet
from quizzes.rules.scoresheet import Judged

MARKED = "Marks stand on sheets of this final already. Rehearse it before judging begins."
NO_SHEETS = "This final has no open sheets. Make its timetable and open the sheets first."
NO_PANEL = "In room {room} too few judges may mark number {number}, or the chief may not. Change its panel."
TALKS, CRITICALS, WITHDRAWALS = 0.012, 0.006, 0.004  # shares of competitors; one of each at least


@dataclass
class Seat:
    """A competitor at a station: the sheet, who marks it (the chief first), and when the work is."""

    sheet: ScoreSheet
    judges: list[int]
    begins: datetime
    ends: datetime

    @property
    def number(self) -> int:
        return self.sheet.finalist.number or 0


class MarkingDays:
    """Everything until the last sheet is closed. `told` counts what happened."""

    def __init__(self, final: Final, seed: int, here: HandClock, organizer: Person) -> None:
        self.final, self.seed, self.here, self.organizer = final, seed, here, organizer
        self.told: Counter[str] = Counter()
        self.tablets: dict[int, Tablet] = {}
        self.seats = _seats(final)
        self.rng = Random(f"{seed}:days")
        self.waiting: list[Seat] = []
        self.gone: set[int] = set()
        self._plan()

    def _plan(self) -> None:
        """Which competitors things happen to."""
        numbers = sorted({one.number for one in self.seats})
        chosen = self.rng.sample(numbers, len(numbers))
        counts = [max(1, round(share * len(numbers))) for share in (TALKS, CRITICALS, WITHDRAWALS)]
        places = [sum(counts[:place]) for place in range(4)]
        self.talks, self.criticals, self.leaving = (set(chosen[first:last]) for first, last in pairwise(places))
        self.lost = next((one.judges[-1] for one in self.seats if len(one.judges) > 1), self.seats[0].judges[0])
        mine = [one for one in self.seats if self.lost in one.judges]
        self.silence = mine[len(mine) // 4].begins, mine[len(mine) // 2].ends

    def play(self) -> None:
        shift = max(timedelta(), self.here.now() - self.seats[0].begins)
        for begins, some in groupby(self.seats, key=lambda one: one.begins):
            self._line(begins)
            self._work(list(some), begins + shift, shift)
            self._finish()
        self._line(self.silence[1])
        self._finish()
        self._stranger()
        for one in self.tablets.values():
            self.told.update({f"sendings {fate}": count for fate, count in one.fates.items()})

    def tablet(self, judge_id: int) -> Tablet:
        if judge_id not in self.tablets:
            self.tablets[judge_id] = Tablet(session().get_one(Person, judge_id), self.seed)
        return self.tablets[judge_id]

    def _line(self, at: datetime) -> None:
        """One judge loses the line for some hours, and gets it back."""
        tablet = self.tablet(self.lost)
        tablet.online = not self.silence[0] <= at < self.silence[1]
        if tablet.online and tablet.kept:
            self.told["sheets that a judge marked without a line"] += len({token for token, _message in tablet.kept})
            tablet.send(self.here.now())

    def _move(self, moment: datetime) -> datetime:
        self.here.moment = max(self.here.moment, moment)
        return self.here.moment

    def _work(self, group: Sequence[Seat], begins: datetime, shift: timedelta) -> None:
        now = self._move(begins)
        present = [one for one in group if not self._leaves(one, now)]
        for seat in present:
            if readings.rules_of(seat.sheet).timing is not None:
                self._send(seat, seat.judges[0], [Entry("clock.start", str(milliseconds(begins)))])
        for seat in present:
            self._move(seat.ends + shift)
            self._mark(seat, begins)
        self.waiting += present

    def _leaves(self, seat: Seat, now: datetime) -> bool:
        """Whether the competitor is gone. Who withdraws does so before the second station."""
        if seat.number in self.leaving and seat.number not in self.gone and self._has_begun(seat):
            with transaction():
                inviting.leave(seat.sheet.finalist_id, self.organizer, "受伤，退出比赛。", now)
            self.gone.add(seat.number)
            self.told["competitors who withdrew"] += 1
        return seat.number in self.gone

    def _has_begun(self, seat: Seat) -> bool:
        return next(one for one in self.seats if one.number == seat.number) is not seat

    def _mark(self, seat: Seat, begins: datetime) -> None:
        rules = readings.rules_of(seat.sheet)
        rng = Random(f"{self.seed}:{seat.number}:{seat.sheet.station.key}")
        found = skills.work(rules, seat.judges, skills.skill(self.seed, seat.number), self.seed, rng)
        marks = {judge: dict(some) for judge, some in found.marks.items()}
        self._go_wrong(seat, marks)
        if rules.timing is not None:
            stop = begins + timedelta(seconds=found.seconds)
            self._move(stop)
            self._send(seat, seat.judges[0], [Entry("clock.stop", str(milliseconds(stop)))])
        if values := skills.by_server(rules, skills.skill(self.seed, seat.number), rng):
            self._measure(seat, values)
        for judge, some in marks.items():
            self._send(seat, judge, [Entry(item, value) for item, value in some.items()])

    def _measure(self, seat: Seat, values: dict[str, int]) -> None:
        """What the stage would enter after its PK; no question is asked here."""
        source = {"way": "rehearsal", "of": seat.number}
        with transaction():
            why = measuring.enter(seat.sheet.station_id, seat.sheet.finalist_id, values, source, self.here.now())
        self.told[f"results of the stage {why or 'entered'}"] += 1

    def _go_wrong(self, seat: Seat, marks: dict[int, dict[str, str]]) -> None:
        rules = readings.rules_of(seat.sheet)
        judged = [one.id for one in rules.aspects if isinstance(one, Judged)]
        if seat.number in self.talks and judged and len(seat.judges) > 1:
            for judge, value in zip(seat.judges, ["3", *["1"] * len(seat.judges)], strict=False):
                marks[judge][judged[0]] = value
        if seat.number in self.criticals and rules.critical and len(seat.judges) > 1:
            marks[seat.judges[0]][rules.critical[0].id] = "1"
            self.told["critical faults"] += 1

    def _send(self, seat: Seat, judge: int, entries: Sequence[Entry]) -> None:
        if entries:
            tablet = self.tablet(judge)
            tablet.write(seat.sheet.token, entries, self.here.now())
            tablet.send(self.here.now())

    def _finish(self) -> None:
        """Sign and close the sheets whose marks have all arrived."""
        ready = [
            one for one in self.waiting if not any(self.tablet(judge).owes(one.sheet.token) for judge in one.judges)
        ]
        self.waiting = [one for one in self.waiting if one not in ready]
        for seat in ready:
            if seat.number not in self.gone:  # a withdrawal voids what was not signed yet, too
                self._sign(seat)
                self.told["sheets closed"] += 1

    def _sign(self, seat: Seat) -> None:
        self._move(self.here.now() + timedelta(seconds=20))
        for judge in seat.judges:
            try:
                self.tablet(judge).sign(seat.sheet.token, self.here.now())
            except Conflict as refused:
                if refused.code != "talk":
                    raise
                self._talk(seat)
                self.tablet(judge).sign(seat.sheet.token, self.here.now())
        self.tablet(seat.judges[0]).close(seat.sheet.token, self.here.now())

    def _talk(self, seat: Seat) -> None:
        """Marks too far apart: the judges talk, and who stood apart marks anew."""
        self.told["talks of judges about marks too far apart"] += 1
        sheet = queries.sheet(seat.sheet.token)
        with transaction():
            signing.note_refusal(sheet.token, self.tablet(seat.judges[0]).judge, "sign", "talk", self.here.now())
        for item in readings.needs_talk(sheet):
            values = {judge: int(value) for judge, value in readings.marks(sheet)[item].items()}
            middle = median_low(values.values())
            for judge, value in values.items():
                if value != middle:
                    self._send(seat, judge, [Entry(item, str(middle), "讨论后改分")])

    def _stranger(self) -> None:
        """A judge of another room tries to mark: it is refused, and stands in the log."""
        first = self.seats[0]
        others = [
            judge for one in self.seats for judge in one.judges if panels.bar(first.sheet, self.tablet(judge).judge)
        ]
        if others:
            self._send(first, others[0], [Entry(readings.rules_of(first.sheet).aspects[0].id, "1")])


def _seats(final: Final) -> list[Seat]:
    """All of the timetable with their sheets, in its order. Raises Conflict where it cannot be played."""
    marked = select(Mark.id).join(ScoreSheet, ScoreSheet.id == Mark.sheet_id).join(ScoreSheet.station)
    if session().scalar(marked.where(FinalStation.final_id == final.id).limit(1)) is not None:
        raise Conflict(MARKED, code="marked")
    found = [_seat(sheet, slot) for sheet, slot in _rows(final)]
    if not found:
        raise Conflict(NO_SHEETS, code="no-sheets")
    return found


def _rows(final: Final) -> Sequence[tuple[ScoreSheet, FinalSlot]]:
    same = (FinalSlot.station_id == ScoreSheet.station_id) & (FinalSlot.finalist_id == ScoreSheet.finalist_id)
    query = select(ScoreSheet, FinalSlot).join(FinalSlot, same).join(ScoreSheet.station).join(ScoreSheet.finalist)
    query = query.where(FinalStation.final_id == final.id, ScoreSheet.state == SheetState.OPEN)
    query = query.options(joinedload(ScoreSheet.station), joinedload(ScoreSheet.finalist), joinedload(ScoreSheet.room))
    query = query.options(joinedload(ScoreSheet.sheet_version), selectinload(ScoreSheet.marks))
    rows = session().execute(query.order_by(FinalSlot.begins_at, ScoreSheet.room_id, Finalist.number))
    return [(row[0], row[1]) for row in rows]


def _seat(sheet: ScoreSheet, slot: FinalSlot) -> Seat:
    """As many of the panel as the station needs mark, the chief among them."""
    free = sorted(panels.of(sheet), key=lambda one: (not one.chief, one.person_id))
    if len(free) < sheet.station.judges or not free[0].chief:
        room = sheet.room.name_zh or sheet.room.name_en
        raise Conflict(NO_PANEL.format(room=room, number=sheet.finalist.number), code="no-panel")
    return Seat(sheet, [one.person_id for one in free[: sheet.station.judges]], slot.begins_at, slot.ends_at)
