"""gunicorn for bare Flask: as `gunicorn.conf.py`, without the jobs, which bare Flask does not have."""

from app.serve import GRACE_SECONDS
from config import PARTS

worker_class = "gthread"
threads = PARTS["all"].threads
worker_connections = PARTS["all"].connections
graceful_timeout = GRACE_SECONDS
control_socket_disable = True
