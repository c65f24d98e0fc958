"""Certificates of a final as large as one gets: 500 asked for at the desk, drawn as one PDF and as a ZIP.

`python -m tests.benches.certificates [postgresql]` prints the seconds from asking to both files, how often the progress
was told on the way, and the load of the machine. It draws no more than those 500, in folders that it removes.
"""

from __future__ import annotations

import os
import time
from random import Random

from sqlalchemy import insert

from app.awards import certificates, printing, queries
from app.awards.models import Certificate
from app.factory import create_app
from app.kit.clock import HandClock
from app.kit.database import engine, session, transaction
from app.models import Base
from app.people.models import Role
from config import Settings
from tests.app.judging.making import make_final, make_finalist
from tests.benches.house import house
from tests.conftest import NOON
from tests.factories import make_person

COUNT, LIMIT_SECONDS = 500, 60
FIRST, LAST = 0x4E00, 0x9FA5  # nearly every sign that names are written with


def fill() -> int:
    """A final with so many certificates; hardly a name has a sign that another one has."""
    rng, final = Random(1), make_final()
    seats = [make_finalist(final, number) for number in range(1, COUNT + 1)]
    rows = []
    for seat in seats:
        seat.person.name = "".join(chr(rng.randint(FIRST, LAST)) for _sign in range(3))
        seat.person.name_latin = f"Finalist {seat.number} of a bench"
        rows.append(certificates._of_finalist(final, seat, "2026-11-28") | {"issued_at": NOON})
    with transaction() as here:
        here.execute(insert(Certificate), rows)
    return final.id


def main() -> None:
    with house() as given:
        app = create_app(Settings.of_environment(given | {"SECRET_KEY": "bench " * 8}), HandClock(NOON))
        with app.app_context():
            Base.metadata.create_all(engine())
            final_id, by = fill(), make_person(Role.ORGANIZER)
            told: list[object] = []
            record = printing._progress
            printing._progress = lambda number, **values: (told.append(values), record(number, **values))  # type: ignore[assignment,func-returns-value]
            began, worked = time.perf_counter(), time.process_time()
            with transaction() as here:
                here.add(printing.CertificatePrint(final_id=final_id, by_id=by.id, asked_at=NOON))
            printing.draw_all()
            took, work = time.perf_counter() - began, time.process_time() - worked
            found = queries.latest_print(final_id)
            assert found
            assert (found.done, found.missing) == (COUNT, {})
            sizes = ", ".join(
                f"{kind} {printing.path(found, kind).stat().st_size / 1e6:.1f} MB" for kind in ("pdf", "zip")
            )
            print(f"{COUNT} certificates: {took:.1f} s, {work:.1f} s of them work of this process; {sizes}")
            print(f"{took / LIMIT_SECONDS:.2f} of the {LIMIT_SECONDS} s allowed; progress told {len(told)} times")
            print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            session().close()


if __name__ == "__main__":
    main()
