import pytest
from sqlalchemy.orm import Session

from feedback_app.services import people, units
from tests.web.organizer.conftest import PASSWORD, Staff

NEW = {"login": "Ola", "name": "Ola Nordmann", "role": "reader", "password": "a first password"}


def test_a_new_person_can_log_in(administrator: Staff) -> None:
    added = administrator.post("/people", NEW)
    assert added.location == "/people"
    page = administrator.get("/people").text
    assert "The person can log in now." in page
    assert "Ola Nordmann" in page
    assert administrator.at_another_browser().log_in("ola", "a first password").location == "/visits"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("login", "", "Write a username."),
        ("login", "ola nordmann", "A username has no spaces."),
        ("login", "ADMINISTRATOR", "Somebody has this username already."),
        ("login", "x" * 121, "Write at most 120 characters."),
        ("name", "", "Write the name of the person."),
        ("role", "", "Choose one of the roles."),
        ("role", "king", "Choose one of the roles."),
        ("password", "short", "A password must have 12 to 200 characters."),
        ("password", "", "Write a password."),
    ],
)
def test_a_person_who_cannot_be_is_told(
    administrator: Staff, session: Session, field: str, value: str, said: str
) -> None:
    page = administrator.post("/people", NEW | {field: value})
    assert page.status_code == 422
    assert page.text.count(said) == 2
    assert "a first password" not in page.text
    assert "Ola Nordmann" in page.text or field == "name"
    assert len(people.listing(session)) == 1


def test_a_role_is_changed_and_the_last_administrator_stays(administrator: Staff, session: Session) -> None:
    ola = people.add(session, "ola", "Ola", "reader", PASSWORD)
    assert administrator.post(f"/people/{ola.id}", {"_what": "role", "role": "organizer"}).status_code == 303
    changed = people.find(session, ola.id)
    assert changed is not None
    assert changed.role == "organizer"
    me = next(one for one in people.listing(session) if one.role == "administrator")
    refused = administrator.post(f"/people/{me.id}", {"_what": "role", "role": "reader"})
    assert refused.status_code == 422
    assert "This is the only administrator." in refused.text
    assert administrator.get("/people").status_code == 200


def test_a_forgotten_password_is_replaced(administrator: Staff, session: Session) -> None:
    ola = people.add(session, "ola", "Ola", "reader", PASSWORD)
    short = administrator.post(f"/people/{ola.id}", {"_what": "password", "password": "short"})
    assert short.status_code == 422
    administrator.post(f"/people/{ola.id}", {"_what": "password", "password": "another good one"})
    assert people.authenticate(session, "ola", "another good one") is not None
    assert people.authenticate(session, "ola", PASSWORD) is None
    assert administrator.get("/people/999").status_code == 404


def test_units_form_a_tree(administrator: Staff, session: Session) -> None:
    assert "There is no unit yet." in administrator.get("/units").text
    administrator.post("/units", {"name": "Health"})
    (health,) = units.tree(session)
    administrator.post("/units", {"name": "Ward 2", "parent": str(health.id)})
    assert [(unit.name, unit.depth) for unit in units.tree(session)] == [("Health", 0), ("Ward 2", 1)]
    page = administrator.get("/units").text
    assert 'data-depth="1"' in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Write the name of the unit."),
        ({"name": "x" * 121}, "Write at most 120 characters."),
        ({"name": "Ward", "parent": "99999"}, "Choose one of the units shown."),
        ({"name": "Ward", "parent": "²"}, "Choose one of the units shown."),
    ],
)
def test_a_unit_that_cannot_be_is_told(
    administrator: Staff, session: Session, typed: dict[str, str], said: str
) -> None:
    page = administrator.post("/units", typed)
    assert page.status_code == 422
    assert said in page.text
    assert units.tree(session) == []


def test_a_unit_gets_another_name_but_not_that_of_its_neighbour(administrator: Staff, session: Session) -> None:
    ward, _ = units.add(session, "Ward 2"), units.add(session, "Ward 3")
    taken = administrator.post(f"/units/{ward}", {"name": "Ward 3"})
    assert taken.status_code == 422
    assert "There is a unit of this name in the same place already." in taken.text
    assert administrator.post(f"/units/{ward}", {"name": " Ward  2 "}).status_code == 303
    administrator.post(f"/units/{ward}", {"name": "Ward two"})
    assert [unit.name for unit in units.tree(session)] == ["Ward 3", "Ward two"]
    assert administrator.get("/units/999").status_code == 404
