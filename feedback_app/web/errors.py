"""When something goes wrong: a friendly page in the reader's language, or JSON for programs."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, InternalServerError

from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.texts import translate
from feedback_app.web.pages import page, preferred_language

API = "/api/"


class Trouble(NamedTuple):
    """What to say: a heading, what happened, and what to do. All are messages to be translated."""

    heading: str
    message: str
    todo: str


TROUBLES: dict[int, Trouble] = {
    400: Trouble(
        "We could not read that",
        "Something in what was sent was damaged on the way.",
        "Go back and try again. What you have typed is usually still there.",
    ),
    403: Trouble(
        "This was not accepted",
        "The request did not come from one of our own pages, so we did nothing.",
        "Open our page again from the link you were given, and try once more.",
    ),
    404: Trouble(
        "The page does not exist",
        "There is nothing at this address. A letter may be missing, or the page has been removed.",
        "Check the address, or start from the front page.",
    ),
    405: Trouble(
        "That cannot be done here",
        "This page does not take what was sent to it.",
        "Go back and use the buttons on the page.",
    ),
    413: Trouble(
        "That was too much at once",
        "What was sent is larger than we can receive.",
        "Go back, shorten the longest text, and send again. What you have typed is usually still there.",
    ),
    429: Trouble(
        "A little too fast",
        "We have received very many requests from your network in a short time.",
        "Wait a minute and try again. Nothing you have sent is lost.",
    ),
    500: Trouble(
        "Something failed with us",
        "It is our fault, not yours. The fault has been written to our log.",
        "Go back and try again in a moment. What you have typed is usually still there.",
    ),
}


def install(app: Flask) -> None:
    """Answer every HTTP error, and every exception that nobody caught."""
    app.register_error_handler(HTTPException, answer)


def trouble(status: int) -> Trouble:
    """The words for a status; the nearest general ones when it has none of its own."""
    return TROUBLES.get(status) or TROUBLES[400 if status < 500 else 500]


def problem(status: int, code: str, message: str, todo: str, **more: object) -> Response:
    """An error as JSON. The texts are already in the reader's language."""
    response = jsonify({"problem": code, "message": message, "todo": todo, **more})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    response.headers["Vary"] = "Accept-Language"
    return response


def answer(error: HTTPException) -> Response | HTTPException:
    """The page, or the JSON, that tells about an error."""
    status = error.code or InternalServerError.code
    if error.response is not None or status < 400:
        return error  # a page of its own, or a redirect
    language = preferred_language(request)
    words = trouble(status)
    if request.path.startswith(API):
        response = problem(status, _code(error), *_translated(language, words))
    else:
        response = Response(page("errors/error.html", language, trouble=words, status=status), status)
        response.headers["Cache-Control"] = "no-store"
    if status == 405:
        response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    return response


def _code(error: HTTPException) -> str:
    return error.name.lower().replace(" ", "_")


def _translated(language: Language, words: Trouble) -> tuple[str, str]:
    return translate(language, words.message), translate(language, words.todo)
