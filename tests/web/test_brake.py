from flask.testing import FlaskClient

from feedback_app.domain.visits import Visit
from feedback_app.web.brake import Brake
from feedback_app.web.visitor import GUESSES

ALLOWED = int(GUESSES.partition(" ")[0])


def test_a_brake_holds_after_the_allowed_failures_and_for_that_key_only() -> None:
    brake = Brake("2 per minute")
    for _ in range(2):
        assert not brake.holds("a")
        brake.count("a")
    assert brake.holds("a")
    assert not brake.holds("b")


def test_guessing_codes_is_stopped_before_the_right_one_is_found(client: FlaskClient, visit: Visit) -> None:
    for number in range(ALLOWED):
        assert client.get(f"/v/guess-{number}/nb").status_code == 404
    assert client.get(f"/v/{visit.code}/nb").status_code == 429


def test_guesses_of_a_neighbour_do_not_stop_a_visit_that_is_in_use(client: FlaskClient, visit: Visit) -> None:
    assert client.get(f"/v/{visit.code}/nb").status_code == 200
    for number in range(ALLOWED):
        client.get(f"/v/guess-{number}/nb")
    assert client.get(f"/v/{visit.code}/nb").status_code == 200
