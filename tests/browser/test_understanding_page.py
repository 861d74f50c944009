"""Labelling in a real browser: two clicks for a message, words marked by tapping them."""

import pytest
from playwright.sync_api import Page, expect

from storage.rows.reviews import ReviewState
from tests.integration.console.console_bench import ConsoleBench
from tests.integration.console.test_understanding import kept, look, read

pytestmark = pytest.mark.browser
_TEXT = "che, nos vemos el jueves a las 17 con Laura?"


def test_a_guess_is_taken_with_one_click(bench: ConsoleBench, page: Page) -> None:
    page.get_by_role("button", name="Pide un turno").click()

    expect(page.get_by_text("No queda nada por revisar")).to_be_visible()
    assert (kept(bench)[0].state, kept(bench)[0].right_intent) == (ReviewState.LABELLED, "book")


def test_words_are_marked_by_tapping_them(bench: ConsoleBench, page: Page) -> None:
    for word in ("el", "jueves", "a", "las", "17"):
        page.get_by_role("button", name=word, exact=True).click()
    page.get_by_role("button", name="día u hora", exact=True).click()
    page.get_by_role("button", name="Laura?", exact=True).press("Enter")
    page.get_by_role("button", name="profesional", exact=True).press("Enter")
    page.get_by_role("button", name="Pide un turno").click()

    expect(page.get_by_text("No queda nada por revisar")).to_be_visible()
    row = kept(bench)[0]
    marks = {one["kind"]: row.text[one["start"] : one["end"]] for one in row.right_entities or []}
    assert marks == {"service": "nos", "time": "el jueves a las 17", "provider": "Laura"}


def test_a_wrong_mark_goes_away(bench: ConsoleBench, page: Page) -> None:
    page.get_by_role("button", name="nos (servicio)").click()
    page.get_by_role("button", name="Sacar la marca").click()
    page.get_by_label("Otra cosa").select_option(label="Se despide")
    page.get_by_role("button", name="Guardar").click()

    expect(page.get_by_text("No queda nada por revisar")).to_be_visible()
    row = kept(bench)[0]
    assert (row.right_intent, row.right_entities) == ("goodbye", [])


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="jueves", exact=True).click()

    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def bench(bench: ConsoleBench) -> ConsoleBench:
    """A console with one message to label, a word of which is marked wrongly."""
    wrong = [{"kind": "service", "text": "nos", "start": 5, "end": 8}]
    read(bench, bench.conversation("Sofía"), _TEXT, entities=wrong)
    look(bench)
    return bench


@pytest.fixture
def page(page: Page) -> Page:
    """What there is to label."""
    page.goto("/console/understanding")
    return page
