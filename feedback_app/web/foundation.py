"""What create_app installs under every blueprint: templates, static files, the guard, the error pages."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from feedback_app.presentation import formats
from feedback_app.settings import Settings
from feedback_app.web import errors, guard
from feedback_app.web.static_files import StaticFiles


def install(app: Flask, settings: Settings) -> None:
    """Prepare the app. Templates use what is set here, and the values given to `pages.page`; nothing else."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    files = StaticFiles(Path(__file__).parent / "static")
    files.serve(app)
    app.jinja_env.globals.update(
        organisation=settings.organisation, zone=settings.time_zone, static_url=files.url, formats=formats
    )
    guard.install(app)
    errors.install(app)
