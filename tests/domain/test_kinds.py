"""Each kind with what it takes from a form (strings) and from the API (JSON), and with what it refuses."""

from typing import Any

import pytest

from feedback_app.domain.kinds import KINDS, WHOLE_MODEL, Setting, is_empty, plain_text
from feedback_app.domain.problems import Unacceptable
from feedback_app.domain.questionnaire import Question, Questionnaire
from tests.questionnaires import questionnaire

STOPS = ("nav", "nursing_home")
SAW, IDEA = "The board was hard to see.", "Hang it lower."


def find(name: str, key: str) -> tuple[Question, Setting]:
    one: Questionnaire = questionnaire(name)
    return next(q for q in one.questions() if q.key == key), Setting.of(one, STOPS)


def nested(depth: int) -> Any:
    value: Any = "deep"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("name", "key", "raw", "answer", "cells"),
    [
        ("single", "best", "pear", "pear", ["pear"]),
        ("multiple", "like", ["plum", "", "apple", "plum"], ["apple", "plum"], ["apple", "plum"]),
        ("multiple", "like", ("pear",), ["pear"], ["pear"]),
        ("scale", "clear", "3", "3", ["3"]),
        ("scale", "clear", "dont_know", "dont_know", ["dont_know"]),
        ("rating", "score", "10", 10, ["10"]),
        ("rating", "score", 0, 0, ["0"]),
        ("yes_no", "on_time", "yes", "yes", ["yes"]),
        ("yes_no", "on_time", True, "yes", ["yes"]),
        ("yes_no", "on_time", False, "no", ["no"]),
        ("number", "duration", " 45 ", 45, ["45"]),
        ("number", "duration", 45.0, 45, ["45"]),
        ("number", "duration", 180, 180, ["180"]),
        ("number", "saved", "2,5", 2.5, ["2.5"]),
        ("number", "saved", "-10.5", -10.5, ["-10.5"]),
        ("number", "saved", 2, 2.0, ["2.0"]),
        ("number", "saved", -0.0, 0.0, ["0.0"]),
        ("date", "day", " 2026-03-18 ", "2026-03-18", ["2026-03-18"]),
        ("date", "next", "1999-12-31", "1999-12-31", ["1999-12-31"]),
        ("short_text", "word", "  clear\x00 ", "clear", []),
        ("short_text", "word", "x" * 20, "x" * 20, []),
        ("long_text", "why", "one\r\ntwo\rthree", "one\ntwo\nthree", []),
        ("stop", "where", "nav", "nav", ["nav"]),
        ("stop", "where", WHOLE_MODEL, "model", ["model"]),
        ("suggestions", "ideas", [{"saw": SAW}, {"suggest": " "}], [{"saw": SAW}], []),
        (
            "suggestions",
            "ideas",
            [{"suggest": IDEA, "better": "", "element": "goals", "stop": "nav"}],
            [{"suggest": IDEA, "element": "goals", "stop": "nav"}],
            ["element:goals"],
        ),
        (
            "praise",
            "thanks",
            [{"text": "Well done", "stop": "nav", "aloud": "yes"}, {"text": "", "aloud": False}],
            [{"text": "Well done", "aloud": True, "stop": "nav"}],
            ["stop:nav"],
        ),
        ("praise", "thanks", [{"text": "Well done"}], [{"text": "Well done", "aloud": False}], []),
        ("praise", "thanks", [{"text": "Well done", "aloud": True}], [{"text": "Well done", "aloud": True}], []),
    ],
)
def test_a_good_answer_becomes_canonical_and_counts(
    name: str, key: str, raw: Any, answer: Any, cells: list[str]
) -> None:
    question, setting = find(name, key)
    kind = KINDS[question.kind]
    cleaned = kind.clean(question, raw, setting)
    assert cleaned == answer
    assert type(cleaned) is type(answer)
    assert kind.cells(question, cleaned) == cells
    assert kind.clean(question, cleaned, setting) == cleaned


