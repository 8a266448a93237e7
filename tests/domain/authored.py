"""Questionnaires as an author might write them, for hypothesis: every kind, every field, rules that can hold."""

from typing import Any

from hypothesis import strategies as st

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

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(str.strip)
texts = st.builds(Text, words, words, words)
optional_texts = st.none() | texts
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
option_keys = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,6}", fullmatch=True)
lengths = st.none() | st.integers(1, 3000)


@st.composite
def choices(draw: st.DrawFn) -> tuple[Choice, ...]:
    names = draw(st.lists(option_keys, min_size=1, max_size=4, unique=True))
    other = draw(st.sampled_from([None, *names]))
    return tuple(Choice(name, draw(texts), free_text=name == other) for name in names)


@st.composite
def scales(draw: st.DrawFn, key: str) -> Scale:
    names = draw(st.lists(option_keys, min_size=3, max_size=6, unique=True))
    outside = tuple(Choice(names.pop(), draw(texts)) for _ in range(draw(st.integers(0, len(names) - 2))))
    values = sorted(draw(st.sets(st.integers(-9, 9), min_size=len(names), max_size=len(names))))
    inside = tuple(Choice(name, draw(texts), value) for name, value in zip(names, values, strict=True))
    one = st.none() | st.sampled_from(values)
    return Scale(key, inside, outside, draw(st.sampled_from(["faces", "steps"])), draw(one), draw(one))


@st.composite
def bounds(draw: st.DrawFn) -> dict[str, Any]:
    low, high = sorted(draw(st.tuples(*[st.integers(-50, 50) | st.floats(-50, 50)] * 2)))
    return {"unit": draw(texts), "minimum": low, "maximum": high, "decimals": draw(st.integers(0, 3))}


@st.composite
def periods(draw: st.DrawFn) -> dict[str, Any]:
    first, last = sorted(draw(st.tuples(st.dates(), st.dates())))
    return {
        "earliest": draw(st.sampled_from([None, first.isoformat()])),
        "latest": draw(st.sampled_from([None, last.isoformat()])),
    }


def fields_of(kind: str, known_scales: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """The fields that a question of this kind has besides those of all kinds."""
    cards = st.fixed_dictionaries({"max_length": lengths, "max_cards": st.none() | st.integers(1, 9)})
    fields: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "single": st.fixed_dictionaries({"choices": choices()}),
        "multiple": st.fixed_dictionaries({"choices": choices()}),
        "scale": st.fixed_dictionaries({"scale": st.sampled_from(known_scales)}),
        "rating": st.fixed_dictionaries({"low": texts, "high": texts}),
        "number": bounds(),
        "date": periods(),
        "short_text": st.fixed_dictionaries({"max_length": lengths}),
        "long_text": st.fixed_dictionaries({"max_length": lengths}),
        "suggestions": cards,
        "praise": cards,
    }
    return fields.get(kind, st.just({}))


KINDS = (
    "single", "multiple", "scale", "rating", "yes_no", "number", "date",
    "short_text", "long_text", "stop", "suggestions", "praise", "information",
)  # fmt: skip


def condition_on(question: Question) -> st.SearchStrategy[Condition]:
    """A condition that some answer to this question fulfils."""
    if question.kind == "rating":
        return st.builds(Condition, st.just(question.key), at_least=st.integers(0, 10))
    options = ["yes", "no"] if question.kind == "yes_no" else [choice.key for choice in question.choices]
    some = st.lists(st.sampled_from(options), min_size=1, max_size=2).map(tuple)
    return st.builds(Condition, st.just(question.key), some)


@st.composite
def rules(draw: st.DrawFn, before: list[Question]) -> Rule | None:
    """A rule that can hold: one condition, on an earlier question that anybody sees."""
    askable = [q for q in before if q.kind in ("single", "multiple", "rating", "yes_no") and q.show is None]
    if not askable or draw(st.booleans()):
        return None
    condition = draw(condition_on(draw(st.sampled_from(askable))))
    return draw(st.sampled_from([Rule((condition,)), Rule((), (condition,)), Rule((condition,), (condition,))]))


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    """A questionnaire that has no fault."""
    scale_keys = draw(st.lists(keys, min_size=1, max_size=2, unique=True))
    names = draw(st.lists(keys, min_size=1, max_size=6, unique=True))
    open_to_all: list[Question] = []
    sections = []
    for section_key in draw(st.lists(keys, min_size=1, max_size=3, unique=True)):
        show = draw(rules(open_to_all))
        before = list(open_to_all)
        asked: list[Question] = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.sampled_from(KINDS))
            question = Question(
                f"{names[0]}{len(before) + len(asked)}{section_key}"[:60],
                kind,
                draw(texts),
                help=draw(optional_texts),
                # Inside a section with a rule, a second rule could exclude the first.
                show=None if show else draw(rules(before + asked)),
                required=draw(st.booleans()),
                revision=draw(st.integers(1, 4)),
                **draw(fields_of(kind, scale_keys)),
            )
            asked.append(question)
        sections.append(
            Section(section_key, draw(texts), tuple(asked), draw(optional_texts), show, draw(st.booleans()))
        )
        if show is None:
            open_to_all += asked
    return Questionnaire(
        draw(keys).replace("_", "-"),
        draw(st.sampled_from(["confidential", "anonymous"])),
        draw(texts),
        draw(texts),
        draw(st.integers(1, 240)),
        tuple(sections),
        {key: draw(scales(key)) for key in scale_keys},
    )
