"""The way in: the code, the language, the programme, and what we do with the answers."""

from __future__ import annotations

from typing import cast

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback_app.domain import codes
from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.web.pages import page, preferred_language, tongues
from feedback_app.web.visitor.places import Hall, find, hall, unknown_visit


def front() -> str:
    """Where a code is typed."""
    return _front(preferred_language(request))


def front_in(language: str) -> str:
    """The same in a chosen language."""
    return _front(cast(Language, language))


def enter() -> ResponseReturnValue:
    """Open the visit whose code was typed."""
    typed = request.form.get("code", "")
    known = find(typed) if typed.strip() else None
    language = preferred_language(request)
    if request.form.get("_language") in LANGUAGES:
        language = cast(Language, request.form["_language"])
    if known is None:
        return _front(language, typed, wrong="unknown" if codes.tidy(typed) else "empty"), 422
    spoken = language if language in known.visit.languages else known.visit.languages[0]
    return redirect(url_for("visitor.programme", code=known.visit.code, language=spoken), 303)


def choose_language(code: str) -> ResponseReturnValue:
    """Send whoever scans the code to the programme in a language that the browser asks for."""
    known = find(code)
    if known is None:
        return unknown_visit()
    language = preferred_language(request, known.visit.languages)
    response = redirect(url_for("visitor.programme", code=known.visit.code, language=language))
    response.headers["Vary"] = "Accept-Language"
    return response


def programme(code: str, language: str) -> ResponseReturnValue:
    """The tasks of the visit in walking order, who reads the answers, and when they are deleted."""
    here = hall(code, language)
    if here.visit.code != code:
        return redirect(here.url())
    return page(
        "visitor/programme.html",
        here.language,
        visit=here.visit,
        phase=here.phase,
        tasks=_tasks(here),
        visit_draft=here.draft,
        tongues=here.tongues(),
        minutes=sum(form.questionnaire.minutes for form, _ in here.visit.tasks()),
    )


def privacy(language: str) -> str:
    """What is stored, what is not, and for how long."""
    spoken = cast(Language, language)
    urls = {other: url_for("visitor.privacy", language=other) for other in LANGUAGES}
    return page("visitor/privacy.html", spoken, tongues=tongues(urls))


def _tasks(here: Hall) -> list[dict[str, object]]:
    places = [here.place(form, stop) for form, stop in here.visit.tasks()]
    several = sum(form.per_stop for form in here.visit.forms) > 1
    return [
        {
            "title": place.stop.unit if place.stop and not several else place.sheet.title,
            "about": place.sheet.title if place.stop and not several else place.unit,
            "clock": place.clock,
            "minutes": place.sheet.minutes,
            "url": place.url(),
            "draft": place.draft,
        }
        for place in places
    ]


def _front(language: Language, typed: str = "", wrong: str = "") -> str:
    urls = {other: url_for("visitor.front_in", language=other) for other in LANGUAGES}
    return page("visitor/front.html", language, typed=typed[:80], problems=wrong, tongues=tongues(urls))
