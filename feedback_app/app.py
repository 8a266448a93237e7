"""The one place where the parts are joined."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback_app import cli, settings
from feedback_app.settings import Settings
from feedback_app.store import models  # noqa: F401  (the tables must be known before the database is used)
from feedback_app.store.database import db, prepare
from feedback_app.web import api, foundation, login, operations, visitor

PACKAGE = Path(__file__).parent
TEMPLATES = next(folder for folder in (PACKAGE / "templates", PACKAGE.parent / "templates") if folder.is_dir())
"""Inside the package when it was installed from a wheel, beside it in a checkout."""


def create_app(given: Settings | None = None) -> Flask:
    """The application, with settings from the environment unless others are given."""
    chosen = given or settings.from_environment()
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        SECRET_KEY=chosen.secret_key,
        SQLALCHEMY_DATABASE_URI=chosen.database_url,
        MAX_CONTENT_LENGTH=chosen.max_body_kilobytes * 1024,
        MAX_FORM_MEMORY_SIZE=chosen.max_body_kilobytes * 1024,
        MAX_FORM_PARTS=2_000,
        FEEDBACK=chosen,
    )
    if proxies := chosen.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    operations.install(app)
    foundation.install(app, chosen)
    app.register_blueprint(visitor.blueprint())
    app.register_blueprint(api.blueprint())
    login.install(app, chosen)
    cli.register(app)
    return app
