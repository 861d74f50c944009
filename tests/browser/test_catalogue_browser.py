"""The catalogue pages in a real browser: by keyboard, on a phone and on a desk."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.integration.console.catalogue_bench import PAGE, book, catalogue_of
from tests.integration.console.console_bench import ConsoleBench

pytestmark = pytest.mark.browser
_THURSDAY_10 = datetime(2027, 5, 13, 13, 0, tzinfo=UTC)
_LAURA, _CORTE = 1, 1
_PATHS = (
    "",
    "/begin",
    "/providers/new?kind=domicilio",
    "/providers/13",
    "/services/2",
    "/services/2/policies",
    "/seasons/1",
    "/resources/1",
    "/dates",
    "/policies",
)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    for path in _PATHS:
        answer = page.goto(f"{PAGE}{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_form_is_filled_and_put_right_by_keyboard(bench: ConsoleBench, page: Page) -> None:
    page.goto(f"{PAGE}/providers/1/services/new")
    page.get_by_label("Nombre del servicio").focus()
    for words in ("Peinado", "x"):
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    minutes = page.get_by_label("Dura")
    expect(page.get_by_role("alert")).to_contain_text("2 cosas")
    expect(minutes).to_have_value("x")
    expect(minutes).to_have_attribute("aria-invalid", "true")
    expect(minutes).to_have_accessible_description("Poné un número entero, sin letras.")
    expect(page.get_by_label("Nombre del servicio")).to_have_value("Peinado")
    minutes.fill("40")
    page.get_by_label("Precio", exact=True).fill("9.500")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("quedó guardado")
    assert "Peinado" in {one.name for one in catalogue_of(bench.engine).services}


def test_enter_never_agrees_to_what_would_break(bench: ConsoleBench, page: Page) -> None:
    book(bench.engine, _CORTE, _THURSDAY_10)
    page.goto(f"{PAGE}/providers/{_LAURA}")
    page.get_by_label("Jueves").fill("16 a 20")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Sofía Duarte")

    page.get_by_label("Jueves").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Sofía Duarte")
    page.get_by_role("button", name="Guardar igual").click()

    expect(page.get_by_role("status")).to_contain_text("quedó guardado")
    assert len(catalogue_of(bench.engine).provider(_LAURA).schedule.weekly.days[3]) == 1


def test_only_what_belongs_to_a_choice_is_shown(page: Page) -> None:
    page.goto(f"{PAGE}/providers/new?kind=salon")
    expect(page.get_by_label("Dirección")).to_be_visible()
    expect(page.get_by_label("Zonas adonde va")).to_be_hidden()

    page.get_by_label("Va a domicilio").check()

    expect(page.get_by_label("Dirección")).to_be_hidden()
    expect(page.get_by_label("Zonas adonde va")).to_be_visible()


def test_the_navigation_leads_here(page: Page) -> None:
    page.get_by_role("link", name="Catálogo").click()

    expect(page.get_by_role("heading", name="Laura Gómez")).to_be_visible()
    expect(page.get_by_role("link", name="Catálogo")).to_have_attribute("aria-current", "page")
