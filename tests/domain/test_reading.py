import json
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from feedback_app.domain import reachability
from feedback_app.domain.faults import Fault, Faults
from feedback_app.domain.kinds import KINDS
from feedback_app.domain.questionnaire import (
    Choice,
    Condition,
    Question,
    Questionnaire,
    Rule,
    Section,
    Text,
    canonical,
    digest,
    document,
)
from feedback_app.domain.reading import parse, read_toml
from feedback_app.domain.routing import shown
from tests.domain.authored import questionnaires
from tests.questionnaires import FILES, questionnaire

WORDS = {"nb": "Ord", "nn": "Ord", "en": "Words"}
FEW = settings(max_examples=60, deadline=None)


def choice(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": WORDS, **more}


def asked(key: str, kind: str = "yes_no", **more: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "text": WORDS, **more}


ROLE = asked("role", "single", choices=[choice("staff"), choice("visitor")])
GRADE = asked("grade", "scale", scale="agree")
COUNT = asked("count", "number", unit=WORDS, minimum=0, maximum=10)
AGREE = {
    "look": "faces",
    "positive": 2,
    "neutral": 1,
    "choices": [choice("no", value=1), choice("yes", value=2)],
    "outside": [choice("dont_know")],
}


def sheet(*questions: Any, **more: Any) -> dict[str, Any]:
    """A document with one section of these questions."""
    return sheets([{"key": "only", "title": WORDS, "questions": list(questions)}], **more)


def sheets(sections: Any, **more: Any) -> dict[str, Any]:
    head = {"key": "test", "mode": "confidential", "title": WORDS, "intro": WORDS, "minutes": 3}
    return {**head, "scales": {"agree": AGREE}, "sections": sections, **more}


def without(table: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name not in names}


def faults_in(source: Any) -> list[Fault]:
    with pytest.raises(Faults) as raised:
        parse(source)
    return raised.value.faults


def only_fault(source: Any) -> Fault:
    (fault,) = faults_in(source)
    return fault


def rule_on(*before: dict[str, Any], **show: Any) -> dict[str, Any]:
    return sheet(*before, asked("last", show=show))


@pytest.mark.parametrize("name", FILES)
def test_every_questionnaire_of_ours_reads_without_fault_and_back(name: str) -> None:
    read = questionnaire(name)
    assert parse(document(read)) == read
    assert digest(parse(json.loads(canonical(read)))) == digest(read)


def test_every_kind_has_a_tiny_questionnaire() -> None:
    assert {question.kind for name in FILES for question in questionnaire(name).questions()} == set(KINDS)


@FEW
@given(questionnaires())
def test_a_questionnaire_survives_being_written_and_read(authored: Questionnaire) -> None:
    assert digest(parse(document(authored))) == digest(authored)
    assert parse(json.loads(canonical(authored))) == authored


def test_a_single_condition_is_short_for_a_list_of_one() -> None:
    short = parse(rule_on(ROLE, question="role", **{"is": ["staff"]}))
    assert short == parse(rule_on(ROLE, all=[{"question": "role", "is": ["staff"]}]))
    assert list(short.questions())[1].show == Rule((Condition("role", ("staff",)),))


def test_a_bare_date_is_as_good_as_one_in_quotes() -> None:
    lines = FILES["date"].read_text(encoding="utf-8")
    text = 'text = { nb = "Når?", nn = "Når?", en = "When?" }'
    bare = f'{lines}\n[[sections.questions]]\nkey = "when"\nkind = "date"\nearliest = 2026-03-18\n{text}\n'
    assert list(read_toml(bare).questions())[-1].earliest == "2026-03-18"


TEXT_PATH = "sections[0].questions[0].text"
QUESTION_PATH = "sections[0].questions[0]"


@pytest.mark.parametrize(
    ("source", "path", "words"),
    [
        (sheet(asked("a", text=without(WORDS, "nn"))), f"{TEXT_PATH}.nn", "missing"),
        (sheet(asked("a", text={**WORDS, "nn": " "})), f"{TEXT_PATH}.nn", "empty"),
        (sheet(asked("a", text={**WORDS, "sv": "Ord"})), f"{TEXT_PATH}.sv", "No field"),
        (sheet(asked("a", text={**WORDS, "en": 5})), f"{TEXT_PATH}.en", "must be a text"),
        (sheet(asked("a", text={**WORDS, "en": "a\x00"})), f"{TEXT_PATH}.en", "control character"),
        (sheet(asked("a", text={**WORDS, "en": "\ud800"})), f"{TEXT_PATH}.en", "control character"),
        (sheet(asked("a", text={**WORDS, "en": "a" * 5001})), f"{TEXT_PATH}.en", "5001 characters"),
        (sheet(asked("a", text="Ord")), TEXT_PATH, "must be a table"),
        (sheet(asked("a", "singel")), f"{QUESTION_PATH}.kind", 'Did you mean "single"?'),
        (sheet(asked("a", 7)), f"{QUESTION_PATH}.kind", "a word in double quotes"),  # type: ignore[arg-type]
        (sheet(without(asked("a"), "kind")), f"{QUESTION_PATH}.kind", "missing"),
        (sheet(asked("a", choices=[choice("x")])), f"{QUESTION_PATH}.choices", "No field"),
        (sheet(asked("a", hjelp=WORDS)), f"{QUESTION_PATH}.hjelp", 'Did you mean "help"?'),
        (sheet(asked("a", "single")), f"{QUESTION_PATH}.choices", "missing"),
        (sheet(asked("a", "single", choices=[])), f"{QUESTION_PATH}.choices", "empty"),
        (sheet(asked("a", "single", choices="x")), f"{QUESTION_PATH}.choices", "must be a list"),
        (sheet(asked("a", required="yes")), f"{QUESTION_PATH}.required", "true or false"),
        (sheet(asked("a", revision=0)), f"{QUESTION_PATH}.revision", "whole number"),
        (sheet(asked("a", revision=True)), f"{QUESTION_PATH}.revision", "whole number"),
        (sheet(asked("A b")), f"{QUESTION_PATH}.key", "cannot be a key"),
        (sheet(without(asked("a"), "key")), f"{QUESTION_PATH}.key", "missing"),
        (sheet(asked("a", "praise", max_cards=0)), f"{QUESTION_PATH}.max_cards", "from 1 to 20"),
        (sheet({**COUNT, "minimum": 11}), f"{QUESTION_PATH}.minimum", "above the maximum 10"),
        (sheet({**COUNT, "minimum": float("nan")}), f"{QUESTION_PATH}.minimum", "ordinary size"),
        (sheet({**COUNT, "maximum": 10**400}), f"{QUESTION_PATH}.maximum", "ordinary size"),
        (sheet(asked("a", "date", earliest="2026-02-30")), f"{QUESTION_PATH}.earliest", "calendar"),
        (sheet(asked("a", "date", latest="18.3.2026")), f"{QUESTION_PATH}.latest", "must be a date"),
        (
            sheet(asked("a", "date", earliest="2026-02-03", latest="2026-02-02")),
            f"{QUESTION_PATH}.earliest",
            "above the latest",
        ),
        (sheet(ROLE, ROLE), "sections[0].questions[1].key", "taken by sections[0].questions[0].key"),
        (sheets([*sheet(ROLE)["sections"], *sheet(GRADE)["sections"]]), "sections[1].key", "taken"),
        (sheet({**ROLE, "choices": [choice("x")] * 2}), f"{QUESTION_PATH}.choices[1].key", "taken"),
        (
            sheet({**ROLE, "choices": [choice("x", free_text=True), choice("y", free_text=True)]}),
            f"{QUESTION_PATH}.choices[1].free_text",
            "already has a text",
        ),
        (sheet({**GRADE, "scale": "agre"}), f"{QUESTION_PATH}.scale", 'Did you mean "agree"?'),
        (sheet({**GRADE, "scale": 5}), f"{QUESTION_PATH}.scale", "must be a key"),
        (sheet(ROLE, minutes=0), "minutes", "from 1 to 240"),
        (sheet(ROLE, mode="secret"), "mode", "not known"),
        (sheet(ROLE, key="Visit"), "key", "cannot be a key"),
        (sheet(ROLE, key=1), "key", "must be a text"),
        (sheet(ROLE, titel=WORDS), "titel", 'Did you mean "title"?'),
        (sheets([]), "sections", "empty"),
        (sheets([5]), "sections[0]", "must be a table"),
        (sheets({}), "sections", "must be a list"),
        ([], "", "must be a table"),
        (None, "", "must be a table"),
    ],
)  # fmt: skip
def test_a_fault_names_its_place_and_what_to_do(source: Any, path: str, words: str) -> None:
    fault = only_fault(source)
    assert fault.path == path
    assert words in str(fault)


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"choices": [choice("no", value=2), choice("yes", value=2)]}, "choices[1].value", "does not rise"),
        ({"choices": [choice("no", value=2)]}, "choices", "at least two"),
        ({"choices": [choice("no", value=1), choice("yes")]}, "choices[1].value", "missing"),
        ({"outside": [choice("yes")]}, "outside[0].key", "taken by scales.agree.choices[1].key"),
        ({"outside": [choice("none", value=3)]}, "outside[0].value", "No field"),
        ({"positive": 4}, "positive", "not a value"),
        ({"neutral": 4}, "neutral", "not a value"),
        ({"look": "stars"}, "look", "not known"),
    ],
)
def test_a_scale_must_be_in_order(change: dict[str, Any], path: str, words: str) -> None:
    rest = {"positive": None, "neutral": None} if "choices" in change else {}
    scale = {name: value for name, value in {**AGREE, **rest, **change}.items() if value is not None}
    fault = only_fault(sheet(GRADE, scales={"agree": scale}))
    assert fault.path == f"scales.agree.{path}"
    assert words in fault.message


