from dataclasses import fields, replace
from typing import Any

import pytest

from feedback_app.domain.evolution import FIELDS, SAME_WORDS, TEXTS, Change, diff, may_follow, similarity
from feedback_app.domain.questionnaire import (
    Choice,
    Condition,
    Question,
    Questionnaire,
    Rule,
    Scale,
    Section,
    Text,
)
from tests.questionnaires import FILES, questionnaire


def text(words: str) -> Text:
    return Text(words, words, words)


AGREE = Scale(
    "agree", (Choice("1", text("Disagree"), 1), Choice("2", text("Agree"), 2)), (Choice("x", text("Unsure")),)
)
ROLE = Question(
    "role", "single", text("Who are you?"), choices=(Choice("staff", text("Staff")), Choice("guest", text("Guest")))
)
CLEAR = Question("clear", "scale", text("The board is clear."), scale="agree")
NOTE = Question("note", "information", text("Thank you for coming."))
OLD = Questionnaire(
    "test", "confidential", text("Visit"), text("Welcome"), 5,
    (Section("a", text("You"), (ROLE,)), Section("b", text("Board"), (CLEAR, NOTE))), {"agree": AGREE},
)  # fmt: skip


def with_question(key: str, **fields: Any) -> Questionnaire:
    """The old version with other fields in one question."""
    return replace(
        OLD,
        sections=tuple(
            replace(s, questions=tuple(replace(q, **fields) if q.key == key else q for q in s.questions))
            for s in OLD.sections
        ),
    )


def with_sections(*questions: tuple[Question, ...]) -> Questionnaire:
    pairs = zip(OLD.sections, questions, strict=True)
    return replace(OLD, sections=tuple(replace(section, questions=asked) for section, asked in pairs))


def with_scale(revision: int = 1, **fields: Any) -> Questionnaire:
    return replace(with_question("clear", revision=revision), scales={"agree": replace(AGREE, **fields)})


def scale_choices(*choices: tuple[str, str, int]) -> tuple[Choice, ...]:
    return tuple(Choice(key, text(label), value) for key, label, value in choices)


STAFF_TYPO = (Choice("staff", text("Staf")), ROLE.choices[1])


