"""The browser and the server show the same questions."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from feedback_app.domain.questionnaire import (
    Choice,
    Condition,
    Question,
    Questionnaire,
    Rule,
    Scale,
    Section,
    Text,
    rule_document,
)
from feedback_app.domain.routing import shown
from feedback_app.web.forms.sheet import sheet_of
from tests.browser.conftest import Scene

WORDS = Text("a", "a", "a")
SCALE = Scale(
    "agree",
    tuple(Choice(str(value), WORDS, value - 2) for value in range(5)),
    (Choice("dont_know", WORDS), Choice("constructor", WORDS)),
)
KINDS = ("single", "multiple", "scale", "rating", "yes_no", "number", "short_text")
OPTIONS = ("a", "b", "c", "toString")

bound = st.none() | st.integers(-3, 11) | st.sampled_from([0.5, 2.5, -1.5])
options = st.lists(
    st.sampled_from([*OPTIONS, "yes", "no", "dont_know", "constructor", "0", "3", "10"]), min_size=1, max_size=3
)


def answer_to(kind: str) -> st.SearchStrategy[Any]:
    return {
        "single": st.sampled_from(OPTIONS),
        "multiple": st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
        "scale": st.sampled_from([choice.key for choice in SCALE.choices + SCALE.outside]),
        "rating": st.integers(0, 10),
        "yes_no": st.sampled_from(["yes", "no"]),
        "number": st.integers(-5, 12) | st.sampled_from([0.5, 2.5, -1.5]),
        "short_text": st.just("words"),
    }[kind]


@st.composite
def rules(draw: st.DrawFn, before: list[Question]) -> Rule | None:
    if not before or draw(st.booleans()):
        return None
    by_option = st.builds(Condition, st.sampled_from([q.key for q in before]), options.map(tuple))
    by_number = st.builds(Condition, st.sampled_from([q.key for q in before]), at_least=bound, at_most=bound).filter(
        lambda condition: condition.at_least is not None or condition.at_most is not None
    )
    conditions = st.lists(by_option | by_number, max_size=2).map(tuple)
    return draw(st.builds(Rule, conditions, conditions).filter(Rule.conditions))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, Any]]:
    before: list[Question] = []
    sections = []
    answers = {}
    for number in range(draw(st.integers(1, 4))):
        show = draw(rules(list(before)))
        asked = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(KINDS))
            question = Question(f"q{len(before)}", kind, WORDS, show=draw(rules(list(before))), scale="agree")
            before.append(question)
            asked.append(question)
            if draw(st.integers(0, 3)):
                answers[question.key] = draw(answer_to(kind))
        sections.append(Section(f"s{number}", WORDS, tuple(asked), show=show))
    made = Questionnaire("made", "confidential", WORDS, WORDS, 1, tuple(sections), {"agree": SCALE})
    return made, answers


def parts(questionnaire: Questionnaire) -> list[dict[str, Any]]:
    """As `sections.js` reads them from the page."""
    numbers = {choice.key: choice.value for choice in SCALE.choices}
    return [
        {
            "show": rule_document(section.show),
            "questions": [
                {
                    "key": question.key,
                    "show": rule_document(question.show),
                    "numbers": numbers if question.kind == "scale" else None,
                }
                for question in section.questions
            ],
        }
        for section in questionnaire.sections
    ]


RUN = """async ([cases, module]) => {
    const { shown } = await import(module);
    return cases.map(([parts, answers]) => [...shown(parts, answers)]);
}"""


# Shrinking a batch in a browser takes minutes and tells little: the first case that differs is small already.
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(batch=st.lists(cases(), min_size=25, max_size=25))
def test_browser_and_server_agree_on_any_rules_and_answers(
    scene: Scene, page: Page, batch: list[tuple[Questionnaire, dict[str, Any]]]
) -> None:
    if page.url == "about:blank":
        page.goto(scene.url("board-meeting/1"))
    module = page.locator("script[type=module]").get_attribute("src")
    assert module
    sent = [[parts(questionnaire), answers] for questionnaire, answers in batch]
    seen = page.evaluate(RUN, [sent, module.replace("form.js", "routing.js")])
    assert [frozenset(keys) for keys in seen] == [shown(*case) for case in batch]


def test_the_page_carries_rules_and_numbers_as_the_script_reads_them(scene: Scene, page: Page) -> None:
    page.goto(scene.url("visit-model"))
    module = page.locator("script[type=module]").get_attribute("src")
    assert module
    read = page.evaluate(
        """async (module) => {
            const { partsOf } = await import(module);
            const parts = partsOf(document.getElementById("questionnaire"));
            const plain = ({ key, kind, numbers }) => [key, kind, numbers];
            return parts.map(({ show, questions }) => [show, questions.map(plain)]);
        }""",
        module.replace("form.js", "sections.js"),
    )
    form = scene.visit.form("visit-model")
    assert form
    sheet = sheet_of(form.questionnaire, "nb", ())
    expected = [
        [None, [[item.key, item.kind, numbers_of(form.questionnaire, item.key)] for item in part.items]]
        for part in sheet.parts
    ]
    assert read == expected


def numbers_of(questionnaire: Questionnaire, key: str) -> dict[str, int | None] | None:
    question = next(question for question in questionnaire.questions() if question.key == key)
    if question.kind != "scale":
        return None
    return {choice.key: choice.value for choice in questionnaire.scale_of(question).choices}
