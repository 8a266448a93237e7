from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import LANGUAGES
from feedback_app.domain.visits import Visit
from feedback_app.services import visits
from tests.web.conftest import MakeVisit
from tests.web.inspector import InspectingClient


@pytest.mark.parametrize("path", ["/", "/nb", "/nn", "/en", "/privacy/nb", "/privacy/nn", "/privacy/en"])
def test_the_open_pages_answer(client: InspectingClient, path: str) -> None:
    assert client.get(path).status_code == 200


def test_a_code_opens_the_visit_however_it_is_typed(client: InspectingClient, visit: Visit) -> None:
    typed = visit.code.upper().replace("-", "  ")
    response = client.post("/", data={"code": typed, "_language": "nn"})
    assert response.status_code == 303
    assert response.headers["Location"] == f"/v/{visit.code}/nn"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("bark bark bark", "kjenner ikke noe besøk"), ("", "Skriv de tre ordene"), (" - ", "tre ordene")],
)
def test_a_wrong_code_gets_help_and_is_shown_again(client: InspectingClient, typed: str, told: str) -> None:
    response = client.post("/", data={"code": typed, "_language": "nb"})
    assert response.status_code == 422
    assert told in response.text
    assert f'value="{typed}"' in response.text


@pytest.mark.parametrize(
    ("asked", "given"),
    [("nn-NO,nn;q=0.9,en;q=0.5", "nn"), ("no", "nb"), ("de,en-GB;q=0.5", "en"), ("de", "nb"), ("", "nb")],
)
def test_a_scanned_code_opens_the_language_of_the_browser(
    client: InspectingClient, visit: Visit, asked: str, given: str
) -> None:
    response = client.get(f"/v/{visit.code}", headers={"Accept-Language": asked})
    assert response.headers["Location"] == f"/v/{visit.code}/{given}"
    assert response.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_programme_lists_the_tasks_in_walking_order(client: InspectingClient, visit: Visit, language: str) -> None:
    html = client.get(f"/v/{visit.code}/{language}").text
    tasks = ["board-meeting/1", "board-meeting/2", "visit-model"]
    places = [html.index(f'href="/v/{visit.code}/{language}/{task}"') for task in tasks]
    assert places == sorted(places)
    assert html.index("NAV") < html.index("Raufosstun sykehjem")


def test_the_programme_says_who_reads_and_when_it_is_deleted(client: InspectingClient, visit: Visit) -> None:
    html = client.get(f"/v/{visit.code}/nb").text
    assert "leser svarene" in html
    assert f"slettes {visit.delete_on.day}." in html
    assert str(visit.delete_on.year) in html


def test_two_taps_lead_from_the_code_to_the_first_question(client: InspectingClient, visit: Visit) -> None:
    programme = client.get(f"/v/{visit.code}", follow_redirects=True)
    assert f'href="/v/{visit.code}/nb/board-meeting/1"' in programme.text
    assert 'id="q-started_on_time"' in client.get(f"/v/{visit.code}/nb/board-meeting/1").text


@pytest.mark.parametrize(("opens", "told"), [(2, "Ikke åpent ennå"), (-9, "Besøket er stengt")])
def test_a_visit_that_takes_no_answers_says_what_to_do(
    client: InspectingClient, make_visit: MakeVisit, opens: float, told: str
) -> None:
    visit = make_visit(opens=opens, closes=opens + 1)
    html = client.get(f"/v/{visit.code}/nb").text
    assert told in html
    assert "task-card" in html
    assert f'href="/v/{visit.code}/nb/visit-model"' not in html


def test_a_rehearsal_says_that_its_answers_are_deleted(
    client: InspectingClient, make_visit: MakeVisit, session: Session
) -> None:
    visit = make_visit(opens=2)
    visits.set_testing(session, visit.slug, True, datetime.now(UTC))
    for path in ("", "/visit-model"):
        assert "slettes før det åpner" in client.get(f"/v/{visit.code}/nb{path}").text


def test_an_unknown_code_in_the_address_is_a_friendly_page(client: InspectingClient) -> None:
    response = client.get("/v/bark-bark-bark", headers={"Accept-Language": "nn"})
    assert response.status_code == 404
    assert "Vi kjenner ikkje noko besøk" in response.text


def test_a_receipt_of_nothing_says_so(client: InspectingClient, visit: Visit) -> None:
    response = client.get(f"/v/{visit.code}/nb/receipt/00000000-0000-4000-8000-000000000001")
    assert response.status_code == 404
    assert "Vi har ingen kvittering her" in response.text
