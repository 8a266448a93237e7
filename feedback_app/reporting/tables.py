"""Responses as rows for other tools. What is exported can be collected again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from feedback_app.domain.answers import OTHER
from feedback_app.domain.kinds import MAX_PRAISE, MAX_SUGGESTIONS, PRAISE_FIELDS, SUGGESTION_FIELDS, Answer
from feedback_app.domain.questionnaire import Question
from feedback_app.domain.visits import Form, Visit

META = ("id", "form", "stop", "visitor")
BYTE_ORDER_MARK = "\ufeff"
"""Makes spreadsheet programs read the file as UTF-8."""

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXT_SIGN = "'"
"""Spreadsheets read what follows it as text."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One response as it leaves the service."""

    uid: UUID
    form: Form
    stop: str | None
    visitor: str | None
    answers: Mapping[str, Answer]


def json_lines(rows: Iterable[ExportRow]) -> Iterator[str]:
    """One JSON object a line: id, form, stop, visitor, answers."""
    for row in rows:
        fields = {"id": str(row.uid), "form": row.form.key, "stop": row.stop, "visitor": row.visitor}
        yield json.dumps({**fields, "answers": row.answers}, ensure_ascii=False) + "\n"


def csv_lines(visit: Visit, rows: Iterable[ExportRow]) -> Iterator[str]:
    """A semicolon file with one column per question key of all the visit's forms, and one per field of a card."""
    columns = [*META, *_columns(visit)]
    line = io.StringIO()
    writer = csv.DictWriter(line, columns, delimiter=";", restval="", lineterminator="\r\n")
    yield BYTE_ORDER_MARK
    writer.writeheader()
    for row in rows:
        meta = {"id": str(row.uid), "form": row.form.key, "stop": row.stop or "", "visitor": row.visitor or ""}
        writer.writerow({key: harmless(value) for key, value in {**meta, **_flat(row.answers)}.items()})
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def harmless(value: str) -> str:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    if value.lstrip(TEXT_SIGN).startswith(FORMULA_SIGNS) and not _is_number(value):
        return TEXT_SIGN + value
    return value


def restored(cell: str) -> str:
    """What `harmless` was given."""
    if cell.startswith(TEXT_SIGN) and cell.lstrip(TEXT_SIGN).startswith(FORMULA_SIGNS):
        return cell[1:]
    return cell


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", value) is not None


def _columns(visit: Visit) -> Iterator[str]:
    seen = set()
    for form in visit.forms:
        for question in form.questionnaire.questions():
            for column in _columns_of(question):
                if column not in seen:
                    seen.add(column)
                    yield column


def _columns_of(question: Question) -> Iterator[str]:
    if question.kind == "information":
        return
    cards = {"suggestions": (MAX_SUGGESTIONS, SUGGESTION_FIELDS), "praise": (MAX_PRAISE, PRAISE_FIELDS)}
    if question.kind in cards:
        most, fields = cards[question.kind]
        for number in range(question.max_cards or most):
            yield from (f"{question.key}-{number}-{field}" for field in fields)
        return
    yield question.key
    if any(choice.free_text for choice in question.choices):
        yield question.key + OTHER


def _flat(answers: Mapping[str, Answer]) -> dict[str, str]:
    """Answers by column."""
    flat: dict[str, str] = {}
    for key, answer in answers.items():
        if isinstance(answer, list) and answer and isinstance(answer[0], Mapping):
            for number, card in enumerate(answer):
                flat |= {f"{key}-{number}-{field}": _cell(value) for field, value in card.items()}
        elif isinstance(answer, list):
            flat[key] = "|".join(answer)
        else:
            flat[key] = _cell(answer)
    return flat


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
