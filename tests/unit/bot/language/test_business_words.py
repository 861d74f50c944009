"""Providers about their business: takings, prices and services are known by their words."""

from datetime import date, timedelta

import pytest

from bot.domain.money import Money
from bot.language.amounts import (
    amount_in,
    amount_or_thousands_in,
    duration_in,
    is_said_as_new,
    percent_in,
)
from bot.language.business_words import (
    NewService,
    Period,
    PriceChange,
    asks_takings,
    days_asked,
    new_service,
    price_change,
    since,
)

_WEDNESDAY = date(2027, 5, 12)
_PESOS = Money.pesos


class TestAmounts:
    @pytest.mark.parametrize(
        ("text", "pesos"),
        [
            ("15 lucas", 15_000),
            ("$ 8.000", 8_000),
            ("8000", 8_000),
            ("ocho mil", 8_000),
            ("12 lucas y media", 12_500),
            ("12,5 lucas", 12_500),
            ("15k", 15_000),
            ("15 mil 500", 15_500),
            ("500 pesos", 500),
            ("20 minutos, 8000", 8_000),
        ],
    )
    def test_are_read_as_people_say_them(self, text: str, pesos: int) -> None:
        assert amount_in(text) == _PESOS(pesos)

    @pytest.mark.parametrize("text", ["a las 16", "10:30", "el 15/6", "20 minutos", "un 10%", "0"])
    def test_other_figures_are_none(self, text: str) -> None:
        assert amount_in(text) is None

    def test_a_small_bare_number_may_be_of_thousands(self) -> None:
        assert amount_or_thousands_in("a 15") == _PESOS(15_000)
        assert amount_or_thousands_in("a las 15 hs") is None

    @pytest.mark.parametrize(
        ("text", "is_new"),
        [("a 15 lucas", True), ("a $15.000", True), ("2 lucas más", False), ("a 15", True)],
    )
    def test_what_it_becomes_is_told_from_by_how_much(self, text: str, is_new: bool) -> None:
        assert is_said_as_new(text) is is_new

    def test_percentages(self) -> None:
        assert percent_in("un 10% más") == 10
        assert percent_in("15 por ciento") == 15
        assert percent_in("a 15 lucas") is None

    @pytest.mark.parametrize(
        ("text", "minutes"),
        [
            ("20 minutos", 20),
            ("media hora", 30),
            ("hora y media", 90),
            ("una hora", 60),
            ("2 horas 80 mil", 120),
            ("1 hora y 20", 80),
            ("2 hs", 120),
            ("tres cuartos de hora", 45),
        ],
    )
    def test_durations(self, text: str, minutes: int) -> None:
        assert duration_in(text) == timedelta(minutes=minutes)


class TestTakings:
    @pytest.mark.parametrize(
        "text",
        [
            "cuánto hice esta semana?",
            "cuanto llevo hecho hoy",
            "cuánto gané este mes",
            "cuanta plata hice ayer",
            "caja del día",
            "cuanto voy ganando",
        ],
    )
    def test_are_asked_for(self, text: str) -> None:
        assert asks_takings(text)

    @pytest.mark.parametrize(
        "text", ["cuánto sale el corte?", "cuánto falta", "cuanto tiempo dura", "qué tengo hoy"]
    )
    def test_other_questions_are_not_taken_for_that(self, text: str) -> None:
        assert not asks_takings(text)

    @pytest.mark.parametrize(
        ("text", "period", "first", "last"),
        [
            ("hoy", Period.DAY, "2027-05-12", "2027-05-12"),
            ("ayer", Period.DAY, "2027-05-11", "2027-05-11"),
            ("el viernes", Period.DAY, "2027-05-07", "2027-05-07"),
            ("esta semana", Period.WEEK, "2027-05-10", "2027-05-16"),
            ("la semana pasada", Period.WEEK, "2027-05-03", "2027-05-09"),
            ("este mes", Period.MONTH, "2027-05-01", "2027-05-31"),
            ("el mes pasado", Period.MONTH, "2027-04-01", "2027-04-30"),
            ("en febrero", Period.MONTH, "2027-02-01", "2027-02-28"),
            ("en diciembre", Period.MONTH, "2026-12-01", "2026-12-31"),
        ],
    )
    def test_days_asked(self, text: str, period: Period, first: str, last: str) -> None:
        asked = days_asked(f"cuánto hice {text}", _WEDNESDAY)

        assert (asked.period, str(asked.first), str(asked.last)) == (period, first, last)


class TestPrices:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("subí el corte a 15 lucas", PriceChange(to=_PESOS(15_000))),
            ("subí el corte a 15", PriceChange(to=_PESOS(15_000))),
            ("el corte ahora sale 15 lucas", PriceChange(to=_PESOS(15_000))),
            ("subí el corte 2 lucas", PriceChange(by=_PESOS(2_000))),
            ("bajá el corte 500 pesos", PriceChange(by=_PESOS(-500))),
            ("subí el corte un 10%", PriceChange(percent=10)),
            ("cambiá el precio del corte", PriceChange()),
            ("desde el lunes el corte sale 15000", PriceChange(to=_PESOS(15_000), later=True)),
        ],
    )
    def test_of_a_service(self, text: str, wanted: PriceChange) -> None:
        assert price_change(text, names_service=True) == wanted

    def test_of_everything(self) -> None:
        wanted = PriceChange(percent=10, everything=True)

        assert price_change("subí todos los precios un 10%", names_service=False) == wanted
        assert price_change("subile un 10% a todo", names_service=False) == wanted

    @pytest.mark.parametrize(
        "text",
        [
            "cuánto sale el corte",
            "poneme un corte con Marcos el jueves a las 5",
            "pasá el corte a las 18",
            "subí el turno de corte a las 15",
        ],
    )
    def test_other_words_change_none(self, text: str) -> None:
        assert price_change(text, names_service=True) is None

    def test_from_when_on(self) -> None:
        assert since("desde el lunes el color sale 50 lucas").strip() == "desde el lunes el color"
        assert since("subí el corte a 15 lucas") == ""


class TestNewServices:
    @pytest.mark.parametrize(
        ("text", "name", "minutes", "pesos"),
        [
            ("agregá perfilado de cejas, 20 minutos, 8000", "Perfilado de cejas", 20, 8_000),
            ("sumá un servicio: depilación, media hora, 9 lucas", "Depilación", 30, 9_000),
            ("nuevo servicio: Botox capilar, hora y media, 60 lucas", "Botox capilar", 90, 60_000),
            ("agrega a mis servicios alisado 2 horas 80 mil", "Alisado", 120, 80_000),
            ("también hago nutrición 40 min $15.000", "Nutrición", 40, 15_000),
        ],
    )
    def test_said_at_once(self, text: str, name: str, minutes: int, pesos: int) -> None:
        assert new_service(text) == NewService(name, timedelta(minutes=minutes), _PESOS(pesos))

    def test_said_in_part(self) -> None:
        assert new_service("agregá el servicio de alisado") == NewService("Alisado", None, None)

    @pytest.mark.parametrize(
        "text",
        [
            "agregá un turno para Ana mañana a las 10",
            "agregame lavado de pelo",
            "quiero un corte, 20 minutos",
        ],
    )
    def test_other_words_offer_nothing(self, text: str) -> None:
        assert new_service(text) is None
