"""Which questions are shown, given the answers so far. `static/js/routing.js` decides the same in the browser."""

from __future__ import annotations

from collections.abc import Mapping

from feedback_app.domain.kinds import Answer
from feedback_app.domain.questionnaire import Condition, Question, Questionnaire, Rule


def holds(rule: Rule | None, answers: Mapping[str, Answer], questionnaire: Questionnaire) -> bool:
    """Does the rule hold? An unanswered question fulfils no condition; no rule always holds."""
    if rule is None:
        return True

    def met(condition: Condition) -> bool:
        return fulfils(
            condition, answers.get(condition.question), questionnaire.by_key[condition.question], questionnaire
        )

    return all(map(met, rule.all_of)) and (not rule.any_of or any(map(met, rule.any_of)))


def shown(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> frozenset[str]:
    """Keys of the questions that somebody with these answers sees.

    Rules look only backwards, and the answer to a question that is itself hidden counts as not given.
    """
    visible: dict[str, Answer] = {}
    keys = set()
    for section in questionnaire.sections:
        section_shown = holds(section.show, visible, questionnaire)
        for question in section.questions:
            if section_shown and holds(question.show, visible, questionnaire):
                keys.add(question.key)
                if question.key in answers:
                    visible[question.key] = answers[question.key]
    return frozenset(keys)


def fulfils(condition: Condition, answer: Answer, question: Question, questionnaire: Questionnaire) -> bool:
    """Does this answer to the question of the condition fulfil it?"""
    if answer is None:
        return False
    if condition.options:
        given = answer if isinstance(answer, list) else [answer]
        return any(str(option) in condition.options for option in given)
    number = _number(question, answer, questionnaire)
    if number is None:
        return False
    return (condition.at_least is None or number >= condition.at_least) and (
        condition.at_most is None or number <= condition.at_most
    )


def _number(question: Question, answer: Answer, questionnaire: Questionnaire) -> float | None:
    """The number behind an answer; None for a category or a value outside its scale."""
    if question.kind == "scale":
        return next((c.value for c in questionnaire.scale_of(question).choices if c.key == answer), None)
    return float(answer) if isinstance(answer, int | float) else None
