import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, expect

from tests.browser.conftest import Scene

RECEIPT = re.compile(r"/receipt/([0-9a-f-]{36})$")
FIRST = "started_on_time"


def uid_of(page: Page) -> str:
    return page.locator("[name=_uid]").input_value()


def choose(page: Page, question: str, value: str) -> None:
    page.locator(f"label:has(input[name='{question}'][value='{value}'])").click()


def walk_to_end(page: Page) -> None:
    while page.locator("[data-next]").is_visible():
        page.locator("[data-next]").click()


def walk_to_start(page: Page) -> None:
    while page.locator("[data-back]").is_visible():
        page.locator("[data-back]").click()


def send(page: Page) -> str:
    """Send from the last section; the id on the receipt."""
    walk_to_end(page)
    page.locator("[data-send]").click()
    page.wait_for_url(RECEIPT)
    found = RECEIPT.search(page.url)
    assert found
    return found.group(1)


def test_two_taps_lead_from_the_code_to_the_first_question(scene: Scene, page: Page) -> None:
    page.goto(f"{scene.server.url}/v/{scene.visit.code}")
    page.locator(".task-card").first.click()
    expect(page.locator(f"#q-{FIRST}")).to_be_visible()


def test_one_section_at_a_time_and_the_focus_follows(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    expect(page.locator(".part:visible")).to_have_count(1)
    expect(page.locator("#progress-text")).to_have_text(re.compile("Del 1 av"))
    page.locator("[data-next]").click()
    expect(page.locator("#progress-text")).to_have_text(re.compile("Del 2 av"))
    expect(page.locator(".part:visible h2")).to_be_focused()
    page.go_back()
    expect(page.locator("#progress-text")).to_have_text(re.compile("Del 1 av"))


def test_answers_are_received_and_the_programme_knows(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    uid = send(page)
    expect(page.locator("h1")).to_have_text("Takk! Svarene dine er mottatt")
    assert scene.answers(uid) == {FIRST: "yes"}
    page.get_by_text("Tilbake til programmet").click()
    expect(page.locator(".task").first).to_contain_text("Sendt")
    expect(page.locator(".task").nth(1)).not_to_contain_text("Sendt")


def test_without_javascript_everything_is_on_one_page_and_works(scene: Scene, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(scene.url("board-meeting/1"))
    sections = page.locator(".part")
    expect(page.locator(".part:visible")).to_have_count(sections.count())
    choose(page, FIRST, "no")
    page.locator("[name=best]").fill("Tavla")
    page.locator("[data-send]").click()
    found = RECEIPT.search(page.url)
    assert found
    assert scene.answers(found.group(1)) == {FIRST: "no", "best": "Tavla"}
    context.close()


def test_nothing_is_stored_before_the_person_has_begun(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    page.locator("[data-next]").click()
    assert page.evaluate("localStorage.length") == 0


def test_a_reload_and_a_closed_tab_bring_everything_back(scene: Scene, page: Page, context: BrowserContext) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    expect(page.get_by_role("status").first).to_have_text("Lagret på denne enheten")
    walk_to_end(page)
    page.locator("[name=best]").fill("Halv setn")
    uid = uid_of(page)
    page.reload()
    expect(page.locator("[name=best]")).to_have_value("Halv setn")
    expect(page.locator("[name=best]")).to_be_visible()
    page.close()
    another = context.new_page()
    another.goto(scene.url("board-meeting/1"))
    expect(another.locator(f"input[name={FIRST}][value=yes]")).to_be_checked()
    assert uid_of(another) == uid


def test_changing_the_language_keeps_answers_and_place(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    page.locator("[data-next]").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#progress-text")).to_have_text(re.compile("Part 2 of"))
    expect(page.locator(f"input[name={FIRST}][value=yes]")).to_be_checked()


def test_a_double_tap_sends_once(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    walk_to_end(page)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.locator("[data-send]").dblclick()
    page.wait_for_url(RECEIPT)
    assert len(posts) == 1


def test_back_after_sending_shows_what_was_sent_and_sending_again_corrects_it(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    uid = send(page)
    page.get_by_text("Endre svarene").click()
    expect(page.locator("#sent-before")).to_be_visible()
    choose(page, FIRST, "no")
    assert send(page) == uid
    expect(page.locator("h1")).to_have_text("Takk! Svarene dine er oppdatert")
    assert scene.answers(uid) == {FIRST: "no"}


def test_two_tabs_are_one_response(scene: Scene, page: Page, context: BrowserContext) -> None:
    other = context.new_page()
    for tab in (page, other):
        tab.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    expect(other.locator(f"input[name={FIRST}][value=yes]")).to_be_checked()
    walk_to_end(other)
    other.locator("[name=best]").fill("Fra den andre fanen")
    first, second = send(page), send(other)
    assert first == second
    assert scene.answers(first) == {FIRST: "yes", "best": "Fra den andre fanen"}


def test_a_stop_in_the_network_loses_nothing(scene: Scene, page: Page, context: BrowserContext) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    walk_to_end(page)
    context.set_offline(True)
    page.locator("[data-send]").click()
    expect(page.locator("#saved")).to_contain_text("Ikke sendt")
    context.set_offline(False)
    assert scene.answers(send(page)) == {FIRST: "yes"}


def test_a_server_killed_between_page_and_submit_loses_nothing(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    walk_to_end(page)
    scene.server.kill()
    page.locator("[data-send]").click()
    expect(page.locator("#saved")).to_contain_text("Ikke sendt")
    scene.server.start()
    assert scene.answers(send(page)) == {FIRST: "yes"}


def test_a_visit_that_closes_meanwhile_keeps_what_was_typed(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    walk_to_end(page)
    page.locator("[name=best]").fill("Rakk det ikke")
    scene.close()
    page.locator("[data-send]").click()
    expect(page.get_by_text("Besøket ble stengt før dette ble sendt")).to_be_visible()
    walk_to_end(page)
    expect(page.locator("[name=best]")).to_have_value("Rakk det ikke")


def test_a_fault_is_shown_where_it_is_and_leaves_when_mended(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    page.locator("[name=duration]").fill("lenge")
    walk_to_end(page)
    page.locator("[data-send]").click()
    summary = page.locator("#summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Feil: "))
    summary.get_by_role("link").click()
    expect(page.locator("[name=duration]")).to_be_focused()
    expect(page.locator("[name=duration]")).to_have_attribute("aria-invalid", "true")
    page.locator("[name=duration]").fill("12")
    expect(summary).to_be_hidden()
    expect(page.locator(".error")).to_have_count(0)
    assert scene.answers(send(page)) == {"duration": 12}


def test_a_choice_can_be_taken_back(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    page.locator(f"[data-clear={FIRST}]").click()
    expect(page.locator(f"input[name={FIRST}]:checked")).to_have_count(0)
    expect(page.locator(f"[data-clear={FIRST}]")).to_be_hidden()


def test_writing_beside_other_chooses_it(scene: Scene, page: Page) -> None:
    page.goto(scene.url("visit-model"))
    expect(page.locator("[name='sector.other']")).to_be_hidden()
    choose(page, "sector", "other")
    page.locator("[name='sector.other']").fill("Student")
    assert scene.answers(send(page)) == {"sector": "other", "sector.other": "Student"}


def test_suggestion_cards_come_one_by_one(scene: Scene, page: Page) -> None:
    page.goto(scene.url("visit-model") + "#s-suggestion_cards")
    cards = page.locator("details.entry:visible")
    expect(cards).to_have_count(1)
    page.locator("[name=suggestions-0-suggest]").fill("Større skrift på tavla")
    page.get_by_text("Legg til et forslag til").click()
    expect(cards).to_have_count(2)
    expect(page.locator("[name=suggestions-1-saw]")).to_be_focused()
    page.locator("[name=suggestions-1-saw]").fill("Liten plass")
    uid = send(page)
    assert scene.answers(uid) == {"suggestions": [{"suggest": "Større skrift på tavla"}, {"saw": "Liten plass"}]}


def test_a_new_person_finds_nothing_of_the_one_before(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    first = send(page)
    page.goto(scene.url())
    page.locator("[data-wipe]").click()
    expect(page.locator(".task").first).to_contain_text("Sendt")
    page.locator("[data-wipe]").click()
    expect(page.locator(".task").first).not_to_contain_text("Sendt")
    assert page.evaluate("localStorage.length") == 0
    page.goto(scene.url("board-meeting/1"))
    expect(page.locator("input:checked")).to_have_count(0)
    choose(page, FIRST, "no")
    assert send(page) != first
    assert scene.answers(first) == {FIRST: "yes"}


def make_ready_for_the_next_person(page: Page) -> None:
    """From a receipt, as a tablet changes hands."""
    page.locator("[data-wipe]").click()
    page.locator("[data-wipe]").click()
    page.wait_for_url(re.compile("/nb$"))


def go_back_to(page: Page, path: str) -> None:
    """Press the browser's Back until the page is on the screen."""
    for _ in range(5):
        here = page.url
        page.evaluate("setTimeout(() => history.back())")
        expect(page).not_to_have_url(here)
        if page.url.partition("#")[0].endswith(path):
            expect(page.locator("form[data-ready]")).to_be_visible()
            return
    raise AssertionError(page.url)


@pytest.fixture
def remembering(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page in a browser that keeps whole pages for Back (True), or only their files (False)."""
    left_out = ["--disable-back-forward-cache"] if request.param else None
    browser = browser_type.launch(**browser_type_launch_args, ignore_default_args=left_out)
    page = browser.new_page()
    # Chromium tells a page that comes back what was removed meanwhile; not every browser does, so we must not need it.
    page.add_init_script("addEventListener('storage', (event) => event.stopImmediatePropagation());")
    yield page
    browser.close()


@pytest.mark.parametrize("remembering", [True, False], indirect=True)
def test_back_on_a_shared_tablet_never_reaches_the_answers_of_the_one_before(scene: Scene, remembering: Page) -> None:
    page = remembering
    page.goto(scene.url())
    page.locator(".task-card").first.click()
    choose(page, FIRST, "yes")
    first = send(page)
    make_ready_for_the_next_person(page)
    go_back_to(page, "board-meeting/1")
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.locator("[name=_uid]")).not_to_have_value(first)
    walk_to_start(page)
    choose(page, FIRST, "no")
    second = send(page)
    assert second != first
    assert scene.answers(first) == {FIRST: "yes"}
    assert scene.answers(second) == {FIRST: "no"}


@pytest.mark.parametrize("remembering", [True, False], indirect=True)
def test_a_questionnaire_reached_by_back_after_a_change_of_hands_is_a_new_response(
    scene: Scene, remembering: Page
) -> None:
    page = remembering
    page.goto(scene.url())
    page.locator(".task-card").first.click()
    choose(page, FIRST, "yes")
    first = send(page)
    page.get_by_text("Endre svarene").click()
    expect(page.locator("#sent-before")).to_be_visible()
    assert send(page) == first
    make_ready_for_the_next_person(page)
    go_back_to(page, f"?_uid={first}")
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.locator("#sent-before")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    walk_to_start(page)
    choose(page, FIRST, "no")
    second = send(page)
    assert second != first
    assert scene.answers(first) == {FIRST: "yes"}
    assert scene.answers(second) == {FIRST: "no"}


def test_a_receipt_opened_on_another_device_leads_to_the_answers(scene: Scene, page: Page, browser: Browser) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    uid = send(page)
    other = browser.new_page()
    other.goto(page.url)
    other.get_by_text("Endre svarene").click()
    expect(other.locator(f"input[name={FIRST}][value=yes]")).to_be_checked()
    expect(other.locator("#sent-before")).to_be_visible()
    other.reload()
    expect(other.locator(f"input[name={FIRST}][value=yes]")).to_be_checked()
    choose(other, FIRST, "no")
    assert send(other) == uid
    assert scene.answers(uid) == {FIRST: "no"}
    other.close()


def test_what_somebody_has_begun_is_kept_when_an_older_receipt_is_opened(scene: Scene, page: Page) -> None:
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    first = send(page)
    receipt = page.url
    make_ready_for_the_next_person(page)
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "no")
    begun = uid_of(page)
    page.goto(receipt)
    page.get_by_text("Endre svarene").click()
    expect(page.locator(f"input[name={FIRST}][value=no]")).to_be_checked()
    assert send(page) == begun
    assert scene.answers(first) == {FIRST: "yes"}


def test_a_browser_that_stores_nothing_still_sends(scene: Scene, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('none'); } });")
    page.goto(scene.url("board-meeting/1"))
    choose(page, FIRST, "yes")
    expect(page.locator("#saved")).to_contain_text("kan ikke ta vare på")
    assert scene.answers(send(page)) == {FIRST: "yes"}


@pytest.mark.parametrize("path", ["board-meeting/1", "visit-model"])
def test_the_first_load_is_small(scene: Scene, page: Page, path: str) -> None:
    loaded: list[int] = []
    page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
    page.goto(scene.url(path), wait_until="networkidle")
    assert len(loaded) <= 6
    assert sum(loaded) < 60_000
