"""What all pages of the staff share: the language, who is logged in, and what was just done."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from flask import Response, current_app, request, session, url_for
from flask_login import UserMixin, current_user
from werkzeug.urls import iri_to_uri

from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.domain.roles import Act, may
from feedback_app.domain.visits import Visit
from feedback_app.services.people import Person
from feedback_app.services.reports import Order
from feedback_app.settings import Settings
from feedback_app.web.pages import now, page, tongues

Params = dict[str, Any]


class LoggedIn(UserMixin):  # type: ignore[misc]  # the library has no types
    """A person with a login. The session names the epoch too, so that a new password ends every open login."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def get_id(self) -> str:
        """What the session remembers."""
        return f"{self.person.id}.{self.person.epoch}"


class Note(NamedTuple):
    """Something that was just done; word and message are messages to be translated."""

    tone: str
    word: str
    message: str = ""


NOTES = {
    "created": Note("good", "The visit is ready.", "Print the sheets, and try it out before the guests come."),
    "revised": Note("good", "The changes are saved."),
    "opened": Note("good", "The visit is open.", "Guests can answer now."),
    "extended": Note("good", "The visit stays open longer."),
    "closed": Note("info", "The visit is closed.", "It takes no more answers."),
    "testing": Note("info", "Test mode is on.", "Try everything. What is sent now is deleted when the visit opens."),
    "tested": Note("info", "Test mode is off.", "The test answers have been deleted."),
    "person-added": Note("good", "The person can log in now.", "Give them the password in a safe way."),
    "role-changed": Note("good", "The role is changed."),
    "password-changed": Note("good", "The password is changed.", "Open logins with the old one have ended."),
    "unit-added": Note("good", "The unit is added."),
    "unit-renamed": Note("good", "The unit has its new name."),
    "logged-out": Note("info", "You are logged out."),
}


def person() -> Person | None:
    """Who is logged in."""
    return current_user.person if isinstance(current_user._get_current_object(), LoggedIn) else None  # noqa: SLF001


def me() -> Person:
    """Who is logged in; only for pages behind a login."""
    found = person()
    assert found is not None
    return found


def allowed(act: Act) -> bool:
    """May whoever is logged in do this?"""
    found = person()
    return found is not None and may(found.role, act)


def language() -> Language:
    """The language that this member of staff works in."""
    chosen = session.get("language")
    return cast(Language, chosen) if chosen in LANGUAGES else LANGUAGES[0]


def choose_language(wanted: str | None) -> bool:
    """Work in another language from now on; false when it is none of ours."""
    if wanted not in LANGUAGES:
        return False
    session["language"] = wanted
    return True


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["FEEDBACK"]
    return found


def today() -> date:
    """The day in the municipality's own time."""
    return now().astimezone(settings().time_zone).date()


def order(visit: Visit, language: Language) -> Order:
    """The report on a visit, as of today."""
    return Order(visit, language, today(), settings().organisation)


def note(code: str, **values: str) -> None:
    """Say on the next page what was done."""
    session["note"] = {"code": code, **values}


def go(address: str) -> Response:
    """On to another page, which a reload then shows again without doing anything."""
    return Response(status=303, headers={"Location": iri_to_uri(address)})


def draw(template: str, status: int = 200, /, **values: Any) -> Response:
    """A page of the staff. `typing` names the form that must not lose what is typed when the language changes."""
    told = session.pop("note", None) if request.method == "GET" else None
    html = page(
        template,
        language(),
        me=person(),
        allowed=allowed,
        told=told,
        note=NOTES[told["code"]] if told else None,
        tongues=tongues({other: _here_in(other) for other in LANGUAGES} if _stays(values) else {}),
        url_for=url_for,
        **{"typing": "", **values},
    )
    return Response(html, status)


def _stays(values: Params) -> bool:
    """Can the page be shown in another language? What answers a post cannot, unless its form is sent along."""
    return request.method == "GET" or bool(values.get("typing"))


def _here_in(other: Language) -> str:
    return f"{request.path}?{urlencode(request.args.to_dict() | {'language': other})}"