@pytest.mark.parametrize(
    ("name", "key", "raw", "code", "part"),
    [
        ("single", "best", "banana", "unknown_option", ""),
        ("single", "best", ["pear"], "wrong_type", ""),
        ("multiple", "like", "pear", "wrong_type", ""),
        ("multiple", "like", ["pear", "banana"], "unknown_option", ""),
        ("multiple", "like", [1], "wrong_type", ""),
        ("scale", "clear", "4", "unknown_option", ""),
        ("scale", "clear", 3, "wrong_type", ""),
        ("rating", "score", "11", "unknown_option", ""),
        ("rating", "score", "5.0", "unknown_option", ""),
        ("rating", "score", "٥", "unknown_option", ""),
        ("rating", "score", -1, "unknown_option", ""),
        ("rating", "score", True, "unknown_option", ""),
        ("rating", "score", 10**4000, "unknown_option", ""),
        ("rating", "score", [nested(600)], "unknown_option", ""),
        ("yes_no", "on_time", "maybe", "unknown_option", ""),
        ("yes_no", "on_time", 1, "wrong_type", ""),
        ("number", "duration", "an hour", "not_a_number", ""),
        ("number", "duration", "1e2", "not_a_number", ""),
        ("number", "duration", "1 000", "not_a_number", ""),
        ("number", "duration", float("nan"), "not_a_number", ""),
        ("number", "duration", float("inf"), "not_a_number", ""),
        ("number", "duration", True, "not_a_number", ""),
        ("number", "duration", None, "not_a_number", ""),
        ("number", "duration", "0", "too_small", ""),
        ("number", "duration", "181", "too_large", ""),
        ("number", "duration", 10**400, "too_large", ""),
        ("number", "duration", "2,5", "not_whole", ""),
        ("number", "saved", "2.55", "too_many_decimals", ""),
        ("date", "day", "18.03.2026", "not_a_date", ""),
        ("date", "day", "2026-02-30", "not_a_date", ""),
        ("date", "day", 20260318, "not_a_date", ""),
        ("date", "day", "2025-12-31", "too_early", ""),
        ("date", "day", "2027-01-01", "too_late", ""),
        ("short_text", "word", "x" * 21, "too_long", ""),
        ("short_text", "line", "x" * 201, "too_long", ""),
        ("long_text", "more", "x" * 2001, "too_long", ""),
        ("long_text", "why", 5, "wrong_type", ""),
        ("long_text", "why", nested(600), "wrong_type", ""),
        ("stop", "where", "elsewhere", "unknown_stop", ""),
        ("stop", "where", ["nav"], "unknown_stop", ""),
        ("suggestions", "ideas", "more boards", "wrong_type", ""),
        ("suggestions", "ideas", [{}, "more boards"], "wrong_type", "-1"),
        ("suggestions", "ideas", [{"better": "Light"}], "card_needs_text", "-0-suggest"),
        ("suggestions", "ideas", [{"saw": "\x00"}], "card_needs_text", "-0-suggest"),
        ("suggestions", "ideas", [{}, {"saw": "x" * 301}], "too_long", "-1-saw"),
        ("suggestions", "ideas", [{"saw": SAW, "element": "cards"}], "unknown_element", "-0-element"),
        ("suggestions", "ideas", [{"saw": SAW, "stop": "elsewhere"}], "unknown_stop", "-0-stop"),
        ("suggestions", "ideas", [{"saw": SAW, "colour": "red"}], "unknown_field", "-0"),
        ("suggestions", "ideas", [{"saw": SAW}] * 3, "too_many_cards", ""),
        ("praise", "thanks", [{"stop": "nav"}], "card_needs_text", "-0-text"),
        ("praise", "thanks", [{"text": "\x07"}], "card_needs_text", "-0-text"),
        ("praise", "thanks", [{"text": "Thanks", "aloud": "loud"}], "unknown_option", "-0-aloud"),
        ("praise", "thanks", [{"text": "Thanks", "aloud": 1}], "wrong_type", "-0-aloud"),
        ("praise", "thanks", [{"text": 5}], "wrong_type", "-0-text"),
        ("praise", "thanks", [{"text": "Thanks"}] * 3, "too_many_cards", ""),
        ("information", "note", "x", "unknown_question", ""),
    ],
)
def test_a_bad_answer_is_refused_with_its_place(name: str, key: str, raw: Any, code: str, part: str) -> None:
    question, setting = find(name, key)
    with pytest.raises(Unacceptable) as refused:
        KINDS[question.kind].clean(question, raw, setting)
    assert (refused.value.code, refused.value.part) == (code, part)


def test_a_refusal_knows_the_limit() -> None:
    question, setting = find("short_text", "word")
    with pytest.raises(Unacceptable) as refused:
        KINDS["short_text"].clean(question, "x" * 30, setting)
    assert refused.value.values == {"limit": 20, "length": 30}


@pytest.mark.parametrize(
    ("raw", "empty"),
    [
        (None, True), ("", True), (" \t\n", True), ([], True), (["", None], True), ({}, True),
        ([{"saw": "", "aloud": False}], True), ([{"saw": [" "]}], True),
        ("x", False), (0, False), (False, False), ([{"saw": "x"}], False), (["x"], False),
        (nested(5), False), (nested(5000), False), ([[[[]]]], False),
    ],
)  # fmt: skip
def test_nothing_but_white_space_is_no_answer(raw: Any, empty: bool) -> None:
    assert is_empty(raw) is empty


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("a\ud800b", "ab"),
        ("a\tb\nc", "a\tb\nc"),
        ("<b>'; DROP TABLE</b>", "<b>'; DROP TABLE</b>"),
    ],
)
def test_a_text_is_kept_but_for_what_no_page_can_show(raw: str, text: str) -> None:
    assert plain_text(raw, 100) == text
    assert plain_text(text, 100) == text
