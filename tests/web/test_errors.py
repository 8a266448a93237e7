import pytest
from flask import Flask, abort

from feedback_app.domain.questionnaire import LANGUAGES
from feedback_app.web.errors import TROUBLES, trouble
from tests.web.inspector import InspectingClient


@pytest.fixture
def failing(app: Flask) -> Flask:
    def fail(status: int) -> str:
        if status == 500:
            message = "a fault of ours"
            raise RuntimeError(message)
        abort(status)

    app.add_url_rule("/fail/<int:status>", view_func=fail)
    app.add_url_rule("/api/fail/<int:status>", "api_fail", view_func=fail)
    return app


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", sorted(TROUBLES))
def test_every_error_has_a_page_and_json_in_every_language(
    failing: Flask, client: InspectingClient, status: int, language: str
) -> None:
    headers = {"Accept-Language": language}
    page = client.get(f"/fail/{status}", headers=headers)
    assert page.status_code == status
    assert f'<html lang="{language}">' in page.text
    assert "a fault of ours" not in page.text
    told = client.get(f"/api/fail/{status}", headers=headers)
    assert told.status_code == status
    assert told.json is not None
    assert told.json["message"]
    assert told.json["todo"]


@pytest.mark.parametrize(("status", "like"), [(415, 400), (418, 400), (503, 500)])
def test_a_rare_status_is_told_in_general_words(status: int, like: int) -> None:
    assert trouble(status) is TROUBLES[like]


def test_a_wrong_method_says_which_ones_are_right(client: InspectingClient) -> None:
    response = client.delete("/")
    assert response.status_code == 405
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_page_given_to_abort_is_left_as_it_is(failing: Flask, client: InspectingClient) -> None:
    response = client.get("/v/bark-bark-bark/nb")
    assert response.status_code == 404
    assert "Vi kjenner ikke noe besøk" in response.text
