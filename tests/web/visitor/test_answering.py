import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, visits
from feedback_app.store import responses
from feedback_app.web.visitor.known import KnownVisits
from tests.web.conftest import MakeVisit
from tests.web.inspector import InspectingClient

SAID = "Vist flere eksempler, 2 < 3 & «sånt».\n\n  Innrykk."


def address(visit: Visit, form: str = "visit-model", stop: str | None = None, language: str = "nb") -> str:
    return f"/v/{visit.code}/{language}/{form}" + (f"/{stop}" if stop else "")


def uid_of(html: str) -> str:
    found = re.findall(r'name="_uid" value="([0-9a-f-]{36})"', html)
    assert len(found) == 1
    return str(found[0])


def stored(session: Session, visit: Visit, uid: str | UUID) -> dict[str, Any] | None:
    session.rollback()
    found = collecting.receipt(session, visit, UUID(str(uid)))
    return dict(found.answers) if found else None


def test_a_questionnaire_is_one_page_with_every_question(client: InspectingClient, visit: Visit) -> None:
    html = client.get(address(visit)).text
    form = visit.form("visit-model")
    assert form is not None
    assert all(f'id="q-{question.key}"' in html for question in form.questionnaire.questions())


def test_every_view_of_a_page_brings_its_own_id(client: InspectingClient, visit: Visit) -> None:
    assert uid_of(client.get(address(visit)).text) != uid_of(client.get(address(visit)).text)


def test_a_warm_page_asks_the_database_nothing(client: InspectingClient, visit: Visit, statements: list[str]) -> None:
    client.get(address(visit))
    statements.clear()
    assert client.get(address(visit)).status_code == 200
    assert statements == []


