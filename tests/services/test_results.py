import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.tally import ALL, Stop
from feedback_app.domain.visits import Visit
from feedback_app.services import aggregating, collecting, results
from feedback_app.store import responses
from tests.services.conftest import BOARD, MODEL, NOON, delivery


def values(session: Session, visit: Visit, question: str, stop: Stop = ALL) -> dict[str, int]:
    board = next(form for form in results.read(session, visit).forms if form.form.key == BOARD)
    return dict(board.tally.item(question, stop).values)


def seal_and_fold(session: Session, visit: Visit) -> None:
    aggregating.seal(session, visit)
    aggregating.fold(session, visit)


@pytest.mark.parametrize("folded", [0, 2, 4], ids=["all in the tail", "half folded", "all folded"])
def test_counts_are_the_same_wherever_the_aggregate_ends(session: Session, visit: Visit, folded: int) -> None:
    for number, (stop, readable) in enumerate([("1", "3"), ("1", "2"), ("2", "3"), ("3", "no_chance")]):
        if number == folded:
            seal_and_fold(session, visit)
        collecting.receive(session, visit, delivery(visit, BOARD, stop, readable=readable), NOON)
    if folded == 4:
        seal_and_fold(session, visit)
    assert values(session, visit, "readable") == {"3": 2, "2": 1, "no_chance": 1}
    assert values(session, visit, "readable", "1") == {"3": 1, "2": 1}
    assert results.read(session, visit).received_by_stop() == {"1": 2, "2": 1, "3": 1, None: 0}


@pytest.mark.parametrize("folded", [False, True])
def test_erasing_and_correcting_are_exact_before_and_after_folding(
    session: Session, visit: Visit, folded: bool
) -> None:
    kept, erased, corrected = (delivery(visit, BOARD, "1", readable=value) for value in "321")
    for sent in (kept, erased, corrected):
        collecting.receive(session, visit, sent, NOON)
    if folded:
        seal_and_fold(session, visit)
    collecting.erase(session, visit, erased.uid)
    collecting.receive(session, visit, delivery(visit, BOARD, "1", corrected.uid, readable="0"), NOON)
    assert values(session, visit, "readable") == {"3": 1, "0": 1}
    seal_and_fold(session, visit)
    assert values(session, visit, "readable") == {"3": 1, "0": 1}


def test_a_long_tail_is_folded_by_reading(session: Session, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aggregating, "LONG_TAIL", 2)
    for _ in range(3):
        collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    assert values(session, visit, "readable") == {"3": 3}
    with_aggregate = responses.aggregate(session, visit.id)
    assert responses.tail_size(session, visit.id, with_aggregate.upto) == 0
    assert values(session, visit, "readable") == {"3": 3}


def test_unchanged_results_are_not_read_again(session: Session, visit: Visit) -> None:
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    first = results.read(session, visit)
    assert results.read(session, visit) is first
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    assert results.read(session, visit).received() == 2


@pytest.mark.parametrize("folded", [False, True])
def test_no_page_from_before_a_correction_or_an_erasure_is_shown(session: Session, visit: Visit, folded: bool) -> None:
    """As many responses as before, in the same batches: only the content differs."""
    first, second = (delivery(visit, BOARD, "1", readable="3") for _ in range(2))
    collecting.receive(session, visit, first, NOON)
    if folded:
        seal_and_fold(session, visit)
    assert values(session, visit, "readable") == {"3": 1}
    collecting.receive(session, visit, delivery(visit, BOARD, "1", first.uid, readable="1"), NOON)
    assert values(session, visit, "readable") == {"1": 1}
    collecting.erase(session, visit, first.uid)
    collecting.receive(session, visit, second, NOON)
    assert values(session, visit, "readable") == {"3": 1}


def test_texts_come_with_their_question_and_stop(session: Session, visit: Visit) -> None:
    cards = [{"suggest": "Faste farger", "element": "board_goals", "stop": "2"}]
    collecting.receive(session, visit, delivery(visit, MODEL, None, suggestions=cards, sector="state"), NOON)
    collecting.receive(session, visit, delivery(visit, BOARD, "3", best="Tempoet"), NOON)
    texts = {(text.question.key, text.stop): text.answer for text in results.read(session, visit).texts}
    assert texts == {("suggestions", None): cards, ("best", "3"): "Tempoet"}


def test_boards_are_compared_within_each_visitor(session: Session, visit: Visit) -> None:
    for visitor, first, second in (("a", "1", "3"), ("b", "2", "2"), ("c", "3", "no_chance")):
        collecting.receive(session, visit, delivery(visit, BOARD, "1", readable=first, visitor=visitor), NOON)
        collecting.receive(session, visit, delivery(visit, BOARD, "2", readable=second, visitor=visitor), NOON)
    board = next(form for form in results.read(session, visit).forms if form.form.key == BOARD)
    pair = next(pair for pair in board.paired if pair.question.key == "readable")
    assert (pair.first, pair.second, pair.higher, pair.same, pair.lower) == ("1", "2", 1, 1, 0)
    assert (
        results.kept_pairs(visit, results.pairs_to_keep(results.pairs(session, visit)))[board.form.digest]
        == board.paired
    )
