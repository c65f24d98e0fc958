"""How `gunicorn wsgi:app` serves in production: as the part that PADDOCK_SERVES names, else as all of it.

The process that reads this loads nothing of ours: asked by HUP, it starts workers that load what lies on the disk then.
"""

import os
import runpy
from typing import Any

_settings = runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), "config.py"))
_part = _settings["PARTS"].get(os.environ.get("PADDOCK_SERVES") or "all", _settings["PARTS"]["all"])

worker_class = "asgi" if _part.loop else "gthread"
threads = 1 if _part.loop else _part.threads
worker_connections = _part.connections
graceful_timeout = _settings["GRACE_SECONDS"]
asgi_disconnect_grace_period = 0  # who holds the stream of a browser that has gone is told at once
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    from app.serve import hold, work  # in the worker alone, as said above

    if _part.loop:
        hold(worker)
    else:
        work(worker.wsgi)
