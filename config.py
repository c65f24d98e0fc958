"""Settings, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

GRACE_SECONDS = 10  # in which what was begun may end, when a process is asked to
LOG_LEVELS = ("debug", "info", "warning", "error")
YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Part:
    """What a process does: how many threads it has, how many streams it holds (each holds a thread, or all of them one
    event loop), and whether it may run the jobs.
    """

    threads: int
    streams: int
    jobs: bool
    loop: bool = False

    @property
    def connections(self) -> int:
        """How many it keeps open at once, those of browsers that ask nothing now among them."""
        return max(1000, max(self.threads, self.streams) + 500)


PARTS = {
    "all": Part(threads=400, streams=300, jobs=True),
    "requests": Part(threads=200, streams=8, jobs=False),  # some streams, where the proxy in front sends them here
    "streams": Part(threads=4, streams=25_000, jobs=False, loop=True),  # threads only decide who may hear what
    "jobs": Part(threads=4, streams=0, jobs=True),  # it answers /healthz and /readyz only
}


class BadSettings(Exception):
    """The settings contradict themselves or are not safe; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """All that an operator can set.

    `home` is the one folder that holds state. `mode` is "local" or "production". `serves` names the part that this
    process has (PARTS). `address_hops` is the number of trusted proxies in front (for the client's address).
    `time_zone` says when a day begins. `trusted_origins` may be reached by webhooks and web push though they are
    nobody's known robots, or lie in our own network. `slow_query_ms`: a statement that takes longer is logged; 0: none.
    """

    home: Path
    mode: str
    demo: bool
    database_url: str
    redis_url: str | None
    secret_key: str
    public_url: str
    smtp_url: str | None
    mail_from: str
    address_hops: int
    scheduler: bool
    time_zone: str
    vapid_private_key: str | None = None
    trusted_origins: tuple[str, ...] = ()
    media_s3_url: str | None = None
    serves: str = "all"
    log_level: str = "warning"
    slow_query_ms: int = 500
    metrics_dir: str = ""
    metrics_token: str | None = None

    @classmethod
    def of_environment(cls, env: Mapping[str, str] = os.environ) -> Settings:
        home = Path(env.get("PADDOCK_HOME") or "instance").resolve()
        mode = env.get("PADDOCK_MODE") or "local"
        if mode not in ("local", "production"):
            raise BadSettings(f'PADDOCK_MODE is "{mode}"; it can be local or production.')
        settings = cls(
            home=home,
            mode=mode,
            demo=_flag(env, "PADDOCK_DEMO"),
            database_url=env.get("DATABASE_URL") or f"sqlite:///{home / 'paddock.db'}",
            redis_url=env.get("REDIS_URL") or None,
            secret_key=env.get("SECRET_KEY") or "",
            public_url=(env.get("PUBLIC_URL") or f"http://127.0.0.1:{env.get('PORT') or '8000'}").rstrip("/"),
            smtp_url=env.get("SMTP_URL") or None,
            mail_from=env.get("MAIL_FROM") or "paddock@localhost",
            address_hops=int(env.get("ADDRESS_HOPS") or "0"),
            scheduler=_flag(env, "PADDOCK_SCHEDULER", default=True),
            time_zone=_time_zone(env.get("PADDOCK_TIME_ZONE") or "Asia/Shanghai"),
            vapid_private_key=env.get("VAPID_PRIVATE_KEY") or None,
            media_s3_url=_s3_url(env.get("MEDIA_S3_URL")),
            serves=env.get("PADDOCK_SERVES") or "all",
            log_level=(env.get("PADDOCK_LOG_LEVEL") or ("info" if mode == "production" else "warning")).lower(),
            metrics_dir=env.get("PADDOCK_METRICS_DIR") or "",
            metrics_token=env.get("PADDOCK_METRICS_TOKEN") or None,
            slow_query_ms=_milliseconds(env.get("PADDOCK_SLOW_QUERY_MS") or "500"),
            trusted_origins=tuple((env.get("PADDOCK_TRUSTED_ORIGINS") or "").replace(",", " ").split()),
        )
        return settings.checked()

    @property
    def part(self) -> Part:
        return PARTS[self.serves]

    @property
    def metrics_folder(self) -> Path:
        """Where the processes of this host count together."""
        return Path(self.metrics_dir) if self.metrics_dir else self.home / "metrics"

    @property
    def runs_jobs(self) -> bool:
        return self.scheduler and self.part.jobs

    @property
    def production(self) -> bool:
        return self.mode == "production"

    def checked(self) -> Settings:
        """These settings, made complete for local use; raises BadSettings where production would be unsafe."""
        if self.serves not in PARTS:
            raise BadSettings(f'PADDOCK_SERVES is "{self.serves}"; it can be {", ".join(PARTS)}.')
        if self.log_level not in LOG_LEVELS:
            raise BadSettings(f'PADDOCK_LOG_LEVEL is "{self.log_level}"; it can be {", ".join(LOG_LEVELS)}.')
        if self.metrics_token is not None and len(self.metrics_token) < 16:
            raise BadSettings("PADDOCK_METRICS_TOKEN needs at least 16 characters. Make one: openssl rand -hex 32")
        if not self.production:
            return self if self.secret_key else _with_local_secret(self)
        if len(self.secret_key) < 32:
            raise BadSettings("Production needs SECRET_KEY with at least 32 characters. Make one: openssl rand -hex 32")
        if any(not origin.startswith("https://") for origin in self.trusted_origins):
            raise BadSettings("PADDOCK_TRUSTED_ORIGINS must begin with https:// in production.")
        if self.demo:
            raise BadSettings(
                "PADDOCK_DEMO is on: demo accounts sign in without a password. Turn it off in production."
            )
        return self


def _time_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ValueError, ZoneInfoNotFoundError):
        raise BadSettings(f'PADDOCK_TIME_ZONE is "{name}"; it must be a name such as Asia/Shanghai.') from None


def _milliseconds(given: str) -> int:
    if not given.isdecimal():
        raise BadSettings(f'PADDOCK_SLOW_QUERY_MS is "{given}"; it must be a number of milliseconds, or 0 for none.')
    return int(given)


def _s3_url(given: str | None) -> str | None:
    if not given:
        return None
    url = urlsplit(given)
    if url.scheme not in ("http", "https") or not (url.hostname and url.username and url.password and url.path[1:]):
        raise BadSettings("MEDIA_S3_URL must look like https://KEY:SECRET@host/bucket?region=us-east-1.")
    return given


def _flag(env: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    value = env.get(name)
    return default if value is None or value == "" else value.lower() in YES


def _with_local_secret(settings: Settings) -> Settings:
    """A secret of this machine's own, kept beside the database so that sign-ins outlive a restart."""
    path = settings.home / "secret_key"
    settings.home.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32), encoding="ascii")
    return replace(settings, secret_key=path.read_text(encoding="ascii"))
