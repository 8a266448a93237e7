"""The one judge: what a form or the API sent becomes canonical answers, or problems by question key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_app.domain.kinds import KINDS, SHORT, Answer, Setting, is_empty, plain_text
from feedback_app.domain.problems import Problem, Unacceptable
from feedback_app.domain.questionnaire import Question, Questionnaire
from feedback_app.domain.routing import holds

OTHER = ".other"
"""The text beside an option with `free_text` is answered under the question's key with this ending."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The verdict. `answers` may be stored only when there are no problems."""

    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...]


def check(questionnaire: Questionnaire, raw: Any, stops: Collection[str] = ()) -> Checked:
    """Judge a whole response.

    `raw` maps question keys to values, as strings (a form) or as JSON (the API); `stops` are the stops that answers
    may point at. What is hidden by a showing rule is left out, whatever was sent. All problems are found at once.
    """
    if not isinstance(raw, Mapping):
        return Checked({}, (Problem("", "wrong_type"),))
    setting = Setting.of(questionnaire, stops)
    answers: dict[str, Answer] = {}
    problems = _strangers(questionnaire, raw)
    for section in questionnaire.sections:
        section_shown = holds(section.show, answers, questionnaire)
        for question in section.questions:
            if section_shown and holds(question.show, answers, questionnaire):
                _judge(question, raw, setting, answers, problems)
    if not answers and not problems:
        problems.append(Problem("", "nothing_answered"))
    return Checked(answers, tuple(problems))


def canonical(answers: Mapping[str, Answer]) -> str:
    """The one way to write answers: JSON with sorted keys and without spaces."""
    return json.dumps(answers, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(version_digest: str, stop: str | None, answers: Mapping[str, Answer]) -> str:
    """SHA-256 over what was answered, about which stop, on which version: 64 hexadecimal digits."""
    return hashlib.sha256(f"{version_digest}\n{stop or ''}\n{canonical(answers)}".encode()).hexdigest()


def _strangers(questionnaire: Questionnaire, raw: Mapping[Any, Any]) -> list[Problem]:
    known = set()
    for question in questionnaire.questions():
        if question.kind != "information":
            known.add(question.key)
        if _offers_free_text(question):
            known.add(question.key + OTHER)
    return [Problem(str(key)[:80], "unknown_question") for key in raw if key not in known]


def _judge(
    question: Question,
    raw: Mapping[str, Any],
    setting: Setting,
    answers: dict[str, Answer],
    problems: list[Problem],
) -> None:
    if question.kind == "information":
        return
    value = raw.get(question.key)
    other = raw.get(question.key + OTHER) if _offers_free_text(question) else None
    try:
        answer = "" if is_empty(value) else KINDS[question.kind].clean(question, value, setting)
        words = "" if is_empty(other) else plain_text(other, SHORT, OTHER)
        if words and not _chose_free_text(question, answer):
            raise Unacceptable("other_needs_choice", OTHER)
        if answer in ("", []):  # a text of nothing but control characters is no answer either
            if question.required:
                raise Unacceptable("required")
            return
        answers[question.key] = answer
        if words:
            answers[question.key + OTHER] = words
    except Unacceptable as refusal:
        problems.append(Problem(question.key + refusal.part, refusal.code, refusal.values))


def _offers_free_text(question: Question) -> bool:
    return any(choice.free_text for choice in question.choices)


def _chose_free_text(question: Question, answer: Answer) -> bool:
    chosen = answer if isinstance(answer, list) else [answer]
    return any(choice.free_text and choice.key in chosen for choice in question.choices)
