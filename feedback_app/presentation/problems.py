"""What to say about something that cannot be accepted: what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from feedback_app.domain.problems import Code, Problem
from feedback_app.domain.questionnaire import Language
from feedback_app.presentation import formats
from feedback_app.presentation.texts import translate

MESSAGES: Mapping[Code, str] = {
    "required": "This question needs an answer.",
    "nothing_answered": "You have not answered anything yet. Answer at least one question, then send again.",
    "unknown_question": "This question is not part of the questionnaire. Open the questionnaire again.",
    "unknown_option": "Choose one of the options shown.",
    "unknown_stop": "Choose one of the board meetings of the visit.",
    "unknown_element": "Choose one of the elements shown.",
    "unknown_field": "The card has a field that we do not know: %(name)s.",
    "other_needs_choice": "Choose the option beside the text as well, or remove the text.",
    "wrong_type": "The answer does not have the form that we expect.",
    "not_a_number": "Write a number with digits, for example 12.",
    "not_whole": "Write a whole number, without decimals.",
    "too_many_decimals": "Write at most %(limit)s decimals.",
    "too_small": "Write a number that is %(limit)s or higher.",
    "too_large": "Write a number that is %(limit)s or lower.",
    "not_a_date": "Write a date that exists, as year-month-day, for example 2026-03-18.",
    "too_early": "Choose %(limit)s or a later date.",
    "too_late": "Choose %(limit)s or an earlier date.",
    "too_long": "Write at most %(limit)s characters. You have written %(length)s.",
    "too_many_cards": "Fill in at most %(limit)s cards.",
    "card_needs_text": "Write a few words here, or empty the whole card.",
}
DATES = frozenset({"too_early", "too_late"})


def message(problem: Problem, language: Language) -> str:
    """The problem in words. Numbers and dates are written as the language writes them."""
    values = {name: _written(problem, value, language) for name, value in problem.values.items()}
    return translate(language, MESSAGES[problem.code], **values)


def _written(problem: Problem, value: str | float, language: Language) -> str:
    if isinstance(value, str):
        return formats.day(date.fromisoformat(value), language) if problem.code in DATES else value
    return formats.number(value, language)
