import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from feedback_app.domain.answers import canonical, check, digest
from feedback_app.domain.problems import Problem
from feedback_app.domain.questionnaire import Question, Questionnaire
from tests.domain.authored import questionnaires
from tests.questionnaires import FILES, questionnaire

STOPS = ("nav", "nursing_home")


def problems(name: str, raw: Any) -> dict[str, str]:
    return {problem.where: problem.code for problem in check(questionnaire(name), raw, STOPS).problems}


def answers(name: str, raw: Any) -> dict[str, Any]:
    checked = check(questionnaire(name), raw, STOPS)
    assert not checked.problems
    return dict(checked.answers)


def test_a_form_and_the_api_give_the_same_answers() -> None:
    assert answers("number", {"duration": "45", "saved": "2,5"}) == answers("number", {"duration": 45, "saved": 2.5})
    assert answers("rating", {"score": "7"}) == answers("rating", {"score": 7})
    assert answers("yes_no", {"on_time": "no"}) == answers("yes_no", {"on_time": False})


def test_what_is_left_empty_is_not_stored() -> None:
    assert answers("date", {"day": "", "next": "2026-03-18"}) == {"next": "2026-03-18"}


def test_what_a_rule_hides_is_not_stored_whatever_was_sent() -> None:
    assert answers("show_question", {"role": "staff", "travel": "Bergen"}) == {"role": "staff"}
    assert answers("show_question", {"role": "student", "travel": "Bergen"}) == {"role": "student", "travel": "Bergen"}
    assert answers("show_section", {"role": "staff", "score": "5", "why": "x"}) == {"role": "staff", "score": 5}
    assert answers("show_section", {"role": "staff", "score": "9", "why": "x"})["why"] == "x"


def test_what_is_hidden_is_not_judged_either() -> None:
    assert problems("show_question", {"role": "staff", "travel": "x" * 5000}) == {}


def test_all_problems_come_at_once() -> None:
    assert problems("number", {"duration": "0", "saved": "x", "colour": "red"}) == {
        "duration": "too_small",
        "saved": "not_a_number",
        "colour": "unknown_question",
    }
    assert problems("required", {"seen": "", "more": "x" * 3000}) == {
        "seen": "required",
        "name": "required",
        "more": "too_long",
    }


def test_a_problem_lies_in_its_question_and_says_the_limit() -> None:
    (problem,) = check(questionnaire("suggestions"), {"ideas": [{}, {"saw": "x" * 301}]}).problems
    assert problem == Problem("ideas-1-saw", "too_long", {"limit": 300, "length": 301})
    assert problem.question == "ideas"
    assert Problem("role.other", "too_long").question == "role"


@pytest.mark.parametrize("raw", [{}, {"on_time": " "}, {"on_time": None}])
def test_an_empty_response_is_no_response(raw: Any) -> None:
    assert problems("yes_no", raw) == {"": "nothing_answered"}


@pytest.mark.parametrize("raw", [None, [], "x", 5])
def test_a_response_is_a_table(raw: Any) -> None:
    assert problems("yes_no", raw) == {"": "wrong_type"}


def test_an_invisible_text_is_no_answer() -> None:
    assert problems("short_text", {"word": "\x00\x07"}) == {"": "nothing_answered"}
    assert problems("required", {"seen": "yes", "name": "\x00"}) == {"name": "required"}


def test_an_information_text_takes_no_answer() -> None:
    assert problems("information", {"ready": "yes", "note": "x"}) == {"note": "unknown_question"}


def test_the_text_beside_other_is_kept_under_the_question() -> None:
    assert answers("single_other", {"best": "other", "best.other": " Kiwi "}) == {"best": "other", "best.other": "Kiwi"}
    assert answers("multiple_other", {"like": ["apple", "other"], "like.other": "Kiwi"})["like.other"] == "Kiwi"
    assert answers("single_other", {"best": "other", "best.other": "\x00"}) == {"best": "other"}


