"""People and units: who may log in, and how the organisation is built."""

from __future__ import annotations

from flask import Blueprint

from feedback_app.web import access
from feedback_app.web.admin import people, units


def blueprint() -> Blueprint:
    """The pages with their addresses."""
    admin = Blueprint("admin", __name__)
    rule = admin.add_url_rule
    rule("/password", view_func=people.own_password, methods=["GET", "POST"])
    rule("/people", view_func=people.people, methods=["GET", "POST"])
    rule("/people/<int:person_id>", view_func=people.person, methods=["GET", "POST"])
    rule("/units", view_func=units.units, methods=["GET", "POST"])
    rule("/units/<int:unit_id>", view_func=units.unit, methods=["GET", "POST"])
    access.protect(admin)
    return admin
