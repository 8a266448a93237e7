from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback_app.services import demo, people, results, visits
from tests.services.conftest import OSLO

DAYS = [
    *(datetime(2026, month, 10, 12, tzinfo=UTC) for month in (1, 6, 9, 12)),
    *(datetime(2026, 3, day, 12, tzinfo=UTC) for day in (17, 18, 19, 20)),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
]


@pytest.mark.parametrize("now", DAYS, ids=lambda day: day.strftime("%d %B %Y"))
def test_on_any_day_one_visit_is_over_and_one_is_open(session: Session, now: datetime) -> None:
    made = demo.make(session, now, OSLO)
    assert made.finished.phase(now) == "closed"
    assert made.open.phase(now) == "open"
    assert (made.finished.day.month, made.finished.day.day) == (3, 18)
    assert made.finished.delete_on > now.date()
    found = results.read(session, made.finished)
    assert found.received() > 40
    assert {len(found.visit.stops), len(found.received_by_stop()) - 1} == {3}
    assert found.texts


def test_made_twice_it_is_the_same_demo_with_another_password(session: Session) -> None:
    now = DAYS[5]
    first, second = demo.make(session, now, OSLO), demo.make(session, now + timedelta(hours=1), OSLO)
    assert (first.finished, first.open) == (second.finished, second.open)
    assert len(visits.listing(session)) == 2
    assert results.read(session, first.finished).received() == results.read(session, second.finished).received()
    assert people.authenticate(session, second.login, first.password) is None
    assert people.authenticate(session, second.login, second.password) is not None
