"""Where on a visit somebody is: which visit, which language, which questionnaire, which stop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from flask import Response, abort, current_app, request, url_for

from feedback_app.domain import codes
from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Form, Phase, Stop, Visit
from feedback_app.presentation import formats
from feedback_app.services import visits
from feedback_app.store.database import db
from feedback_app.web.brake import Brake
from feedback_app.web.forms.sheet import Sheet
from feedback_app.web.pages import Tongue, now, page, preferred_language, tongues
from feedback_app.web.visitor.known import Known, KnownVisits, stop_name

VISITOR = re.compile(r"[A-Za-z0-9_-]{8,36}")
"""A visitor's random name, made on the device."""

_OPTION = re.compile(r"[0-9]+|yes|no|[a-z0-9]+(_[a-z0-9]+)+")
"""What a form sends for a choice: of no use to whoever chose it."""


@dataclass(frozen=True, slots=True)
class Hall:
    """A visit, entered in one of its languages."""

    known: Known
    language: Language

    @property
    def visit(self) -> Visit:
        """The visit itself."""
        return self.known.visit

    @property
    def phase(self) -> Phase:
        """Where the visit is in its life at this moment."""
        return self.visit.phase(now())

    @property
    def draft(self) -> str:
        """Under this name the browser keeps what is typed. A rehearsal is kept apart from the visit itself."""
        return self.visit.code + ("~rehearsal" if self.phase in ("upcoming", "testing") else "")

    def url(self, language: Language | None = None) -> str:
        """Address of the programme."""
        return url_for("visitor.programme", code=self.visit.code, language=language or self.language)

    def tongues(self) -> tuple[Tongue, ...]:
        """The language switch of the programme."""
        return tongues({language: self.url(language) for language in self.visit.languages})

    def place(self, form: Form, stop: Stop | None) -> Place:
        """One task of the visit."""
        return Place(self.known, self.language, form, stop)


@dataclass(frozen=True, slots=True)
class Place:
    """One questionnaire of a visit, at a stop or once for the whole visit."""

    known: Known
    language: Language
    form: Form
    stop: Stop | None

    @property
    def hall(self) -> Hall:
        """The visit that it belongs to."""
        return Hall(self.known, self.language)

    @property
    def visit(self) -> Visit:
        """The visit itself."""
        return self.known.visit

    @property
    def sheet(self) -> Sheet:
        """The questionnaire in this language."""
        return self.known.sheet(self.form, self.language)

    @property
    def unit(self) -> str:
        """The unit and the time of the stop; empty when the questionnaire is about the whole visit."""
        return stop_name(self.stop, self.language) if self.stop else ""

    @property
    def clock(self) -> str:
        """When the stop begins; empty when nobody has said."""
        return formats.clock(self.stop.at, self.language) if self.stop and self.stop.at else ""

    @property
    def draft(self) -> str:
        """Under this name the browser keeps what is typed here."""
        return f"{self.hall.draft}/{self.form.key}/{self.stop.key if self.stop else ''}"

    def url(self, language: Language | None = None, uid: UUID | None = None) -> str:
        """Address of the questionnaire; with an id, filled in with what was received under it."""
        return url_for(
            "visitor.show",
            code=self.visit.code,
            language=language or self.language,
            form_key=self.form.key,
            stop_key=self.stop.key if self.stop else None,
            _uid=uid,
        )

    def tongues(self) -> tuple[Tongue, ...]:
        """The language switch of the questionnaire."""
        return tongues({language: self.url(language) for language in self.visit.languages})


def hall(code: str, language: str) -> Hall:
    """The visit with this code; a friendly page instead of it when there is none, or not in this language.

    What is sent in a language that the visit no longer has comes in by the visit's first language.
    """
    spoken = cast(Language, language)
    known = find(code)
    if known is None:
        abort(unknown_visit(spoken))
    if spoken not in known.visit.languages:
        if request.method != "POST":
            abort(404)
        spoken = known.visit.languages[0]
    return Hall(known, spoken)


def place(code: str, language: str, form_key: str, stop_key: str | None) -> Place:
    """The questionnaire at this address."""
    here = hall(code, language)
    form = here.visit.form(form_key)
    stop = here.visit.stop(stop_key) if stop_key else None
    if form is None or form.per_stop != (stop_key is not None) or (stop_key and stop is None):
        abort(_unknown_task(here) if request.method == "POST" else 404)
    return here.place(form, stop)


def find(code: str) -> Known | None:
    """The visit that a code opens, however it was typed."""
    known_visits: KnownVisits = current_app.extensions["known_visits"]
    guesses: Brake = current_app.extensions["guesses"]
    typed = codes.tidy(code)
    if typed not in known_visits and guesses.holds(request.remote_addr):
        abort(429)
    known = known_visits.get(typed, lambda code: visits.find_by_code(db.session(), code, now()))
    if known is None:
        guesses.count(request.remote_addr)
    return known


def unknown_visit(language: Language | None = None) -> Response:
    """What to do when no visit has the code. Whatever was sent with it is shown, so that it can be copied."""
    language = language or preferred_language(request)
    return Response(page("visitor/unknown.html", language, typed=_typed()), 404)


def _unknown_task(here: Hall) -> Response:
    """What to do when the visit no longer has the questionnaire or the stop that something was sent to."""
    html = page("visitor/unknown_task.html", here.language, typed=_typed(), programme_url=here.url())
    return Response(html, 404)


def _typed() -> list[str]:
    """The texts among what was sent, in their order."""
    sent = [value for name, value in request.form.items(multi=True) if not name.startswith("_")]
    return [value for value in sent if value.strip() and not _OPTION.fullmatch(value)]