@pytest.mark.parametrize(
    ("new", "changes"),
    [
        (OLD, []),
        (
            with_question("role", text=text("Who are you")),
            [Change("spelling", "questions.role.text", ROLE.text, text("Who are you"))],
        ),
        (
            with_question("role", text=text("What do you do?"), revision=2),
            [
                Change("meaning", "questions.role.revision", 1, 2),
                Change("meaning", "questions.role.text", ROLE.text, text("What do you do?")),
            ],
        ),
        (
            with_question("role", choices=STAFF_TYPO),
            [Change("spelling", "questions.role.choices.staff.label", text("Staff"), text("Staf"))],
        ),
        (
            with_question("role", choices=(*ROLE.choices, Choice("other", text("Other"), free_text=True))),
            [Change("added", "questions.role.choices.other", None, text("Other"))],
        ),
        (
            with_question("role", choices=ROLE.choices[:1]),
            [Change("removed", "questions.role.choices.guest", text("Guest"), None)],
        ),
        (
            with_question("role", choices=ROLE.choices[::-1]),
            [Change("order", "questions.role.choices", ("staff", "guest"), ("guest", "staff"))],
        ),
        (
            with_question("clear", show=Rule((Condition("role", ("staff",)),))),
            [Change("rule", "questions.clear.show", None, Rule((Condition("role", ("staff",)),)))],
        ),
        (with_question("clear", required=True), [Change("setting", "questions.clear.required", False, True)]),
        (
            with_question("clear", kind="rating"),
            [Change("kind", "questions.clear.kind", "scale", "rating")],
        ),
        (
            with_question("note", text=text("Goodbye.")),
            [Change("words", "questions.note.text", NOTE.text, text("Goodbye."))],
        ),
        (
            with_sections((), (CLEAR, NOTE)),
            [Change("removed", "questions.role", ROLE.text, None)],
        ),
        (
            with_sections((ROLE, CLEAR), (NOTE,)),
            [Change("order", "questions.clear.section", "b", "a")],
        ),
        (
            with_sections((ROLE,), (NOTE, CLEAR)),
            [Change("order", "questions", ("role", "clear", "note"), ("role", "note", "clear"))],
        ),
        (
            replace(OLD, sections=OLD.sections[::-1]),
            [
                Change("order", "sections", ("a", "b"), ("b", "a")),
                Change("order", "questions", ("role", "clear", "note"), ("clear", "note", "role")),
            ],
        ),
        (
            replace(OLD, sections=OLD.sections[1:]),
            [Change("removed", "sections.a", text("You"), None), Change("removed", "questions.role", ROLE.text, None)],
        ),
        (replace(OLD, title=text("Tour")), [Change("words", "title", text("Visit"), text("Tour"))]),
        (replace(OLD, minutes=7), [Change("setting", "minutes", 5, 7)]),
        (with_scale(look="faces"), [Change("setting", "scales.agree.look", "steps", "faces")]),
        (with_scale(positive=2), [Change("scale", "scales.agree.positive", None, 2)]),
        (with_scale(outside=()), [Change("scale", "scales.agree.choices.x", text("Unsure"), None)]),
        (
            with_scale(choices=scale_choices(("1", "Disagree", 1), ("2", "Agree", 3))),
            [Change("scale", "scales.agree.choices.2.value", 2, 3)],
        ),
        (
            with_scale(choices=scale_choices(("1", "Disagre", 1), ("2", "Agree", 2))),
            [Change("spelling", "scales.agree.choices.1.label", text("Disagree"), text("Disagre"))],
        ),
        (
            with_scale(2, choices=scale_choices(("1", "Never", 1), ("2", "Agree", 2))),
            [
                Change("meaning", "questions.clear.revision", 1, 2),
                Change("meaning", "scales.agree.choices.1.label", text("Disagree"), text("Never")),
            ],
        ),
        (
            replace(OLD, scales={**OLD.scales, "new": replace(AGREE, key="new")}),
            [Change("added", "scales.new", None, ("1", "2", "x"))],
        ),
    ],
)
def test_a_difference_is_told_by_what_it_means(new: Questionnaire, changes: list[Change]) -> None:
    assert list(diff(OLD, new)) == changes


HARMLESS = {
    "typing error": with_question("role", text=text("Who are youu?")),
    "revised wording": with_question("role", text=text("What do you do?"), revision=2),
    "new option": with_question("role", choices=(*ROLE.choices, Choice("other", text("Other")))),
    "help where there was none": with_question("role", help=text("Choose the nearest.")),
    "other title": replace(OLD, title=text("Something else")),
    "other information": with_question("note", text=text("Bye")),
    "question gone": with_sections((), (CLEAR, NOTE)),
    "other order": replace(OLD, sections=OLD.sections[::-1]),
    "top box of a scale": with_scale(positive=2),
    "revised scale": with_scale(2, choices=scale_choices(("1", "Never", 1), ("2", "Always", 5))),
}  # fmt: skip


@pytest.mark.parametrize("new", HARMLESS.values(), ids=HARMLESS)
def test_a_version_that_keeps_its_promises_may_follow(new: Questionnaire) -> None:
    assert may_follow(OLD, new) == []


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        (
            OLD,
            with_question("role", kind="multiple"),
            "questions.role.kind",
            'keeps its kind: "single" became "multiple"',
        ),
        (with_question("role", revision=3), OLD, "questions.role.revision", "went down from 3 to 1"),
        (OLD, replace(OLD, key="other"), "key", "another questionnaire"),
        (OLD, with_scale(outside=()), "questions.clear.scale", "Raise revision"),
        (
            OLD,
            with_scale(choices=scale_choices(("1", "Disagree", 1), ("2", "Agree", 5))),
            "questions.clear.scale",
            "scale changed",
        ),
        (
            OLD,
            replace(with_question("clear", scale="new"), scales={"new": replace(AGREE, key="new")}),
            "questions.clear.scale",
            "scale changed",
        ),
    ],
)
def test_a_version_that_breaks_a_key_is_refused_whatever_the_publisher_says(
    old: Questionnaire, new: Questionnaire, path: str, words: str
) -> None:
    for spelling_only in (False, True):
        (fault,) = may_follow(old, new, spelling_only=spelling_only)
        assert fault.path == path
        assert words in str(fault)