@pytest.mark.parametrize("best", ["apple", ""])
def test_a_text_beside_other_that_was_not_chosen_is_not_lost_in_silence(best: str) -> None:
    assert problems("single_other", {"best": best, "best.other": "Kiwi"}) == {"best.other": "other_needs_choice"}


def test_a_text_beside_other_has_a_limit_and_exists_only_where_it_is_offered() -> None:
    assert problems("single_other", {"best": "other", "best.other": "x" * 201}) == {"best.other": "too_long"}
    assert problems("single", {"best": "pear", "best.other": "Kiwi"}) == {"best.other": "unknown_question"}


def test_the_digest_tells_answers_versions_and_stops_apart() -> None:
    one = digest("v1", "nav", {"a": 1, "b": "ø"})
    assert one == digest("v1", "nav", {"b": "ø", "a": 1})
    assert (
        len(
            {
                one,
                digest("v2", "nav", {"a": 1, "b": "ø"}),
                digest("v1", None, {"a": 1, "b": "ø"}),
                digest("v1", "nav", {"a": 2, "b": "ø"}),
            }
        )
        == 4
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(10**400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
WORDS = st.text(max_size=30) | st.sampled_from(["e\x00\u0301", " \r\n", "\x07", "=1+1", "<b>"])
CARD = st.fixed_dictionaries(
    {},
    optional={
        "saw": WORDS,
        "suggest": WORDS,
        "better": WORDS,
        "text": WORDS,
        "element": st.sampled_from(["goals", "", "x"]),
        "stop": st.sampled_from([*STOPS, "model", "x"]),
        "aloud": st.sampled_from([True, False, "yes", "no", ""]),
    },
)


def plausible(form: Questionnaire, question: Question) -> st.SearchStrategy[Any]:
    """What somebody might send for a question: often good, sometimes not."""
    scale = form.scales.get(question.scale or "")
    known = [c.key for c in (*question.choices, *(scale.choices + scale.outside if scale else ()))]
    options = st.sampled_from([*known, "yes", "no", "7", "nav", "2026-03-18"])
    by_kind: dict[str, st.SearchStrategy[Any]] = {
        "multiple": st.lists(options, max_size=3),
        "number": st.integers(-60, 60) | st.floats(-60, 60).map(lambda number: round(number, 1)) | st.just("1,5"),
        "date": st.dates().map(str),
        "suggestions": st.lists(CARD, max_size=3),
        "praise": st.lists(CARD, max_size=3),
        "short_text": WORDS,
        "long_text": WORDS,
    }
    return by_kind.get(question.kind, options)


def judged_again(form: Questionnaire, raw: Any) -> None:
    """A verdict never raises, names known places, and stands when its own answers are judged."""
    checked = check(form, raw, STOPS)
    event(f"{len(checked.answers)} answers, {len(checked.problems)} problems")
    assert checked.answers or checked.problems
    if not checked.problems:
        stored = json.loads(canonical(checked.answers).encode())
        assert stored == checked.answers
        assert check(form, stored, STOPS) == checked


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_any_json_is_judged_and_the_verdict_stands(name: str, data: st.DataObject) -> None:
    form = questionnaire(name)
    keys = [key for q in form.questions() for key in (q.key, f"{q.key}.other")]
    judged_again(form, data.draw(JSON | st.dictionaries(st.sampled_from(keys) | st.text(max_size=5), JSON, max_size=4)))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_plausible_answers_are_judged_and_the_verdict_stands(name: str, data: st.DataObject) -> None:
    form = questionnaire(name)
    fields = {q.key: plausible(form, q) for q in form.questions() if q.kind != "information"}
    fields |= {f"{q.key}.other": WORDS for q in form.questions() if any(c.free_text for c in q.choices)}
    judged_again(form, data.draw(st.fixed_dictionaries({}, optional=fields)))


@settings(max_examples=25, deadline=None)
@given(questionnaires(), st.data())
def test_the_verdict_stands_on_any_questionnaire(form: Questionnaire, data: st.DataObject) -> None:
    fields = {q.key: plausible(form, q) for q in form.questions() if q.kind != "information"}
    judged_again(form, data.draw(st.fixed_dictionaries({}, optional=fields)))
