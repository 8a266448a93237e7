"""For whoever runs the service: one log line a request, and /health.

A log line names the route, never the address that was asked for, and nothing about who asked: an address holds the
code of a visit and the name of a response. Query, body, IP address and user agent are not logged either.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, g, got_request_exception, jsonify, request

from feedback_app.services import health
from feedback_app.store.database import db

operations = Blueprint("operations", __name__)
log = logging.getLogger("feedback")


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record with the fields that were given in `extra={"fields": ...}`."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        fields = getattr(record, "fields", {})
        line = {"time": moment, "level": record.levelname.lower(), "event": record.getMessage(), **fields}
        return json.dumps(line, ensure_ascii=False)


def install(app: Flask) -> None:
    """Log every request and every failure, and answer /health."""
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.setLevel(log.level or logging.INFO)
        log.propagate = False
    app.before_request(_begin)
    app.after_request(_end)
    got_request_exception.connect(_failed, app)
    # Flask's own line about a failure names the address; ours says the same without it.
    app.logger.disabled = True
    app.register_blueprint(operations)


@operations.get("/health")
def ask_health() -> tuple[Response, int]:
    """Do database and disk answer? 200 when both do, else 503."""
    found = health.check(db.session())
    return jsonify({"database": _word(found.database), "disk": _word(found.disk)}), 200 if found.good else 503


def _word(good: bool) -> str:
    return "ok" if good else "fails"


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    if request.endpoint not in ("static_files.static", "operations.ask_health"):
        milliseconds = round(1000 * (time.perf_counter() - g.began), 1)
        fields = {**_route(), "status": response.status_code, "milliseconds": milliseconds}
        log.info("request", extra={"fields": fields})
    return response


def _route() -> dict[str, str]:
    return {"method": request.method, "route": request.url_rule.rule if request.url_rule else "none"}


def _failed(app: Flask, exception: BaseException) -> None:
    """The kind of the failure and the places in the code. Its message may quote what somebody sent: left out."""
    places = [
        f"{frame.name} ({frame.filename}:{frame.lineno})" for frame in traceback.extract_tb(exception.__traceback__)
    ]
    fields = {**_route(), "exception": type(exception).__name__, "places": places[-12:]}
    log.error("failure", extra={"fields": fields})
