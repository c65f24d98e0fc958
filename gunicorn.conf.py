"""How `gunicorn wsgi:app` serves in production: as the part that PADDOCK_SERVES names, else as all of it."""

import os
from typing import Any

from app.serve import GRACE_SECONDS, work
from config import PARTS

_part = PARTS.get(os.environ.get("PADDOCK_SERVES") or "all", PARTS["all"])  # another name is refused by the settings

worker_class = "gthread"
threads = _part.threads
worker_connections = _part.connections
graceful_timeout = GRACE_SECONDS
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    work(worker.wsgi)
