"""What is printed, and what is taken to other tools."""

from __future__ import annotations

from typing import cast

from flask import Response, abort
from flask import stream_with_context as within_request

from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.texts import LANGUAGE_NAMES
from feedback_app.services import exports, reports
from feedback_app.services.errors import NotFound
from feedback_app.services.exports import Format
from feedback_app.services.reports import RenderingFailed
from feedback_app.store.database import db
from feedback_app.web import desk
from feedback_app.web.organizer.visits import visit_or_404
from feedback_app.web.pages import now

AGAIN_SECONDS = 2
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/x-ndjson"}


def report(slug: str, spoken: str) -> Response:
    """The PDF report; while it is being made, a page that looks again by itself."""
    visit, language = visit_or_404(slug), cast(Language, spoken)
    if language not in visit.languages:
        abort(404)
    try:
        file = reports.file(db.session(), desk.order(visit, language), now())
    except RenderingFailed:
        return desk.draw("organizer/report_failed.html", 503, visit=visit)
    if file is not None:
        return _pdf(file, f"{visit.slug}-{language}.pdf")
    waiting = desk.draw("organizer/report_waits.html", visit=visit, spoken=LANGUAGE_NAMES[language])
    waiting.headers["Refresh"] = str(AGAIN_SECONDS)
    return waiting


def released(slug: str, digest: str) -> Response:
    """A report that was made before, as it was then."""
    visit = visit_or_404(slug)
    try:
        file = reports.released_file(db.session(), visit, digest)
    except NotFound:
        abort(404)
    return _pdf(file, f"{visit.slug}-{digest[:8]}.pdf")


def sheet(slug: str, stop_key: str | None = None) -> Response:
    """The sheet to hang up at a stop; without a stop, for where the visit begins."""
    visit = visit_or_404(slug)
    stop = visit.stop(stop_key) if stop_key else None
    if stop_key and stop is None:
        abort(404)
    address = f"{desk.settings().public_url}/v/{visit.code}"
    return _pdf(reports.stop_sheet(visit, stop, address), f"{visit.slug}-{stop_key or 'start'}.pdf")


def export(slug: str, kind: str) -> Response:
    """Every response, for another tool."""
    visit = visit_or_404(slug)
    lines = exports.export(db.session(), visit, cast(Format, kind))
    response = Response(within_request(lines), content_type=TYPES[kind])
    name = f"{visit.slug}.{'csv' if kind == 'csv' else 'jsonl'}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pdf(file: bytes, name: str) -> Response:
    response = Response(file, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
