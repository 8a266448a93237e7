import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_app.domain.questionnaire import Choice, Scale, Text
from feedback_app.presentation import palette
from feedback_app.presentation.charts import WIDTH, Bar, Ruler, Sides, diverging, plain
from feedback_app.presentation.wording import FEW

AGREE = Sides(2, 1, 2)
SEEN = Sides(2, 0, 2)
FIVE = st.lists(st.integers(0, 50), min_size=5, max_size=5)


def scale(values: range, positive: int | None, neutral: int | None) -> Scale:
    choices = tuple(Choice(str(value), Text("", "", ""), value) for value in values)
    return Scale("scale", choices, positive=positive, neutral=neutral)


def length(bar: Bar) -> float:
    return sum(segment.width for segment in bar.segments)


def test_a_scale_is_parted_by_its_neutral_and_its_positive_value() -> None:
    assert Sides.of(scale(range(1, 6), positive=4, neutral=3)) == AGREE
    assert Sides.of(scale(range(4), positive=2, neutral=None)) == SEEN
    assert Sides.of(scale(range(4), positive=None, neutral=None)) is None


@settings(deadline=None)
@given(st.lists(FIVE, min_size=1, max_size=8))
def test_all_bars_lie_on_the_drawing_and_share_the_zero_line(rows: list[list[int]]) -> None:
    ruler = Ruler.around(AGREE, rows)
    bars = [diverging(counts, ruler, "") for counts in rows]
    assert {bar.zero for bar in bars} == {ruler.place.zero}
    for bar in bars:
        for segment in bar.segments:
            assert segment.x >= -0.1
            assert segment.x + segment.width <= WIDTH + 0.1


@settings(deadline=None)
@given(FIVE)
def test_segments_touch_without_overlap_and_sum_to_one_whole(counts: list[int]) -> None:
    ruler = Ruler.around(AGREE, [counts])
    bar = diverging(counts, ruler, "")
    for left, right in zip(bar.segments, bar.segments[1:], strict=False):
        assert left.x + left.width == pytest.approx(right.x, abs=0.03)
    assert len(bar.segments) == sum(count > 0 for count in counts)
    assert length(bar) == pytest.approx(ruler.place.unit * min(sum(counts) / FEW, 1), abs=0.1)


@settings(deadline=None)
@given(FIVE.filter(lambda counts: sum(counts) >= FEW))
def test_half_of_the_neutral_answers_lie_on_either_side_of_the_zero_line(counts: list[int]) -> None:
    ruler = Ruler.around(AGREE, [counts])
    bar = diverging(counts, ruler, "")
    assert bar.zero is not None
    left = bar.zero - bar.segments[0].x
    expected = (counts[0] + counts[1] + counts[2] / 2) / sum(counts)
    assert left == pytest.approx(expected * ruler.place.unit, abs=0.03)


def test_few_answers_make_a_shorter_bar_than_many() -> None:
    ruler = Ruler.around(SEEN, [[0, 0, 0, 3], [0, 0, 0, 30]])
    assert length(diverging([0, 0, 0, 3], ruler, "")) == pytest.approx(
        0.6 * length(diverging([0, 0, 0, 30], ruler, "")), abs=0.05
    )


@pytest.mark.parametrize(("answers", "ticks"), [(1, 0), (11, 10), (40, 39), (41, 0)])
def test_up_to_forty_answers_can_be_counted_one_by_one(answers: int, ticks: int) -> None:
    ruler = Ruler.around(SEEN, [[0, 0, 0, answers]])
    assert len(diverging([0, 0, 0, answers], ruler, "").ticks) == ticks


def test_nobody_is_nothing_drawn() -> None:
    assert diverging([0, 0, 0, 0], Ruler.around(SEEN, []), "").segments == ()
    assert plain(0, 0).segments == ()


def test_a_plain_bar_is_as_long_as_its_share() -> None:
    assert length(plain(5, 20)) == pytest.approx(WIDTH / 4)


@pytest.mark.parametrize(("negative", "neutral", "positive"), [(2, 1, 2), (2, 0, 2), (1, 0, 1), (3, 1, 4)])
def test_every_value_has_a_colour_of_its_own_darkest_at_the_ends(negative: int, neutral: int, positive: int) -> None:
    fills = palette.sides(negative, neutral, positive)
    assert len(fills) == len(set(fills)) == negative + neutral + positive
    assert fills[0] == palette.NEGATIVE[0]
    assert fills[-1] == palette.POSITIVE[1]
