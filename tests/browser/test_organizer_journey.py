"""An organizer prepares a visit, follows it and closes it: with scripts, without them, and with the keyboard alone."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback_app.domain.answers import check
from feedback_app.services import collecting, people, units
from feedback_app.services.collecting import Delivery
from tests.browser.conftest import CheckAxe, Scene

PASSWORD = "a password of the tests"
SCREENS: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "phone": (390, 844, "light"),
    "tablet": (1024, 768, "dark"),
    "desktop": (1440, 900, "light"),
    "zoomed to 400 %": (320, 256, "dark"),
}

PAGES = ("/visits", "/visits/new", "/people", "/units", "/password")

LogIn = Callable[[Page], None]


def fill_in(page: Page, login: str) -> None:
    """Log in on the page that asks for it."""
    page.get_by_label("Brukernavn").fill(login)
    page.get_by_label("Passord").fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()


@pytest.fixture
def kari(scene: Scene) -> str:
    """The login of an administrator of this test's own."""
    login = f"kari-{secrets.token_hex(4)}"
    people.add(scene.session, login, "Kari Nordmann", "administrator", PASSWORD)
    return login


@pytest.fixture
def log_in(scene: Scene, kari: str) -> LogIn:
    """Log the administrator in, who works in Bokmål."""

    def enter(page: Page) -> None:
        page.goto(f"{scene.server.url}/visits")
        fill_in(page, kari)
        expect(page.get_by_role("heading", level=1)).to_have_text("Besøk")

    return enter


def answer_at(scene: Scene, stop: str) -> None:
    form = next(form for form in scene.visit.forms if form.per_stop)
    checked = check(form.questionnaire, {"best": "Starten"}, scene.visit.stop_keys())
    collecting.receive(scene.session, scene.visit, Delivery(uuid4(), form, stop, checked.answers), datetime.now(UTC))


def test_a_visit_is_planned_with_rows_that_move_in_place(scene: Scene, page: Page, log_in: LogIn) -> None:
    log_in(page)
    page.get_by_role("link", name="Nytt besøk").click()
    page.get_by_label("Hvem kommer?").fill("Forsvarsbygg")
    page.get_by_label("Dato").fill("2031-03-18")
    expect(page.get_by_label("Stenger")).to_have_value("2031-03-21T16:00")
    page.get_by_label("Stopp 1", exact=True).select_option(label="NAV")
    page.get_by_label("Stopp 2", exact=True).select_option(label="Raufosstun sykehjem")
    page.get_by_role("button", name="Legg til et stopp").click()
    expect(page.get_by_label("Stopp 4", exact=True)).to_be_focused()
    page.get_by_role("button", name="Flytt stopp 2 opp").click()
    expect(page.get_by_label("Stopp 1", exact=True).locator("option:checked")).to_have_text("Raufosstun sykehjem")
    page.get_by_role("button", name="Fjern stopp 3").click()
    expect(page.locator(".stop-row")).to_have_count(3)
    expect(page).to_have_url(f"{scene.server.url}/visits/new")
    page.get_by_role("button", name="Opprett besøket").click()
    expect(page.get_by_role("status").first).to_contain_text("Besøket er klart.")
    expect(page.locator(".counts tbody th").first).to_have_text("Raufosstun sykehjem")


def test_rows_work_without_scripts_and_keep_what_is_typed(scene: Scene, browser: Browser, log_in: LogIn) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.goto(f"{scene.server.url}/visits/new")
    page.get_by_label("Hvem kommer?").fill("Forsvarsbygg")
    page.get_by_role("button", name="Legg til et stopp").click()
    expect(page.locator(".stop-row")).to_have_count(4)
    expect(page.get_by_label("Hvem kommer?")).to_have_value("Forsvarsbygg")
    page.get_by_label("Hvem kommer?").press("Enter")
    expect(page.locator("#summary")).to_contain_text("Velg dagen for besøket.")
    context.close()


