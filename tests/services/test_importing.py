import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, importing, results
from feedback_app.services.errors import Refusal
from feedback_app.services.importing import BadRows, Imported
from feedback_app.store import responses
from feedback_app.store.models import ResponseRow
from tests.services.conftest import BOARD, MODEL, NOON, delivery

Collect = Callable[..., Imported]

COMMA = """id,form,stop,visitor,readable,best
p1,board-meeting,1,a-guest,3,"Fin tavle, god tone"
p2,board-meeting,2,,1,
"""
LINES = (
    '{"id": "p1", "form": "board-meeting", "stop": "1", "answers": {"readable": "3", "best": "Æøå"}}\n'
    "\n"
    '{"id": 2, "form": "visit-model", "stop": null, "answers": {"sector": "state"}}\n'
)


@pytest.fixture
def collect(session: Session, visit: Visit) -> Collect:
    def run(source: str | bytes, *, lines: bool = False, progress: importing.Progress | None = None) -> Imported:
        content = source.encode() if isinstance(source, str) else source
        return importing.collect(session, visit, content, lines=lines, progress=progress or (lambda done, total: None))

    return run


def stored(session: Session) -> int:
    session.rollback()
    return session.execute(select(func.count()).select_from(ResponseRow)).scalar_one()


def reasons(bad: BadRows) -> dict[int, tuple[str, ...]]:
    return {row.line: row.reasons for row in bad.rows}


@pytest.mark.parametrize(
    "source",
    [COMMA, COMMA.replace(",board", ";board").replace(",1,", ";1;").replace(",2,", ";2;"), "\ufeff" + COMMA,
     COMMA.replace("\n", "\r\n")],
    ids=["comma", "mixed", "byte order mark", "windows line ends"],
)  # fmt: skip
def test_rows_of_a_csv_file_are_stored_and_counted(
    collect: Collect, session: Session, visit: Visit, source: str
) -> None:
    if ";" in source:
        source = COMMA.replace('"Fin tavle, god tone"', "Fin tavle god tone").replace(",", ";")
    assert collect(source) == Imported(2, 0)
    found = results.read(session, visit)
    assert dict(found.forms[0].tally.item("readable").values) == {"3": 1, "1": 1}
    assert [(text.stop, str(text.answer).replace(",", "")) for text in found.texts] == [("1", "Fin tavle god tone")]


def test_json_lines_are_stored_whatever_the_type_of_their_ids(collect: Collect, session: Session, visit: Visit) -> None:
    assert collect(LINES, lines=True) == Imported(2, 0)
    assert results.read(session, visit).received() == 2


def test_the_same_file_again_changes_nothing(collect: Collect, session: Session) -> None:
    collect(COMMA)
    assert collect(COMMA) == Imported(0, 2)
    assert collect(COMMA + "p3,board-meeting,3,,2,\n") == Imported(1, 2)
    assert stored(session) == 3


def test_a_row_that_stands_twice_is_stored_once(collect: Collect, session: Session) -> None:
    assert collect(COMMA + COMMA.splitlines()[2] + "\n") == Imported(2, 1)
    assert stored(session) == 2


def test_a_uuid_is_kept_and_another_id_gets_one_of_its_own_visit(collect: Collect, session: Session) -> None:
    uid = uuid4()
    collect(COMMA.replace("p1", str(uid)).replace("p2", "Ark nr. 2 "))
    session.rollback()
    found = set(session.scalars(select(ResponseRow.uid)))
    assert uid in found
    assert {other.version for other in found - {uid}} == {5}
    assert collect(COMMA.replace("p1", uid.hex.upper()).replace("p2", "Ark nr. 2")) == Imported(0, 2)


def test_all_bad_rows_are_told_by_line_with_every_reason_and_nothing_is_stored(
    collect: Collect, session: Session
) -> None:
    source = (
        COMMA
        + "p3,no-such-form,1,,3,\n"
        + ",board-meeting,9,,7,\n"
        + f"p5,visit-model,1,{'v' * 37},,\n"
        + "p6,board-meeting,1,,3,x,too much\n"
    )
    with pytest.raises(BadRows, match="nothing was stored: 4 rows") as refusal:
        collect(source)
    assert reasons(refusal.value) == {
        4: ("form: must be one of board-meeting, visit-model",),
        5: ("id: is missing", "stop: must be one of 1, 2, 3", "readable: unknown option"),
        6: ("stop: must be empty for this form", "visitor: has more than 36 characters", "answers: nothing answered"),
        7: ("the row cannot be read",),
    }
    assert stored(session) == 0


