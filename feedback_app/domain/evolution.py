"""May this version follow that one, and what changed between them?

Keys are permanent, so versions are compared key by key. The author says what a new wording means through `revision`:
with the same number only the spelling changed and answers stay comparable; with a higher one the meaning changed.
A question's revision covers its text, help, ends, unit and choices. A scale has no revision of its own: it counts
as revised when every question that uses it in both versions is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from typing import Literal, TypeVar

from feedback_app.domain.faults import Fault, quoted
from feedback_app.domain.questionnaire import (
    LANGUAGES,
    Choice,
    Question,
    Questionnaire,
    Rule,
    Scale,
    Section,
    Text,
)

SAME_WORDS = 0.7
"""Least `similarity` of two wordings that may differ by spelling alone."""

ChangeKind = Literal[
    "added",  # a section, question, choice or scale is new
    "removed",  # one is gone
    "kind",  # a key became another kind of question, which is never allowed
    "meaning",  # the question was revised: answers before and after do not measure the same
    "spelling",  # other words, same meaning
    "words",  # words around the questions, which no answer depends on
    "scale",  # which choices a scale has, their values, and how they are grouped
    "rule",  # when something is shown
    "setting",  # bounds, limits and everything else
    "order",  # the same things in another order, or in another section
]
Value = Text | Rule | str | int | float | bool | tuple[str, ...] | None
Part = TypeVar("Part", Section, Question, Choice, Scale)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `path` goes by keys, e.g. `questions.role.choices.staff.label`, to fit both versions."""

    kind: ChangeKind
    path: str
    before: Value
    after: Value


TEXTS = ("text", "help", "low", "high", "unit")
SETTINGS = ("required", "minimum", "maximum", "decimals", "max_length", "max_cards", "earliest", "latest")
QUESTION: dict[str, ChangeKind] = {"kind": "kind", "revision": "meaning", "scale": "scale", "show": "rule"}
FIELDS: Mapping[type, Mapping[str, ChangeKind]] = {
    Questionnaire: {"mode": "setting", "title": "words", "intro": "words", "minutes": "setting"},
    Section: {"title": "words", "intro": "words", "show": "rule", "element": "setting"},
    Question: {**QUESTION, **dict.fromkeys(SETTINGS, "setting")},
    Choice: {"value": "scale", "free_text": "setting"},
    Scale: {"look": "setting", "positive": "scale", "neutral": "scale"},
}
"""What a difference in a field is; texts of questions and choices depend on the revision besides."""


