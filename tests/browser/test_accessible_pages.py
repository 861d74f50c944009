"""Every page of the console by axe's rules, at both widths, by day and by night, full and empty."""

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.integration.console.agenda_bench import block, book, ids
from tests.integration.console.console_bench import ConsoleBench
from tests.integration.console.test_calls_page import remind
from tests.integration.console.test_dead_letters import fail
from tests.integration.console.test_signups_page import sign_up

pytestmark = pytest.mark.browser
_DAY = "2027-05-14"
_PATHS = (
    "",
    "/conversations/{conversation}",
    "/people",
    f"/agenda?day={_DAY}",
    f"/agenda?view=week&day={_DAY}",
    f"/agenda/new?service={{service}}&day={_DAY}",
    "/agenda/blocks",
    "/agenda/appointments/{appointment}",
    "/agenda/appointments/{appointment}/move",
    "/catalogue",
    "/catalogue/begin",
    "/catalogue/providers/{provider}",
    "/catalogue/providers/{provider}/policies",
    "/catalogue/providers/{provider}/seasons/new",
    "/catalogue/services/{service}",
    "/catalogue/resources/new",
    "/catalogue/dates",
    "/catalogue/policies",
    "/understanding",
    "/calls",
    "/signups",
    "/dead-letters",
    "/costs",
)
_EMPTY = ("", "/people", "/understanding", "/calls", "/signups", "/dead-letters", "/costs")
# What machines write: a day, a code in capitals, a phrase id, a number in E.164.
_RAW = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b[A-Z]+_[A-Z_]+\b|\b[a-z]+\.[a-z]+_[a-z_]+\b|\+549\d{10}")


@pytest.fixture
def paths(bench: ConsoleBench) -> list[str]:
    """The pages of a business in which much has happened."""
    conversation = bench.conversation("Sofía", phone="+5491166660001")
    bench.say(conversation, "¿Te lo reservo?", choices=("Sí, reservar", "Otros horarios"))
    bench.conversation("Beto", reason=None, phone="+5491166660002")
    fail(bench, conversation, "Se venció el pedido", "63024")
    remind(bench, phone="+5491166660003")
    sign_up(bench)
    view = book(bench, "laura", "corte", f"{_DAY}T17:00")
    book(bench, "paula", "yoga", f"{_DAY}T19:00", "Caro", "+5491166660004")
    block(bench, "marcos", f"{_DAY}T10:00", f"{_DAY}T12:00")
    provider, service = ids(bench, "laura", "corte")
    values = {
        "conversation": conversation,
        "appointment": view.id,
        "provider": provider,
        "service": service,
    }
    return [f"/console{path.format(**values)}" for path in _PATHS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_no_rule_is_broken_where_much_happened(
    page: Page, paths: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)

    assert {path: found for path in paths if (found := _wrong(page, path, width))} == {}


@pytest.mark.parametrize("width", [390, 1280])
def test_no_rule_is_broken_where_nothing_happened(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})

    found = {path: _wrong(page, f"/console{path}", width) for path in _EMPTY}

    assert [path for path in _EMPTY if found[path]] == [], found


def test_the_first_tab_leads_past_the_menu(page: Page) -> None:
    for path in ("/console", "/console/agenda", "/console/catalogue"):
        page.goto(path)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Saltar al contenido")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector(location.hash).checkVisibility()")


def test_every_stop_of_the_keyboard_shows_where_it_is(page: Page) -> None:
    for path in (
        "/console",
        "/console/agenda",
        "/console/catalogue",
        "/console/catalogue/policies",
    ):
        page.goto(path)
        for _ in range(20):
            page.keyboard.press("Tab")
            assert page.evaluate(_UNMARKED) == "", path


def test_every_way_is_seen_at_every_width(page: Page) -> None:
    for width in (390, 700, 1000, 1240, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto("/console/calls")
        for way in page.get_by_role("navigation").get_by_role("link").all():
            expect(way).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Salir")).to_be_in_viewport(ratio=1)


def test_an_arrow_in_a_choice_does_not_leave_the_page(page: Page) -> None:
    page.goto("/console/agenda?day=2027-05-14")
    view = page.get_by_label("Vista")

    view.focus()
    page.keyboard.press("ArrowDown")
    expect(view).to_have_value("week")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Prestador")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Lun 10/5 – dom 16/5")).to_be_visible()


_UNMARKED = """() => {
    const style = getComputedStyle(document.activeElement);
    const marked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const drawnByBrowser = document.activeElement.type === "date";  // its parts are stops as well
    return marked || drawnByBrowser || document.activeElement === document.body
        ? "" : document.activeElement.outerHTML.slice(0, 120);
}"""


def _wrong(page: Page, path: str, width: int) -> list[str]:
    """Return what is wrong with a page: rules of axe, a line too wide, words for machines."""
    page.goto(path)
    found = [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in Axe().run(page).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("wider than the screen")
    raw = _RAW.search(page.locator("body").inner_text())
    return [*found, f"raw: {raw[0]}"] if raw else found