def test_bad_json_lines_are_told_by_line(collect: Collect, session: Session) -> None:
    bad_lines = ["{", "[1]", '"text"', "1" * 5000, "[" * 100_000, '{"id": [], "form": {}}', '{"id": true}']
    with pytest.raises(BadRows) as refusal:
        collect(LINES + "\n".join(bad_lines), lines=True)
    assert list(reasons(refusal.value)) == [4, 5, 6, 7, 8, 9, 10]
    assert stored(session) == 0


@pytest.mark.parametrize("depth", [900, 960, 980, 990])
def test_deep_json_is_a_bad_row(collect: Collect, depth: int) -> None:
    deep = "[" * depth + "]" * depth
    for row in (
        f'{{"id": {deep}, "form": "board-meeting", "stop": "1", "answers": {{"readable": "3"}}}}',
        f'{{"id": "p", "form": "board-meeting", "stop": "1", "answers": {{"readable": {deep}}}}}',
        f'{{"id": "p", "form": "visit-model", "answers": {{"suggestions": {deep}}}}}',
    ):
        with pytest.raises(BadRows):
            collect(row, lines=True)


def test_other_content_under_a_taken_id_is_told_and_nothing_is_stored(
    collect: Collect, session: Session, visit: Visit
) -> None:
    uid = uuid4()
    collecting.receive(session, visit, delivery(visit, BOARD, "1", uid, readable="0"), NOON)
    with pytest.raises(BadRows) as refusal:
        collect(COMMA + f"{uid},board-meeting,1,,3,\np2,board-meeting,2,,2,\np9,board-meeting,2,,2,\n")
    assert list(reasons(refusal.value)) == [4, 5]
    assert "same id" in reasons(refusal.value)[4][0]
    assert stored(session) == 1


@pytest.mark.parametrize("lines", [False, True])
def test_broken_utf_8_names_the_line(collect: Collect, lines: bool) -> None:
    with pytest.raises(Refusal, match="line 3: the file is not UTF-8"):
        collect("første\nandre\nå".encode() + b"\xe5\n", lines=lines)


def test_two_columns_of_one_name_are_refused(collect: Collect) -> None:
    with pytest.raises(Refusal, match="two columns named 'readable'"):
        collect("id,form,stop,readable,readable\np1,board-meeting,1,3,2\n")


def test_an_enormous_cell_is_refused_with_its_line(collect: Collect) -> None:
    with pytest.raises(Refusal, match="line 2: field larger"):
        collect(f"id,form,stop,best\np1,board-meeting,1,{'x' * 140_000}\n")


def test_an_empty_file_brings_nothing(collect: Collect) -> None:
    assert collect("") == collect("", lines=True) == collect("id,form\n") == Imported(0, 0)


def test_cards_and_several_options_have_columns_of_their_own(collect: Collect, session: Session, visit: Visit) -> None:
    source = (
        "id;form;stop;sector;suggestions-1-suggest;suggestions-1-stop;praise-0-text;praise-0-aloud\n"
        "p1;visit-model;;state;'=Faste farger;2;Tempoet;yes\n"
    )
    collect(source)
    found = {text.question.key: text.answer for text in results.read(session, visit).texts}
    assert found["suggestions"] == [{"suggest": "=Faste farger", "stop": "2"}]


@pytest.mark.parametrize("column", ["suggestions-20-suggest", f"suggestions-{'9' * 5000}-suggest", "suggestions-٣-saw"])
def test_a_card_with_an_impossible_number_is_an_unknown_question(collect: Collect, column: str) -> None:
    with pytest.raises(BadRows) as refusal:
        collect(f"id;form;stop;{column}\np1;visit-model;;x\n")
    assert "unknown question" in reasons(refusal.value)[2][0]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x1c"])
