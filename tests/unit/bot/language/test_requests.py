"""Words of delays, of a provider's own time, and of requests to the office."""

from datetime import timedelta

import pytest

from bot.domain.personal_data import DataRequestKind
from bot.language import requests
from bot.language.calendar_words import gives_time, is_of_own_time, says_all, says_holiday
from bot.language.delays import delay, delay_alone


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("llego 15 tarde", 15),
        ("estoy llegando tarde, unos 10 minutos", 10),
        ("voy a demorarme 20 min", 20),
        ("me atraso media hora", 30),
        ("voy un cuarto de hora tarde", 15),
        ("tres cuartos de hora", 45),
        ("hora y media de demora", 90),
        ("llego quince tarde", 15),
        ("10' tarde", 10),
        ("me retraso como 25", 25),
    ],
)
def test_delays_are_read(text: str, minutes: int) -> None:
    assert delay(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["llego tarde", "llego tipo 17:20", "a las 5", "500 min tarde"])
def test_no_delay_is_made_up(text: str) -> None:
    assert delay(text) is None


def test_a_number_alone_answers_how_much() -> None:
    assert delay("unos 20") is None
    assert delay_alone("unos 20") == timedelta(minutes=20)
    assert delay_alone("uh no, más como 40, está cortada rivadavia") == timedelta(minutes=40)
    assert delay_alone("no sé") is None


@pytest.mark.parametrize(
    "text",
    [
        "sacame de la lista de espera",
        "borrame de la lista",
        "ya no hace falta que me avises",
        "al final ya conseguí turno",
        "no me avises más si se libera",
    ],
)
def test_leaving_the_list_is_read(text: str) -> None:
    assert requests.leaves_waitlist(text)


@pytest.mark.parametrize("text", ["avisame si se libera", "anotame en la lista", "borrá mis datos"])
def test_other_words_do_not_leave_the_list(text: str) -> None:
    assert not requests.leaves_waitlist(text)


@pytest.mark.parametrize(
    ("text", "joins"),
    [
        ("anotame en la lista de espera", True),
        ("me avisás si se libera un lugar?", True),
        ("si alguien cancela me avisás?", True),
        ("si aparece algo me escribís?", True),
        ("si cancelo me devuelven la seña?", False),
        ("si se libera algo avisame", True),
        ("quiero un turno", False),
    ],
)
def test_joining_in_so_many_words(text: str, joins: bool) -> None:
    assert requests.joins_waitlist(text) is joins


def test_the_condition_does_not_hide_the_day() -> None:
    assert "viernes" in requests.without_condition("avisame si se libera algo el viernes")
    assert "libera" not in requests.without_condition("avisame si se libera algo el viernes")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("quiero borrar mis datos", DataRequestKind.DELETION),
        ("eliminen mi información", DataRequestKind.DELETION),
        ("qué datos tienen míos?", DataRequestKind.ACCESS),
        ("quiero ver mis datos", DataRequestKind.ACCESS),
        ("mi nombre está mal, es Ana María", DataRequestKind.CORRECTION),
        ("corregime el apellido", DataRequestKind.CORRECTION),
        ("lo de mis datos personales", DataRequestKind.DELETION),
    ],
)
def test_what_is_wanted_of_data(text: str, kind: DataRequestKind) -> None:
    assert requests.data_wish(text) is kind


def test_data_of_others_are_known_for_such() -> None:
    assert requests.is_about_another("pasame los datos de Beto")
    assert requests.is_about_another("borrá los datos de mi marido")
    assert not requests.is_about_another("mis datos de contacto")
    assert not requests.is_about_another("que datos mios tienen")


def test_keeping_data_after_all() -> None:
    assert requests.keeps_data("no borres mis datos, me arrepentí")
    assert not requests.keeps_data("borrá mis datos")


@pytest.mark.parametrize("text", ["lo quiero!!", "sí, me lo reservás?", "anotame"])
def test_taking_a_place(text: str) -> None:
    assert requests.takes(text)


def test_a_no_takes_nothing() -> None:
    assert not requests.takes("no lo quiero")


def test_names_and_invoices() -> None:
    assert requests.name_in("mi nombre está mal, es Ana María Benítez") == "Ana María Benítez"
    assert requests.name_in("quiero sumarme") is None
    assert requests.surname_in("mi apellido está mal, es Benítez Paz") == "Benítez Paz"
    assert requests.surname_in("está mal") is None
    assert requests.invoice_letter("me hacés factura A?") == "A"
    assert requests.invoice_letter("necesito factura") is None
    assert requests.billed_name("a nombre de Sosa SRL, CUIT 30-1") == "Sosa SRL"
    assert requests.billed_name("necesito factura") is None
    assert requests.answer_kept("  de lunes a viernes. ") == "de lunes a viernes"
    assert requests.answer_kept(" . ") is None


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("desbloqueame el viernes", True),
        ("abro el feriado", True),
        ("el 9 de julio voy a atender", True),
        ("sacame el bloqueo del lunes", True),
        ("al final el viernes si trabajo", True),
        ("el viernes no trabajo", False),
        ("no abro el lunes", False),
        ("bloqueame mañana", False),
        ("cerrame la agenda", False),
    ],
)
def test_giving_time_or_taking_it(text: str, gives: bool) -> None:
    assert gives_time(text) is gives


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("no me pongas turnos el sábado", True),
        ("me voy de vacaciones", True),
        ("el viernes no atiendo", True),
        ("no puedo mañana", False),
        ("dale voy", False),
    ],
)
def test_words_about_ones_own_time(text: str, is_own: bool) -> None:
    assert is_of_own_time(text) is is_own


def test_holidays_and_everything() -> None:
    assert says_holiday("abro el feriado")
    assert not says_holiday("abro el lunes")
    assert says_all("desbloqueame todo")
    assert not says_all("desbloqueame el viernes")