def test_counts_come_by_themselves_and_leave_the_focus_alone(scene: Scene, page: Page, log_in: LogIn) -> None:
    log_in(page)
    page.clock.install()
    page.goto(f"{scene.server.url}/visits/{scene.visit.slug}")
    page.get_by_text("Velg en annen stengetid").click()
    closes = page.get_by_label("Ny stengetid")
    closes.focus()
    answer_at(scene, "1")
    page.clock.fast_forward(10_001)
    expect(page.locator(".total strong")).to_have_text("1")
    expect(closes).to_be_focused()
    scene.close()
    page.clock.fast_forward(10_001)
    expect(page.locator("#phase-changed")).to_be_visible()
    expect(page.locator("#live-phase")).to_contain_text("Stengt")


def test_a_lost_network_and_a_lost_login_are_told(scene: Scene, page: Page, log_in: LogIn) -> None:
    log_in(page)
    page.goto(f"{scene.server.url}/visits/{scene.visit.slug}")
    page.context.set_offline(True)
    page.get_by_role("link", name="Oppdater").click()
    expect(page.locator("#live-told")).to_contain_text("Ingen kontakt med tjenesten")
    page.context.set_offline(False)
    page.get_by_role("link", name="Oppdater").click()
    expect(page.locator("#live-told")).to_be_empty()
    page.context.clear_cookies()
    page.get_by_role("link", name="Oppdater").click()
    expect(page.locator("#live-told")).to_contain_text("Innloggingen er utløpt.")


def test_closing_is_one_tap_and_so_is_taking_it_back(scene: Scene, page: Page, log_in: LogIn) -> None:
    log_in(page)
    page.goto(f"{scene.server.url}/visits/{scene.visit.slug}")
    page.get_by_role("button", name="Steng nå").click()
    expect(page.locator("#live-phase")).to_contain_text("Stengt")
    page.get_by_role("button", name="Angre").click()
    expect(page.locator("#live-phase")).to_contain_text("Åpent")


def test_a_unit_typed_while_the_login_expired_is_not_lost(scene: Scene, page: Page, log_in: LogIn, kari: str) -> None:
    log_in(page)
    page.goto(f"{scene.server.url}/units")
    page.get_by_label("Navn på enheten").fill("Gjøvik bibliotek")
    page.context.clear_cookies()
    page.get_by_role("button", name="Legg til enheten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn")
    fill_in(page, kari)
    page.get_by_role("button", name="Send nå").click()
    expect(page.get_by_role("status").first).to_contain_text("Enheten er lagt til.")
    assert "Gjøvik bibliotek" in [unit.name for unit in units.tree(scene.session)]


def test_everything_is_within_reach_of_the_keyboard(scene: Scene, page: Page, log_in: LogIn) -> None:
    log_in(page)
    page.goto(f"{scene.server.url}/visits/{scene.visit.slug}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hopp til innholdet")).to_be_focused()
    summary = page.locator(".account > summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Nynorsk").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    close = page.get_by_role("button", name="Steng no")
    close.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#live-phase")).to_contain_text("Stengt")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_can_be_used_by_everybody(
    scene: Scene, page: Page, log_in: LogIn, check_axe: CheckAxe, screen: str
) -> None:
    width, height, scheme = SCREENS[screen]
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": height})
    visit = f"/visits/{scene.visit.slug}"
    answer_at(scene, "1")
    page.goto(f"{scene.server.url}/login")
    check_axe(page)
    log_in(page)
    for address in (*PAGES, visit, *(f"{visit}/{one}" for one in ("edit", "clone", "questions", "results"))):
        page.goto(scene.server.url + address)
        check_axe(page)
        fits = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert fits, f"{address} is wider than the screen"
    page.goto(f"{scene.server.url}/visits/new")
    page.get_by_role("button", name="Opprett besøket").click()
    page.wait_for_selector("#summary")
    check_axe(page)