def test_a_text_may_hold_any_kind_of_line_end(collect: Collect, session: Session, visit: Visit, sign: str) -> None:
    row = {"id": "p1", "form": BOARD, "stop": "1", "answers": {"best": f"før{sign}etter"}}
    escaped = json.dumps(row, ensure_ascii=sign < " ")  # JSON itself forbids raw control characters
    assert collect(escaped, lines=True) == Imported(1, 0)
    assert str(results.read(session, visit).texts[0].answer).startswith("før")


@pytest.mark.parametrize("word", ["\x00", "a\x00b", "\ud800", "a\ud800b"])
def test_half_characters_and_nul_in_names_are_left_out(collect: Collect, word: str) -> None:
    row = {"id": "x" + word, "form": BOARD, "stop": "1", "visitor": word, "answers": {"readable": "3", "best": word}}
    assert collect(json.dumps(row), lines=True) == Imported(1, 0)


@pytest.mark.slow
def test_many_rows_are_stored_in_chunks_with_progress(collect: Collect, session: Session, visit: Visit) -> None:
    count = 3 * importing.CHUNK + 7
    rows = (f"p{number},board-meeting,{number % 3 + 1},,{number % 4},\n" for number in range(count))
    seen: list[tuple[int, int]] = []
    source = COMMA.splitlines(keepends=True)[0] + "".join(rows)
    assert collect(source, progress=lambda done, total: seen.append((done, total))) == Imported(count, 0)
    assert len(seen) == 7
    assert seen == sorted(seen)
    assert seen[-1] == (2 * count, 2 * count)
    assert results.read(session, visit).received() == count
    assert collect(source) == Imported(0, count)


@pytest.mark.slow
def test_only_rows_that_were_new_are_counted_as_new_while_visitors_answer(
    collect: Collect, session: Session, visit: Visit
) -> None:
    """Between two chunks visitors send answers of their own."""
    rows = "".join(f"p{number},board-meeting,1,,3,\n" for number in range(importing.CHUNK + 5))

    def answer(done: int, total: int) -> None:
        collecting.receive(session, visit, delivery(visit, BOARD, "1", readable="0"), NOON)

    count = importing.CHUNK + 5
    assert collect(COMMA.splitlines(keepends=True)[0] + rows, progress=answer) == Imported(count, 0)
    assert results.read(session, visit).received() == count + 3


FUZZ = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.sampled_from(
    ["id", "form", "stop", "visitor", "answers", BOARD, MODEL, "1", "readable", "best", "suggestions-0-suggest", "3",
     ",", ";", "\n", "\r", '"', "|", "'", "=", "\x00", "\ufeff", "{", "}", "[", "]", ":", '"id"', '"answers":', "null"]
)  # fmt: skip
ANYTHING = st.binary(max_size=200) | st.lists(WORDS, max_size=40).map(lambda words: "".join(words).encode())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | WORDS, inner, max_size=3),
    max_leaves=8,
)
ROWS = st.fixed_dictionaries(
    {"id": JSON, "form": st.sampled_from([BOARD, MODEL]) | JSON, "stop": st.sampled_from(["1", None]) | JSON},
    optional={"visitor": JSON, "answers": JSON | st.dictionaries(st.sampled_from(["readable", "best"]), JSON)},
)


@FUZZ
@given(source=ANYTHING, lines=st.booleans())
def test_whatever_the_file_holds_it_is_read_or_refused(
    collect: Collect, session: Session, source: bytes, lines: bool
) -> None:
    before = stored(session)
    try:
        taken = collect(source, lines=lines)
    except Refusal:
        assert stored(session) == before
    else:
        assert stored(session) == before + taken.new


@FUZZ
@given(rows=st.lists(ROWS, min_size=1, max_size=3))
def test_whatever_the_rows_hold_they_are_read_or_refused(
    collect: Collect, session: Session, rows: list[dict[str, Any]]
) -> None:
    before = stored(session)
    try:
        taken = collect("\n".join(map(json.dumps, rows)), lines=True)
    except Refusal:
        assert stored(session) == before
    else:
        assert stored(session) == before + taken.new
        assert all(isinstance(uid, UUID) for uid in session.scalars(select(ResponseRow.uid)))


def test_what_was_collected_is_counted_already(collect: Collect, session: Session, visit: Visit) -> None:
    collect(LINES, lines=True)
    aggregate = responses.aggregate(session, visit.id)
    assert responses.tail_size(session, visit.id, aggregate.upto) == 0
    assert results.read(session, visit).received() == 2