def test_the_name_of_a_scale_is_a_key_too() -> None:
    assert only_fault(sheet(ROLE, scales={"Agree 5": AGREE})).path == 'scales."Agree 5"'
    assert "tables" in only_fault(sheet(ROLE, scales=[AGREE])).message


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ({"question": "rolle", "is": ["staff"]}, 'no question "rolle". Did you mean "role"?'),
        ({"question": "role", "is": ["stafff"]}, 'has no option "stafff". Did you mean "staff"?'),
        ({"question": "role", "is": []}, "empty"),
        ({"question": "role", "is": "staff"}, "must be a list"),
        ({"question": "role"}, "asks for nothing"),
        ({"question": "role", "at_least": 1}, "no number"),
        ({"question": "role", "is": ["staff"], "at_least": 1}, "not for both"),
        ({"question": "grade", "is": ["maybe"]}, "no option"),
        ({"question": "grade", "at_least": "2"}, "must be a number"),
        ({"question": "grade", "at_least": 3}, "No answers"),
        ({"question": "grade", "at_least": 2, "at_most": 1}, "No answers"),
        ({"question": "count", "is": ["3"]}, "Use at_least or at_most"),
        ({"question": "count", "at_least": 3.2, "at_most": 3.8}, "No answers"),
        ({"question": "count", "at_least": 11}, "No answers"),
        ({"question": "note", "is": ["x"]}, "no options"),
        ({"question": "note", "at_most": 1}, "no number"),
        ({"question": "spot", "is": ["nav"]}, "no option"),
        ({"question": "last", "is": ["yes"]}, "which it shows itself"),
        ({"question": "later", "is": ["yes"]}, "comes only later"),
        ({"question": "waiting", "is": ["yes"]}, '"last" → "waiting" → "last"'),
        ({"quest": "role", "is": ["staff"]}, "No field"),
        ({}, "empty"),
        ("role", "must be a table"),
        ({"all": [{"question": "role", "is": ["staff"]}, {"question": "role", "is": ["visitor"]}]}, "No answers"),
        ({"any": [{"question": "grade", "at_least": 3}, {"question": "hidden", "is": ["yes"]}],
          "all": [{"question": "role", "is": ["visitor"]}]}, "No answers"),
    ],
)  # fmt: skip
def test_a_rule_must_look_back_at_what_can_match(show: Any, words: str) -> None:
    source = sheet(
        ROLE, GRADE, COUNT, asked("note", "short_text"), asked("spot", "stop"),
        asked("hidden", show={"question": "role", "is": ["staff"]}),
        asked("last", show=show),
        asked("waiting", show={"question": "last", "is": ["yes"]}), asked("later"),
    )  # fmt: skip
    found = [fault for fault in faults_in(source) if fault.path.startswith("sections[0].questions[6].show")]
    assert any(words in str(fault) for fault in found), found


