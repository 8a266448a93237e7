import pytest

from feedback_app.domain.questionnaire import Language
from feedback_app.presentation.symbols import MIXED, STRENGTH, TO_GAIN, TOO_FEW, Status, judge
from feedback_app.presentation.wording import Voice


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 0, "0 av 0"),
        (3, 4, "3 av 4"),
        (4, 5, "4 av 5 (80 %)"),
        (8, 11, "8 av 11 (73 %)"),
        (13, 19, "13 av 19 (68 %)"),
        (13, 20, "65 % (13 av 20)"),
        (24, 33, "73 % (24 av 33)"),
    ],
)
def test_counts_come_first_until_there_are_twenty(part: int, whole: int, expected: str) -> None:
    assert Voice("nb").share(part, whole).replace("\u00a0", " ") == expected


def test_many_answers_of_few_people_are_still_few() -> None:
    assert Voice("en").share(6, 8, people=4) == "6 of 8"
    assert Voice("en").share(19, 22, people=11) == "19 of 22 (86%)"
    assert Voice("en").brief(19, 22, people=11) == "19"
    assert Voice("en").brief(19, 22) == "86%"


@pytest.mark.parametrize(
    ("language", "expected"), [("nb", "«a», b og c"), ("nn", "«a», b og c"), ("en", "“a”, b and c")]
)
def test_lists_and_quotation_marks_are_those_of_the_language(language: Language, expected: str) -> None:
    voice = Voice(language)
    assert voice.listed([voice.quoted("a"), "b", "c"]) == expected


def test_a_median_is_whole_when_it_can_be() -> None:
    assert Voice("nb").middle(3.0) == "3"
    assert Voice("nb").middle(3.5) == "3,5"


@pytest.mark.parametrize(
    ("positive", "answers", "people", "status"),
    [
        (4, 4, 4, TOO_FEW),
        (0, 0, 0, TOO_FEW),
        (12, 12, 4, TOO_FEW),
        (15, 20, 10, STRENGTH),
        (74, 100, 50, MIXED),
        (10, 20, 10, MIXED),
        (49, 100, 50, TO_GAIN),
    ],
)
def test_the_status_follows_the_share_and_needs_five_people(
    positive: int, answers: int, people: int, status: Status
) -> None:
    assert judge(positive, answers, people) is status


def test_every_status_has_a_shape_and_a_word_of_its_own() -> None:
    every = [STRENGTH, MIXED, TO_GAIN, TOO_FEW]
    assert len({status.shape for status in every}) == len({status.word for status in every}) == 4
