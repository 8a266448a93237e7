"""The numbers of a visit as plain data, for `results --json` and for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.results import FormResults, VisitResults
from feedback_app.domain.summary import ItemSummary, summarise
from feedback_app.domain.tally import ALL, Stop


def as_data(results: VisitResults) -> dict[str, Any]:
    """Every number of a visit: for each form, for all stops together and for each, every question."""
    return {
        "visit": results.visit.slug,
        "received": results.received(),
        "expected": results.visit.expected,
        "forms": [_form(form, results.visit.stop_keys()) for form in results.forms],
    }


def as_lines(results: VisitResults, language: Language) -> Iterator[str]:
    """A few lines for a terminal: how many answered, and the distribution of each counted question."""
    visit = results.visit
    yield f"{visit.group}, {visit.day.isoformat()}: {results.received()} responses"
    for form in results.forms:
        yield ""
        yield f"{form.form.questionnaire.title[language]}: {form.tally.responses()}"
        for section in summarise(form.form.questionnaire, form.tally):
            for item in section.items:
                if item.bars:
                    counts = ", ".join(f"{choice.label[language]} {count}" for choice, count in item.bars if count)
                    yield f"  {item.question.text[language]} ({item.answered} of {item.shown}): {counts or '-'}"


def _form(form: FormResults, stops: tuple[str, ...]) -> dict[str, Any]:
    scopes: dict[str, Stop] = {"all": ALL}
    if form.form.per_stop:
        scopes |= {key: key for key in stops}
    return {
        "form": form.form.key,
        "version": form.form.digest,
        "scopes": {name: _scope(form, scope) for name, scope in scopes.items()},
        "paired": [{**asdict(pair), "question": pair.question.key} for pair in form.paired],
    }


def _scope(form: FormResults, scope: Stop) -> dict[str, Any]:
    sections = summarise(form.form.questionnaire, form.tally, scope)
    return {
        "responses": form.tally.responses(scope),
        "questions": {item.question.key: _item(item) for section in sections for item in section.items},
    }


def _item(item: ItemSummary) -> dict[str, Any]:
    return {
        "shown": item.shown,
        "answered": item.answered,
        "counts": {choice.key: count for choice, count in item.bars},
        "outside": {choice.key: count for choice, count in item.outside},
        "n": item.n,
        "mean": item.mean and asdict(item.mean),
        "median": item.median,
        "top_box": item.top_box and asdict(item.top_box),
    }
