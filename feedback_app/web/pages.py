"""What all pages share: how a page is drawn, and in which language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

from flask import Request, current_app

from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.presentation.texts import LANGUAGE_NAMES, translate, translate_plural


class Tongue(NamedTuple):
    """One entry of the language switch."""

    language: Language
    name: str
    url: str


def page(template: str, language: Language, /, **values: Any) -> str:
    """The HTML of a page. Templates get these values, the texts of the language, and nothing of the request.

    `tongues` makes the language switch; `problems` puts "Error:" before the title.
    """
    return current_app.jinja_env.get_template(template).render(
        _=partial(translate, language),
        ngettext=partial(translate_plural, language),
        language=language,
        **{"tongues": (), "problems": (), **values},
    )


def tongues(urls: Mapping[Language, str]) -> tuple[Tongue, ...]:
    """The language switch of a page that exists at these addresses."""
    return tuple(Tongue(language, LANGUAGE_NAMES[language], url) for language, url in urls.items())


def preferred_language(request: Request, offered: Sequence[Language] = LANGUAGES) -> Language:
    """What the browser asks for among what is offered; else the first offered. `no` means Bokmål."""
    for wanted in request.accept_languages.values():
        primary = wanted.partition("-")[0].lower()
        primary = "nb" if primary == "no" else primary
        for language in offered:
            if language == primary:
                return language
    return offered[0]


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
