"""The WSGI entry point: `gunicorn wsgi:app`. In production it refuses to start where migrations are missing."""

import os

from app.factory import create_app
from app.kit.migrating import require_current
from config import BadSettings

FROM_COMMAND_LINE = "FLASK_RUN_FROM_CLI" in os.environ  # `flask migrate` must run before the schema is current
try:
    app = create_app()
except BadSettings as bad:
    if FROM_COMMAND_LINE:
        raise SystemExit(str(bad)) from None
    raise
if app.config["SETTINGS"].production and not FROM_COMMAND_LINE:
    require_current(app.extensions["engine"])
