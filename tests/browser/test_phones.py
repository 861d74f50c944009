"""What a newcomer does on /phones: book, pay, accept, be reminded, cancel."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from app.play.stage import Stage
from app.seed import DEMO_WORLD, read_world
from app.stack import Stack
from workers import clock as ticking

pytestmark = [pytest.mark.browser, pytest.mark.stack]
_ANSWER_MS = 20_000
_TUESDAY = datetime(2027, 5, 11, 13, 0, tzinfo=UTC)  # 10:00 in Buenos Aires
_ANA, _LAURA, _DIEGO = "+5491155550201", "+5491155550101", "+5491155550104"


@pytest.fixture
def stage(stack: Stack) -> Iterator[Stage]:
    """The demo world on a Tuesday morning."""
    with Stage(stack, read_world(DEMO_WORLD)) as stage:
        stage.begin(_TUESDAY, {}, "ana")
        yield stage


@pytest.fixture
def page(browser: Browser, stack: Stack, stage: Stage) -> Iterator[Page]:
    """The phones, opened wide, with no complaint of the browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{stack.settings.public_url}/phones")
    yield page
    context.close()
    assert complaints == []


def test_corte_with_laura_is_booked_in_two_bot_messages(page: Page) -> None:
    _be(page, "customer", _ANA)
    _be(page, "provider", _LAURA)
    before = page.locator("#customer .bubble.theirs").count()

    _write(page, "customer", "hola! quiero un corte con Laura mañana a las 17")
    _tap(page, "customer", re.compile("reserv", re.I))

    expect(page.locator("#customer .bubble.theirs").last).to_contain_text("TN-", timeout=_ANSWER_MS)
    assert page.locator("#customer .bubble.theirs").count() - before == 2
    expect(page.locator("#provider .bubble.theirs").last).to_contain_text("17:00")
    expect(page.locator(".turns li").first).to_contain_text("BookSlot")


def test_the_other_number_is_another_chat_that_goes_the_same_way(page: Page) -> None:
    _be(page, "customer", _ANA)
    page.select_option("#line", index=1)
    expect(page.locator("#line option:checked")).to_contain_text("Meta")
    before = page.locator("#customer .bubble.theirs").count()

    _write(page, "customer", "hola! quiero un corte con Laura mañana a las 18")
    _tap(page, "customer", re.compile("reserv", re.I))

    expect(page.locator("#customer .bubble.theirs").last).to_contain_text("TN-", timeout=_ANSWER_MS)
    assert page.locator("#customer .bubble.theirs").count() - before == 2
    page.select_option("#line", index=0)
    expect(page.locator("#customer .bubble", has_text="mañana a las 18")).to_have_count(0)


def test_colour_is_held_paid_on_the_checkout_and_confirmed(page: Page, stack: Stack) -> None:
    _be(page, "customer", _ANA)

    _write(page, "customer", "quiero hacerme color con laura el viernes a las 16")
    _tap(page, "customer", re.compile("reserv|guard", re.I))
    newest = page.locator("#customer .bubble.theirs").last
    link = newest.locator("a[href*='/phones/checkout/']")
    expect(link).to_be_visible(timeout=_ANSWER_MS)
    checkout = page.context.new_page()
    checkout.goto(link.get_attribute("href") or "")
    expect(checkout.get_by_text("13.500").first).to_be_visible()
    checkout.get_by_role("button", name=re.compile("pagar", re.I)).click()

    expect(page.locator("#customer .bubble.theirs").last).to_contain_text(
        "Recibimos tu seña", timeout=_ANSWER_MS
    )
    checkout.close()


