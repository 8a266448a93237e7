"""The sheet that hangs at a stop: a code for the camera, three words for the keyboard, and how to answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Stop, Visit
from feedback_app.presentation import formats
from feedback_app.presentation.wording import Voice
from feedback_app.reporting import qr, render


def pdf(visit: Visit, stop: Stop | None, address: str) -> bytes:
    """An A4 sheet in the languages of the visit, for one stop or for all of it.

    `address` is the whole web address that the code opens; the words open the same visit from the front page.
    """
    voice = Voice(visit.languages[0])
    place, day = stop.unit if stop else visit.group, formats.day(visit.day, voice.language)
    page = render.page(
        "sheet.html",
        language=voice.language,
        title=voice.say("Sheet for %(place)s, %(day)s", place=place, day=day),
        place=place,
        occasion=f"{visit.group} · {day}" if stop else day,
        words=visit.code.split("-"),
        code=qr.drawing(address),
        code_title=voice.say("QR code for %(address)s", address=address),
        guides=[_guide(language, urlsplit(address).netloc) for language in visit.languages],
        made=visit.day.isoformat(),
    )
    return render.to_pdf(page)


def _guide(language: Language, host: str) -> tuple[Language, str, list[str]]:
    """Heading and steps in one language."""
    say = Voice(language).say
    steps = [
        say("Point the camera at the code."),
        say("Or open %(host)s and type the three words.", host=host),
        say("Answer what you like. Everything is optional."),
    ]
    return language, say("Tell us what you saw"), steps
