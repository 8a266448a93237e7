"""A questionnaire with all kinds that count and with showing rules, and responses to it for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from feedback_app.domain.answers import check
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

STOPS = ("nav", "nursing_home", "workshop")


def text(words: str) -> Text:
    return Text(words, words, words)


def scale(key: str, values: range, positive: int | None = None) -> Scale:
    """A scale whose keys are its values, with "don't know" outside it."""
    choices = tuple(Choice(str(value), text(f"step {value}"), value) for value in values)
    return Scale(key, choices, (Choice("dont_know", text("Don't know")),), positive=positive)


def options(*keys: str) -> tuple[Choice, ...]:
    return tuple(Choice(key, text(key), free_text=key == "other") for key in keys)


def questionnaire(*sections: Section, scales: tuple[Scale, ...] = ()) -> Questionnaire:
    return Questionnaire(
        "sample", "confidential", text("Sample"), text("Welcome"), 5, sections, {s.key: s for s in scales}
    )


AGREE = scale("agree", range(1, 6), positive=4)
SEEN = scale("seen", range(4))

EVERYTHING = questionnaire(
    Section(
        "board",
        text("The board"),
        (
            Question("goal_clear", "scale", text("The goal is clear"), scale="agree"),
            Question("colours_help", "scale", text("Colours help"), scale="agree"),
            Question("welcome", "information", text("Read this first")),
        ),
        element=True,
    ),
    Section(
        "mixed",
        text("Two scales and more"),
        (
            Question("deadline", "scale", text("Actions have deadlines"), scale="seen"),
            Question("ownership", "scale", text("Staff own it"), scale="agree"),
            Question("on_time", "yes_no", text("Started on time")),
            Question("late_by", "number", text("How late"), minimum=0, maximum=60, decimals=1),
            Question("spoke", "multiple", text("Who spoke"), choices=options("leader", "staff", "other")),
            Question("led_by", "single", text("Who led"), choices=options("leader", "staff")),
        ),
        element=True,
    ),
    Section(
        "closing",
        text("Finally"),
        (
            Question("recommend", "rating", text("Recommend it"), low=text("no"), high=text("yes")),
            Question("why_not", "short_text", text("Why not"), show=Rule((Condition("recommend", at_most=6),))),
            Question("since", "date", text("Since when")),
            Question("best_stop", "stop", text("Best stop")),
            Question("ideas", "suggestions", text("Suggestions")),
            Question("praise", "praise", text("Praise")),
        ),
        show=Rule(any_of=(Condition("on_time", ("yes",)), Condition("goal_clear", at_least=4))),
    ),
    scales=(AGREE, SEEN),
)

_on = {key: st.sampled_from([choice.key for choice in s.choices + s.outside]) for key, s in EVERYTHING.scales.items()}
_idea = st.fixed_dictionaries({"suggest": st.just("A bell")}, optional={"element": st.sampled_from(["board", "mixed"])})
_raw = st.fixed_dictionaries(
    {},
    optional={
        "goal_clear": _on["agree"],
        "colours_help": _on["agree"],
        "deadline": _on["seen"],
        "ownership": _on["agree"],
        "on_time": st.booleans(),
        "late_by": st.integers(0, 600).map(lambda tenths: tenths / 10),
        "spoke": st.sets(st.sampled_from(["leader", "staff", "other"]), min_size=1).map(list),
        "spoke.other": st.just("a guest"),
        "led_by": st.sampled_from(["leader", "staff"]),
        "recommend": st.integers(0, 10),
        "why_not": st.just("too far away"),
        "since": st.dates().map(str),
        "best_stop": st.sampled_from([*STOPS, "model"]),
        "ideas": st.lists(_idea, min_size=1, max_size=5),
        "praise": st.just([{"text": "Well done", "stop": "nav", "aloud": True}]),
    },
).filter(bool)


def _judged(raw: dict[str, Any]) -> dict[str, Any]:
    checked = check(EVERYTHING, raw, STOPS)
    return dict(checked.answers)


canonical_answers = _raw.map(_judged)
"""Answers to `EVERYTHING` as the judge stores them: nothing hidden among them."""

responses = st.lists(st.tuples(st.sampled_from([None, *STOPS]), canonical_answers), max_size=8)
"""Stop and answers of some responses to `EVERYTHING`."""
