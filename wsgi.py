"""The application for a web server and for `flask --app wsgi`."""

import sys

from feedback_app.app import create_app
from feedback_app.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(str(error))
