"""The application for a web server and for `flask --app wsgi`."""

from feedback_app.app import create_app

app = create_app()
