from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from feedback_app.domain.answers import check
from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, units, visits
from feedback_app.services.collecting import Delivery
from tests.web.organizer.conftest import Staff

pytestmark = pytest.mark.usefixtures("built_in")


def typed(**changes: Any) -> MultiDict[str, str]:
    """A form that can be saved, with some fields as they are given here."""
    fields: Mapping[str, Any] = {
        "group": "Lean-studenter",
        "day": "2031-03-18",
        "expected": "11",
        "languages": ["nb", "en"],
        "use-visit-model": "once",
        "use-board-meeting": "per_stop",
        "stops-0-new": "NAV",
        "stops-0-unit": "",
        "stops-0-at": "10:00",
        **changes,
    }
    return MultiDict(fields)


def answer(session: Session, visit: Visit) -> None:
    form = next(form for form in visit.forms if not form.per_stop)
    checked = check(form.questionnaire, {"takeaway": "Much"}, visit.stop_keys())
    collecting.receive(session, visit, Delivery(uuid4(), form, None, checked.answers), datetime.now(UTC))


def test_a_visit_needs_a_group_a_day_and_a_stop(organizer: Staff, session: Session) -> None:
    made = organizer.post("/visits/new", typed())
    assert made.location == "/visits/2031-03-18-lean-studenter"
    page = organizer.get(made.location)
    assert "The visit is ready." in page.text
    assert "The visit is ready." not in organizer.get(made.location).text
    visit = visits.find(session, "2031-03-18-lean-studenter", datetime.now(UTC))
    assert [(stop.unit, stop.at) for stop in visit.stops] == [("NAV", time(10))]
    assert visit.languages == ("nb", "en")
    assert visit.expected == 11
    assert (visit.opens, visit.closes) == (datetime(2031, 3, 18, 7, tzinfo=UTC), datetime(2031, 3, 21, 15, tzinfo=UTC))
    assert visit.delete_on == date(2031, 6, 19)


def test_units_are_chosen_from_the_tree_and_new_ones_go_below(organizer: Staff, session: Session) -> None:
    health = units.add(session, "Health")
    made = organizer.post(
        "/visits/new",
        typed(
            **{
                "stops-0-unit": str(health), "stops-0-new": "", "stops-0-at": "",
                "stops-1-unit": str(health), "stops-1-new": "Ward 2", "stops-1-at": "9.30",
                "stops-2-unit": "", "stops-2-new": "", "stops-2-at": "",
            }
        ),
    )  # fmt: skip
    visit = visits.find(session, made.location.rpartition("/")[2], datetime.now(UTC))
    assert [(stop.unit, stop.at) for stop in visit.stops] == [("Health", None), ("Ward 2", time(9, 30))]
    assert [(unit.name, unit.depth) for unit in units.tree(session)] == [("Health", 0), ("Ward 2", 1)]


def test_times_are_local_and_dates_may_be_typed(organizer: Staff, session: Session) -> None:
    organizer.post(
        "/visits/new",
        typed(day="18.6.2031", opens="2031-06-18T09:00", closes="2031-06-18 17:00", delete_on="2031-07-01"),
    )
    visit = visits.find(session, "2031-06-18-lean-studenter", datetime.now(UTC))
    assert (visit.opens, visit.closes) == (datetime(2031, 6, 18, 7, tzinfo=UTC), datetime(2031, 6, 18, 15, tzinfo=UTC))
    assert visit.delete_on == date(2031, 7, 1)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("group", " ", "Write the name of the group."),
        ("group", "x" * 201, "Write at most 200 characters."),
        ("day", "", "Choose the day of the visit."),
        ("day", "2031-02-30", "Write a date that exists"),
        ("day", "0031-02-03", "Is the year right?"),
        ("expected", "eleven", "Write a whole number"),
        ("expected", "0", "Write a number from 1 to 10,000."),
        ("opens", "tomorrow", "Write a date and a time of day"),
        ("opens", "2031-03-18T08:00+01:00", "Write a date and a time of day"),
        ("closes", "2031-03-18T07:00", "Choose a closing time after the opening time."),
        ("delete_on", "2031-03-21", "Choose a day after the visit has closed."),
        ("languages", "xx", "Choose at least one language."),
        ("use-visit-model", "twice", "needs at least one stop"),
        ("stops-0-at", "25:00", "Write a time of day"),
        ("stops-0-at", "soon", "Write a time of day"),
        ("stops-0-unit", "99999", "Choose one of the units shown."),
        ("stops-0-unit", "1; DROP", "Choose one of the units shown."),
        ("stops-0-new", "x" * 121, "The name of a unit may have 120 characters."),
    ],
)
def test_what_cannot_be_is_told_beside_the_field_and_nothing_typed_is_lost(
    organizer: Staff, session: Session, field: str, value: str, said: str
) -> None:
    changes = {field: value} if field != "use-visit-model" else {field: value, "stops-0-new": "", "stops-0-at": ""}
    page = organizer.post("/visits/new", typed(**{"group": "Gjester & <venner>"} | changes))
    assert page.status_code == 422
    assert page.text.count(said) >= 2
    assert value.replace('"', "") in page.text or field in {"languages", "use-visit-model", "stops-0-unit"}
    if field != "group":
        assert "Gjester &amp; &lt;venner&gt;" in page.text
    assert visits.listing(session) == []


