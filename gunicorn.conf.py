"""How `gunicorn wsgi:app` serves in production: a thread for each open stream; one of the workers runs the jobs."""

from typing import Any

from app.serve import GRACE_SECONDS, THREADS, work

worker_class = "gthread"
threads = THREADS
graceful_timeout = GRACE_SECONDS
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    work(worker.wsgi)
