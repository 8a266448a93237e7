from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, results, visits
from feedback_app.services.errors import Conflict, NotAccepted, NotFound
from feedback_app.store.models import EarlierResponseRow, ResponseRow
from tests.services.conftest import BOARD, CLOSES, EVE, LATER, MODEL, NOON, OPENS, delivery


def stored(session: Session) -> int:
    session.rollback()
    return session.execute(select(func.count()).select_from(ResponseRow)).scalar_one()


def test_a_response_is_stored_and_its_receipt_says_what_was_received(session: Session, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3", best="Alle kom til orde")
    receipt = collecting.receive(session, visit, sent, NOON)
    assert (receipt.outcome, receipt.stop, receipt.answers) == ("stored", "1", sent.answers)
    assert collecting.receipt(session, visit, sent.uid) == receipt


def test_the_same_response_again_gets_the_same_receipt_and_is_not_doubled(session: Session, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3")
    outcomes = [collecting.receive(session, visit, sent, NOON).outcome for _ in range(3)]
    assert outcomes == ["stored", "same", "same"]
    assert stored(session) == 1


def test_other_content_under_the_same_name_is_a_correction_that_keeps_the_earlier_content(
    session: Session, visit: Visit
) -> None:
    uid = uuid4()
    collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="3"), NOON)
    receipt = collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="1"), NOON)
    assert receipt.outcome == "corrected"
    assert collecting.receipt(session, visit, uid) == receipt
    session.rollback()
    assert session.scalars(select(EarlierResponseRow.answers)).all() == ['{"readable":"3"}']
    assert stored(session) == 1


def test_a_late_repetition_of_corrected_content_does_not_undo_the_correction(session: Session, visit: Visit) -> None:
    first = delivery(visit, BOARD, "1", readable="3")
    collecting.receive(session, visit, first, NOON)
    collecting.receive(session, visit, delivery(visit, BOARD, "1", first.uid, readable="1"), NOON)
    again = collecting.receive(session, visit, first, NOON, correct=False)
    assert (again.outcome, again.answers) == ("same", {"readable": "1"})


def test_content_can_be_corrected_back_and_forth(session: Session, visit: Visit) -> None:
    uid = uuid4()
    for readable in "3131":
        collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable=readable), NOON)
    receipt = collecting.receipt(session, visit, uid)
    assert receipt is not None
    assert (receipt.outcome, receipt.answers) == ("corrected", {"readable": "1"})
    session.rollback()
    assert len(session.scalars(select(EarlierResponseRow.answers)).all()) == 2


def test_a_conflict_is_refused_where_corrections_are_not_wanted(session: Session, visit: Visit) -> None:
    uid = uuid4()
    collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="3"), NOON)
    with pytest.raises(Conflict):
        collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="1"), NOON, correct=False)


def test_a_response_cannot_move_to_another_stop(session: Session, visit: Visit) -> None:
    uid = uuid4()
    collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="3"), NOON)
    with pytest.raises(Conflict):
        collecting.receive(session, visit, delivery(visit, BOARD, "2", uid, readable="3"), NOON)


@pytest.mark.parametrize(("moment", "phase"), [(EVE, "upcoming"), (CLOSES, "closed"), (LATER, "closed")])
def test_nothing_is_stored_outside_the_opening_time(session: Session, visit: Visit, moment: object, phase: str) -> None:
    with pytest.raises(NotAccepted) as refusal:
        collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), moment)  # type: ignore[arg-type]
    assert refusal.value.phase == phase
    assert stored(session) == 0


def test_a_response_that_was_received_in_time_keeps_its_receipt_after_closing(session: Session, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3")
    collecting.receive(session, visit, sent, NOON)
    assert collecting.receive(session, visit, sent, LATER).outcome == "same"


def test_a_correction_after_closing_is_refused(session: Session, visit: Visit) -> None:
    sent = delivery(visit, BOARD, "1", readable="3")
    collecting.receive(session, visit, sent, NOON)
    with pytest.raises(NotAccepted):
        collecting.receive(session, visit, delivery(visit, BOARD, "1", sent.uid, readable="1"), LATER)


def test_test_answers_are_wiped_before_the_first_real_one_is_stored(session: Session, visit: Visit) -> None:
    tested = visits.set_testing(session, visit.slug, True, EVE)
    trial = delivery(tested, BOARD, "1", readable="0")
    assert collecting.receive(session, tested, trial, EVE).outcome == "stored"
    # The page was made while the visit was in test mode: `tested` is stale when the real answer comes.
    real = delivery(tested, BOARD, "1", readable="3")
    assert collecting.receive(session, tested, real, OPENS).outcome == "stored"
    opened = visits.find(session, visit.slug, OPENS)
    assert collecting.receipt(session, opened, trial.uid) is None
    assert results.read(session, opened).received() == 1


def test_an_erased_response_is_gone_from_the_store_and_from_the_numbers(session: Session, visit: Visit) -> None:
    sent = delivery(visit, MODEL, None, anchoring_why="5", takeaway="Roen")
    collecting.receive(session, visit, sent, NOON)
    collecting.erase(session, visit, sent.uid)
    assert stored(session) == 0
    found = results.read(session, visit)
    assert (found.received(), found.texts) == (0, ())
    with pytest.raises(NotFound):
        collecting.erase(session, visit, sent.uid)