@pytest.mark.parametrize(
    "show",
    [
        {"question": "grade", "at_least": 2},
        {"question": "grade", "is": ["dont_know"]},
        {"question": "count", "at_least": 0.5, "at_most": 1},
        {"question": "spot", "is": ["model"]},
        {"question": "score", "is": ["10"]},
        {"all": [{"question": "score", "at_least": 9}, {"question": "score", "at_most": 9}]},
        {"all": [{"question": "many", "is": ["a"]}, {"question": "many", "is": ["b"]}]},
        {"any": [{"question": "grade", "at_least": 3}, {"question": "role", "is": ["staff"]}]},
    ],
)
def test_a_rule_that_can_hold_is_accepted(show: Any) -> None:
    many = asked("many", "multiple", choices=[choice("a"), choice("b")])
    score = asked("score", "rating", low=WORDS, high=WORDS)
    parse(sheet(ROLE, GRADE, COUNT, many, score, asked("spot", "stop"), asked("last", show=show)))


def test_a_section_may_not_ask_about_its_own_questions() -> None:
    source = sheet(ROLE, GRADE)
    source["sections"][0]["show"] = {"question": "grade", "at_least": 1}
    fault = only_fault(source)
    assert fault.path == "sections[0].show"
    assert "which it shows itself" in fault.message