def test_the_compressed_page_is_the_same_page(client: InspectingClient, visit: Visit) -> None:
    plain = client.get(address(visit)).text
    packed = client.get(address(visit), headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    unpacked = gzip.decompress(packed.data).decode()
    assert unpacked.replace(uid_of(unpacked), "") == plain.replace(uid_of(plain), "")
    assert len(packed.data) < 15_000


def test_a_page_sets_no_cookie_and_varies_with_none(client: InspectingClient, visit: Visit) -> None:
    response = client.get(address(visit))
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers["Vary"]


def test_answers_are_stored_and_the_receipt_says_so(client: InspectingClient, visit: Visit, session: Session) -> None:
    uid = uid_of(client.get(address(visit)).text)
    sent = {"_uid": uid, "anchoring_why": "5", "anchoring_different": SAID, "suggestions-0-suggest": "Større skrift"}
    response = client.post(address(visit), data=sent)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/v/{visit.code}/nb/receipt/{uid}"
    answers = stored(session, visit, uid)
    assert answers == {
        "anchoring_why": "5",
        "anchoring_different": SAID,
        "suggestions": [{"suggest": "Større skrift"}],
    }
    receipt = client.get(response.headers["Location"]).text
    for words in ("Svarene dine er mottatt", "Svært enig", "2 &lt; 3 &amp; «sånt»", "Større skrift"):
        assert words in receipt


def test_the_same_page_sent_twice_is_one_response_and_one_receipt(client: InspectingClient, visit: Visit) -> None:
    sent = {"_uid": str(uuid4()), "anchoring_why": "5"}
    first = client.post(address(visit), data=sent)
    second = client.post(address(visit), data=sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert "Svarene dine er mottatt" in client.get(second.headers["Location"]).text


def test_the_same_page_with_other_content_is_a_correction_that_is_told(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    uid = str(uuid4())
    client.post(address(visit), data={"_uid": uid, "anchoring_why": "5"})
    response = client.post(address(visit), data={"_uid": uid, "anchoring_why": "2"})
    assert "Svarene dine er oppdatert" in client.get(response.headers["Location"]).text
    assert stored(session, visit, uid) == {"anchoring_why": "2"}


def test_a_receipt_leads_to_what_was_sent_and_sending_it_changed_corrects_it(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    uid = str(uuid4())
    sent = {"_uid": uid, "duration": "12", "led_by": "staff", "best": SAID}
    receipt = client.get(client.post(address(visit, "board-meeting", "1"), data=sent).headers["Location"]).text
    link = re.search(r'<a href="([^"]+)">Endre svarene', receipt)
    assert link
    form = client.get(link[1]).text
    assert uid_of(form) == uid
    assert "Du har sendt dette før" in form
    assert 'value="12"' in form
    assert "Innrykk.</textarea>" in form
    assert re.search(r'value="staff"[^>]* checked', form)
    changed = client.post(address(visit, "board-meeting", "1"), data={**sent, "_uid": uid_of(form), "best": "Tavla"})
    assert changed.headers["Location"].endswith(uid)
    assert "Svarene dine er oppdatert" in client.get(changed.headers["Location"]).text
    assert stored(session, visit, uid) == {"duration": 12, "led_by": "staff", "best": "Tavla"}
    assert len(list(responses.everything(session, visit.id))) == 1


def test_a_page_filled_in_for_one_visitor_is_shown_to_nobody_else(client: InspectingClient, visit: Visit) -> None:
    uid = str(uuid4())
    client.post(address(visit), data={"_uid": uid, "anchoring_different": SAID})
    assert "Innrykk." in client.get(address(visit) + f"?_uid={uid}").text
    assert "Innrykk." not in client.get(address(visit)).text


def test_an_id_that_was_not_received_here_opens_an_empty_questionnaire(
    client: InspectingClient, visit: Visit, make_visit: MakeVisit
) -> None:
    uid = str(uuid4())
    client.post(address(visit, "board-meeting", "1"), data={"_uid": uid, "best": SAID})
    elsewhere = address(make_visit(), "board-meeting", "1")
    here = address(visit, "board-meeting", "1")
    asked = [f"{here}?_uid={uuid4()}", f"{here}?_uid=x", f"{elsewhere}?_uid={uid}"]
    for link in (*asked, f"{address(visit, 'board-meeting', '2')}?_uid={uid}", f"{address(visit)}?_uid={uid}"):
        html = client.get(link).text
        assert uid_of(html) != uid
        assert "Innrykk." not in html


def test_the_page_names_its_questionnaire_for_programs(client: InspectingClient, visit: Visit) -> None:
    digest = re.search(r'data-questionnaire="([0-9a-f]{64})"', client.get(address(visit)).text)
    assert digest
    assert client.get(f"/api/questionnaires/{digest[1]}").status_code == 200


def test_one_id_at_two_stops_is_refused_with_everything_typed(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    uid = str(uuid4())
    sent = {"_uid": uid, "best": SAID}
    client.post(address(visit, "board-meeting", "1"), data={**sent, "best": "Tavla"})
    response = client.post(address(visit, "board-meeting", "2"), data=sent)
    assert response.status_code == 409
    assert "Noe annet er allerede mottatt" in response.text
    assert "Innrykk." in response.text
    offered = uid_of(response.text)
    assert offered != uid
    again = client.post(address(visit, "board-meeting", "2"), data={**sent, "_uid": offered})
    assert again.status_code == 303
    assert stored(session, visit, offered) == {"best": SAID}


@pytest.mark.parametrize("damaged", ["", "no uuid", "0" * 500])
def test_a_lost_id_costs_nobody_an_answer(
    client: InspectingClient, visit: Visit, session: Session, damaged: str
) -> None:
    response = client.post(address(visit), data={"_uid": damaged, "anchoring_why": "4"})
    assert stored(session, visit, response.headers["Location"].rpartition("/")[2]) == {"anchoring_why": "4"}


def test_faults_are_listed_with_links_and_everything_typed_is_still_there(
    client: InspectingClient, visit: Visit
) -> None:
    uid = str(uuid4())
    sent = {"_uid": uid, "duration": "lenge", "best": SAID, "led_by": "staff", "_visitor": "abcdefgh-1234"}
    response = client.post(address(visit, "board-meeting", "1"), data=sent)
    assert response.status_code == 422
    html = response.text
    assert '<a href="#f-duration">' in html
    assert "Skriv et tall med sifre" in html
    assert 'value="lenge"' in html
    assert "2 &lt; 3 &amp; «sånt».\n\n  Innrykk.</textarea>" in html
    assert re.search(r'value="staff"[^>]* checked', html)
    assert uid_of(html) == uid
    assert 'name="_visitor" value="abcdefgh-1234"' in html


def test_an_empty_questionnaire_is_not_received(client: InspectingClient, visit: Visit) -> None:
    response = client.post(address(visit), data={"_uid": str(uuid4())})
    assert response.status_code == 422
    assert "Du har ikke svart på noe ennå" in response.text


def test_changing_the_language_keeps_everything_and_judges_nothing(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    uid = str(uuid4())
    sent = {"_uid": uid, "duration": "lenge", "best": SAID, "_language": "en"}
    response = client.post(address(visit, "board-meeting", "1", "en"), data=sent)
    assert response.status_code == 200
    assert '<html lang="en">' in response.text
    assert 'value="lenge"' in response.text
    assert "Innrykk.</textarea>" in response.text
    assert uid_of(response.text) == uid
    assert stored(session, visit, uid) is None


def test_a_mistyped_date_is_shown_as_it_was_typed(client: InspectingClient, make_visit: MakeVisit) -> None:
    visit = make_visit(once=("date",), per_stop=())
    form = visit.forms[0]
    key = next(iter(form.questionnaire.questions())).key
    response = client.post(address(visit, form.key), data={key: "i går"})
    assert response.status_code == 422
    assert re.search(rf'<input type="text" id="f-{key}"[^>]* value="i går"', response.text)


def test_a_visit_that_closed_while_somebody_typed_keeps_what_was_typed(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    client.get(address(visit))
    visits.close(session, visit.slug, datetime.now(UTC))
    response = client.post(address(visit), data={"_uid": str(uuid4()), "anchoring_different": SAID})
    assert response.status_code == 409
    assert "Besøket ble stengt før dette ble sendt" in response.text
    assert "Innrykk.</textarea>" in response.text


def test_a_visit_opened_again_receives_what_waited(client: InspectingClient, visit: Visit, session: Session) -> None:
    visits.close(session, visit.slug, datetime.now(UTC))
    sent = {"_uid": str(uuid4()), "anchoring_why": "4"}
    assert client.post(address(visit), data=sent).status_code == 409
    visits.extend(session, visit.slug, datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC))
    assert client.post(address(visit), data=sent).status_code == 303


@pytest.mark.parametrize("opens", [1, -9])
def test_a_questionnaire_that_takes_no_answers_leads_to_the_programme(
    client: InspectingClient, make_visit: MakeVisit, opens: float
) -> None:
    visit = make_visit(opens=opens, closes=opens + 2)
    response = client.get(address(visit))
    assert response.status_code == 303
    assert response.headers["Location"] == f"/v/{visit.code}/nb"


def test_a_post_from_another_site_is_not_received_but_shown(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    uid = str(uuid4())
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = client.post(address(visit), data={"_uid": uid, "anchoring_different": SAID}, headers=headers)
    assert response.status_code == 403
    assert "Innrykk.</textarea>" in response.text
    assert stored(session, visit, uid) is None


@pytest.mark.parametrize(
    "tail",
    ["nb/visit-model/1", "nb/board-meeting", "nb/board-meeting/9", "nb/no-such-form", "se/visit-model"],
)
def test_an_address_that_does_not_exist_is_a_friendly_page(client: InspectingClient, visit: Visit, tail: str) -> None:
    response = client.get(f"/v/{visit.code}/{tail}")
    assert response.status_code == 404
    assert "Siden finnes ikke" in client.get(f"/v/{visit.code}/{tail}", headers={"Accept-Language": "no"}).text


def test_what_is_posted_to_an_unknown_visit_can_be_copied(client: InspectingClient, visit: Visit) -> None:
    response = client.post("/v/bark-bark-bark/nb/visit-model", data={"anchoring_different": SAID})
    assert response.status_code == 404
    assert "2 &lt; 3" in response.text


@pytest.mark.parametrize("tail", ["no-such-form", "board-meeting/9"])
def test_what_is_posted_to_a_task_that_is_gone_can_be_copied(client: InspectingClient, visit: Visit, tail: str) -> None:
    typed = MultiDict(
        [
            ("led_by", "led_by_all"),
            ("best", "kjempebra"),
            ("yes", "yes"),
            ("rating", "7"),
            ("a", "Én"),
            ("a", "To ting"),
        ]
    )
    response = client.post(f"/v/{visit.code}/nb/{tail}", data=typed)
    assert response.status_code == 404
    kept = re.findall(r'<blockquote class="kept">(.*?)</blockquote>', response.text)
    assert kept == ["kjempebra", "Én", "To ting"]
    assert f'href="/v/{visit.code}/nb"' in response.text


def test_one_word_that_was_posted_to_an_unknown_visit_can_be_copied(client: InspectingClient) -> None:
    response = client.post("/v/bark-bark-bark/nb/visit-model", data={"best": "kjempebra", "_uid": str(uuid4())})
    assert re.findall(r'<blockquote class="kept">(.*?)</blockquote>', response.text) == ["kjempebra"]


@pytest.mark.parametrize("code", ["", "bark-bark-bark"])
def test_what_another_site_posts_to_a_place_that_is_gone_can_be_copied(
    client: InspectingClient, visit: Visit, code: str
) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    response = client.post(f"/v/{code or visit.code}/nb/no-such-form", data={"best": "kjempebra"}, headers=headers)
    assert response.status_code == 404
    assert "kjempebra" in response.text


def test_a_post_in_a_language_that_was_removed_is_shown_filled_in_in_the_first(
    client: InspectingClient, visit: Visit, session: Session
) -> None:
    client.get(address(visit, language="en"))
    visits.revise(
        session, visit.slug, replace(visits.plan_of(session, visit), languages=("nb", "nn")), datetime.now(UTC)
    )
    client.application.extensions["known_visits"] = KnownVisits()
    uid = str(uuid4())
    sent = {"_uid": uid, "anchoring_different": SAID}
    response = client.post(address(visit, language="en"), data=sent)
    assert response.status_code == 409
    assert '<html lang="nb">' in response.text
    assert "Innrykk.</textarea>" in response.text
    assert f'action="{address(visit)}"' in response.text
    assert uid_of(response.text) == uid
    assert stored(session, visit, uid) is None
    assert client.get(address(visit, language="en")).status_code == 404


FIELDS = ("duration", "led_by", "best", "started_on_time", "readable", "_uid", "_visitor", "sektor", "best.other")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.dictionaries(
        st.sampled_from(FIELDS) | st.text(max_size=8),
        st.text(max_size=40) | st.sampled_from(["<script>", "' OR 1=1 --", "\x00", "=1+1", "1e400", "yes"]),
        max_size=6,
    )
)
def test_nothing_that_can_be_posted_makes_the_page_fail(
    client: InspectingClient, visit: Visit, typed: dict[str, str]
) -> None:
    response = client.post(address(visit, "board-meeting", "1"), data=typed)
    assert response.status_code in (200, 303, 409, 422)


@pytest.mark.parametrize("body", [b"best=%ff%fe", b"best=\xff\xfe", b"%", b"&&&=&", b"best=%F0%9F%98%80"])
def test_a_damaged_body_is_answered_kindly(client: InspectingClient, visit: Visit, body: bytes) -> None:
    kind = "application/x-www-form-urlencoded"
    response = client.post(address(visit, "board-meeting", "1"), data=body, content_type=kind)
    assert response.status_code in (303, 422)