def test_plumber_gets_a_request_and_accepts(page: Page) -> None:
    _be(page, "customer", _ANA)
    _be(page, "provider", _DIEGO)

    _write(page, "customer", "puede venir Diego mañana a las 10? es en Yerbal 1820, Caballito")
    _tap(page, "customer", re.compile("reserv|consult", re.I))
    _tap(page, "provider", re.compile("acepto", re.I))

    expect(page.locator("#customer .bubble.theirs").last).to_contain_text(
        "Diego", timeout=_ANSWER_MS
    )
    expect(page.locator("#customer .bubble.theirs").last).to_contain_text(
        re.compile("confirmad", re.I)
    )


def test_clock_moved_forward_brings_the_reminder_and_cancelalo_cancels(
    page: Page, stack: Stack
) -> None:
    _be(page, "customer", _ANA)
    _write(page, "customer", "corte con laura el viernes a las 18")
    _tap(page, "customer", re.compile("reserv", re.I))
    expect(page.locator("#customer .bubble.theirs").last).to_contain_text("TN-", timeout=_ANSWER_MS)

    page.get_by_label("Saltar a").fill("2027-05-13T18:05")
    page.get_by_role("button", name="Ir", exact=True).click()
    expect(page.locator(".clock .now")).to_contain_text("18:0", timeout=_ANSWER_MS)
    ticking.tick(stack.wiring)
    expect(page.locator("#customer .bubble.theirs").last).to_contain_text(
        "18:00", timeout=_ANSWER_MS
    )
    _write(page, "customer", "cancelalo")
    _tap(page, "customer", re.compile("sí, cancelar", re.I))

    expect(page.locator("#customer .bubble.theirs").last).to_contain_text(
        re.compile("cancelad|cancelé", re.I), timeout=_ANSWER_MS
    )


def test_two_phones_racing_for_one_slot(page: Page, stage: Stage) -> None:
    stage.say(_ANA, "corte con laura mañana a las 11")
    stage.say("+5491155550203", "corte con laura mañana a las 11")

    stage.all_at_once(
        [
            lambda: stage.say_without_waiting(_ANA, "dale"),
            lambda: stage.say_without_waiting("+5491155550203", "dale"),
        ]
    )

    texts = {
        phone: [one.text for one in stage.bubbles(0, phone)][-1]
        for phone in (_ANA, "+5491155550203")
    }
    winners = [phone for phone, text in texts.items() if "TN-" in text]
    losers = [phone for phone, text in texts.items() if "TN-" not in text]
    assert len(winners) == 1
    assert "11:00" not in texts[losers[0]].split("\n\n", 1)[-1]


def test_page_fits_a_phone_and_works_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _be(page, "customer", _ANA)

    box = page.locator("#customer .composer input")
    box.focus()
    page.keyboard.type("hola")
    page.keyboard.press("Enter")

    expect(page.locator("#customer .bubble.theirs").last).to_be_visible(timeout=_ANSWER_MS)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_words_that_could_not_leave_stay_to_be_sent_again(page: Page) -> None:
    _be(page, "customer", _ANA)
    page.route("**/phones/api/messages", lambda route: route.abort())

    _write(page, "customer", "hola")

    expect(page.locator("#customer .notice")).to_contain_text("tu mensaje no salió")
    expect(page.locator("#customer .composer input").first).to_have_value("hola")
    page.unroute("**/phones/api/messages")
    page.locator("#customer .composer input").first.press("Enter")
    expect(page.locator("#customer .bubble.theirs").last).to_be_visible(timeout=_ANSWER_MS)
    expect(page.locator("#customer .notice")).to_be_hidden()


def _be(page: Page, role: str, phone: str) -> None:
    page.locator(f"#person-{role}").select_option(phone)


def _write(page: Page, role: str, words: str) -> None:
    box = page.locator(f"#{role} .composer input")
    box.fill(words)
    box.press("Enter")


def _tap(page: Page, role: str, title: "re.Pattern[str]") -> None:
    newest = page.locator(f"#{role} .bubble.theirs").last  # older ones have buttons as well
    button = newest.locator("button.action").filter(has_text=title)
    expect(button).to_be_visible(timeout=_ANSWER_MS)
    button.click()
