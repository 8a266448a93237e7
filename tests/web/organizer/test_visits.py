import json
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from feedback_app.domain.answers import check
from feedback_app.domain.visits import Visit
from feedback_app.services import aggregating, arrivals, collecting, visits
from feedback_app.services.collecting import Delivery
from tests.web.conftest import MakeVisit
from tests.web.organizer.conftest import Staff
from tests.web.organizer.test_planning import answer


def answer_at(session: Session, visit: Visit, stop: str) -> None:
    form = next(form for form in visit.forms if form.per_stop)
    checked = check(form.questionnaire, {"best": "The start"}, visit.stop_keys())
    collecting.receive(session, visit, Delivery(uuid4(), form, stop, checked.answers), datetime.now(UTC))


def test_without_visits_the_list_says_how_to_begin(organizer: Staff) -> None:
    page = organizer.get("/visits").text
    assert "There is no visit yet." in page
    assert 'href="/visits/new"' in page


def test_the_list_sorts_by_what_matters_now(organizer: Staff, make_visit: MakeVisit) -> None:
    for opens, closes in ((-5, -1), (24, 48), (-1, 8)):
        make_visit(opens=opens, closes=closes)
    page = organizer.get("/visits").text
    assert page.index("Open now") < page.index("Coming") < page.index(">Closed<")


def test_more_visits_need_no_more_queries(organizer: Staff, make_visit: MakeVisit, statements: list[str]) -> None:
    def queries() -> int:
        statements.clear()
        assert organizer.get("/visits").status_code == 200
        return len([one for one in statements if one.startswith("SELECT")])

    make_visit()
    one = queries()
    make_visit()
    make_visit(opens=24, closes=48)
    assert queries() == one


def test_counts_are_shown_per_stop_and_in_all(organizer: Staff, session: Session, visit: Visit) -> None:
    answer(session, visit)
    for stop in ("1", "1", "2"):
        answer_at(session, visit, stop)
    organizer.post(f"/visits/{visit.slug}/extend", {"by": "day"})
    page = organizer.get(f"/visits/{visit.slug}").text
    assert "<strong>4</strong> received" in page
    for name, count in (("NAV", 2), ("Raufosstun sykehjem", 1)):
        row = page[page.index(f'<th scope="row">{name}') :]
        assert f'count-number">{count}<' in row.partition("</tr>")[0]
    assert ">4</span> responses" in organizer.get("/visits").text


def test_what_is_in_the_aggregate_and_what_came_after_it_count_together(session: Session, visit: Visit) -> None:
    for _ in range(3):
        answer(session, visit)
    aggregating.seal(session, visit)
    aggregating.fold(session, visit)
    answer(session, visit)
    assert arrivals.received(session, [visit], datetime.now(UTC)) == {visit.id: 4}


def test_a_test_answer_counts_no_more_once_the_visit_has_opened(session: Session, make_visit: MakeVisit) -> None:
    visit = make_visit(opens=1, closes=9)
    tested = visits.set_testing(session, visit.slug, True, datetime.now(UTC))
    answer(session, tested)
    assert arrivals.received(session, [tested], datetime.now(UTC)) == {visit.id: 1}
    assert arrivals.received(session, [tested], tested.opens) == {visit.id: 0}


def test_the_way_in_is_shown_with_a_code_to_scan(organizer: Staff, visit: Visit) -> None:
    page = organizer.get(f"/visits/{visit.slug}").text
    assert visit.code.replace("-", " ") in page
    assert f"http://localhost/v/{visit.code}" in page
    assert 'role="img" aria-labelledby="qr-title"' in page


def test_open_questions_are_listed_for_the_closing_talk(organizer: Staff, session: Session, visit: Visit) -> None:
    address = f"/visits/{visit.slug}/questions"
    assert "Nobody has asked anything yet." in organizer.get(address).text
    form = next(form for form in visit.forms if not form.per_stop)
    raw = {"open_questions": "Who <decides>?", "takeaway": "Not a question"}
    checked = check(form.questionnaire, raw, visit.stop_keys())
    collecting.receive(session, visit, Delivery(uuid4(), form, None, checked.answers), datetime.now(UTC))
    page = organizer.get(address).text
    assert "<li>Who &lt;decides&gt;?</li>" in page
    assert "Not a question" not in page


def test_the_results_page_draws_the_report(organizer: Staff, session: Session, visit: Visit) -> None:
    answer(session, visit)
    page = organizer.get(f"/visits/{visit.slug}/results").text
    assert "What our guests saw" in page
    assert "Much" in page


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_an_empty_visit_has_results_too(organizer: Staff, visit: Visit, language: str) -> None:
    organizer.get(f"/visits?language={language}")
    assert organizer.get(f"/visits/{visit.slug}/results").status_code == 200


def test_responses_leave_as_a_file(organizer: Staff, session: Session, visit: Visit) -> None:
    answer(session, visit)
    table = organizer.get(f"/visits/{visit.slug}/export/csv")
    assert table.headers["Content-Disposition"] == f'attachment; filename="{visit.slug}.csv"'
    assert "Much" in table.text
    lines = organizer.get(f"/visits/{visit.slug}/export/json").text.splitlines()
    assert [json.loads(line)["answers"]["takeaway"] for line in lines] == ["Much"]


@pytest.mark.slow
def test_the_report_is_waited_for_and_delivered(organizer: Staff, session: Session, visit: Visit) -> None:
    answer(session, visit)
    address = f"/visits/{visit.slug}/report/nn"
    waiting = organizer.get(address)
    assert waiting.headers["Refresh"] == "2"
    assert "The report is being made" in waiting.text
    deadline = time.monotonic() + 60
    while (ready := organizer.get(address)).mimetype != "application/pdf" and time.monotonic() < deadline:
        time.sleep(0.3)
    assert ready.data.startswith(b"%PDF")
    assert ready.headers["Content-Disposition"] == f'inline; filename="{visit.slug}-nn.pdf"'


@pytest.mark.slow
def test_each_stop_has_a_sheet_and_the_start_too(organizer: Staff, visit: Visit) -> None:
    for address, name in (("sheets", "start"), ("sheets/2", "2")):
        file = organizer.get(f"/visits/{visit.slug}/{address}")
        assert file.data.startswith(b"%PDF")
        assert file.headers["Content-Disposition"] == f'inline; filename="{visit.slug}-{name}.pdf"'
    assert organizer.get(f"/visits/{visit.slug}/sheets/9").status_code == 404


def test_a_report_in_a_language_the_visit_has_not_is_not_there(organizer: Staff, visit: Visit) -> None:
    assert organizer.get(f"/visits/{visit.slug}/report/de").status_code == 404
