import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import canonical
from feedback_app.domain.visits import Visit
from feedback_app.services import visits
from tests.web.conftest import MakeVisit
from tests.web.inspector import InspectingClient

NB = {"Accept-Language": "nb"}


def delivery(visit: Visit, /, **more: Any) -> dict[str, Any]:
    return {"visit": visit.code, "form": "board-meeting", "stop": "1", "answers": {"duration": 12}, **more}


def test_a_questionnaire_is_served_in_its_canonical_form_for_ever(client: InspectingClient, visit: Visit) -> None:
    form = visit.forms[0]
    response = client.get(f"/api/questionnaires/{form.digest}")
    assert response.text == canonical(form.questionnaire)
    assert response.mimetype == "application/json"
    assert "immutable" in response.headers["Cache-Control"]
    again = client.get(response.request.path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("digest", ["0" * 64, "short", "%00", "Ø" * 64])
def test_an_unknown_questionnaire_is_told_in_the_language_asked_for(client: InspectingClient, digest: str) -> None:
    response = client.get(f"/api/questionnaires/{digest}", headers=NB)
    assert response.status_code == 404
    assert response.json is not None
    assert response.json["problem"] == "unknown_questionnaire"
    assert response.json["message"].startswith("Det er ikke publisert")


def test_first_created_then_the_same_again(client: InspectingClient, visit: Visit) -> None:
    address = f"/api/responses/{uuid4()}"
    first = client.put(address, json=delivery(visit))
    second = client.put(address, json=delivery(visit))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json is not None
    assert second.json is not None
    assert (first.json["outcome"], second.json["outcome"]) == ("stored", "same")
    assert first.json["answers"] == {"duration": 12}
    assert client.get(first.json["receipt"]).status_code == 200


def test_other_content_under_the_same_id_is_a_conflict_until_it_is_meant(
    client: InspectingClient, visit: Visit
) -> None:
    address = f"/api/responses/{uuid4()}"
    client.put(address, json=delivery(visit))
    other = delivery(visit, answers={"duration": 20})
    conflict = client.put(address, json=other, headers=NB)
    assert conflict.status_code == 409
    assert conflict.json is not None
    assert conflict.json["problem"] == "conflict"
    assert '"correct": true' in conflict.json["todo"]
    meant = client.put(address, json={**other, "correct": True})
    assert meant.status_code == 200
    assert meant.json is not None
    assert meant.json["outcome"] == "corrected"


def test_every_problem_is_told_by_its_question(client: InspectingClient, visit: Visit) -> None:
    answers = {"duration": "lenge", "led_by": "cat", "no_such": 1, "best": "x" * 3000}
    response = client.put(f"/api/responses/{uuid4()}", json=delivery(visit, answers=answers), headers=NB)
    assert response.status_code == 422
    assert response.json is not None
    found = {problem["question"]: (problem["code"], problem["message"]) for problem in response.json["problems"]}
    assert found["duration"] == ("not_a_number", "Skriv et tall med sifre, for eksempel 12.")
    assert found["led_by"][0] == "unknown_option"
    assert found["no_such"][0] == "unknown_question"
    assert found["best"] == ("too_long", "Skriv høyst 500 tegn. Du har skrevet 3\xa0000.")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"visit": "bark-bark-bark"}, 404, "unknown_visit"),
        ({"form": "no-such"}, 404, "unknown_task"),
        ({"stop": None}, 404, "unknown_task"),
        ({"stop": "9"}, 404, "unknown_task"),
        ({"stop": 1}, 400, "not_a_delivery"),
        ({"answers": []}, 400, "not_a_delivery"),
        ({"visit": None}, 400, "not_a_delivery"),
        ({"visitor": "<b>"}, 400, "not_a_delivery"),
        ({"correct": "yes"}, 400, "not_a_delivery"),
        ({"extra": 1}, 400, "not_a_delivery"),
    ],
)
def test_a_delivery_that_fits_nowhere_is_told_what_to_do(
    client: InspectingClient, visit: Visit, change: dict[str, Any], status: int, code: str
) -> None:
    response = client.put(f"/api/responses/{uuid4()}", json=delivery(visit, **change))
    assert response.status_code == status
    assert response.json is not None
    assert response.json["problem"] == code
    assert response.json["todo"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"NaN", b'{"answers": NaN}', b"[" * 100_000, b'"text"', b"null", b"1e999"],
)
def test_a_body_that_is_no_delivery_is_refused(client: InspectingClient, body: bytes) -> None:
    response = client.put(f"/api/responses/{uuid4()}", data=body, content_type="application/json")
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["message"]


def test_deep_json_is_refused_even_when_it_can_be_read(client: InspectingClient, visit: Visit) -> None:
    deep = json.loads("[" * 900 + "]" * 900)
    response = client.put(f"/api/responses/{uuid4()}", json=delivery(visit, answers={"duration": deep}))
    assert response.status_code in (400, 422)


def test_a_body_beyond_the_limit_is_refused_as_json(client: InspectingClient, visit: Visit) -> None:
    response = client.put(f"/api/responses/{uuid4()}", data=b"x" * 2_000_000, headers=NB)
    assert response.status_code == 413
    assert response.json is not None
    assert "større enn vi kan ta imot" in response.json["message"]


@pytest.mark.parametrize(("opens", "status", "code"), [(2, 425, "not_open"), (-9, 410, "closed")])
def test_a_visit_that_takes_no_answers_says_so(
    client: InspectingClient, make_visit: MakeVisit, opens: float, status: int, code: str
) -> None:
    visit = make_visit(opens=opens, closes=opens + 1)
    response = client.put(f"/api/responses/{uuid4()}", json=delivery(visit))
    assert response.status_code == status
    assert response.json is not None
    assert response.json["problem"] == code


def test_a_receipt_from_before_the_closing_is_given_again(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    address = f"/api/responses/{uuid4()}"
    client.put(address, json=delivery(visit))
    visits.close(session, visit.slug, datetime.now(UTC))
    assert client.put(address, json=delivery(visit)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/responses/" + "0" * 8, 404),
        ("POST", "/api/responses/0b1e6b8e-7b1c-4f3a-9d52-0c6a54b0e9aa", 405),
        ("GET", "/api/", 404),
    ],
)
def test_errors_of_the_api_are_json(client: InspectingClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method, headers=NB)
    assert response.status_code == status
    assert response.json is not None
    assert response.json["message"]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
QUESTIONS = ("duration", "led_by", "started_on_time", "readable", "best", "suggestions", "nothing")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answers=st.dictionaries(st.sampled_from(QUESTIONS) | st.text(max_size=8), values, max_size=6) | values,
    stop=st.sampled_from(["1", None]) | values,
)
def test_no_json_makes_the_server_fail(client: InspectingClient, visit: Visit, answers: object, stop: object) -> None:
    body = json.dumps(delivery(visit, answers=answers, stop=stop)).encode("utf-8", "surrogatepass")
    response = client.put(f"/api/responses/{uuid4()}", data=body)
    assert response.status_code in (201, 400, 404, 422)
    assert response.json is not None
    assert response.status_code == 201 or response.json["message"]
