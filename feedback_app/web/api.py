"""The public API: fetch a questionnaire, deliver a response. Made for tablets that send when the network is back."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.domain.answers import check
from feedback_app.domain.problems import Problem
from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Form, Visit
from feedback_app.presentation.problems import message
from feedback_app.presentation.texts import translate
from feedback_app.services import collecting, questionnaires
from feedback_app.services.collecting import Delivery, Receipt
from feedback_app.services.errors import Conflict, NotAccepted, NotFound
from feedback_app.store.database import db
from feedback_app.web.errors import problem
from feedback_app.web.pages import now, preferred_language
from feedback_app.web.visitor.places import VISITOR, find

DIGEST = re.compile(r"[0-9a-f]{64}")
FIELDS = frozenset({"visit", "form", "stop", "visitor", "answers", "correct"})
YEAR_SECONDS = 31_536_000


class Refused(NamedTuple):
    """An error that the client can do something about. `message` and `todo` are still to be translated."""

    status: int
    code: str
    message: str
    todo: str


NOT_JSON = Refused(
    400,
    "not_json",
    "The body is not JSON in UTF-8.",
    "Send one JSON object, with Content-Type: application/json.",
)
NOT_A_DELIVERY = Refused(
    400,
    "not_a_delivery",
    "The JSON is not a delivery.",
    'Send an object with "visit", "form" and "answers", and if needed "stop", "visitor" and "correct".',
)
NO_QUESTIONNAIRE = Refused(
    404,
    "unknown_questionnaire",
    "No questionnaire with this digest is published.",
    "Open the visit again to learn which questionnaires it uses.",
)
NO_VISIT = Refused(
    404, "unknown_visit", "We know no visit with this code.", "Keep the answers, and check the code with your host."
)
NO_TASK = Refused(
    404,
    "unknown_task",
    "This visit has no such questionnaire at this stop.",
    "Open the visit again to learn its questionnaires and stops.",
)
UPCOMING = Refused(
    425, "not_open", "The visit has not opened yet.", "Keep the answers, and send them when it has opened."
)
CLOSED = Refused(
    410,
    "closed",
    "The visit has closed and takes no more answers.",
    "Keep the answers, and ask your host to open the visit again.",
)
CONFLICT = Refused(
    409,
    "conflict",
    "Other content has been received under this id.",
    'To replace it, send again with "correct": true. To add a response, send it under a new id.',
)


class _Stop(Exception):
    """Ends the reading of a delivery with an answer."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.code)
        self.refused = refused


class _Order(NamedTuple):
    """A delivery that names a visit and a task which exist; its answers are not judged yet."""

    visit: Visit
    form: Form
    stop: str | None
    visitor: str | None
    answers: dict[str, Any]
    correct: bool


def blueprint() -> Blueprint:
    """The two addresses."""
    api = Blueprint("api", __name__, url_prefix="/api")
    api.add_url_rule("/questionnaires/<digest>", view_func=questionnaire, methods=["GET"])
    api.add_url_rule("/responses/<uuid:uid>", view_func=deliver, methods=["PUT"])
    return api


def questionnaire(digest: str) -> ResponseReturnValue:
    """The canonical form of a published version. It never changes."""
    if not DIGEST.fullmatch(digest):
        return _refuse(NO_QUESTIONNAIRE)
    try:
        document = questionnaires.document(db.session(), digest)
    except NotFound:
        return _refuse(NO_QUESTIONNAIRE)
    response = Response(document, mimetype="application/json")
    response.set_etag(digest)
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response.make_conditional(request)


def deliver(uid: UUID) -> Response:
    """Receive a response under the id that the client gave it: the same judge and the same shelf as the page."""
    try:
        order = _order()
        checked = check(order.form.questionnaire, order.answers, order.visit.stop_keys())
        if checked.problems:
            return _unprocessable(checked.problems)
        delivery = Delivery(uid, order.form, order.stop, checked.answers, order.visitor)
        receipt = collecting.receive(db.session(), order.visit, delivery, now(), correct=order.correct)
    except _Stop as stop:
        return _refuse(stop.refused)
    except NotAccepted as refusal:
        return _refuse(UPCOMING if refusal.phase == "upcoming" else CLOSED)
    except Conflict:
        return _refuse(CONFLICT)
    return _accepted(order.visit, receipt)


def _order() -> _Order:
    body = _body()
    if not isinstance(body, dict) or not FIELDS.issuperset(body):
        raise _Stop(NOT_A_DELIVERY)
    code, key, stop, visitor = (body.get(name) for name in ("visit", "form", "stop", "visitor"))
    answers, correct = body.get("answers"), body.get("correct", False)
    if not (isinstance(code, str) and isinstance(key, str) and isinstance(answers, dict) and isinstance(correct, bool)):
        raise _Stop(NOT_A_DELIVERY)
    if not (stop is None or isinstance(stop, str)) or not _names_a_visitor(visitor):
        raise _Stop(NOT_A_DELIVERY)
    known = find(code)
    if known is None:
        raise _Stop(NO_VISIT)
    form = known.visit.form(key)
    if form is None or form.per_stop != (stop is not None) or (stop and known.visit.stop(stop) is None):
        raise _Stop(NO_TASK)
    return _Order(known.visit, form, stop, visitor, answers, correct)


def _body() -> Any:
    try:
        return json.loads(request.get_data().decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _Stop(NOT_JSON) from error


def _no_constant(name: str) -> None:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _names_a_visitor(visitor: object) -> bool:
    return visitor is None or (isinstance(visitor, str) and VISITOR.fullmatch(visitor) is not None)


def _accepted(visit: Visit, receipt: Receipt) -> Response:
    language = preferred_language(request, visit.languages)
    response = jsonify(
        {
            "uid": str(receipt.uid),
            "outcome": receipt.outcome,
            "form": receipt.form.key,
            "stop": receipt.stop,
            "answers": receipt.answers,
            "receipt": url_for("visitor.receipt", code=visit.code, language=language, uid=receipt.uid),
        }
    )
    response.status_code = 201 if receipt.outcome == "stored" else 200
    response.headers["Cache-Control"] = "no-store"
    return response


def _unprocessable(problems: tuple[Problem, ...]) -> Response:
    language = preferred_language(request)
    listed = [
        {
            "question": found.question,
            "where": found.where,
            "code": found.code,
            "message": message(found, language),
        }
        for found in problems
    ]
    words = _translated(
        language, "Some answers cannot be received.", "Mend what is listed under problems, and send again."
    )
    return problem(422, "unacceptable", *words, problems=listed)


def _refuse(refused: Refused) -> Response:
    language = preferred_language(request)
    return problem(refused.status, refused.code, *_translated(language, refused.message, refused.todo))


def _translated(language: Language, *messages: str) -> list[str]:
    return [translate(language, text) for text in messages]
