"""Whatever is sent to whichever address: never a server error, nothing stored by half, an answer that can be read."""

import json
import re
from collections.abc import Iterator
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback_app.domain.answers import check
from feedback_app.domain.visits import Visit
from feedback_app.store.models import ResponseRow
from tests.web.conftest import MakeVisit
from tests.web.inspector import InspectingClient

FUZZ = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
HOSTILE = (
    "'; DROP TABLE response; --", "<script>alert(1)</script>", "=1+1", "\x00", "a\x00b", "\ud800", "\u202e", "٣",
    "../../etc/passwd", "{{7*7}}", "%s%n", "æøå", "💥", "x" * 3000, "-1", "9" * 400, "null", "true", "",
)  # fmt: skip
WORDS = st.sampled_from(HOSTILE) | st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
LANGUAGES = st.sampled_from(["nb", "nn", "en", "nn-NO,nn;q=0.9", "de", "*", "", "\xe6", "q=" * 400])


@pytest.fixture(params=["built-in forms", "every kind"])
def visit(make_visit: MakeVisit, request: pytest.FixtureRequest) -> Visit:
    if request.param == "built-in forms":
        return make_visit()
    once = ("single_other", "multiple_other", "scale", "rating", "number", "date", "suggestions", "praise", "stop")
    return make_visit(once=(*once, "long_text", "show_section"), per_stop=("yes_no",))


@pytest.fixture
def addresses(app: Flask) -> list[str]:
    """Every address of the service as a pattern, static files aside."""
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "static" not in rule.rule})


def stored(session: Session) -> int:
    session.rollback()
    return session.execute(select(func.count()).select_from(ResponseRow)).scalar_one()


def sound(session: Session, visit: Visit) -> Iterator[bool]:
    """Is each stored response one that the judge takes as it is?"""
    forms = {form.digest: form for form in visit.forms}
    for row in session.scalars(select(ResponseRow)):
        answers = json.loads(row.answers)
        yield any(check(form.questionnaire, answers, visit.stop_keys()).answers == answers for form in forms.values())


def answered(response: TestResponse) -> None:
    """Not our fault, and said so that somebody can read it."""
    assert response.status_code < 500, f"{response.request.method} {response.request.path}: {response.text[:300]}"
    if response.status_code >= 400 and response.request.method != "HEAD" and response.data:
        if response.is_json:
            assert response.json is not None
            assert response.json["message"]
            assert response.json["todo"]
        else:
            assert response.mimetype == "text/html"


def filled(pattern: str, parts: list[str], visit: Visit) -> str:
    """An address: each hole of the pattern takes the next part, `^` the one that would be right there."""
    right = {
        "code": visit.code, "language": "nb", "form_key": visit.forms[0].key, "stop_key": "1", "uid": str(UUID(int=1)),
        "slug": visit.slug, "digest": visit.forms[0].digest,
    }  # fmt: skip
    remaining = iter(parts)

    def fill(hole: re.Match[str]) -> str:
        part = next(remaining, "^")
        name = hole.group(1).rpartition(":")[2]
        return right.get(name, "1") if part == "^" else quote(part, safe="", errors="surrogatepass")

    return re.sub(r"<([^>]+)>", fill, pattern)


@FUZZ
@given(data=st.data())
def test_no_address_fails_whatever_it_is_sent(
    client: InspectingClient, session: Session, visit: Visit, addresses: list[str], data: st.DataObject
) -> None:
    before = stored(session)
    pattern = data.draw(st.sampled_from(addresses))
    path = filled(pattern, data.draw(st.lists(st.just("^") | WORDS, max_size=4)), visit)
    headers = {
        "Accept-Language": data.draw(LANGUAGES).encode("latin-1", "replace").decode("latin-1"),
        "Content-Type": data.draw(
            st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json",
                             "multipart/form-data", "text/plain; charset=nonsense", "", "\xff"])
        ),
        "Sec-Fetch-Site": data.draw(st.sampled_from(["same-origin", "cross-site", "none"])),
    }  # fmt: skip
    body = data.draw(st.binary(max_size=60) | WORDS.map(lambda word: word.encode("utf-8", "surrogatepass")))
    response = client.open(path, method=data.draw(st.sampled_from(METHODS)), headers=headers, data=body)
    answered(response)
    assert stored(session) == before


