"""From a document (a TOML file, or plain data) to a questionnaire, or to every fault that the document has.

The tables below say which fields there are. What concerns two places at once is checked afterwards: keys,
scales and bounds in `coherence`, what showing rules ask in `references`, whether they can hold in `reachability`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, get_args

from feedback_app.domain import coherence, reachability, references
from feedback_app.domain.faults import Fault, Faults
from feedback_app.domain.fields import (
    Field,
    Read,
    Report,
    day,
    flag,
    inside,
    key,
    many,
    number,
    one_of,
    reference,
    table,
    whole,
    words,
)
from feedback_app.domain.kinds import KINDS
from feedback_app.domain.questionnaire import (
    LANGUAGES,
    Choice,
    Condition,
    Look,
    Mode,
    Question,
    Questionnaire,
    Rule,
    Scale,
    Section,
    Text,
)
from feedback_app.domain.references import Outline

BLANK = Text(*("" for _ in LANGUAGES))
NAME = key(r"[a-z][a-z0-9_]{0,59}", "daily_work")
OPTION = key(r"[a-z0-9][a-z0-9_-]{0,59}", "dont_know")
TEXT = table("a text in three languages", {code: Field(words, needed=True, blank="") for code in LANGUAGES}, Text)
LABELLED = {"key": Field(OPTION, needed=True, blank=""), "label": Field(TEXT, needed=True, blank=BLANK)}

CONDITION = table(
    "a condition",
    {
        "question": Field(reference, needed=True, blank=""),
        "is": Field(many(reference)),
        "at_least": Field(number),
        "at_most": Field(number),
    },
    lambda **values: Condition(options=values.pop("is", ()), **values),
)
RULE = table(
    "a showing rule",
    {"all": Field(many(CONDITION)), "any": Field(many(CONDITION))},
    lambda **values: Rule(values.get("all", ()), values.get("any", ())),
)


def _rule(raw: Any, path: str, report: Report) -> Rule:
    """A rule with `all` and `any`, or a single condition in its place."""
    if isinstance(raw, Mapping) and "question" in raw:
        return Rule((CONDITION(raw, path, report),))
    if raw == {}:
        report.append(Fault(path, "This rule is empty.", 'Write { question = "...", is = ["..."] }, or remove it.'))
    return RULE(raw, path, report)


EVERY_KIND: Mapping[str, Field] = {
    "key": Field(NAME, needed=True, blank=""),
    "kind": Field(one_of(KINDS), needed=True, blank=""),
    "text": Field(TEXT, needed=True, blank=BLANK),
    "help": Field(TEXT),
    "show": Field(_rule),
    "required": Field(flag),
    "revision": Field(whole(1, 10_000)),
}
SOME_KINDS: Mapping[str, Field] = {
    "scale": Field(reference, blank=""),
    "choices": Field(many(table("a choice", {**LABELLED, "free_text": Field(flag)}, Choice)), blank=()),
    "low": Field(TEXT, blank=BLANK),
    "high": Field(TEXT, blank=BLANK),
    "unit": Field(TEXT, blank=BLANK),
    "minimum": Field(number),
    "maximum": Field(number),
    "decimals": Field(whole(0, 6)),
    "max_length": Field(whole(1, 20_000)),
    "max_cards": Field(whole(1, 20)),
    "earliest": Field(day),
    "latest": Field(day),
}
QUESTIONS: Mapping[str, Read] = {
    name: table(
        f'a question of kind "{name}"',
        {
            **EVERY_KIND,
            **{
                field: replace(SOME_KINDS[field], needed=field in kind.needs)
                for field in SOME_KINDS
                if field in kind.needs | kind.takes
            },
        },
        Question,
    )
    for name, kind in KINDS.items()
}
UNKNOWN_KIND = table("a question", {**EVERY_KIND, **SOME_KINDS}, Question)


def _question(raw: Any, path: str, report: Report) -> Question:
    kind = raw.get("kind") if isinstance(raw, Mapping) else None
    read = QUESTIONS.get(kind, UNKNOWN_KIND) if isinstance(kind, str) else UNKNOWN_KIND
    question: Question = read(raw, path, report)
    return question


SECTION = table(
    "a section",
    {
        "key": Field(NAME, needed=True, blank=""),
        "title": Field(TEXT, needed=True, blank=BLANK),
        "intro": Field(TEXT),
        "show": Field(_rule),
        "element": Field(flag),
        "questions": Field(many(_question), needed=True, blank=()),
    },
    Section,
)
VALUED = {**LABELLED, "value": Field(whole(-1000, 1000), needed=True)}
SCALE_FIELDS: Mapping[str, Field] = {
    "look": Field(one_of(get_args(Look))),
    "positive": Field(whole(-1000, 1000)),
    "neutral": Field(whole(-1000, 1000)),
    "choices": Field(many(table("a choice on a scale", VALUED, Choice)), needed=True, blank=()),
    "outside": Field(many(table("a choice outside the scale", LABELLED, Choice))),
}


def _scales(raw: Any, path: str, report: Report) -> dict[str, Scale]:
    if not isinstance(raw, Mapping):
        report.append(Fault(path, "The scales must be tables.", "Begin each with a line like [scales.agree5]."))
        return {}
    scales = {}
    for name, scale in raw.items():
        place = inside(path, name)
        NAME(name, place, report)
        scales[str(name)] = table("a scale", SCALE_FIELDS, partial(Scale, key=str(name)))(scale, place, report)
    return scales


QUESTIONNAIRE = table(
    "a questionnaire",
    {
        "key": Field(key(r"[a-z][a-z0-9-]{0,59}", "visit-model"), needed=True, blank=""),
        "mode": Field(one_of(get_args(Mode)), needed=True, blank="confidential"),
        "title": Field(TEXT, needed=True, blank=BLANK),
        "intro": Field(TEXT, needed=True, blank=BLANK),
        "minutes": Field(whole(1, 240), needed=True, blank=1),
        "sections": Field(many(SECTION), needed=True, blank=()),
        "scales": Field(_scales),
    },
    Questionnaire,
)


def parse(document: Any) -> Questionnaire:
    """The questionnaire that plain data describes; also reads back what `questionnaire.document` gives.

    Raises `Faults` with everything that is wrong.
    """
    report: Report = []
    questionnaire = QUESTIONNAIRE(document, "", report)
    report.extend(coherence.faults(questionnaire))
    report.extend(_rules_at_fault(questionnaire))
    if report:
        raise Faults(report)
    return questionnaire


def _rules_at_fault(questionnaire: Questionnaire) -> Iterator[Fault]:
    outline = Outline.of(questionnaire)
    found = list(references.faults(outline))
    yield from (fault for _, _, fault in found)
    yield from reachability.faults(outline, {(guarded, condition) for guarded, condition, _ in found})


def read_toml(source: str | bytes) -> Questionnaire:
    """The questionnaire in a TOML file. Raises `Faults` with everything that is wrong."""
    return parse(_document(source))


def _document(source: str | bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(source.decode("utf-8-sig") if isinstance(source, bytes) else source)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        fault = Fault(f"line {line}", "This line is not in UTF-8.", "Save the file with the encoding UTF-8.")
    except RecursionError:
        fault = Fault("", "The file is nested far too deeply.", "A questionnaire needs six levels of brackets at most.")
    except ValueError as error:  # also a number of thousands of digits
        message, _, place = str(error).partition(" (at ")
        fault = Fault(
            place.removesuffix(")"),
            f"This is not valid TOML: {message}.",
            "Mend this first; the rest was not read.",
        )
    raise Faults([fault])
