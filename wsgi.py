"""The WSGI entry point: `gunicorn wsgi:app`. In production it refuses to start where migrations are missing."""

import os

from app.factory import create_app
from app.kit import logs
from app.kit.migrating import require_current
from config import BadSettings, Settings

FROM_COMMAND_LINE = "FLASK_RUN_FROM_CLI" in os.environ  # `flask migrate` must run before the schema is current
try:
    settings = Settings.of_environment()
    logs.begin(settings)
    app = create_app(settings)
except BadSettings as bad:
    if FROM_COMMAND_LINE:
        raise SystemExit(str(bad)) from None
    raise
if settings.production and not FROM_COMMAND_LINE:
    require_current(app.extensions["engine"])