@FUZZ
@given(data=st.data())
def test_no_form_makes_a_page_fail_and_only_a_receipt_means_stored(
    client: InspectingClient, session: Session, visit: Visit, data: st.DataObject
) -> None:
    before = stored(session)
    form = data.draw(st.sampled_from(visit.forms))
    keys = [question.key for question in form.questionnaire.questions()]
    options = [choice.key for question in form.questionnaire.questions() for choice in question.choices]
    names = st.sampled_from([*keys, "_uid", "_visitor", "_language"]) | st.builds(
        lambda key, end: key + end, st.sampled_from(keys),
        st.sampled_from(["-0-suggest", "-0-text", "-1-stop", "-99999999999-saw", ".other", "-x-y", "-", "-0-aloud"]),
    ) | WORDS  # fmt: skip
    values = WORDS | st.sampled_from([*options, "1", "3", "yes", "2026-03-18", "12,5", str(uuid4())])
    typed = data.draw(st.dictionaries(names, st.lists(values, min_size=1, max_size=3), max_size=6))
    path = f"/v/{visit.code}/nn/{form.key}" + ("/1" if form.per_stop else "")
    as_bytes = {key.encode("utf-8", "replace").decode(): [v.encode("utf-8", "replace").decode() for v in value]
                for key, value in typed.items()}  # fmt: skip
    response = client.post(path, data=as_bytes)
    answered(response)
    assert stored(session) == before + (response.status_code == 303)
    if response.status_code == 303:
        receipt = client.get(response.location)
        assert receipt.status_code == 200
        assert "<script>alert" not in receipt.text
    elif response.status_code != 404:
        assert '<html lang="nn"' in response.text
    assert all(sound(session, visit))


@FUZZ
@given(data=st.data())
def test_no_json_makes_the_api_fail_and_only_201_means_stored(
    client: InspectingClient, session: Session, visit: Visit, data: st.DataObject
) -> None:
    before = stored(session)
    form = data.draw(st.sampled_from(visit.forms))
    keys = [question.key for question in form.questionnaire.questions()]
    options = [choice.key for question in form.questionnaire.questions() for choice in question.choices]
    values = st.sampled_from([*options, "1", 3, True, "2026-03-18", [{"suggest": "a"}], [{"text": "b"}]]) | JSON
    answers = st.dictionaries(st.sampled_from(keys) | WORDS, values, max_size=4)
    body = {
        "visit": data.draw(st.just(visit.code) | JSON), "form": data.draw(st.just(form.key) | JSON),
        "stop": data.draw(st.just("1" if form.per_stop else None) | JSON),
        "visitor": data.draw(st.none() | st.text("abcXYZ019_-", min_size=8, max_size=64) | JSON),
        "answers": data.draw(answers | JSON), "correct": data.draw(st.booleans() | JSON),
    }  # fmt: skip
    uid = UUID(int=data.draw(st.integers(0, 2)))
    response = client.put(f"/api/responses/{uid}", data=json.dumps(body), headers={"Accept-Language": "nn"})
    answered(response)
    assert stored(session) == before + (response.status_code == 201)
    assert all(sound(session, visit))


@pytest.mark.parametrize("visit", ["built-in forms"], indirect=True)
@pytest.mark.parametrize(
    "body",
    [b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":' * 50_000, b"1" * 5000, b'"\\ud800"', b"", b"null", b"x" * 600_000,
     b"{" + b'"a":1,' * 100_000 + b'"a":1}'],
    ids=["not utf-8", "cut off", "deep list", "deep object", "long number", "half character", "empty", "null", "huge",
         "many keys"],
)  # fmt: skip
def test_every_address_survives_broken_deep_and_huge_bodies(
    app: Flask, session: Session, visit: Visit, addresses: list[str], body: bytes
) -> None:
    client = FlaskClient(app, app.response_class)  # to inspect such pages would take longer than to make them
    for pattern in addresses:
        path = filled(pattern, [], visit)
        for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            for method in ("POST", "PUT"):
                headers = {"Content-Type": kind, "Sec-Fetch-Site": "same-origin"}
                answered(client.open(path, method=method, data=body, headers=headers))
    assert stored(session) == 0


@pytest.mark.parametrize("visit", ["built-in forms"], indirect=True)
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_refusal_is_said_in_the_readers_language(client: InspectingClient, visit: Visit, language: str) -> None:
    headers = {"Accept-Language": language}
    page = client.get("/no/such/page", headers=headers)
    assert f'<html lang="{language}"' in page.text
    told = [
        client.put(f"/api/responses/{uuid4()}", data=b"{", headers=headers),
        client.put("/api/responses/not-an-id", headers=headers),
    ]
    english = {"The body is not JSON in UTF-8.", "There is nothing at this address."}
    for response in told:
        assert response.json is not None
        assert (response.json["message"].split(" A ")[0] in english) is (language == "en")
