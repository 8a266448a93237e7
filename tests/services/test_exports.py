import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.reporting import numbers, tables
from feedback_app.services import collecting, exports, importing, results, visits
from feedback_app.services.exports import Format
from feedback_app.services.importing import Imported
from feedback_app.services.visits import VisitPlan
from tests.services.conftest import BOARD, EVE, MODEL, NOON, delivery

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1")


@pytest.fixture
def answered(session: Session, visit: Visit) -> Visit:
    """Every kind of cell: options, several options, numbers, words beside an option, cards, formulas, æøå."""
    cards = [
        {"suggest": "=HYPERLINK(\"http://evil\")", "element": "board_goals", "stop": "2"},
        {"saw": "Semikolon; \"hermetegn\"\nog linjeskift"},
    ]  # fmt: skip
    praise = [{"text": "'Blåbærsyltetøy på skjæra", "stop": "3", "aloud": "yes"}]
    for sent in (
        delivery(visit, BOARD, "1", readable="3", duration="12", best="=1+1", visitor="guest-æøå"),
        delivery(visit, BOARD, "2", readable="no_chance", best="-2+3", different="'=A1"),
        delivery(visit, MODEL, None, sector="state", suggestions=cards, praise=praise, anchoring_why="5"),
    ):
        collecting.receive(session, visit, sent, NOON)
    return visit


def exported(session: Session, visit: Visit, file_format: Format) -> str:
    return "".join(exports.export(session, visit, file_format))


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_what_is_exported_can_be_collected_into_an_equal_visit(
    session: Session, answered: Visit, plan: VisitPlan, file_format: Format
) -> None:
    other = visits.create(session, replace(plan, group="Kopi"), EVE)
    source = exported(session, answered, file_format).encode()
    importing.collect(session, other, source, lines=file_format == "json", progress=lambda done, total: None)
    before, after = results.read(session, answered), results.read(session, other)
    assert numbers.as_data(after) | {"visit": ""} == numbers.as_data(before) | {"visit": ""}
    assert [text.answer for text in after.texts] == [text.answer for text in before.texts]
    assert exported(session, other, file_format) == source.decode()


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_what_is_exported_has_been_received_before(session: Session, answered: Visit, file_format: Format) -> None:
    source = exported(session, answered, file_format).encode()
    taken = importing.collect(session, answered, source, lines=file_format == "json", progress=lambda *steps: None)
    assert taken == Imported(0, 3)


def test_spreadsheets_read_the_file_as_utf_8(session: Session, answered: Visit) -> None:
    text = exported(session, answered, "csv")
    assert text.startswith("\ufeff")
    assert "guest-æøå" in text
    assert "Blåbærsyltetøy på skjæra" in text


def test_no_cell_and_no_header_is_taken_for_a_formula(session: Session, answered: Visit) -> None:
    rows = read_csv(exported(session, answered, "csv"))
    assert len(rows) == 3
    for cell in [*rows[0], *(cell for row in rows for cell in row.values())]:
        assert not cell.startswith(tables.FORMULA_SIGNS)
    assert "'=1+1" in [row["best"] for row in rows]


def test_the_columns_do_not_depend_on_what_was_answered(session: Session, visit: Visit) -> None:
    header = exported(session, visit, "csv")
    assert header.startswith("\ufeffid;form;stop;visitor;")
    assert header.count("\r\n") == 1
    collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    assert exported(session, visit, "csv").startswith(header)
    assert exported(session, visit, "json").count("\n") == 1


def test_rows_come_in_the_order_of_their_random_names(session: Session, visit: Visit) -> None:
    for _ in range(6):
        collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="3"), NOON)
    ids = [json.loads(line)["id"] for line in exported(session, visit, "json").splitlines()]
    assert ids == sorted(ids)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_becomes_text(formula: str) -> None:
    assert tables.harmless(formula) == "'" + formula


@pytest.mark.parametrize("number", ["-1", "+47", "-0.5", "3,5"])
def test_a_number_stays_a_number(number: str) -> None:
    assert tables.harmless(number) == number


@given(st.text(alphabet="'=+-@1a\t", max_size=6) | st.text(max_size=6))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    cell = tables.harmless(text)
    assert tables.restored(cell) == text
    assert not cell.startswith("=")
