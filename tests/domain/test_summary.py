from __future__ import annotations

import statistics as standard
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from feedback_app.domain.questionnaire import Questionnaire
from feedback_app.domain.routing import shown
from feedback_app.domain.summary import ItemSummary, Mean, SectionSummary, Share, summarise
from feedback_app.domain.tally import ALL, Cells, Tally, add, count
from tests.domain.instruments import EVERYTHING, STOPS, questionnaire, responses

Responses = list[tuple[str | None, dict[str, Any]]]


def tally_of(some: Responses, form: Questionnaire = EVERYTHING) -> Tally:
    total: Cells = {}
    for stop, answers in some:
        add(total, count(form, stop, answers))
    return Tally(form, total)


def summary_of(*answers: dict[str, Any]) -> dict[str, ItemSummary]:
    return items(summarise(EVERYTHING, tally_of([(None, one) for one in answers])))


def items(sections: tuple[SectionSummary, ...]) -> dict[str, ItemSummary]:
    return {item.question.key: item for section in sections for item in section.items}


def drawn(pairs: Any) -> dict[str, int]:
    return {choice.key: number for choice, number in pairs}


def test_values_outside_the_scale_are_counted_apart() -> None:
    item = summary_of(*({"goal_clear": key} for key in ("5", "4", "2", "dont_know")), {"on_time": "no"})["goal_clear"]
    assert (item.shown, item.answered, item.n) == (5, 4, 3)
    assert drawn(item.bars) == {"1": 0, "2": 1, "3": 0, "4": 1, "5": 1}
    assert drawn(item.outside) == {"dont_know": 1}
    assert item.median == 4
    assert item.mean is not None
    assert item.top_box is not None
    interval = DescrStatsW([5, 4, 2]).tconfint_mean()
    assert (item.mean.value, item.mean.low, item.mean.high) == pytest.approx((11 / 3, *interval), rel=1e-9)
    assert (item.top_box.count, item.top_box.total) == (2, 3)
    interval = proportion_confint(2, 3, method="wilson")
    assert (item.top_box.low, item.top_box.high) == pytest.approx(interval, rel=1e-9)


def test_only_answers_outside_the_scale_leave_nothing_to_average() -> None:
    item = summary_of({"goal_clear": "dont_know"})["goal_clear"]
    assert (item.answered, item.n, item.mean, item.median, item.top_box) == (1, 0, None, None, None)


def test_a_single_answer_has_a_mean_without_an_interval() -> None:
    assert summary_of({"goal_clear": "3"})["goal_clear"].mean == Mean(3, None, None)


def test_a_scale_without_a_positive_end_has_no_top_box() -> None:
    item = summary_of({"deadline": "2"}, {"deadline": "3"})["deadline"]
    assert item.top_box is None
    assert item.median == 2.5


def test_categories_have_bars_and_no_numbers() -> None:
    found = summary_of({"spoke": ["leader", "other"]}, {"spoke": ["leader"], "led_by": "staff", "on_time": "no"})
    assert drawn(found["spoke"].bars) == {"leader": 2, "staff": 0, "other": 1}
    assert found["spoke"].n == 2
    assert drawn(found["led_by"].bars) == {"leader": 0, "staff": 1}
    assert drawn(found["on_time"].bars) == {"yes": 0, "no": 1}
    for key in ("spoke", "led_by", "on_time"):
        assert (found[key].mean, found[key].median, found[key].top_box) == (None, None, None)


def test_numbers_have_a_mean_and_a_median_without_bars() -> None:
    item = summary_of({"late_by": 2.0}, {"late_by": 2.5}, {"late_by": 10.0})["late_by"]
    assert item.bars == ()
    assert item.median == 2.5
    assert item.mean is not None
    assert item.mean.value == pytest.approx(14.5 / 3)


def test_a_rating_is_drawn_from_0_to_10() -> None:
    item = summary_of({"on_time": "yes", "recommend": 10}, {"on_time": "yes", "recommend": 7})["recommend"]
    assert list(drawn(item.bars).items()) == [(str(step), int(step in (7, 10))) for step in range(11)]
    assert item.median == 8.5


def test_a_section_with_one_scale_is_pooled_over_answers() -> None:
    board = summarise(
        EVERYTHING,
        tally_of([(None, {"goal_clear": "5", "colours_help": "2"}), (None, {"goal_clear": "dont_know"})]),
    )[0]
    assert board.pooled is not None
    assert board.pooled.question.text == board.section.title
    assert (board.pooled.shown, board.pooled.answered, board.pooled.n) == (4, 3, 2)
    assert drawn(board.pooled.bars) == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert board.pooled.mean == Mean(3.5, None, None)
    assert board.pooled.top_box == Share(1, 2, None, None)


def test_sections_with_several_scales_or_none_are_not_pooled() -> None:
    _, mixed, closing = summarise(EVERYTHING, tally_of([(None, {"deadline": "1", "ownership": "4"})]))
    assert mixed.pooled is None
    assert closing.pooled is None


def test_information_has_no_summary() -> None:
    assert "welcome" not in summary_of({"goal_clear": "1"})


def test_no_responses_and_no_sections_are_summaries_too() -> None:
    assert {item.shown for item in summary_of().values()} == {0}
    assert summarise(questionnaire(), Tally(questionnaire(), {})) == ()


@given(responses, st.sampled_from([ALL, None, *STOPS]))
def test_a_summary_agrees_with_a_plain_recount(some: Responses, stop: Any) -> None:
    sections = summarise(EVERYTHING, tally_of(some), stop)
    chosen = [answers for about, answers in some if stop is ALL or about == stop]
    for key, item in items(sections).items():
        given_answers = [answers[key] for answers in chosen if key in answers]
        assert item.shown == sum(key in shown(EVERYTHING, answers) for answers in chosen)
        assert item.answered == len(given_answers)
        for choice, number in item.bars + item.outside:
            assert number == sum(
                choice.key in answer if isinstance(answer, list) else choice.key == str(answer)
                for answer in given_answers
            )
        numbers = [float(a) for a in given_answers if isinstance(a, int | float) or str(a).isdigit()]
        assert item.median == (standard.median(numbers) if numbers else None)
        assert (item.mean and item.mean.value) == (pytest.approx(standard.mean(numbers)) if numbers else None)


@given(responses)
def test_answers_and_item_non_response_are_all_that_were_shown(some: Responses) -> None:
    for section in summarise(EVERYTHING, tally_of(some)):
        for item in section.items:
            assert 0 <= item.answered <= item.shown <= len(some)
            assert item.n + sum(number for _, number in item.outside) == item.answered
            if item.bars and item.question.kind != "multiple":
                assert sum(number for _, number in item.bars) == item.n
