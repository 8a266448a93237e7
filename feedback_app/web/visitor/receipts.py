"""The receipt: an address of its own that says what was received."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import Response, url_for

from feedback_app.domain.answers import OTHER
from feedback_app.domain.kinds import Answer
from feedback_app.domain.questionnaire import Language
from feedback_app.presentation import formats
from feedback_app.presentation.texts import translate
from feedback_app.services import collecting
from feedback_app.services.collecting import Receipt
from feedback_app.store.database import db
from feedback_app.web.forms.sheet import Item
from feedback_app.web.pages import page, tongues
from feedback_app.web.visitor.places import Hall, Place, hall

CARD_LABELS = {
    "saw": "What did you see?",
    "suggest": "What do you suggest?",
    "better": "What would be better?",
    "element": "What is it about?",
    "stop": "Where does it belong?",
    "text": "What was good?",
    "aloud": "May it be read aloud at the board?",
}


class Received(NamedTuple):
    """One answer in words. `cards` holds lists of (label, words) when the answer is made of cards."""

    question: str
    words: str
    cards: tuple[tuple[tuple[str, str], ...], ...] = ()


def receipt(code: str, language: str, uid: UUID) -> Response:
    """What we received under this id."""
    here = hall(code, language)
    urls = {other: url_for("visitor.receipt", code=code, language=other, uid=uid) for other in here.visit.languages}
    found = collecting.receipt(db.session(), here.visit, uid)
    if found is None:
        missing = page("visitor/no_receipt.html", here.language, programme_url=here.url(), tongues=tongues(urls))
        return Response(missing, 404)
    place = here.place(found.form, here.visit.stop(found.stop) if found.stop else None)
    html = page(
        "visitor/receipt.html",
        here.language,
        corrected=found.outcome == "corrected",
        title=place.sheet.title,
        unit=place.unit,
        received=_in_words(place, found),
        delete_on=here.visit.delete_on,
        open=here.phase in ("open", "testing"),
        next_task=_next(here, place),
        uid=str(uid),
        draft=place.draft,
        change_url=place.url(uid=uid),
        visit_draft=here.draft,
        programme_url=here.url(),
        tongues=tongues(urls),
    )
    return Response(html, headers={"Cache-Control": "private, no-cache"})


def _next(here: Hall, place: Place) -> dict[str, str] | None:
    """The task after this one in the programme."""
    tasks = here.visit.tasks()
    following = tasks[tasks.index((place.form, place.stop)) + 1 :]
    if not following:
        return None
    after = here.place(*following[0])
    return {"url": after.url(), "title": after.stop.unit if after.stop else after.sheet.title}


def _in_words(place: Place, found: Receipt) -> tuple[Received, ...]:
    answered = []
    for item in place.sheet.items():
        if item.key in found.answers:
            other = str(found.answers.get(item.key + OTHER, ""))
            answered.append(_one(item, found.answers[item.key], other, place.language))
    return tuple(answered)


def _one(item: Item, answer: Answer, other: str, language: Language) -> Received:
    if item.kind in ("suggestions", "praise"):
        return Received(item.text, "", tuple(_card(item, card, language) for card in answer))
    words = ", ".join(_word(item, value, language) for value in (answer if isinstance(answer, list) else [answer]))
    return Received(item.text, f"{words}: {other}" if other else words)


def _word(item: Item, value: Answer, language: Language) -> str:
    if item.kind == "number":
        return f"{formats.number(value, language)} {item.unit}"
    if item.kind == "date":
        return formats.day(date.fromisoformat(value), language)
    labels = {option.value: option.label for option in (*item.options, *item.outside)}
    return labels.get(str(value), str(value))


def _card(item: Item, card: dict[str, Answer], language: Language) -> tuple[tuple[str, str], ...]:
    names = {option.value: option.label for option in (*item.options, *item.elements)}

    def words(name: str) -> str:
        if name == "aloud":
            return translate(language, "Yes" if card[name] else "No")
        text = str(card[name])
        return names.get(text, text) if name in ("element", "stop") else text

    return tuple((translate(language, label), words(name)) for name, label in CARD_LABELS.items() if name in card)