def test_an_unreachable_section_is_one_fault_not_one_per_question() -> None:
    never = {"all": [{"question": "role", "is": ["staff"]}, {"question": "role", "is": ["visitor"]}]}
    inner = asked("inner", show={"question": "role", "is": ["staff"]})
    hidden = {"key": "hidden", "title": WORDS, "show": never, "questions": [inner]}
    assert only_fault(sheets([*sheet(ROLE)["sections"], hidden])).path == "sections[1].show"


def test_a_question_and_its_section_must_be_able_to_hold_together() -> None:
    inner = asked("inner", show={"question": "role", "is": ["staff"]})
    section = {"key": "b", "title": WORDS, "show": {"question": "role", "is": ["visitor"]}, "questions": [inner]}
    assert only_fault(sheets([*sheet(ROLE)["sections"], section])).path == "sections[1].questions[0].show"


def test_rules_that_nobody_could_follow_are_refused_rather_than_searched_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reachability, "PATIENCE", 500)
    roles = [asked(f"r{n}", "single", choices=[choice("a"), choice("b"), choice("c")]) for n in range(10)]
    either = [{"question": f"r{n}", "is": [letter]} for n in range(10) for letter in "abc"]
    chain = [asked(f"q{n}", show={"any": either}) for n in range(10)]
    last = {"all": [{"question": f"q{n}", "is": ["yes"]} for n in range(10)] + [either[0], either[1]]}
    parse(sheet(*roles, *chain))
    never = {"all": last["all"][:10], "any": [{"question": "grade", "at_least": 3}]}
    assert "entangled" in only_fault(sheet(*roles, GRADE, *chain, asked("last", show=never))).message


def test_a_faulty_question_is_one_fault_although_a_rule_asks_about_it() -> None:
    count = only_fault(rule_on(without(COUNT, "minimum"), question="count", at_least=5))
    assert count.path == "sections[0].questions[0].minimum"
    role = only_fault(rule_on({**ROLE, "kind": "singel"}, question="role", **{"is": ["staff"]}))
    assert role.path == "sections[0].questions[0].kind"
    grade = only_fault(rule_on({**GRADE, "scale": "gone"}, question="grade", at_least=1))
    assert grade.path == "sections[0].questions[0].scale"


def test_all_faults_come_at_once() -> None:
    source = sheet(
        asked("a", text=without(WORDS, "nn")),
        asked("b", "singel"),
        asked("a", show={"question": "gone", "is": ["yes"]}),
        {**COUNT, "minimum": 11, "show": {"question": "b", "is": ["yes"]}},
        GRADE,
        asked("last", show={"all": [{"question": "grade", "at_least": 3}]}),
        minutes=0,
        scales={"agree": {**AGREE, "positive": 9}},
    )
    assert [fault.path for fault in faults_in(source)] == [
        "minutes",
        "sections[0].questions[0].text.nn",
        "sections[0].questions[1].kind",
        "sections[0].questions[2].key",
        "scales.agree.positive",
        "sections[0].questions[3].minimum",
        "sections[0].questions[2].show",
        "sections[0].questions[5].show",
    ]


