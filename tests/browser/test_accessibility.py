import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import CheckAxe, Scene
from tests.browser.test_answering import choose, send, walk_to_end

SCREENS = {"phone": (390, 844), "tablet": (1024, 768), "zoomed to 400 %": (320, 256)}


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest, page: Page) -> Page:
    """A page on each screen in turn."""
    width, height = SCREENS[request.param]
    page.set_viewport_size({"width": width, "height": height})
    return page


@pytest.fixture(params=["light", "dark"])
def tinted(request: pytest.FixtureRequest, screen: Page) -> Page:
    """The same, in light and in dark."""
    screen.emulate_media(color_scheme=request.param)
    return screen


def check(page: Page, check_axe: CheckAxe) -> None:
    check_axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_front_programme_and_texts_can_be_used_by_everybody(scene: Scene, tinted: Page, check_axe: CheckAxe) -> None:
    for path in ("/", "/privacy/nn", "/no/such/page", f"/v/{scene.visit.code}/en"):
        tinted.goto(scene.server.url + path)
        check(tinted, check_axe)


def test_a_questionnaire_can_be_used_by_everybody(scene: Scene, tinted: Page, check_axe: CheckAxe) -> None:
    tinted.goto(scene.url("visit-model"))
    tinted.locator("[data-next]").click()
    choose(tinted, "anchoring_why", "5")
    choose(tinted, "anchoring_union", "dont_know")
    check(tinted, check_axe)
    tinted.goto(scene.url("visit-model") + "#s-suggestion_cards")
    check(tinted, check_axe)


def test_faults_receipt_and_sent_tasks_can_be_used_by_everybody(
    scene: Scene, tinted: Page, check_axe: CheckAxe
) -> None:
    tinted.goto(scene.url("board-meeting/1"))
    tinted.locator("[name=duration]").fill("lenge")
    walk_to_end(tinted)
    tinted.locator("[data-send]").click()
    tinted.wait_for_selector("#summary")
    check(tinted, check_axe)
    tinted.locator("[name=duration]").fill("12")
    send(tinted)
    check(tinted, check_axe)
    tinted.goto(scene.url())
    check(tinted, check_axe)


def test_the_long_page_without_javascript_can_be_used_by_everybody(
    scene: Scene, browser: Browser, check_axe: CheckAxe
) -> None:
    # axe itself is a script, so scripts are allowed and only ours are kept away.
    context = browser.new_context(viewport={"width": 1024, "height": 768})
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(scene.url("visit-model"))
    page.wait_for_timeout(5_500)  # until the page gives up waiting for them
    assert page.locator(".part:visible").count() == page.locator(".part").count()
    check(page, check_axe)
    context.close()


def test_every_target_is_large_enough_for_a_thumb(scene: Scene, screen: Page) -> None:
    screen.goto(scene.url("visit-model"))
    screen.locator("[data-next]").click()
    small = screen.evaluate(
        """() => [...document.querySelectorAll(".card, .button, input[type=text], textarea, select, .clear")]
            .filter((target) => target.checkVisibility() && target.getBoundingClientRect().height < 44)
            .map((target) => target.outerHTML)"""
    )
    assert small == []