def test_a_time_without_a_unit_is_told(organizer: Staff) -> None:
    page = organizer.post("/visits/new", typed(**{"stops-0-new": ""}))
    assert page.status_code == 422
    assert "Choose the unit, or empty the time." in page.text
    assert 'value="10:00"' in page.text


def test_rows_are_added_moved_and_removed_without_scripts(organizer: Staff) -> None:
    rows = {f"stops-{place}-new": name for place, name in enumerate(("NAV", "School", "Ward"))}

    def names(act: str) -> list[str]:
        page = organizer.post("/visits/new", typed(**rows, group="", _row=act))
        assert page.status_code == 200
        return [part.partition('"')[0] for part in page.text.split('-new" value="')[1:]]

    assert names("add") == ["NAV", "School", "Ward", ""]
    assert names("up-1") == ["School", "NAV", "Ward"]
    assert names("down-1") == ["NAV", "Ward", "School"]
    assert names("remove-0") == ["School", "Ward"]
    for odd in ("up-0", "down-2", "remove-9", "up-x", "up-²", "fly-1", "-", "remove-99999999999999999999"):
        assert names(odd) == ["NAV", "School", "Ward"]


def test_a_programme_has_twenty_stops_at_most(organizer: Staff) -> None:
    rows = {f"stops-{place}-new": f"Unit {place}" for place in range(20)}
    full = organizer.post("/visits/new", typed(**rows, _row="add"))
    assert full.text.count('class="stop-row"') == 20
    page = organizer.post("/visits/new", typed(**rows, **{"stops-20-new": "One more"}))
    assert page.status_code == 422
    assert "A visit has at most 20 stops." in page.text


def test_changing_the_language_keeps_what_is_typed(organizer: Staff) -> None:
    page = organizer.post("/visits/new", typed(day="someday", _language="nn"))
    assert page.status_code == 200
    assert '<html lang="nn">' in page.text
    assert 'value="Lean-studenter"' in page.text
    assert 'value="someday"' in page.text


def test_a_clone_asks_for_group_and_day_alone(organizer: Staff, session: Session) -> None:
    organizer.post("/visits/new", typed())
    asked = organizer.get("/visits/2031-03-18-lean-studenter/clone")
    assert 'value="Lean-studenter"' in asked.text
    address = "/visits/2031-03-18-lean-studenter/clone"
    assert organizer.post(address, {"group": "", "day": ""}).status_code == 422
    made = organizer.post(address, {"group": "Forsvarsbygg", "day": "2032-06-02"})
    assert made.location == "/visits/2032-06-02-forsvarsbygg"
    old, new = (
        visits.find(session, one, datetime.now(UTC)) for one in ("2031-03-18-lean-studenter", "2032-06-02-forsvarsbygg")
    )
    assert new.stops == old.stops
    assert new.forms == old.forms
    assert new.code != old.code
    assert new.opens == datetime(2032, 6, 2, 6, tzinfo=UTC)


def test_everything_can_be_changed_until_somebody_answers(organizer: Staff, session: Session) -> None:
    organizer.post("/visits/new", typed())
    address = "/visits/2031-03-18-lean-studenter/edit"
    page = organizer.get(address)
    assert 'value="2031-03-18T08:00"' in page.text
    assert 'value="10:00"' in page.text
    changed = organizer.post(address, typed(group="Students", **{"stops-0-new": "School", "use-visit-model": ""}))
    assert changed.status_code == 303
    visit = visits.find(session, "2031-03-18-lean-studenter", datetime.now(UTC))
    assert visit.group == "Students"
    assert [stop.unit for stop in visit.stops] == ["School"]
    assert [form.key for form in visit.forms] == ["board-meeting"]


def test_after_the_first_answer_the_programme_stays(organizer: Staff, session: Session, visit: Visit) -> None:
    answer(session, visit)
    address = f"/visits/{visit.slug}/edit"
    page = organizer.get(address)
    assert "Somebody has answered" in page.text
    assert "stops-0-unit" not in page.text
    organizer.post(address, typed(group="Renamed", day=visit.day.isoformat(), opens="", closes=""))
    found = visits.find(session, visit.slug, datetime.now(UTC))
    assert found.group == "Renamed"
    assert found.stops == visit.stops
    assert found.forms == visit.forms


@pytest.mark.parametrize("address", ["/visits/nothing", "/visits/nothing/edit", "/visits/nothing/clone"])
def test_a_visit_that_is_not_there_is_not_found(organizer: Staff, address: str) -> None:
    assert organizer.get(address).status_code == 404
