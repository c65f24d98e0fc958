"""The log holds, whoever writes at once; whatever is done to it afterwards is found."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import text, update

from app.audit import queries, services
from app.audit.models import AuditLine
from app.kit import clock
from app.kit.database import session, transaction
from quizzes.rules.auditchain import chained
from tests.factories import make_person

LINES = 4


def write(count=LINES):
    person = make_person()
    for place in range(count):
        with transaction():
            services.note(person, "marked", f"sheet:{place}", {"mark": "2.5", "name": "王"}, clock.now())


def found():
    session().rollback()
    session().expire_all()
    return [(one.number, one.code) for one in queries.faults()]


def tamper(statement, **values):
    with transaction() as here:
        here.execute(text(statement), values)


def rewrite(number, **values):
    with transaction() as here:
        here.execute(update(AuditLine).filter_by(number=number).values(**values))


def test_a_log_as_it_was_written_holds(app):
    assert found() == []
    assert queries.head() is None
    write()
    assert found() == []
    assert queries.head()[0] == LINES


@pytest.mark.parametrize("column", ["at", "deed", "subject", "facts", "previous", "hash", "actor_id", "number"])
@pytest.mark.parametrize("number", [1, LINES])
def test_altering_any_field_of_a_line_is_found(app, column, number):
    write()
    other = {"actor_id": make_person().id, "number": 99, "facts": json.dumps({"mark": "3"})}.get(column, "f" * 20)
    cast = "cast(:other as json)" if column == "facts" else ":other"
    tamper(f"update audit_lines set {column} = {cast} where number = :number", other=other, number=number)
    assert found()


@pytest.mark.parametrize("number", [1, 2, LINES])
def test_removing_a_line_is_found(app, number):
    write()
    tamper("delete from audit_lines where number = :number", number=number)
    assert found()


def test_lines_that_changed_their_places_are_found(app):
    write()
    for before, after in ((1, 99), (2, 1), (99, 2)):
        tamper("update audit_lines set number = :after where number = :before", before=before, after=after)
    assert found()


def test_a_shorter_log_with_a_head_that_fits_is_found_by_its_seal(app):
    write()
    tamper("delete from audit_lines where number = :number", number=LINES)
    last = "(select hash from audit_lines where number = :number)"
    tamper(f"update audit_head set number = :number, hash = {last}", number=LINES - 1)
    assert found() == [(LINES - 1, "seal")]


def test_a_log_that_was_written_anew_from_some_line_on_is_found_by_its_seal(app):
    """Whoever can write to the database but has no secret can make a chain that fits, and no seal."""
    write()
    last = None
    for line in list(queries.lines()):
        facts = {"mark": "3"} if line.number == 2 else dict(line.facts)
        last = chained(last, line.at, line.actor_id, line.deed, line.subject, facts)
        rewrite(line.number, hash=last.hash, previous=last.previous, facts=facts)
    assert [one.code for one in queries.faults()] == ["altered"]
    tamper("update audit_head set hash = :hash", hash=last.hash)
    assert found() == [(LINES, "seal")]


@pytest.mark.parametrize(("column", "other"), [("number", LINES - 1), ("hash", "f" * 64), ("seal", "f" * 64)])
def test_altering_any_field_of_the_sealed_end_is_found(app, column, other):
    write()
    tamper(f"update audit_head set {column} = :other", other=other)
    assert found()


def test_a_log_without_its_end_and_an_end_without_its_log_are_found(app):
    write()
    kept = queries.head()
    tamper("delete from audit_head")
    assert found()
    tamper("delete from audit_lines")
    assert [one.code for one in queries.faults(kept)] == ["cut"]  # all is gone: only who kept a head can tell
    write(1)
    tamper("delete from audit_lines")
    assert found()


def test_facts_that_no_line_can_hold_are_told_as_altered(app):
    write()
    rewrite(2, facts={"mark": 2.5})
    assert found() == [(2, "altered")]


def test_a_head_kept_elsewhere_proves_all_before(app):
    write()
    kept = queries.head()
    write(1)
    assert list(queries.faults(kept)) == []
    assert [one.code for one in queries.faults((kept[0], "0" * 64))] == ["altered"]
    assert [one.code for one in queries.faults((99, kept[1]))] == ["cut"]


def test_a_deed_that_fails_leaves_no_line(app):
    with pytest.raises(RuntimeError):
        _fail_after_a_line()
    assert found() == []
    assert queries.head() is None


def _fail_after_a_line():
    with transaction():
        services.note(None, "marked", "sheet:1", {}, clock.now())
        raise RuntimeError


def test_those_who_write_at_once_stand_one_after_the_other(app):
    threads = [threading.Thread(target=_write_in_thread, args=(app,)) for _place in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found() == []
    assert queries.head()[0] == 8


def _write_in_thread(app):
    with app.app_context(), transaction():
        services.note(None, "marked", "sheet:1", {}, clock.now())


def test_the_command_says_whether_the_log_holds(app):
    run = app.test_cli_runner().invoke
    assert "empty" in run(args=["audit", "verify"]).output
    write()
    number, hash_ = queries.head()
    good = run(args=["audit", "verify", "--head", f"{number}:{hash_}"])
    assert (good.exit_code, good.output) == (0, f"The log holds. Head: {number}:{hash_}\n")
    tamper("update audit_lines set subject = 'sheet:9' where number = 2")
    bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "line 2: altered" in bad.output
    assert run(args=["audit", "verify", "--head", "x"]).exit_code == 2
