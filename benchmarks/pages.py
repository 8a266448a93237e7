"""CPU of one form page and one complete submission, in this process, beside their floors."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask, request
from werkzeug.test import EnvironBuilder

from benchmarks.measure import Figure, cpu_by_turns
from benchmarks.stage import app_on, sqlite
from feedback_app.domain.visits import Visit

FORM = "application/x-www-form-urlencoded"


def run(directory: Path) -> list[Figure]:
    """The form page against hello world; the submission against "parse the form and one raw durable insert"."""
    with app_on(sqlite(directory)) as (app, made):
        floor = _floor_app(directory / "floor.sqlite")
        path = f"/v/{made.open.code}/nb/visit-model"
        app.add_url_rule("/hello", view_func=lambda: "hello")
        ways = {
            "hello world, bare Flask": _get(floor, "/hello"),
            "hello world of the same server": _get(app, "/hello"),
            "form page, warm": _get(app, path),
            "parse the form and one raw insert": _post(floor, "/floor", made.open),
            "complete submission": _post(app, path, made.open),
        }
        taken = cpu_by_turns(ways)
    return [
        Figure("hello world, bare Flask", taken["hello world, bare Flask"], "ms CPU"),
        Figure("hello world of the same server", taken["hello world of the same server"], "ms CPU"),
        Figure("form page, warm", taken["form page, warm"], "ms CPU", "hello world of the same server", 2),
        Figure("parse the form and one raw insert", taken["parse the form and one raw insert"], "ms CPU"),
        Figure("complete submission", taken["complete submission"], "ms CPU", "parse the form and one raw insert", 4),
    ]


def submission(visit: Visit) -> dict[str, str]:
    """A filled form as a browser sends it: every scale answered, some words."""
    form = next(form for form in visit.forms if not form.per_stop)
    fields = {"_uid": str(uuid4()), "_visitor": ""}
    for question in form.questionnaire.questions():
        if question.kind == "scale":
            fields[question.key] = form.questionnaire.scale_of(question).choices[-1].key
        elif question.kind == "single":
            fields[question.key] = question.choices[0].key
        elif question.kind == "long_text":
            fields[question.key] = "Flere farger og symboler på tavla."
    return fields


def _floor_app(database: Path) -> Flask:
    floor = Flask("floor")
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE r (uid PRIMARY KEY, doc)")

    @floor.get("/hello")
    def hello() -> str:
        return "hello"

    @floor.post("/floor")
    def insert() -> str:
        fields = request.form.to_dict()
        connection.execute("INSERT INTO r VALUES (?, ?)", (fields["_uid"], json.dumps(fields)))
        return "stored"

    return floor


def _get(app: Flask, path: str) -> Callable[[], object]:
    environ = {**EnvironBuilder(path).get_environ(), "HTTP_ACCEPT_ENCODING": "gzip"}
    return lambda: _call(app, dict(environ), {200})


def _post(app: Flask, path: str, visit: Visit) -> Callable[[], object]:
    blank = "00000000-0000-4000-8000-000000000000"
    filled = urlencode({**submission(visit), "_uid": blank})

    def once() -> object:
        body = filled.replace(blank, str(uuid4())).encode()
        environ = EnvironBuilder(path, method="POST", input_stream=io.BytesIO(body), content_type=FORM).get_environ()
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return _call(app, environ, {200, 303})

    return once


def _call(app: Flask, environ: dict[str, object], wanted: set[int]) -> bytes:
    statuses: list[str] = []

    def start(status: str, headers: object, exc_info: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda data: None

    parts = app.wsgi_app(environ, start)
    body = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    if int(statuses[0][:3]) not in wanted:
        raise RuntimeError(f"{environ['PATH_INFO']} answered {statuses[0]}")
    return body
