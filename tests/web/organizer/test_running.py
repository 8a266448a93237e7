import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import visits
from tests.web.conftest import MakeVisit
from tests.web.organizer.conftest import Staff
from tests.web.organizer.test_planning import answer


def phase(session: Session, visit: Visit) -> str:
    now = datetime.now(UTC)
    return visits.find(session, visit.slug, now).phase(now)


def test_one_tap_opens(organizer: Staff, session: Session, make_visit: MakeVisit) -> None:
    visit = make_visit(opens=24, closes=72)
    address = f"/visits/{visit.slug}"
    assert "Not open yet" in organizer.get(address).text
    assert organizer.post(f"{address}/open").location == address
    assert phase(session, visit) == "open"
    assert "Guests can answer now." in organizer.get(address).text


def test_one_tap_closes_and_another_takes_it_back(organizer: Staff, session: Session, visit: Visit) -> None:
    address = f"/visits/{visit.slug}"
    organizer.post(f"{address}/close")
    assert phase(session, visit) == "closed"
    page = organizer.get(address).text
    undo = re.search(
        r'action="([^"]+)"[^>]*><input type="hidden" name="closes" value="([^"]+)"><button[^>]*>Undo', page
    )
    assert undo is not None
    organizer.post(undo[1], {"closes": undo[2]})
    assert phase(session, visit) == "open"
    assert abs(visits.find(session, visit.slug, datetime.now(UTC)).closes - visit.closes) < timedelta(minutes=1)


def test_a_closed_visit_opens_for_two_hours(organizer: Staff, session: Session, make_visit: MakeVisit) -> None:
    visit = make_visit(opens=-5, closes=-1)
    organizer.post(f"/visits/{visit.slug}/open")
    left = visits.find(session, visit.slug, datetime.now(UTC)).closes - datetime.now(UTC)
    assert timedelta(hours=1, minutes=59) < left <= timedelta(hours=2)


def test_one_more_day_counts_from_the_closing_time(organizer: Staff, session: Session, visit: Visit) -> None:
    organizer.post(f"/visits/{visit.slug}/extend", {"by": "day"})
    assert visits.find(session, visit.slug, datetime.now(UTC)).closes == visit.closes + timedelta(days=1)


@pytest.mark.parametrize(
    ("closes", "said"),
    [("", "Choose the new closing time."), ("soon", "Write a date and a time"), ("2020-01-01T10:00", "in the future")],
)
def test_a_closing_time_that_cannot_be_is_told(organizer: Staff, visit: Visit, closes: str, said: str) -> None:
    page = organizer.post(f"/visits/{visit.slug}/extend", {"closes": closes})
    assert page.status_code == 422
    assert said in page.text
    assert f'value="{closes}"' in page.text


def test_another_closing_time_is_local(organizer: Staff, session: Session, visit: Visit) -> None:
    organizer.post(f"/visits/{visit.slug}/extend", {"closes": "2031-07-01T16:00"})
    assert visits.find(session, visit.slug, datetime.now(UTC)).closes == datetime(2031, 7, 1, 14, tzinfo=UTC)


def test_test_answers_are_wiped_when_the_test_ends(organizer: Staff, session: Session, make_visit: MakeVisit) -> None:
    visit = make_visit(opens=24, closes=72)
    address = f"/visits/{visit.slug}"
    organizer.post(f"{address}/testing", {"testing": "on"})
    page = organizer.get(address).text
    assert "Test mode is on." in page
    answer(session, visit)
    assert "<strong>1</strong> received" in organizer.get(address).text
    organizer.post(f"{address}/testing", {"testing": "off"})
    assert "<strong>0</strong> received" in organizer.get(address).text


@pytest.mark.parametrize(
    ("act", "said"), [("testing", "Only a visit that has not opened"), ("close", "nothing to close")]
)
def test_what_is_too_late_is_refused_in_words(organizer: Staff, make_visit: MakeVisit, act: str, said: str) -> None:
    visit = make_visit(opens=-5, closes=-1)
    refused = organizer.post(f"/visits/{visit.slug}/{act}")
    assert refused.status_code == 409
    assert said in refused.text
