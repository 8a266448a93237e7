from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_app.domain.kinds import KINDS
from feedback_app.domain.questionnaire import Condition, Question, Rule, Section
from feedback_app.domain.routing import shown
from feedback_app.domain.tally import ALL, Cells, Item, Tally, add, count, subtract
from tests.domain.instruments import (
    AGREE,
    EVERYTHING,
    STOPS,
    canonical_answers,
    options,
    questionnaire,
    responses,
    text,
)

Responses = list[tuple[str | None, dict[str, Any]]]


def total_of(some: Responses) -> Cells:
    total: Cells = {}
    for stop, answers in some:
        add(total, count(EVERYTHING, stop, answers))
    return total


SHORT = questionnaire(
    Section(
        "only",
        text("Only"),
        (
            Question("clear", "scale", text("It is clear"), scale="agree"),
            Question("spoke", "multiple", text("Who spoke"), choices=options("leader", "staff")),
            Question("note", "long_text", text("A note")),
        ),
    ),
    scales=(AGREE,),
)


def test_a_response_counts_what_it_was_shown_what_it_answered_and_with_what() -> None:
    assert count(SHORT, "nav", {"clear": "dont_know", "spoke": ["leader", "staff"]}) == {
        "nav//responses": 1,
        "nav/clear/shown": 1,
        "nav/clear/answered": 1,
        "nav/clear/=dont_know": 1,
        "nav/spoke/shown": 1,
        "nav/spoke/answered": 1,
        "nav/spoke/=leader": 1,
        "nav/spoke/=staff": 1,
        "nav/note/shown": 1,
    }


def test_a_response_about_no_stop_counts_under_an_empty_stop() -> None:
    assert count(SHORT, None, {"note": "hello"}) == {
        "//responses": 1,
        "/clear/shown": 1,
        "/spoke/shown": 1,
        "/note/shown": 1,
        "/note/answered": 1,
    }


def test_words_are_never_part_of_a_cell() -> None:
    answers = {"spoke": ["other"], "spoke.other": "secret words", "ideas": [{"saw": "secret words"}]}
    assert not [cell for cell in count(EVERYTHING, "nav", {"on_time": "yes", **answers}) if "secret" in cell]


def test_every_card_of_a_response_counts() -> None:
    ideas = [
        {"suggest": "A bell", "element": "board"},
        {"suggest": "A lamp", "element": "board"},
        {"saw": "Dust"},
    ]
    item = Tally(EVERYTHING, count(EVERYTHING, "nav", {"on_time": "yes", "ideas": ideas})).item("ideas")
    assert item == Item(shown=1, answered=1, values={"element:board": 2})


def test_a_hidden_question_counts_as_neither_shown_nor_answered() -> None:
    tally = Tally(EVERYTHING, count(EVERYTHING, "nav", {"on_time": "no", "recommend": 3}))
    assert tally.item("recommend") == Item(0, 0, {})
    assert tally.item("why_not") == Item(0, 0, {})
    assert tally.item("on_time") == Item(1, 1, {"no": 1})


@pytest.mark.parametrize("place", ["section", "question"])
def test_one_rule_anywhere_is_enough_to_hide(place: str) -> None:
    rule = Rule((Condition("rain", ("yes",)),))
    form = questionnaire(
        Section("first", text("First"), (Question("rain", "yes_no", text("Did it rain")),)),
        Section(
            "second",
            text("Second"),
            (Question("wet", "yes_no", text("Did you get wet"), show=rule if place == "question" else None),),
            show=rule if place == "section" else None,
        ),
    )
    assert Tally(form, count(form, "nav", {"rain": "no"})).item("wet").shown == 0
    assert Tally(form, count(form, "nav", {"rain": "yes"})).item("wet").shown == 1


def test_counting_leaves_the_next_count_alone() -> None:
    first = count(SHORT, "nav", {"clear": "4"})
    subtract(first, dict(first))
    assert first == {}
    assert count(SHORT, "nav", {"clear": "4"})["nav/clear/=4"] == 1


@given(st.sampled_from([None, *STOPS]), canonical_answers)
def test_one_response_counts_exactly_what_the_registry_and_the_rules_say(
    stop: str | None, answers: dict[str, Any]
) -> None:
    tally = Tally(EVERYTHING, count(EVERYTHING, stop, answers))
    visible = shown(EVERYTHING, answers)
    assert tally.stops() == (stop,)
    assert tally.responses() == 1
    for question in EVERYTHING.questions():
        if question.kind != "information":
            answered = question.key in answers
            values = KINDS[question.kind].cells(question, answers[question.key]) if answered else []
            expected = {value: values.count(value) for value in values}
            assert tally.item(question.key) == Item(int(question.key in visible), int(answered), expected)


@given(responses, st.integers(0, 8))
def test_the_parts_add_up_to_the_whole(some: Responses, cut: int) -> None:
    parts = total_of(some[:cut])
    add(parts, total_of(some[cut:]))
    assert parts == total_of(some)


@given(responses, responses)
def test_subtracting_undoes_adding(some: Responses, more: Responses) -> None:
    total = total_of(some)
    add(total, total_of(more))
    subtract(total, total_of(more))
    assert total == total_of(some)


@given(responses, st.randoms(use_true_random=False))
def test_order_does_not_matter(some: Responses, random: Random) -> None:
    shuffled = list(some)
    random.shuffle(shuffled)
    assert total_of(shuffled) == total_of(some)


@given(responses)
def test_all_stops_together_are_the_sum_of_the_stops(some: Responses) -> None:
    tally = Tally(EVERYTHING, total_of(some))
    assert set(tally.stops()) == {stop for stop, _ in some}
    assert tally.responses(ALL) == sum(tally.responses(stop) for stop in tally.stops()) == len(some)
    for key in ("goal_clear", "spoke", "recommend", "ideas"):
        parts = [tally.item(key, stop) for stop in tally.stops()]
        whole = tally.item(key)
        assert whole.shown == sum(part.shown for part in parts)
        assert whole.answered == sum(part.answered for part in parts)
        for value in whole.values:
            assert whole.values[value] == sum(part.values.get(value, 0) for part in parts)


def test_a_correction_is_a_difference_that_may_pass_through_negative_numbers() -> None:
    before, after = count(SHORT, "nav", {"clear": "2"}), count(SHORT, "nav", {"clear": "5"})
    difference: Cells = {}
    subtract(difference, before)
    add(difference, after)
    assert difference == {"nav/clear/=2": -1, "nav/clear/=5": 1}
    total = dict(before)
    add(total, difference)
    assert total == after


def test_a_stop_without_responses_has_zeros() -> None:
    tally = Tally(SHORT, count(SHORT, "nav", {"clear": "4"}))
    assert tally.responses("workshop") == 0
    assert tally.item("clear", "workshop") == Item(0, 0, {})
    assert tally.responses(None) == 0


@pytest.mark.parametrize("key", ["no_such_question", "welcome", ""])
def test_asking_for_what_cannot_be_answered_is_an_error(key: str) -> None:
    with pytest.raises(KeyError):
        Tally(EVERYTHING, {}).item(key)
