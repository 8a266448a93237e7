"""Hand the responses of a visit to another tool."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.reporting import tables
from feedback_app.store import responses
from feedback_app.store.database import snapshot

Format = Literal["csv", "json"]


def export(session: Session, visit: Visit, file_format: Format) -> Iterator[str]:
    """The responses as lines of text, in random order: a semicolon file, or JSON lines."""
    with snapshot(session):
        rows = _rows(session, visit)
        yield from tables.csv_lines(visit, rows) if file_format == "csv" else tables.json_lines(rows)


def _rows(session: Session, visit: Visit) -> Iterator[tables.ExportRow]:
    forms = {form.digest: form for form in visit.forms}
    for response in responses.everything(session, visit.id):
        yield tables.ExportRow(
            response.uid,
            forms[response.version],
            response.stop,
            response.visitor,
            json.loads(response.answers),
        )
