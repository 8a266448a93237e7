import pytest

from feedback_app.domain.visits import Visit
from tests.web.inspector import InspectingClient


@pytest.mark.parametrize(
    ("headers", "accepted"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://example.org"}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "http://localhost:81"}, False),
        ({"Origin": "https://example.org"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://[broken"}, False),
        ({"Referer": "http://localhost/v/somewhere"}, True),
        ({"Referer": "https://example.org/page"}, False),
    ],
)
def test_only_our_own_pages_may_post(
    client: InspectingClient, visit: Visit, headers: dict[str, str], accepted: bool
) -> None:
    response = client.post("/", data={"code": visit.code}, headers=headers)
    assert response.status_code == (303 if accepted else 403)


def test_a_page_may_be_read_from_anywhere(client: InspectingClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/api/questionnaires/x"])
def test_every_answer_carries_the_security_headers(client: InspectingClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    # "no-referrer" would make browsers send "Origin: null" with our own posts.
    assert headers["Referrer-Policy"] == "same-origin"
