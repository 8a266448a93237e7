from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from statsmodels.datasets import anes96

from feedback_app.domain.pairing import PairedItem, compare
from feedback_app.domain.questionnaire import Question, Section
from tests.domain.instruments import EVERYTHING, STOPS, canonical_answers, questionnaire, scale, text

Visits = list[tuple[str, str, dict[str, Any]]]

visits = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(STOPS), canonical_answers), max_size=15)


def counts(pairs: tuple[PairedItem, ...], key: str) -> list[tuple[str, str, int, int, int]]:
    return [(p.first, p.second, p.higher, p.same, p.lower) for p in pairs if p.question.key == key]


def test_visitors_are_compared_with_themselves_between_two_stops() -> None:
    responses: Visits = [
        ("ane", "nav", {"goal_clear": "2"}),
        ("ane", "workshop", {"goal_clear": "5"}),
        ("bo", "nav", {"goal_clear": "3"}),
        ("bo", "workshop", {"goal_clear": "3"}),
        ("cato", "workshop", {"goal_clear": "1"}),
        ("cato", "nav", {"goal_clear": "2"}),
    ]
    assert counts(compare(responses, EVERYTHING), "goal_clear") == [("nav", "workshop", 1, 1, 1)]


def test_who_placed_the_item_at_one_stop_only_is_in_no_pair() -> None:
    responses: Visits = [
        ("ane", "nav", {"goal_clear": "2"}),
        ("bo", "workshop", {"goal_clear": "5"}),
        ("cato", "nav", {"goal_clear": "2"}),
        ("cato", "workshop", {"goal_clear": "dont_know"}),
        ("dag", "nav", {"colours_help": "2"}),
        ("dag", "workshop", {"goal_clear": "1"}),
    ]
    assert counts(compare(responses, EVERYTHING), "goal_clear") == [("nav", "workshop", 0, 0, 0)]


def test_a_visitor_who_contradicts_himself_at_a_stop_is_left_out_of_that_stop_only() -> None:
    responses: Visits = [
        ("ane", "nav", {"goal_clear": "2"}),
        ("ane", "nursing_home", {"goal_clear": "5"}),
        *[("ane", "workshop", {"goal_clear": key}) for key in ("1", "2", "3")],
    ]
    assert counts(compare(responses, EVERYTHING), "goal_clear") == [
        ("nav", "nursing_home", 1, 0, 0),
        ("nav", "workshop", 0, 0, 0),
        ("nursing_home", "workshop", 0, 0, 0),
    ]


def test_stops_come_in_walking_order_and_unknown_ones_after_them() -> None:
    responses: Visits = [("ane", stop, {"goal_clear": value}) for stop, value in zip(STOPS, "135", strict=True)]
    assert counts(compare(responses, EVERYTHING, stops=("workshop", "nav")), "goal_clear") == [
        ("workshop", "nav", 0, 0, 1),
        ("workshop", "nursing_home", 0, 0, 1),
        ("nav", "nursing_home", 1, 0, 0),
    ]


def test_ratings_are_compared_as_numbers_and_categories_not_at_all() -> None:
    responses: Visits = [
        ("ane", "nav", {"on_time": "yes", "recommend": 9, "led_by": "staff", "late_by": 1.0}),
        ("ane", "workshop", {"on_time": "no", "recommend": 10, "led_by": "leader", "late_by": 2.0}),
    ]
    pairs = compare(responses, EVERYTHING)
    assert counts(pairs, "recommend") == [("nav", "workshop", 1, 0, 0)]
    assert {pair.question.kind for pair in pairs} == {"scale", "rating"}


def test_one_stop_is_nothing_to_compare() -> None:
    assert compare([("ane", "nav", {"goal_clear": "2"})], EVERYTHING) == ()
    assert compare([], EVERYTHING) == ()


@given(visits, st.randoms(use_true_random=False))
def test_order_does_not_matter(responses: Visits, random: Random) -> None:
    shuffled = list(responses)
    random.shuffle(shuffled)
    assert compare(shuffled, EVERYTHING) == compare(responses, EVERYTHING)


@given(visits)
def test_walking_the_other_way_turns_higher_into_lower(responses: Visits) -> None:
    there = compare(responses, EVERYTHING, STOPS)
    back = compare(responses, EVERYTHING, STOPS[::-1])
    assert {(p.question.key, p.first, p.second, p.higher, p.same, p.lower) for p in there} == {
        (p.question.key, p.second, p.first, p.lower, p.same, p.higher) for p in back
    }


def test_a_real_survey_is_paired_as_in_pandas() -> None:
    """ANES 1996 (public domain): the same people place themselves and Clinton from 1 to 7."""
    people = anes96.load_pandas().data
    form = questionnaire(
        Section("only", text("Only"), (Question("place", "scale", text("Left or right"), scale="seven"),)),
        scales=(scale("seven", range(1, 8)),),
    )
    responses = [
        (str(name), stop, {"place": str(int(person[stop]))})
        for name, person in people.iterrows()
        for stop in ("selfLR", "ClinLR")
    ]
    more, less = int((people.ClinLR > people.selfLR).sum()), int((people.ClinLR < people.selfLR).sum())
    [pair] = compare(responses, form, ("selfLR", "ClinLR"))
    assert (pair.higher, pair.same, pair.lower) == (more, 944 - more - less, less)
