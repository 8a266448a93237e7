from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from feedback_app.domain.answers import Checked, check
from feedback_app.domain.problems import Problem
from feedback_app.domain.questionnaire import LANGUAGES, Question, Questionnaire, Section, Text
from feedback_app.web.forms.complaints import complaints
from feedback_app.web.forms.questionnaire import QuestionnaireForm, as_typed
from feedback_app.web.forms.sheet import sheet_of
from tests.questionnaires import FILES, questionnaire
from tests.web.conftest import MakeVisit
from tests.web.inspector import InspectingClient

STOPS = (("1", "NAV (10.00)"), ("2", "Raufosstun sykehjem"))


def form(name: str, typed: dict[str, Any]) -> QuestionnaireForm:
    return QuestionnaireForm(sheet_of(questionnaire(name), "nb", STOPS), MultiDict(typed))


@pytest.mark.parametrize(
    ("name", "typed", "answers"),
    [
        ("single_other", {"{0}": "other", "{0}.other": "Student"}, {"{0}": "other", "{0}.other": "Student"}),
        ("rating", {"{0}": "0"}, {"{0}": 0}),
        ("yes_no", {"{0}": "no"}, {"{0}": "no"}),
        ("date", {"{0}": "2026-03-18"}, {"{0}": "2026-03-18"}),
        ("long_text", {"{0}": "  Fint\r\nher  "}, {"{0}": "Fint\nher"}),
        ("stop", {"{0}": "2"}, {"{0}": "2"}),
    ],
)
def test_what_is_typed_reaches_the_judge(name: str, typed: dict[str, str], answers: dict[str, Any]) -> None:
    key = next(question.key for question in questionnaire(name).questions() if question.kind != "information")
    filled = form(name, {field.format(key): value for field, value in typed.items()})
    checked = check(questionnaire(name), filled.raw(), ("1", "2"))
    assert checked.problems == ()
    assert checked.answers == {field.format(key): value for field, value in answers.items()}


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("single_other", {"{0}": "other", "{0}.other": "Student"}),
        ("multiple", {"like": ["apple", "plum"]}),
        ("rating", {"{0}": 0}),
        ("number", {"duration": 12, "saved": -3.5}),
        ("number", {"saved": 10.0}),
        ("long_text", {"{0}": "Fint\n\n  her"}),
        ("praise", {"thanks": [{"text": "Takk", "aloud": True, "stop": "2"}, {"text": "Bra", "aloud": False}]}),
        ("suggestions", {"ideas": [{"saw": "Lite"}, {"suggest": "Større", "element": "goals", "stop": "1"}]}),
    ],
)
def test_what_was_received_is_typed_once_more_as_the_same(name: str, answers: dict[str, Any]) -> None:
    key = next(question.key for question in questionnaire(name).questions() if question.kind != "information")
    received = {field.format(key): value for field, value in answers.items()}
    again = QuestionnaireForm(sheet_of(questionnaire(name), "nb", STOPS), as_typed(received))
    assert check(questionnaire(name), again.raw(), ("1", "2")) == Checked(received, ())


@pytest.mark.parametrize(
    ("number", "typed"), [(1e-05, "0.00001"), (12.0, "12"), (-0.5, "-0.5"), (10.0**12, "1000000000000")]
)
def test_a_number_is_typed_without_powers_of_ten(number: float, typed: str) -> None:
    assert as_typed({"saved": number})["saved"] == typed


def test_cards_are_read_by_place_and_keep_it() -> None:
    filled = form("suggestions", {"ideas-1-suggest": "Større skrift", "ideas-1-stop": "2", "ideas-1-element": "goals"})
    assert [card["suggest"] for card in filled["ideas"].data] == ["", "Større skrift"]
    checked = check(questionnaire("suggestions"), filled.raw(), ("1", "2"))
    assert checked.answers == {"ideas": [{"suggest": "Større skrift", "stop": "2", "element": "goals"}]}


def test_nothing_typed_is_an_empty_answer_of_every_kind() -> None:
    for name in FILES:
        checked = check(questionnaire(name), form(name, {}).raw(), ("1", "2"))
        assert checked.answers == {}


def test_a_sign_that_no_page_can_hold_is_dropped() -> None:
    key = next(iter(questionnaire("long_text").questions())).key
    assert form("long_text", {key: "a\x00b\x0bc\x85\ud800\ufffe\U0001f600\n"})[key].data == "abc\U0001f600\n"


@pytest.mark.parametrize("key", ["data", "errors", "process", "meta", "filter_x", "_fields", "raw"])
def test_a_question_may_have_the_name_of_anything_in_the_form(key: str) -> None:
    words = Text("a", "a", "a")
    section = Section("part", words, (Question(key, "short_text", words),))
    one = Questionnaire("one", "confidential", words, words, 1, (section,))
    filled = QuestionnaireForm(sheet_of(one, "en", ()), MultiDict({key: "typed"}))
    assert filled.raw() == {key: "typed"}


@pytest.mark.parametrize(
    ("name", "where", "anchor"),
    [
        ("yes_no", "{0}", "f-{0}-0"),
        ("number", "{0}", "f-{0}"),
        ("suggestions", "ideas-1-stop", "f-ideas-1-stop"),
        ("suggestions", "ideas", "f-ideas-0-saw"),
        ("yes_no", "", "f-{0}-0"),
        ("yes_no", "stranger", ""),
    ],
)
def test_every_complaint_leads_to_an_input_of_the_page(
    client: InspectingClient, make_visit: MakeVisit, name: str, where: str, anchor: str
) -> None:
    key = next(question.key for question in questionnaire(name).questions() if question.kind != "information")
    sheet = sheet_of(questionnaire(name), "nb", STOPS)
    (told,) = complaints(sheet, [Problem(where.format(key), "required")], "nb")
    assert told.anchor == anchor.format(key)
    visit = make_visit(once=(name,), per_stop=())
    html = client.get(f"/v/{visit.code}/nb/{visit.forms[0].key}").text
    assert not told.anchor or f'id="{told.anchor}"' in html


def test_every_questionnaire_is_drawn_in_every_language(client: InspectingClient, make_visit: MakeVisit) -> None:
    names = [name for name in FILES if name != "staff-improvement"]
    visit = make_visit(once=tuple(names), per_stop=())
    for one in visit.forms:
        for language in LANGUAGES:
            html = client.get(f"/v/{visit.code}/{language}/{one.key}").text
            assert all(f'id="q-{question.key}"' in html for question in one.questionnaire.questions())