def diff(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """Everything that differs between two versions of a questionnaire."""
    return tuple(_differences(old, new))


def may_follow(old: Questionnaire, new: Questionnaire, *, spelling_only: bool = False) -> list[Fault]:
    """What forbids publishing `new` after `old`; empty when nothing does.

    `spelling_only` is the publisher's word that even strongly different wordings mean the same.
    """
    if old.key != new.key:
        advice = "Publish it under its own key, or give it the key of the questionnaire that it continues."
        return [Fault("key", f"{quoted(new.key)} is another questionnaire than {quoted(old.key)}.", advice)]
    reworded = () if spelling_only else _reworded(diff(old, new))
    return [*_broken_keys(old, new), *_rescaled(old, new), *reworded]


def similarity(before: Text, after: Text) -> float:
    """How alike two texts are in the language where they are least alike: 0 nothing in common, 1 the same letters.

    The ratio of Ratcliff and Obershelp as `difflib` computes it, without regard to case.
    """
    return min(
        SequenceMatcher(None, before[code].casefold(), after[code].casefold(), autojunk=False).ratio()
        for code in LANGUAGES
    )


def _pairs(old: Questionnaire, new: Questionnaire) -> Iterator[tuple[Question, Question]]:
    """The questions that both versions have."""
    earlier = {question.key: question for question in old.questions()}
    return ((earlier[question.key], question) for question in new.questions() if question.key in earlier)


def _is_revised(before: Question, after: Question) -> bool:
    return after.revision > before.revision


def _broken_keys(old: Questionnaire, new: Questionnaire) -> Iterator[Fault]:
    for before, after in _pairs(old, new):
        if before.kind != after.kind:
            message = f"A published key keeps its kind: {quoted(before.kind)} became {quoted(after.kind)}."
            yield Fault(f"questions.{after.key}.kind", message, "Give the new question a key of its own.")
        if before.revision > after.revision:
            message = f"The revision went down from {before.revision} to {after.revision}."
            yield Fault(f"questions.{after.key}.revision", message, "Keep the number, or raise it.")


def _rescaled(old: Questionnaire, new: Questionnaire) -> Iterator[Fault]:
    """Answers on one scale must not be counted together with answers on another."""
    for before, after in _pairs(old, new):
        if before.kind != "scale" or after.kind != "scale" or _is_revised(before, after):
            continue
        if before.scale != after.scale or _values(old.scale_of(before)) != _values(new.scale_of(after)):
            message = "The scale changed under this question, but its revision is the same."
            yield Fault(f"questions.{after.key}.scale", message, "Raise revision, or ask under a new key.")


def _reworded(changes: Iterable[Change]) -> Iterator[Fault]:
    for change in changes:
        before, after = change.before, change.after
        if change.kind != "spelling" or not isinstance(before, Text) or not isinstance(after, Text):
            continue
        if similarity(before, after) < SAME_WORDS:
            message = "This differs too much for a correction of spelling, but the revision is the same."
            advice = "Raise revision if the meaning changed; if it did not, publish with --spelling-only."
            yield Fault(change.path, message, advice)


def _values(scale: Scale) -> dict[str, int | None]:
    return {choice.key: choice.value for choice in scale.choices + scale.outside}


def _differences(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    yield from _fields("", old, new)
    yield from _members("sections", _keyed(old.sections), _keyed(new.sections), _fields)
    yield from _members("questions", _keyed(old.questions()), _keyed(new.questions()), _question)
    yield from _homes(old, new)
    unrevised = {before.scale for before, after in _pairs(old, new) if not _is_revised(before, after)}
    yield from _members("scales", old.scales, new.scales, partial(_scale, unrevised))


def _fields(path: str, before: object, after: object) -> Iterator[Change]:
    """The fields of `FIELDS` that differ."""
    for name, kind in FIELDS[type(before)].items():
        yield from _value(kind, f"{path}.{name}" if path else name, getattr(before, name), getattr(after, name))


def _value(kind: ChangeKind, path: str, before: Value, after: Value) -> Iterator[Change]:
    if before != after:
        yield Change(kind, path, before, after)


def _members(
    path: str,
    before: Mapping[str, Part],
    after: Mapping[str, Part],
    compare: Callable[[str, Part, Part], Iterator[Change]],
) -> Iterator[Change]:
    """What was added, removed and put in another order, and what differs in the members that both have."""
    for key in before:
        if key not in after:
            yield Change("removed", f"{path}.{key}", _name(before[key]), None)
    for key in after:
        if key not in before:
            yield Change("added", f"{path}.{key}", None, _name(after[key]))
    common = tuple(key for key in before if key in after)
    yield from _value("order", path, common, tuple(key for key in after if key in before))
    for key in common:
        yield from compare(f"{path}.{key}", before[key], after[key])


def _question(path: str, before: Question, after: Question) -> Iterator[Change]:
    yield from _fields(path, before, after)
    kind: ChangeKind = "meaning" if _is_revised(before, after) else "spelling"
    if before.kind == after.kind == "information":
        kind = "words"
    for name in TEXTS:
        yield from _value(kind, f"{path}.{name}", getattr(before, name), getattr(after, name))
    choices = _keyed(before.choices), _keyed(after.choices)
    yield from _members(f"{path}.choices", *choices, partial(_choice, kind))


def _choice(kind: ChangeKind, path: str, before: Choice, after: Choice) -> Iterator[Change]:
    yield from _fields(path, before, after)
    yield from _value(kind, f"{path}.label", before.label, after.label)


def _homes(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """The questions that moved to another section."""
    homes = [{q.key: section.key for section in version.sections for q in section.questions} for version in (old, new)]
    for key, home in homes[0].items():
        yield from _value("order", f"questions.{key}.section", home, homes[1].get(key, home))


def _scale(unrevised: Collection[str | None], path: str, before: Scale, after: Scale) -> Iterator[Change]:
    yield from _fields(path, before, after)
    kind: ChangeKind = "spelling" if before.key in unrevised else "meaning"
    choices = _keyed(before.choices + before.outside), _keyed(after.choices + after.outside)
    for change in _members(f"{path}.choices", *choices, partial(_choice, kind)):
        coming_or_going = change.kind in ("added", "removed")
        yield replace(change, kind="scale") if coming_or_going else change


def _keyed(parts: Iterable[Part]) -> dict[str, Part]:
    return {part.key: part for part in parts}


def _name(part: Section | Question | Choice | Scale) -> Value:
    """What an author knows a part by."""
    match part:
        case Section():
            return part.title
        case Question():
            return part.text
        case Choice():
            return part.label
        case Scale():
            return tuple(choice.key for choice in part.choices + part.outside)
