"""The report is made elsewhere while pages are answered, once, and again when its maker died."""

import multiprocessing
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, forgetting, reports
from feedback_app.services.errors import NotFound
from tests.engines import Engine
from tests.services.conftest import BOARD, DAY, LATER, NOON, delivery

pytestmark = pytest.mark.slow


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """Which engine keeps the file makes no difference to its making."""
    return sqlite_engine


def order(visit: Visit, language: Language) -> reports.Order:
    return reports.Order(visit, language, DAY, "Vestre Toten kommune")


def wait_for(session: Session, visit: Visit, language: Language, now: datetime = NOON) -> bytes:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        made = reports.file(session, order(visit, language), now)
        if made is not None:
            return made
        time.sleep(0.1)
    raise AssertionError("no report came")


def test_a_report_is_made_once_and_kept_until_something_changes(session: Session, visit: Visit) -> None:
    assert reports.file(session, order(visit, "nb"), NOON) is None
    made = wait_for(session, visit, "nb")
    assert made.startswith(b"%PDF")
    assert reports.file_now(session, order(visit, "nb")) == made
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    assert reports.file(session, order(visit, "nb"), NOON) is None
    assert wait_for(session, visit, "nb") != made


def test_another_maker_takes_over_when_the_first_one_was_killed(session: Session, visit: Visit) -> None:
    wait_for(session, visit, "nb")
    for maker in multiprocessing.active_children():
        maker.kill()
        maker.join()
    time.sleep(0.5)
    assert reports.file(session, order(visit, "nn"), NOON) is None
    assert wait_for(session, visit, "nn", NOON + timedelta(minutes=4)).startswith(b"%PDF")


def test_a_released_report_stays_when_the_answers_go(session: Session, visit: Visit) -> None:
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3", best="Alle kom til orde"), NOON)
    made = wait_for(session, visit, "nb")
    assert list(forgetting.forget(session, visit.delete_on, LATER))
    (released,) = reports.released(session, visit)
    assert (released.language, released.made) == ("nb", NOON)
    assert reports.released_file(session, visit, released.digest) == made
    with pytest.raises(NotFound):
        reports.released_file(session, visit, "0" * 64)


def test_a_sheet_is_made_again_after_its_maker_was_killed(visit: Visit) -> None:
    assert reports.stop_sheet(visit, visit.stops[0], "http://localhost/v/x").startswith(b"%PDF")
    for maker in multiprocessing.active_children():
        maker.kill()
        maker.join()
    time.sleep(0.5)
    assert reports.stop_sheet(visit, visit.stops[0], "http://localhost/v/x").startswith(b"%PDF")
