from typing import get_args

import pytest

from feedback_app.domain.problems import Code, Problem
from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.problems import MESSAGES, message

VALUES = {"limit": 12, "length": 300, "name": "x"}


def test_every_problem_has_words() -> None:
    assert set(MESSAGES) == set(get_args(Code))


@pytest.mark.parametrize(
    ("problem", "language", "told"),
    [
        (Problem("a", "too_small", {"limit": 0.5}), "nb", "Skriv et tall som er 0,5 eller høyere."),
        (Problem("a", "too_small", {"limit": 0.5}), "en", "Write a number that is 0.5 or higher."),
        (Problem("a", "too_large", {"limit": 180}), "nn", "Skriv eit tal som er 180 eller lågare."),
        (Problem("a", "too_early", {"limit": "2026-03-18"}), "nb", "Velg 18. mars 2026 eller en senere dato."),
        (Problem("a", "unknown_field", {"name": "100%s"}), "en", "The card has a field that we do not know: 100%s."),
    ],
)
def test_numbers_and_dates_are_written_as_the_language_writes_them(
    problem: Problem, language: Language, told: str
) -> None:
    assert message(problem, language) == told
