"""`flask doctor`: look at a deployment and say in words what is wrong and what to do."""

from __future__ import annotations

import json
import resource
import secrets
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import text

from app.awards import lettering
from app.kit import migrating
from app.kit.database import engine
from app.media.stores import store
from app.operations import findings
from app.operations.findings import Finding, State, bad, good
from app.operations.locks import is_held
from config import Settings

PATIENCE_SECONDS = 3.0
NO_DATABASE = "Is it running, is DATABASE_URL right, may this user connect?"


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def look_at_secret() -> Finding:
    path = settings().home / "secret_key"
    from_file = path.exists() and path.read_text(encoding="ascii") == settings().secret_key
    return findings.of_secret(len(settings().secret_key), path.stat().st_mode if from_file else None)


def look_at_database() -> Finding:
    with engine().connect() as here:
        here.execute(text("select 1"))
    return good("database", f"{engine().url.render_as_string()} answers.")


def look_at_schema() -> Finding:
    if migrating.is_current(engine()):
        return good("schema", f"At the newest migration, {migrating.newest()}.")
    return bad("schema", f"Not at the newest migration, {migrating.newest()}.", "Run: flask migrate")


def look_at_engine() -> Finding:
    with engine().connect() as here:
        if engine().dialect.name == "sqlite":
            return findings.of_engine(
                "sqlite", {name: str(here.exec_driver_sql(f"pragma {name}").scalar()) for name in findings.SQLITE}
            )
        names = [*findings.POSTGRES, "server_version_num", "max_connections"]
        return findings.of_engine("postgresql", {name: str(here.scalar(text(f"show {name}"))) for name in names})


def look_at_clock() -> Finding:
    if engine().dialect.name == "sqlite":
        return good("clock", "SQLite has the clock of this machine.")
    with engine().connect() as here:
        here.execute(text("select 1"))
        before = time.time()
        there = float(here.scalar(text("select extract(epoch from clock_timestamp())")) or 0)
        return findings.of_clock(there - (before + time.time()) / 2)


def look_at_parts() -> Finding:
    return findings.of_parts(settings(), engine().dialect.name)


def look_at_bus() -> Finding:
    url = settings().redis_url
    if url is None:
        return good("bus", "Hints and counts stay in the process (no REDIS_URL).")
    from redis import Redis, RedisError  # only where it is set

    try:
        patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
        with Redis.from_url(url, **patience) as there:
            there.ping()
    except (RedisError, OSError) as error:
        return bad("bus", f"REDIS_URL does not answer: {error}", "Start it, or open the way to it; people play on.")
    return good("bus", "Redis or Valkey answers.")


def look_at_jobs() -> Finding:
    return findings.of_jobs(is_held(engine(), settings().home), settings())


def look_at_home() -> Finding:
    path = settings().home / f".doctor-{secrets.token_hex(4)}"
    try:
        path.write_bytes(b"paddock")
        path.unlink()
    except OSError as error:
        return bad("home", f"PADDOCK_HOME cannot be written: {error}", "Give it to the user who runs this.")
    return good("home", f"{settings().home} can be written.")


def look_at_disk() -> Finding:
    return findings.of_disk(shutil.disk_usage(settings().home).free, str(settings().home))


def look_at_media() -> Finding:
    name, files = f"{secrets.token_hex(32)}-doctor", store()
    files.put(name, b"paddock", "text/plain")
    try:
        whole = b"".join(files.read(name, 0, 99)) == b"paddock"
    finally:
        files.remove(name)
    kind = "bucket" if settings().media_s3_url else "folder"
    return (
        good("media", f"The {kind} of pictures and recordings takes and gives.")
        if whole
        else bad(
            "media",
            f"The {kind} of pictures and recordings gave something else back.",
            "Check MEDIA_S3_URL, and the disk.",
        )
    )


def look_at_time_zone() -> Finding:
    zone = ZoneInfo(settings().time_zone)
    if datetime(2026, 6, 1, tzinfo=ZoneInfo("Asia/Shanghai")).utcoffset() != timedelta(hours=8):
        return bad("time zone", "The time zone data is wrong.", "Install tzdata.")
    return good("time zone", f"A day begins at midnight in {zone.key}; now it is {datetime.now(zone):%H:%M} there.")


def look_at_fonts() -> Finding:
    if not lettering.FONT.exists():
        return bad("fonts", "There is no Chinese font for certificates.", "apt install fonts-wqy-microhei")
    return good("fonts", "Certificates can be drawn in Chinese.")


def look_at_address() -> Finding:
    return findings.of_address(settings())


def look_at_files() -> Finding:
    return findings.of_files(resource.getrlimit(resource.RLIMIT_NOFILE)[0], settings())


def look_at_mail() -> Finding:
    return findings.of_mail(settings())


LOOKS: dict[str, tuple[Callable[[], Finding], str]] = {
    "secret": (look_at_secret, "Look at PADDOCK_HOME/secret_key."),
    "database": (look_at_database, NO_DATABASE),
    "schema": (look_at_schema, NO_DATABASE),
    "engine": (look_at_engine, NO_DATABASE),
    "clock": (look_at_clock, NO_DATABASE),
    "parts": (look_at_parts, ""),
    "bus": (look_at_bus, "Check REDIS_URL."),
    "jobs": (look_at_jobs, NO_DATABASE),
    "home": (look_at_home, "Check PADDOCK_HOME."),
    "disk": (look_at_disk, "Check PADDOCK_HOME."),
    "media": (look_at_media, "Check MEDIA_S3_URL, or the rights of PADDOCK_HOME/media."),
    "time zone": (look_at_time_zone, "Install tzdata."),
    "fonts": (look_at_fonts, "apt install fonts-wqy-microhei"),
    "address": (look_at_address, "Check PUBLIC_URL."),
    "open files": (look_at_files, ""),
    "mail": (look_at_mail, ""),
}


def examine() -> list[Finding]:
    """Look at everything. What cannot even be looked at is bad, and keeps nobody from looking at the rest."""
    return [_examined(name) for name in LOOKS]


def _examined(name: str) -> Finding:
    look, advice = LOOKS[name]
    try:
        return look()
    except Exception as error:
        said = str(getattr(error, "orig", error)).splitlines() or [""]
        return bad(name, f"It could not be looked at: {type(error).__name__}: {said[0]}", advice)


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at this deployment, say what is wrong and what to do; exit 1 where something is bad."""
    found = examine()
    if as_json:
        click.echo(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=1))
    else:
        _tell(found)
    if any(one.state is State.BAD for one in found):
        raise click.exceptions.Exit(1)


def _tell(found: list[Finding]) -> None:
    marks = {State.GOOD: "  ", State.DOUBTFUL: "? ", State.BAD: "! "}
    for one in found:
        click.echo(f"{marks[one.state]}{one.name:<11} {one.words}")
        if one.advice:
            click.echo(f"{'':13} -> {one.advice}")
    counts = {state: sum(one.state is state for one in found) for state in State}
    click.echo(f"{counts[State.BAD]} bad (!), {counts[State.DOUBTFUL]} doubtful (?), {counts[State.GOOD]} good.")
