"""Take in answers from paper or from another tool: all rows are judged first, then stored, each exactly once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from feedback_app.domain import names
from feedback_app.domain.answers import check
from feedback_app.domain.visits import Form, Visit
from feedback_app.reporting.tables import META, restored
from feedback_app.services import aggregating
from feedback_app.services.collecting import Delivery, as_new
from feedback_app.services.errors import Refusal
from feedback_app.store import responses, versions
from feedback_app.store.database import writing

CHUNK = 1_000
"""Rows that one transaction stores: short enough for visitors not to wait."""

NAMES = UUID("5c8a4a2e-5f0e-4c1b-9d4e-6a3b7f10c2d9")
"""Name space for ids that are not UUIDs."""

CARDS = tuple(str(number) for number in range(20))
"""How the cards of a question are numbered in columns; no question takes more."""

Progress = Callable[[int, int], None]
"""Called with the rows done and the rows in all."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be stored, and every reason. `line` counts from 1, as an editor shows it."""

    line: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were new, and how many had been received before."""

    new: int
    same: int


class BadRows(Refusal):
    """Nothing was stored, because of these rows."""

    def __init__(self, rows: Sequence[BadRow]) -> None:
        super().__init__(f"nothing was stored: {len(rows)} rows cannot be read")
        self.rows = rows


def collect(session: Session, visit: Visit, source: bytes, *, lines: bool, progress: Progress) -> Imported:
    """Store the rows of a CSV file, or of JSON lines, that were collected elsewhere.

    The same file again changes nothing. If any row is bad, `BadRows` tells about all of them and nothing is stored.
    """
    _refuse_what_would_not_stay(visit)
    rows = list((_json_rows if lines else _csv_rows)(_decoded(source)))
    new: list[responses.New] = []
    bad: list[BadRow] = []
    for number, (line, row) in enumerate(rows, start=1):
        judged = _judge(visit, row)
        if isinstance(judged, Delivery):
            new.append(as_new(visit, judged))
        else:
            bad.append(BadRow(line, judged))
        if number % CHUNK == 0:
            progress(number, 2 * len(rows))
    if not bad:
        bad = list(_conflicts(session, visit, new, [line for line, _ in rows]))
    if bad:
        raise BadRows(bad)
    version_ids = {form.digest: _version_id(session, form) for form in visit.forms}
    added = 0
    for start in range(0, len(new), CHUNK):
        with writing(session):
            added += responses.add_many(session, new[start : start + CHUNK], version_ids)
        # Counted chunk by chunk, so that no later view has to count them all at once while visitors wait to write.
        aggregating.seal(session, visit)
        aggregating.fold(session, visit)
        progress(len(rows) + min(start + CHUNK, len(new)), 2 * len(rows))
    return Imported(added, len(new) - added)


def _refuse_what_would_not_stay(visit: Visit) -> None:
    if visit.forgotten:
        raise Refusal("the answers of this visit have been deleted; no more can be added")
    if visit.testing:
        raise Refusal("the visit is in test mode, whose answers are wiped; end the test first")


def _decoded(source: bytes) -> str:
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise Refusal(f"line {line}: the file is not UTF-8; save it as UTF-8 and try again") from error


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for line, content in enumerate(text.split("\n"), start=1):  # splitlines() would also part texts that hold U+2028
        if content.strip():
            try:
                yield line, json.loads(content)
            except (ValueError, RecursionError):
                yield line, None


def _csv_rows(text: str) -> Iterator[tuple[int, Any]]:
    """Rows of a CSV file with comma or semicolon: columns id, form, stop, visitor, and one per question key.

    Several options are parted by `|`; a card's field has a column of its own, e.g. `ideas-0-suggest`.
    """
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if header.count(";") > header.count(",") else ",")
    try:
        columns = reader.fieldnames or ()
        for column in columns:
            if columns.count(column) > 1:
                raise Refusal(f"line 1: there are two columns named {column[:80]!r}")
        for row in reader:
            yield reader.line_num, None if None in row else {key: restored(value or "") for key, value in row.items()}
    except csv.Error as error:
        raise Refusal(f"line {reader.reader.line_num}: {error}") from error


def _judge(visit: Visit, row: Any) -> Delivery | tuple[str, ...]:
    if not isinstance(row, Mapping):
        return ("the row cannot be read",)
    given = {name: _word(row.get(name)) for name in META}
    form = visit.form(given["form"])
    if form is None:
        return (f"form: must be one of {', '.join(form.key for form in visit.forms)}",)
    stop, visitor = given["stop"] or None, given["visitor"] or None
    reasons = []
    if not given["id"]:
        reasons.append("id: is missing")
    if form.per_stop and (stop is None or visit.stop(stop) is None):
        reasons.append(f"stop: must be one of {', '.join(visit.stop_keys())}")
    if not form.per_stop and stop is not None:
        reasons.append("stop: must be empty for this form")
    if visitor is not None and len(visitor) > 36:
        reasons.append("visitor: has more than 36 characters")
    raw = row["answers"] if "answers" in row else _from_columns(form, row)
    checked = check(form.questionnaire, raw, visit.stop_keys())
    reasons += [f"{problem.where or 'answers'}: {problem.code.replace('_', ' ')}" for problem in checked.problems]
    if reasons:
        return tuple(reasons)
    return Delivery(_uid(visit, given["id"]), form, stop, checked.answers, visitor)


def _word(value: Any) -> str:
    """A cell, or a JSON text or whole number, that names something; anything else names nothing."""
    return names.tidy(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _from_columns(form: Form, row: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a CSV row as the judge wants them."""
    kinds = {question.key: question.kind for question in form.questionnaire.questions()}
    answers: dict[str, Any] = {}
    for column, value in row.items():
        if column in META or value == "":
            continue
        key, *inside = column.split("-")
        if kinds.get(key) == "multiple" and not inside:
            answers[key] = value.split("|")
        elif kinds.get(key) in ("suggestions", "praise") and len(inside) == 2 and inside[0] in CARDS:
            cards = answers.setdefault(key, [{} for _ in CARDS])
            cards[int(inside[0])][inside[1]] = value
        else:
            answers[column] = value
    return answers


def _uid(visit: Visit, given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        return uuid5(NAMES, f"{visit.slug}/{given}")


def _conflicts(session: Session, visit: Visit, new: Sequence[responses.New], lines: Sequence[int]) -> Iterator[BadRow]:
    """Rows that would say something else under a name that is taken, in the store or earlier in the file."""
    taken: dict[UUID, str] = {}
    for start in range(0, len(new), CHUNK):
        chunk = new[start : start + CHUNK]
        taken = responses.digests(session, visit.id, [response.uid for response in chunk]) | taken
        for line, response in zip(lines[start:], chunk, strict=False):
            if taken.setdefault(response.uid, response.digest) != response.digest:
                yield BadRow(line, ("id: other answers were received under the same id",))


def _version_id(session: Session, form: Form) -> int:
    row = versions.by_digest(session, form.digest)
    assert row is not None  # the round refers to it
    return row.id
