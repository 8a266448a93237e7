"""Problems as the page shows them: beside the field, and in the summary with a link to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from feedback_app.domain.problems import Problem
from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.problems import message
from feedback_app.web.forms.sheet import Item, Sheet

CHOOSING = frozenset({"single", "multiple", "scale", "rating", "yes_no", "stop"})
FIRST_CARD_FIELD = {"suggestions": "saw", "praise": "stop"}


class Complaint(NamedTuple):
    """One thing to mend: where it is, the id of the input to go to, the question's text, what to do."""

    where: str
    anchor: str
    text: str
    message: str


def complaints(sheet: Sheet, problems: Iterable[Problem], language: Language) -> tuple[Complaint, ...]:
    """The problems in words, with links."""
    items = {item.key: item for item in sheet.items()}
    return tuple(_complaint(items, problem, language) for problem in problems)


def _complaint(items: dict[str, Item], problem: Problem, language: Language) -> Complaint:
    item = items.get(problem.question)
    if problem.where == "":
        first = next(item for item in items.values() if item.kind != "information")
        return Complaint("", _anchor(first, first.key), "", message(problem, language))
    if item is None:
        return Complaint(problem.where, "", "", message(problem, language))
    return Complaint(problem.where, _anchor(item, problem.where), item.text, message(problem, language))


def _anchor(item: Item, where: str) -> str:
    """Id of the input that mends it: the first of several when the whole question is meant."""
    if where == item.key and item.kind in CHOOSING:
        return f"f-{where}-0"
    if where == item.key and item.kind in FIRST_CARD_FIELD:
        return f"f-{where}-0-{FIRST_CARD_FIELD[item.kind]}"
    return f"f-{where}"
