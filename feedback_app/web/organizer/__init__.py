"""The organizer's pages: prepare a visit, follow it, see what it brought."""

from __future__ import annotations

from flask import Blueprint

from feedback_app.presentation import charts
from feedback_app.web import access
from feedback_app.web.organizer import papers, planning, results, running, visits


def blueprint() -> Blueprint:
    """The pages with their addresses."""
    organizer = Blueprint("organizer", __name__)
    rule = organizer.add_url_rule
    rule("/visits", view_func=visits.visits)
    rule("/visits/new", view_func=planning.new, methods=["GET", "POST"])
    rule("/visits/<slug>", view_func=visits.visit)
    rule("/visits/<slug>/edit", view_func=planning.edit, methods=["GET", "POST"])
    rule("/visits/<slug>/clone", view_func=planning.clone, methods=["GET", "POST"])
    rule("/visits/<slug>/open", view_func=running.open_now, methods=["POST"])
    rule("/visits/<slug>/extend", view_func=running.extend, methods=["POST"])
    rule("/visits/<slug>/close", view_func=running.close, methods=["POST"])
    rule("/visits/<slug>/testing", view_func=running.testing, methods=["POST"])
    rule("/visits/<slug>/results", view_func=results.results)
    rule("/visits/<slug>/questions", view_func=results.questions)
    rule("/visits/<slug>/report/<any(nb,nn,en):spoken>", view_func=papers.report)
    rule("/visits/<slug>/reports/<digest>", view_func=papers.released)
    rule("/visits/<slug>/sheets", view_func=papers.sheet)
    rule("/visits/<slug>/sheets/<stop_key>", view_func=papers.sheet)
    rule("/visits/<slug>/export/<any(csv,json):kind>", view_func=papers.export)
    access.protect(organizer)
    organizer.record_once(lambda setup: charts.install(setup.app.jinja_env))
    return organizer
