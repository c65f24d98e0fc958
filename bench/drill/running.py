"""One fault after the other while a crowd plays, and then the proof: what was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from bench.browsers import Browser
from bench.drill.crowd import Steadfast, Told
from bench.drill.faults import Fault
from bench.drill.houses import House, now
from bench.people import PASSWORD, login
from bench.ports import Ports

WARM = 10  # answers before the first fault
PAUSE_SECONDS = (0.3, 1.0)
PATIENCE_SECONDS = 90
LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Outcome:
    """`people`: how many played. `lost`: acknowledged answers that the database does not have. `proofs`: what
    `flask … verify` found wrong, and tables that came back otherwise.

    `again`: what people had to send again, by what came instead. `errors`: what they should not have seen. Seconds are
    from the moment at which things could be well again to the first answer that was acknowledged after it.
    """

    house: str
    fault: str
    people: int
    times: int
    answers: int
    pks: int
    lost: int
    proofs: list[str]
    again: dict[str, int]
    errors: dict[str, int]
    median_seconds: float
    most_seconds: float
    longest_gap_seconds: float

    @property
    def is_well(self) -> bool:
        return not (self.lost or self.proofs or self.errors)

    def as_row(self) -> dict[str, Any]:
        return asdict(self)


async def run(name: str, house: House, fault: Fault, times: int, people: int) -> Outcome:
    """Raises TimeoutError where the house does not come back."""
    told, ends, dice = Told(), asyncio.Event(), Random(f"{name} {fault.name}")
    addresses = [f"127.0.1.{number + 1}" for number in range(people)]  # each their own: nginx limits what one may ask
    crowd = [Steadfast(Browser(Ports(house.port), here=one), Random(dice.random()), told) for one in addresses]
    for number, one in enumerate(crowd):
        await one.browser.sign_in(login(number), PASSWORD)
    playing = [asyncio.create_task(one.play(ends)) for one in crowd]
    waits = []
    with suppress(asyncio.CancelledError):
        await _until(told, WARM, playing)
        for number in range(times):
            moment = await asyncio.to_thread(fault.do, house, number)
            waits.append(await _recovered(told, moment, playing))
            await asyncio.to_thread(house.until_all_serve)
            await asyncio.sleep(dice.uniform(*PAUSE_SECONDS))
    ends.set()
    await asyncio.gather(*playing)
    for one in crowd:
        one.browser.close()
    return _outcome(name, house, fault, people, told, waits)


async def _until(told: Told, count: int, playing: Sequence[asyncio.Task[None]]) -> None:
    deadline = now() + PATIENCE_SECONDS
    while len(told.moments) < count:
        _check(playing, deadline)
        await asyncio.sleep(LOOK_SECONDS)


async def _recovered(told: Told, moment: float, playing: Sequence[asyncio.Task[None]]) -> float:
    deadline = now() + PATIENCE_SECONDS
    while not told.moments or told.moments[-1] <= moment:
        _check(playing, deadline)
        await asyncio.sleep(LOOK_SECONDS)
    return next(one for one in told.moments if one > moment) - moment


def _check(playing: Sequence[asyncio.Task[None]], deadline: float) -> None:
    for one in playing:
        if one.done():
            one.result()  # says why nobody plays any more
    if now() > deadline:
        raise TimeoutError(f"No answer was acknowledged for {PATIENCE_SECONDS} s.")


def _outcome(name: str, house: House, fault: Fault, people: int, told: Told, waits: list[float]) -> Outcome:
    proof = house.proof()
    lost = [one for one in told.taken if one[1] not in proof.answers.get(one[0], ())]
    gaps = [later - sooner for sooner, later in zip(told.moments, told.moments[1:], strict=False)]
    return Outcome(
        name,
        fault.name,
        people,
        len(waits),
        len(told.taken),
        told.pks,
        len(lost),
        list(proof.wrong),
        dict(told.again),
        dict(told.errors),
        round(statistics.median(waits), 2),
        round(max(waits), 2),
        round(max(gaps), 2),
    )
