from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.domain.kinds import WHOLE_MODEL
from feedback_app.domain.questionnaire import Condition, Question, Rule
from feedback_app.domain.routing import fulfils, holds, shown
from tests.domain.authored import questionnaires
from tests.questionnaires import questionnaire

SECTION_RULE = questionnaire("show_section")


@pytest.mark.parametrize(
    ("answers", "visible"),
    [
        ({}, {"role"}),
        ({"role": "staff"}, {"role"}),
        ({"role": "visitor"}, {"role", "travel"}),
        ({"role": "student"}, {"role", "travel"}),
    ],
)
def test_a_question_is_shown_when_the_answer_is_listed(answers: dict[str, Any], visible: set[str]) -> None:
    assert shown(questionnaire("show_question"), answers) == visible


@pytest.mark.parametrize(
    ("answers", "visible"),
    [
        ({"role": "staff", "score": 8}, True),
        ({"role": "staff", "score": 2}, True),
        ({"role": "staff", "score": 5}, False),
        ({"role": "staff"}, False),
        ({"role": "visitor", "score": 9}, False),
        ({"score": 9}, False),
    ],
)
def test_a_section_needs_all_of_one_list_and_one_of_the_other(answers: dict[str, Any], visible: bool) -> None:
    assert ("why" in shown(SECTION_RULE, answers)) is visible


def condition(kind_of: str, key: str, **fields: Any) -> tuple[Condition, Question, Any]:
    source = questionnaire(kind_of)
    return Condition(key, **fields), next(q for q in source.questions() if q.key == key), source


@pytest.mark.parametrize(
    ("source", "key", "fields", "answer", "met"),
    [
        ("scale", "clear", {"at_least": 2}, "3", True),
        ("scale", "clear", {"at_least": 2}, "1", False),
        ("scale", "clear", {"at_most": 3}, "dont_know", False),
        ("scale", "clear", {"options": ("dont_know",)}, "dont_know", True),
        ("scale", "colours", {"at_least": 0, "at_most": 0}, "0", True),
        ("rating", "score", {"at_least": 0}, 0, True),
        ("rating", "score", {"options": ("9", "10")}, 10, True),
        ("number", "saved", {"at_least": 0.5, "at_most": 1}, 0.5, True),
        ("number", "saved", {"at_least": 0.5, "at_most": 1}, 1.5, False),
        ("multiple", "like", {"options": ("plum", "pear")}, ["apple", "pear"], True),
        ("multiple", "like", {"options": ("plum",)}, ["apple", "pear"], False),
        ("yes_no", "on_time", {"options": ("no",)}, "no", True),
        ("stop", "where", {"options": (WHOLE_MODEL,)}, WHOLE_MODEL, True),
        ("single", "best", {"options": ("pear",)}, None, False),
        ("single", "best", {"at_least": 1}, "pear", False),
    ],
)
def test_a_condition_compares_options_or_numbers(
    source: str, key: str, fields: dict[str, Any], answer: Any, met: bool
) -> None:
    asked, question, whole = condition(source, key, **fields)
    assert fulfils(asked, answer, question, whole) is met


def test_no_rule_always_holds() -> None:
    assert holds(None, {}, SECTION_RULE)
    assert holds(Rule(), {}, SECTION_RULE)


def test_the_answer_to_a_hidden_question_counts_as_not_given() -> None:
    form = questionnaire("board-meeting")
    followers = [q for q in form.questions() if q.show]
    assert followers
    for question in followers:
        assert question.show is not None
        asked = {c.question for c in question.show.conditions()}
        assert question.key not in shown(form, dict.fromkeys(asked))


@settings(max_examples=30, deadline=None)
@given(questionnaires(), st.data())
def test_what_has_no_rule_is_always_shown_and_answers_to_the_hidden_change_nothing(
    form: Any, data: st.DataObject
) -> None:
    values = st.sampled_from(["yes", "no", 0, 10, None])
    answers = {q.key: data.draw(values) for q in form.questions()}
    visible = shown(form, answers)
    free = {q.key for section in form.sections for q in section.questions if not section.show and not q.show}
    assert free <= visible
    assert shown(form, {key: value for key, value in answers.items() if key in visible}) == visible
