import re
from http.cookies import SimpleCookie

import pytest
from sqlalchemy.orm import Session

from feedback_app.app import create_app
from feedback_app.services import people
from feedback_app.settings import from_environment
from feedback_app.store.database import db
from tests.web.organizer.conftest import PASSWORD, Staff


def test_the_right_password_leads_where_one_wanted_to_go(staff: Staff) -> None:
    asked = staff.get("/units?x=1")
    assert asked.status_code == 303
    assert asked.location == "/login?next=/units?x%3D1"
    page = staff.get(asked.location)
    assert 'name="next" value="/units?x=1"' in page.text
    assert staff.log_in("organizer", next="/units?x=1").location == "/units?x=1"
    assert staff.get("/units").status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [("organizer", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("organizer", ""), ("\x00", "nothing")],
)
def test_the_same_words_whatever_was_wrong(staff: Staff, login: str, password: str) -> None:
    refused = staff.log_in(login, password)
    assert refused.status_code == 422
    assert "Brukernavn og passord passer ikke sammen" in refused.text
    assert not password or f'"{password}"' not in refused.text
    assert staff.get("/visits").status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.org/", "//example.org", "/\\example.org", "visits", "javascript:alert(1)", "/a\nb", "/\t/x"],
)
def test_a_login_leads_to_our_own_pages_only(staff: Staff, elsewhere: str) -> None:
    assert staff.log_in("organizer", next=elsewhere).location == "/visits"


def test_whoever_is_logged_in_is_not_asked_again(organizer: Staff) -> None:
    assert organizer.get("/login?next=/units").location == "/units"


def test_logging_out_ends_the_login_and_says_so(organizer: Staff) -> None:
    assert organizer.log_out().location == "/login"
    assert "You are logged out." in organizer.get("/login").text
    assert organizer.get("/visits").status_code == 303


def test_a_new_password_ends_every_open_login(organizer: Staff, session: Session) -> None:
    people.change_password(session, "organizer", "another good password")
    assert organizer.get("/visits").status_code == 303


def test_ones_own_new_password_ends_the_logins_elsewhere_only(staff: Staff) -> None:
    elsewhere = staff.at_another_browser()
    for one in (staff, elsewhere):
        one.log_in("organizer")
        assert one.get("/visits").status_code == 200
    wrong = staff.post("/password", {"current": "not this one", "password": "another good password"})
    assert wrong.status_code == 422
    assert "Dette er ikke passordet du har nå." in wrong.text
    changed = staff.post("/password", {"current": PASSWORD, "password": "another good password"})
    assert changed.status_code == 303
    assert staff.get("/visits").status_code == 200
    assert elsewhere.get("/visits").status_code == 303


def test_too_many_attempts_are_stopped_and_nothing_typed_is_lost(staff: Staff) -> None:
    kept = '[["name", "NAV"]]'
    tried = [staff.log_in("organizer", "wrong", next="/units", _kept=kept) for _ in range(11)]
    assert [page.status_code for page in tried] == [422] * 10 + [429]
    assert "for mange forsøk" in tried[-1].text
    assert "[[&#34;name&#34;, &#34;NAV&#34;]]" in tried[-1].text
    assert staff.log_in("organizer").status_code == 429


def test_right_passwords_cost_no_attempts(staff: Staff) -> None:
    for _ in range(12):
        assert staff.log_in("organizer").status_code == 303
        staff.log_out()


def test_a_post_after_the_login_expired_is_shown_again_and_can_be_sent(staff: Staff) -> None:
    typed = {"name": "Gjøvik <b>bibliotek</b>", "parent": ""}
    asked = staff.post("/units", typed)
    assert asked.status_code == 401
    assert "Innloggingen var utløpt." in asked.text
    wrong = staff.log_in("organizer", "wrong", next="/units", _kept=_kept(asked.text))
    again = staff.log_in("organizer", next="/units", _kept=_kept(wrong.text))
    assert again.status_code == 200
    assert 'action="/units"' in again.text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', again.text))
    assert fields == {"name": "Gjøvik &lt;b&gt;bibliotek&lt;/b&gt;", "parent": ""}
    assert staff.post("/units", typed).status_code == 303


def test_a_password_is_never_carried_along(staff: Staff) -> None:
    asked = staff.post("/people", {"login": "ola", "password": "the secret of ola"})
    assert "the secret of ola" not in asked.text
    assert "ola" in _kept(asked.text)


@pytest.mark.parametrize("damaged", ["", "{", "[1]", "[[1, 2]]", '["ab"]', "null", "[" * 100_000])
def test_a_damaged_parcel_is_left_behind(staff: Staff, damaged: str) -> None:
    response = staff.log_in("organizer", next="/units", _kept=damaged)
    assert response.status_code in {200, 303}
    assert staff.get("/units").status_code == 200


def test_a_foreign_post_does_nothing_and_can_be_sent_from_here(organizer: Staff) -> None:
    foreign = organizer.client.post("/units", data={"name": "Planted"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert 'value="Planted"' in foreign.text
    silent = organizer.client.post("/units", data={"name": "Planted"})
    assert silent.status_code == 403
    assert "Planted" not in organizer.get("/units").text


def test_the_language_is_kept_for_the_whole_session(staff: Staff) -> None:
    assert '<html lang="nb">' in staff.get("/login").text
    changed = staff.get("/login?language=nn&next=/units")
    assert changed.location == "/login?next=%2Funits"
    staff.log_in("organizer")
    assert '<html lang="nn">' in staff.get("/visits").text
    staff.log_out()
    assert '<html lang="nn">' in staff.get("/login").text


@pytest.mark.parametrize("address", ["/visits?language=xx", "/visits?_scheme=x&_external=1", "/login?next=%00"])
def test_odd_arguments_do_no_harm(organizer: Staff, address: str) -> None:
    assert organizer.get(address).status_code in {200, 303}


def test_changing_the_language_on_the_login_page_keeps_what_was_typed(staff: Staff) -> None:
    page = staff.post("/login", {"login": "kari", "next": "/units", "_kept": '[["a", "b"]]', "_language": "en"})
    assert page.status_code == 200
    assert 'value="kari"' in page.text
    assert 'value="/units"' in page.text
    assert _kept(page.text)


def test_the_session_cookie_is_for_this_server_alone(staff: Staff) -> None:
    cookie = SimpleCookie(staff.log_in("organizer").headers["Set-Cookie"])["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["expires"]
    assert not cookie["max-age"]


def test_in_production_the_cookie_is_bound_to_the_host(sqlite_url: str) -> None:
    environment = {
        "FEEDBACK_ENV": "production",
        "SECRET_KEY": "x" * 40,
        "PUBLIC_URL": "https://localhost",
        "DATABASE_URL": sqlite_url,
    }
    app = create_app(from_environment(environment))
    with app.app_context():
        people.add(db.session(), "kari", "Kari", "reader", PASSWORD)
        answer = app.test_client().post(
            "/login", data={"login": "kari", "password": PASSWORD}, headers={"Sec-Fetch-Site": "same-origin"}
        )
        db.engine.dispose()
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-session"]
    assert cookie["secure"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]


def test_pages_of_guests_know_no_session(organizer: Staff) -> None:
    page = organizer.get("/")
    assert "Set-Cookie" not in page.headers
    assert "Cookie" not in page.headers.get("Vary", "")


def _kept(html: str) -> str:
    found = re.search(r'name="_kept" value="([^"]*)"', html)
    assert found is not None
    return found[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
