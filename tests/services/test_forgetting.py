"""After forgetting, what was counted is the same to the last digit, and what was written is nowhere."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.reporting import numbers
from feedback_app.services import aggregating, collecting, forgetting, importing, results, visits
from feedback_app.services.errors import NotAccepted, Refusal
from feedback_app.services.visits import VisitPlan
from feedback_app.store import reports, rounds
from feedback_app.store.database import writing
from feedback_app.store.models import EarlierResponseRow, ResponseRow, RoundRow
from tests.services.conftest import BOARD, CLOSES, DAY, EVE, LATER, MODEL, NOON, delivery

SECRET = "Kaffen var kald og lederen snakket hele tiden"
DUE = CLOSES.date() + timedelta(days=90)
LONG_AFTER = CLOSES + timedelta(days=91)


def forget(session: Session, today: date = DUE) -> list[str]:
    return [visit.slug for visit in forgetting.forget(session, today, LONG_AFTER)]


def rows(session: Session) -> tuple[int, int]:
    session.rollback()
    count = (session.execute(select(func.count()).select_from(table)) for table in (ResponseRow, EarlierResponseRow))
    first, second = (found.scalar_one() for found in count)
    return first, second


@pytest.fixture
def answered(session: Session, visit: Visit) -> Visit:
    """Answers before and after a fold, a correction, an erasure, three stops, two forms, words."""
    erased = delivery(visit, BOARD, "1", readable="0")
    corrected = delivery(visit, BOARD, "1", readable="1", best=SECRET, visitor="visitor-a")
    for sent in (erased, corrected, delivery(visit, BOARD, "2", readable="3", visitor="visitor-a")):
        collecting.receive(session, visit, sent, NOON)
    aggregating.seal(session, visit)
    aggregating.fold(session, visit)
    collecting.erase(session, visit, erased.uid)
    changed = delivery(visit, BOARD, "1", corrected.uid, readable="2", best=SECRET, visitor="visitor-a")
    collecting.receive(session, visit, changed, NOON)
    cards = [{"suggest": SECRET, "element": "board_goals", "stop": "2"}]
    for sent in (
        delivery(visit, BOARD, "3", readable="2", visitor="visitor-b"),
        delivery(visit, BOARD, "1", readable="3", visitor="visitor-b"),
        delivery(visit, MODEL, None, anchoring_why="5", suggestions=cards, takeaway=SECRET),
    ):
        collecting.receive(session, visit, sent, NOON)
    return visit


@pytest.mark.parametrize("folded", [False, True])
def test_counts_and_comparisons_stay_exactly_the_same(session: Session, answered: Visit, folded: bool) -> None:
    if folded:
        aggregating.seal(session, answered)
        aggregating.fold(session, answered)
    before = numbers.as_data(results.read(session, answered))
    assert forget(session) == [answered.slug]
    found = results.read(session, visits.find(session, answered.slug, LONG_AFTER))
    assert numbers.as_data(found) == before
    assert found.received() == 5
    assert any(pair.higher or pair.lower for form in found.forms for pair in form.paired)
    assert rows(session) == (0, 0)
    assert found.texts == ()


def test_rendered_reports_stay(session: Session, answered: Visit) -> None:
    with writing(session):
        assert reports.claim(session, "r" * 64, answered.id, "nb", NOON)
        reports.finish(session, "r" * 64, b"%PDF the released one")
    forget(session)
    assert reports.pdf(session, "r" * 64) == b"%PDF the released one"


def test_words_are_gone_from_the_files_of_sqlite(session: Session, answered: Visit) -> None:
    url = session.get_bind().engine.url
    if url.drivername != "sqlite":
        forget(session)
        assert rows(session) == (0, 0)  # its files are the server's to rewrite
        return
    assert url.database is not None
    files = [Path(url.database), Path(url.database + "-wal")]

    def held() -> bytes:
        return b"".join(file.read_bytes() for file in files if file.exists())

    assert SECRET.encode() in held()
    assert b"visitor-b" in held()
    forget(session)
    assert SECRET.encode() not in held()
    assert b"visitor-b" not in held()


def test_forgetting_again_changes_nothing(session: Session, answered: Visit) -> None:
    forget(session)
    before = numbers.as_data(results.read(session, visits.find(session, answered.slug, LONG_AFTER)))
    assert forget(session) == []
    assert numbers.as_data(results.read(session, visits.find(session, answered.slug, LONG_AFTER))) == before


def test_two_nodes_that_forget_at_the_same_time_keep_the_comparison(
    session: Session, answered: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one listed the visit before the first one was done with it."""
    before = numbers.as_data(results.read(session, answered))
    due = rounds.due_for_deletion(session, DUE)
    assert [row.id for row in due] == [answered.id]
    forget(session)
    monkeypatch.setattr(rounds, "due_for_deletion", lambda session, today: due)
    assert forget(session) == []
    assert numbers.as_data(results.read(session, visits.find(session, answered.slug, LONG_AFTER))) == before


def test_a_visit_is_forgotten_on_its_day_and_not_before(session: Session, answered: Visit) -> None:
    assert forget(session, DUE - timedelta(days=1)) == []
    assert rows(session)[0] == 5
    assert forget(session, DUE) == [answered.slug]


def test_what_was_said_before_a_correction_is_dropped_when_the_visit_has_closed(
    session: Session, answered: Visit
) -> None:
    assert rows(session) == (5, 1)
    list(forgetting.forget(session, DAY, NOON))
    assert rows(session) == (5, 1)
    list(forgetting.forget(session, DAY, LATER))
    assert rows(session) == (5, 0)


def test_other_visits_are_untouched(session: Session, answered: Visit, plan: VisitPlan) -> None:
    other = visits.create(session, replace(plan, group="Andre", delete_on=DUE + timedelta(days=1)), EVE)
    collecting.receive(session, other, delivery(other, BOARD, "1", best=SECRET), NOON)
    assert forget(session) == [answered.slug]
    assert [text.answer for text in results.read(session, other).texts] == [SECRET]


def test_a_forgotten_visit_takes_no_answers_ever_again(session: Session, answered: Visit, plan: VisitPlan) -> None:
    forget(session)
    found = visits.find(session, answered.slug, LONG_AFTER)
    late = replace(plan, closes=LONG_AFTER + timedelta(days=9))
    for reopen in (
        lambda: visits.open_now(session, found.slug, LONG_AFTER),
        lambda: visits.extend(session, found.slug, late.closes, LONG_AFTER),
        lambda: visits.revise(session, found.slug, late, LONG_AFTER),
        lambda: importing.collect(session, found, b"", lines=True, progress=lambda done, total: None),
    ):
        with pytest.raises(Refusal, match="deleted"):
            reopen()
    with pytest.raises(NotAccepted):
        collecting.receive(session, found, delivery(found, BOARD, "1", readable="3"), LONG_AFTER)
    renamed = visits.revise(session, found.slug, replace(plan, group="Nytt navn", delete_on=None), LONG_AFTER)
    assert renamed.group == "Nytt navn"


def test_the_table_itself_takes_no_answers_of_a_forgotten_round(session: Session, answered: Visit) -> None:
    """Whatever happened to its times."""
    forget(session)
    with writing(session):
        session.get_one(RoundRow, answered.id).closes = LONG_AFTER + timedelta(days=9)
    with pytest.raises(NotAccepted):
        collecting.receive(session, answered, delivery(answered, BOARD, "1", readable="3"), LONG_AFTER)
    assert rows(session) == (0, 0)
