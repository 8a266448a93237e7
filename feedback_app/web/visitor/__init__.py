"""The visitor's pages. No session, no cookie: whoever has the code may answer."""

from __future__ import annotations

from flask import Blueprint

from feedback_app.web.brake import Brake
from feedback_app.web.visitor import answering, entrance, receipts
from feedback_app.web.visitor.known import KnownVisits

GUESSES = "60 per minute"
"""Unknown codes that one address may try: typing errors of a whole group, but no search through all codes."""

FORM = "/v/<code>/<any(nb,nn,en):language>/<form_key>"
STOP = FORM + "/<stop_key>"


def blueprint() -> Blueprint:
    """The pages with their addresses."""
    visitor = Blueprint("visitor", __name__)
    rule = visitor.add_url_rule
    rule("/", view_func=entrance.front, methods=["GET"])
    rule("/", view_func=entrance.enter, methods=["POST"])
    rule("/<any(nb,nn,en):language>", view_func=entrance.front_in)
    rule("/privacy/<any(nb,nn,en):language>", view_func=entrance.privacy)
    rule("/v/<code>", view_func=entrance.choose_language)
    rule("/v/<code>/<any(nb,nn,en):language>", view_func=entrance.programme)
    rule("/v/<code>/<any(nb,nn,en):language>/receipt/<uuid:uid>", view_func=receipts.receipt)
    for address in (FORM, STOP):
        rule(address, view_func=answering.show, methods=["GET"])
        rule(address, view_func=answering.receive, methods=["POST"])
    visitor.register_error_handler(403, answering.refused)
    visitor.record_once(lambda setup: setup.app.extensions.update(known_visits=KnownVisits(), guesses=Brake(GUESSES)))
    return visitor