@pytest.mark.parametrize(
    ("source", "path", "words"),
    [
        ('key = "a"\nmode = ?\n', "line 2, column 8", "Invalid value"),
        ('key = "a', "end of document", "not valid TOML"),
        ('key = "a"\nkey = "b"\n', "line 2", "Cannot overwrite"),
        (b'key = "a"\ntitle = "bes\xf8k"', "line 2", "UTF-8"),
        ("a = " + "[" * 20_000, "", "nested"),
        ("minutes = " + "9" * 5_000, "", "not valid TOML"),
        ("\x00", "line 1", "not valid TOML"),
    ],
)
def test_a_file_that_is_no_toml_is_told_the_line(source: str | bytes, path: str, words: str) -> None:
    with pytest.raises(Faults) as raised:
        read_toml(source)
    (fault,) = raised.value.faults
    assert fault.path.startswith(path)
    assert words in fault.message


def test_a_byte_order_mark_does_no_harm() -> None:
    source = FILES["yes_no"].read_bytes()
    assert read_toml(b"\xef\xbb\xbf" + source) == read_toml(source)


def test_the_words_of_an_author_are_repeated_short_and_printable() -> None:
    fault = only_fault(sheet(ROLE, **{"\x1b[31m" + "x" * 500: 1}))
    assert str(fault).isprintable()
    assert len(str(fault)) < 300


SCRAPS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@FEW
@given(st.data())
def test_a_spoiled_document_is_refused_or_read_but_never_breaks(data: st.DataObject) -> None:
    spoiled = json.loads(canonical(questionnaire(data.draw(st.sampled_from(sorted(FILES))))))
    for _ in range(data.draw(st.integers(1, 3))):
        spot = spoiled
        while isinstance(spot, dict | list) and spot:
            names = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
            name = data.draw(st.sampled_from(names))
            if not isinstance(spot[name], dict | list) or data.draw(st.integers(0, 4)) == 0:
                spot[name] = data.draw(SCRAPS)
                break
            spot = spot[name]
    try:
        read = parse(spoiled)
    except Faults as faults:
        event(f"refused with {len(faults.faults)}")
        return
    assert parse(json.loads(canonical(read))) == read


@FEW
@given(st.text(max_size=80) | st.binary(max_size=80))
def test_any_bytes_are_refused_in_words(source: str | bytes) -> None:
    with pytest.raises(Faults):
        read_toml(source)


def conditions(names: list[str]) -> st.SearchStrategy[Condition]:
    """Conditions on options of these questions, or on the number `n`."""
    options = st.lists(st.sampled_from("abc"), min_size=1, max_size=2).map(tuple)
    listing = st.builds(Condition, st.sampled_from([name for name in names if name != "n"]), options)
    limits = st.integers(0, 3)
    return listing | st.builds(Condition, st.just("n"), at_least=limits, at_most=limits)


@st.composite
def tangles(draw: st.DrawFn) -> Questionnaire:
    """Small questionnaires whose rules may or may not be able to hold."""
    text = Text("a", "a", "a")
    options = tuple(Choice(key, text) for key in "abc")
    made: list[Question] = [
        Question("s0", "single", text, choices=options),
        Question("m0", "multiple", text, choices=options),
        Question("n", "number", text, unit=text, minimum=0, maximum=2),
    ]
    sections = [Section("first", text, tuple(made))]
    for n in range(1, 3):
        rule = st.builds(
            Rule,
            st.lists(conditions([q.key for q in made]), min_size=1, max_size=3).map(tuple),
            st.lists(conditions([q.key for q in made]), max_size=2).map(tuple),
        )
        question = Question(f"s{n}", "single", text, choices=options, show=draw(rule))
        sections.append(Section(f"section{n}", text, (question,), show=draw(st.none() | rule)))
        made.append(question)
    return Questionnaire("tangle", "anonymous", text, text, 1, tuple(sections))


@settings(max_examples=80, deadline=None)
@given(tangles())
def test_a_question_is_reachable_exactly_when_some_answers_show_it(tangle: Questionnaire) -> None:
    single = [*"abc"]
    every = product(single, [["a"], ["a", "b"], ["b", "c"], [*"abc"]], range(3), single, single)
    seen = frozenset().union(
        *(shown(tangle, dict(zip(["s0", "m0", "n", "s1", "s2"], answers, strict=True))) for answers in every)
    )
    try:
        parse(document(tangle))
        refused = set()
    except Faults as faults:
        refused = {fault.path.partition(".")[0] for fault in faults.faults}
    assert {f"sections[{n}]" for n in (1, 2) if f"s{n}" not in seen} == refused