@pytest.mark.parametrize(
    ("new", "path"),
    [
        (with_question("role", text=text("What do you do?")), "questions.role.text"),
        (with_question("role", text=replace(ROLE.text, nn="Kva gjer du?")), "questions.role.text"),
        (
            with_question("role", choices=(Choice("staff", text("Leader")), ROLE.choices[1])),
            "questions.role.choices.staff.label",
        ),
        (
            with_scale(choices=scale_choices(("1", "Never", 1), ("2", "Agree", 2))),
            "scales.agree.choices.1.label",
        ),
    ],
)
def test_a_very_different_wording_needs_a_new_revision_or_the_publishers_word(new: Questionnaire, path: str) -> None:
    (fault,) = may_follow(OLD, new)
    assert fault.path == path
    assert "--spelling-only" in fault.suggestion
    assert may_follow(OLD, new, spelling_only=True) == []


def test_the_label_of_a_shared_scale_is_revised_only_when_all_its_questions_are() -> None:
    second = replace(CLEAR, key="second")
    old = with_sections((ROLE,), (CLEAR, second))
    relabelled = replace(AGREE, choices=scale_choices(("1", "Never", 1), ("2", "Agree", 2)))

    def revised(*revisions: int) -> Questionnaire:
        asked = tuple(replace(q, revision=r) for q, r in zip((CLEAR, second), revisions, strict=True))
        return replace(with_sections((ROLE,), asked), scales={"agree": relabelled})

    assert may_follow(old, revised(2, 2)) == []
    (fault,) = may_follow(old, revised(2, 1))
    assert fault.path == "scales.agree.choices.1.label"


def test_every_fault_comes_at_once() -> None:
    new = with_sections(
        (replace(ROLE, kind="multiple", text=text("Altogether new words")),), (replace(CLEAR, revision=1), NOTE)
    )
    old = with_question("clear", revision=2)
    paths = [fault.path for fault in may_follow(old, new)]
    assert paths == ["questions.role.kind", "questions.clear.revision", "questions.role.text"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Tavla viser mål", "Tavla viser mål.", True),
        ("Tavlen viser målet", "Tavla viser målet", True),
        ("Ledelsen forklarte hvorfor", "LEDELSEN forklarte hvorfor", True),
        ("Tavla viser mål", "Hvor lenge har du jobbet her?", False),
        ("Ja", "Aldri", False),
    ],
)
def test_similarity_tells_a_correction_from_a_rewrite(one: str, other: str, same: bool) -> None:
    assert (similarity(text(one), text(other)) >= SAME_WORDS) is same


@pytest.mark.parametrize("name", FILES)
def test_a_questionnaire_may_follow_itself(name: str) -> None:
    assert diff(questionnaire(name), questionnaire(name)) == ()
    assert may_follow(questionnaire(name), questionnaire(name)) == []


HANDLED_APART = {
    Questionnaire: {"key", "sections", "scales"},
    Section: {"key", "questions"},
    Question: {"key", "choices", *TEXTS},
    Choice: {"key", "label"},
    Scale: {"key", "choices", "outside"},
}


@pytest.mark.parametrize("part", FIELDS)
def test_no_field_can_change_unseen(part: type) -> None:
    names = [field.name for field in fields(part)]
    assert sorted(names) == sorted({*FIELDS[part], *HANDLED_APART[part]})
