"""Every page of the staff, asked for by everybody."""

import pytest
from flask import Flask
from werkzeug.routing import Rule

from feedback_app.domain.roles import ROLES, Role, may
from feedback_app.domain.visits import Visit
from feedback_app.web.access import ACTS
from tests.web.organizer.conftest import LogIn, Staff

STAFF = ("organizer.", "admin.")


def rules(app: Flask) -> list[Rule]:
    """All pages of the staff; of the two addresses of the sheets only the one that renders nothing here."""
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(STAFF)]
    return [rule for rule in found if rule.endpoint != "organizer.sheet" or "stop_key" in rule.arguments]


def asked(staff: Staff, rule: Rule, visit: Visit) -> int:
    values = {
        "slug": visit.slug,
        "spoken": "nb",
        "kind": "csv",
        "stop_key": "9",
        "person_id": 1,
        "unit_id": 1,
        "digest": "0" * 64,
    }
    address = rule.build({name: values[name] for name in rule.arguments})
    assert address is not None
    methods = rule.methods or set()
    return (staff.get if "GET" in methods else staff.post)(address[1]).status_code


def test_the_table_names_every_page_and_no_other(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(ACTS)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_the_table_says(app: Flask, log_in: LogIn, visit: Visit, role: Role) -> None:
    staff = log_in(role)
    for rule in rules(app):
        refused = asked(staff, rule, visit) == 403
        assert refused is not may(role, ACTS[rule.endpoint]), rule.endpoint


def test_a_reader_changes_nothing(log_in: LogIn, visit: Visit) -> None:
    reader = log_in("reader")
    for act in ("open", "close", "extend", "testing", "edit", "clone"):
        assert reader.post(f"/visits/{visit.slug}/{act}").status_code == 403
    page = reader.get(f"/visits/{visit.slug}").text
    assert "See the results" in page
    assert 'method="post" action="/visits' not in page


def test_nobody_opens_anything(app: Flask, staff: Staff, visit: Visit) -> None:
    for rule in rules(app):
        assert asked(staff, rule, visit) in {303, 401}, rule.endpoint


def test_what_staff_see_is_stored_in_no_cache(organizer: Staff, visit: Visit) -> None:
    for address in ("/visits", f"/visits/{visit.slug}", f"/visits/{visit.slug}/export/csv", "/password", "/nowhere"):
        response = organizer.get(address)
        assert response.headers["Cache-Control"] == "no-store", address
        response.close()
