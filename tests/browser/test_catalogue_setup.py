"""A newcomer sets up a salon, a plumber and a yoga class by the forms, and the bot books them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from app.play.bubble import Bubble
from app.play.stage import Stage
from app.stack import Stack
from bot.domain.appointments import AppointmentState
from storage.rows.appointments import AppointmentRow, ResourceClaimRow
from storage.unit_of_work import transaction
from tests.browser.served import come_in, opened

pytestmark = [pytest.mark.browser, pytest.mark.stack]
_TUESDAY = datetime(2027, 5, 11, 13, 0, tzinfo=UTC)  # 10:00 in Buenos Aires
_ANA, _CARLA = "+5491155550201", "+5491155550203"
_PLUMBER = "+5491144440201"
_NOBODY_YET = {
    "providers": {},
    "customers": {
        "ana": {"name": "Ana Benítez", "phone": _ANA},
        "carla": {"name": "Carla Quispe", "phone": _CARLA},
    },
}


@pytest.fixture
def stage(stack: Stack) -> Iterator[Stage]:
    """A business in which nobody works yet, on a Tuesday morning."""
    with Stage(stack, _NOBODY_YET) as stage:
        stage.begin(_TUESDAY, {}, "ana")
        yield stage


@pytest.fixture
def page(browser: Browser, stack: Stack, stage: Stage) -> Iterator[Page]:
    """The console on a phone without scripts, at which somebody has come in."""
    with opened(browser, stack.settings.public_url, with_scripts=False) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        come_in(page, "/console/catalogue")
        expect(page.get_by_role("heading", name="Sumá a quien atiende")).to_be_visible()
        yield page


@pytest.fixture
def phones(browser: Browser, stack: Stack, stage: Stage) -> Iterator[Page]:
    """The phones, open since before anybody was added."""
    with opened(browser, stack.settings.public_url) as phones:
        phones.goto("/phones")
        expect(phones.locator(".presence").first).to_have_text("en línea")
        yield phones


def test_the_agenda_says_where_to_begin(page: Page) -> None:
    for path in ("/console/agenda", "/console/agenda/new"):
        page.goto(path)
        page.get_by_role("link", name="Sumar a quien atiende").click()
        expect(page.get_by_role("heading", name="Sumá a quien atiende")).to_be_visible()


def test_what_is_set_up_by_forms_is_booked_by_its_name(
    page: Page, phones: Page, stage: Stage
) -> None:
    _set_up_salon(page)
    _set_up_plumber(page)
    _set_up_yoga(page)
    for name in ("Tamara Gil · peluquería", "Omar Sosa · plomero", "Paula Ríos"):
        expect(phones.locator("#person-provider")).to_contain_text(name)

    booked = _book(stage, _ANA, "hola! quiero un alisado con Tamara mañana a las 10")
    assert "TN-" in booked.text
    assert "Alisado" in booked.text
    booked = _book(stage, _CARLA, "quiero anotarme en yoga el miércoles a las 19")
    assert "TN-" in booked.text
    _book(stage, _ANA, "necesito un plomero mañana a las 11, es en Yerbal 1820, Flores")
    asked = stage.bubbles(0, _PLUMBER)[-1]
    stage.tap(_PLUMBER, asked, _choice(asked, "acepto"), deliveries=1)

    assert "¡Confirmado! Aceptó Omar" in stage.bubbles(0, _ANA)[-1].text
    with transaction(stage.stack.engine) as db:
        rows = db.exec(select(AppointmentRow).order_by(col(AppointmentRow.id))).all()
        claims = db.exec(select(ResourceClaimRow)).all()
    assert [one.state for one in rows] == [AppointmentState.CONFIRMED] * 3
    assert [(one.appointment_id, one.unit) for one in claims] == [(rows[0].id, 1)]
    assert rows[2].zone == "Flores"


def test_it_is_booked_in_every_other_way(page: Page, stage: Stage) -> None:
    _set_up_salon(page)
    _set_up_yoga(page)

    together = _book(stage, _ANA, "somos dos para yoga el miércoles a las 19")
    visit = _book(stage, _CARLA, "quiero corte y alisado con Romina el jueves a las 16")
    mother = _book(stage, "+5491155550204", "un corte para mi mamá con Yanina el viernes a las 17")
    weekly = _book(
        stage, "+5491155550205", "corte con Tamara todos los sábados a las 10 por 3 semanas"
    )

    assert "Yoga (2 personas)" in together.text
    assert "Romina" in visit.text
    assert "Yanina" in mother.text
    assert "3 turnos" in weekly.text
    with transaction(stage.stack.engine) as db:
        rows = db.exec(select(AppointmentRow).order_by(col(AppointmentRow.id))).all()
    first, second = rows[:2]
    assert first.starts_at == second.starts_at
    assert {first.seat, second.seat} == {1, 2}
    assert rows[3].visit_id == rows[2].id
    assert len([one for one in rows if one.series_id is not None]) == 3


def _set_up_salon(page: Page) -> None:
    page.get_by_role("link", name="En un local").click()
    _fill_person(page, "Romina Paz", "11 4444-0101", "peluquería")
    page.get_by_label("Dirección").fill("Mitre 100, Caballito")
    page.get_by_role("button", name="Guardar").click()
    _fill_service(page, "Alisado", "60", "40.000")
    page.get_by_label("Agregar algo que se comparte").fill("Sillones")
    page.get_by_label("¿Cuántos hay?").fill("3")
    page.get_by_role("button", name="Guardar y cargar otro").click()
    _fill_service(page, "Corte", "45", "12.000")
    page.get_by_label("Sillones hay 3").check()
    page.get_by_role("button", name="Guardar", exact=True).click()
    for name, phone in (("Tamara Gil", "11 4444-0102"), ("Yanina Sosa", "11 4444-0103")):
        page.get_by_role("link", name="Sumar a alguien igual Romina Paz").click()
        page.get_by_label("Nombre").fill(name)
        page.get_by_label("WhatsApp", exact=True).fill(phone)
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def _set_up_plumber(page: Page) -> None:
    page.get_by_role("link", name="Sumar a alguien", exact=True).click()
    page.get_by_role("link", name="A domicilio").click()
    _fill_person(page, "Omar Sosa", "11 4444-0201", "plomero")
    page.get_by_label("Zonas adonde va").fill("Flores, Almagro, Caballito")
    page.get_by_label("Viajes que llevan otro tiempo").fill("Flores - Almagro: 15")
    page.get_by_role("button", name="Guardar").click()
    _fill_service(page, "Visita de plomería", "60", "20.000")
    page.get_by_role("button", name="Guardar", exact=True).click()


def _set_up_yoga(page: Page) -> None:
    page.get_by_role("link", name="Sumar a alguien", exact=True).click()
    page.get_by_role("link", name="Da clases con cupo").click()
    _fill_person(page, "Paula Ríos", "11 4444-0301", "profesora de yoga")
    page.get_by_label("Dirección").fill("Yerbal 900, Caballito")
    page.get_by_role("button", name="Guardar").click()
    _fill_service(page, "Yoga", "60", "8.000")
    expect(page.get_by_label("Lugares por turno")).to_have_value("12")
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("12 lugares")).to_be_visible()


def _fill_person(page: Page, name: str, phone: str, trade: str) -> None:
    page.get_by_label("Nombre").fill(name)
    page.get_by_label("WhatsApp", exact=True).fill(phone)
    page.get_by_label("¿A qué se dedica?").fill(trade)


def _fill_service(page: Page, name: str, minutes: str, price: str) -> None:
    expect(page.get_by_role("heading", name="¿Qué servicio hace?")).to_be_visible()
    page.get_by_label("Nombre del servicio").fill(name)
    page.get_by_label("Dura").fill(minutes)
    page.get_by_label("Precio", exact=True).fill(price)


def _book(stage: Stage, phone: str, words: str) -> Bubble:
    """Ask for a place and take what is offered; return what came of it."""
    stage.say(phone, words)
    offer = stage.bubbles(0, phone)[-1]
    stage.tap(phone, offer, _choice(offer, "reserv|consult"), deliveries=1)
    return stage.bubbles(0, phone)[-1]


def _choice(bubble: Bubble, title: str) -> dict[str, str]:
    found = [one for one in bubble.choices if re.search(title, one["title"], re.IGNORECASE)]
    assert found, bubble.text
    return dict(found[0])
