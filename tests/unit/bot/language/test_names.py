"""Which services and providers messages name."""

from dataclasses import replace

import pytest

from bot.domain.catalogue import Catalogue
from bot.language.names import find_names, services_together
from tests.fakes.catalogue import demo_catalogue

_CATALOGUE = demo_catalogue()


def _slugs(text: str) -> set[str]:
    return {
        f"{_CATALOGUE.provider(service.provider_id).slug}.{service.slug}"
        for service in find_names(text, _CATALOGUE).services
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hola! quiero un corte con Laura mañana a las 17", {"laura.corte"}),
        ("quiero un corte", {"laura.corte", "marcos.corte"}),
        ("quisiera un corte corticito, atiende Marcos?", {"marcos.corte"}),
        ("tenes lugar con laura para color?", {"laura.color"}),
        ("necesito teñirme las raices", {"laura.color"}),
        ("masaje con Graciela el viernes", {"graciela.masaje"}),
        ("semi con norma", {"norma.semi"}),
        ("quiero hacerme los pies", {"norma.pies"}),
        ("un plomero para mañana", {"diego.visita", "ruben.visita"}),
        ("me pierde el flexible del baño. Puede venir Diego mañana?", {"diego.visita"}),
        ("la estufa no prende, necesito un gasista", {"walter.revision"}),
        ("baño y corte para mi perra", {"rocio.bano_corte"}),
        ("bañar al perro", {"rocio.bano"}),
        ("limpieza dental", {"peralta.limpieza"}),
        ("clase de matematica", {"sol.clase"}),
        ("entrenamiento personal", {"bruno.entrenamiento"}),
        ("barba con marcos", {"marcos.barba"}),
        ("turno con la kinesiologa", {"silvia.sesion"}),
        ("hola buenas tardes", set()),
        ("mañana a las 5", set()),
    ],
)
def test_services_named(text: str, expected: set[str]) -> None:
    assert _slugs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turno con Silvia el jueves a las 8 por favor", ["silvia"]),
        ("con el dr peralta", ["peralta"]),
        ("con grasiela", ["graciela"]),
        ("el de la peluqueria", []),
        ("hola", []),
    ],
)
def test_providers_named(text: str, expected: list[str]) -> None:
    found = find_names(text, _CATALOGUE)

    assert [provider.slug for provider in found.providers] == expected


def test_trade_names_its_providers() -> None:
    found = find_names("el de la peluqueria", _CATALOGUE)

    assert "laura" in [provider.slug for provider in found.trades]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("era para color, no para corte", {"laura.color"}),
        ("ah pará, era para color no para corte", {"laura.color"}),
        ("no quiero corte, quiero color", {"laura.color"}),
        ("corte no, color", {"laura.color"}),
        ("barba en vez de corte", {"marcos.barba"}),
        ("no, corte con Laura", {"laura.corte"}),
    ],
)
def test_what_is_refused_is_not_named(text: str, expected: set[str]) -> None:
    assert _slugs(text) == expected


def test_a_refused_provider_is_known_as_such() -> None:
    named = find_names("con Laura no, con Marcos", _CATALOGUE)

    assert [one.slug for one in named.providers] == ["marcos"]
    assert [one.slug for one in named.refused] == ["laura"]


def test_another_person_is_nobody_in_particular() -> None:
    assert find_names("otra persona", _CATALOGUE).trades == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("corte y barba", [["corte", "barba"]]),
        ("corte y color con Laura", [["corte", "color"]]),
        ("corte o color", []),
        ("baño y corte para mi perra", []),
        ("un corte", []),
    ],
)
def test_services_asked_for_in_one_go(text: str, expected: list[list[str]]) -> None:
    found = services_together(text, _CATALOGUE.providers)

    assert [[one.slug for one in services] for services in found] == expected


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("un corte con Lau", ["laura"]),
        ("la Lauri me corta?", ["laura"]),
        ("con la normita", ["norma"]),
        ("a lo de Sil", ["silvia"]),
        ("el mar 10 hs", []),
        ("para la gracia", []),
        ("dale, de una", []),
    ],
)
def test_short_and_fond_names(text: str, slugs: list[str]) -> None:
    assert [one.slug for one in find_names(text, demo_catalogue()).providers] == slugs


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("se tapó el baño", ["visita", "visita"]),
        ("me pierde la canilla de la cocina", ["visita", "visita"]),
        ("baño para el perro", ["bano"]),
        ("revisar la cocina", ["revision"]),
        ("pelo y barba con Marcos", ["corte", "barba"]),
        ("quiero pintarme el pelo con Laura", ["color"]),
        ("mechas con Laura", ["color"]),
        ("me hacés el pelo con Laura?", ["corte"]),
    ],
)
def test_rooms_and_hair_tell_only_when_nothing_else_does(text: str, slugs: list[str]) -> None:
    assert [one.slug for one in find_names(text, demo_catalogue()).services] == slugs


def _catalogue(provider: str, *services: str) -> Catalogue:
    laura = _CATALOGUE.providers[0]
    made = tuple(
        replace(laura.services[0], id=number, slug=name, name=name)
        for number, name in enumerate(services, 1)
    )
    return replace(
        _CATALOGUE, providers=(replace(laura, name=provider, trade="estética", services=made),)
    )


@pytest.mark.parametrize(
    ("text", "services"),
    [
        ("quiero depilarme: láser mañana a las 10", {"Depilación láser"}),
        ("mañana a las 10", set()),
        ("un lifting de pestañas con Xiomara", {"Lifting de pestañas"}),
        ("reiki el jueves", {"Reiki"}),
        ("el cambio de aceite", {"Cambio de aceite"}),
        ("quiero cambiar el turno", set()),
        ("un cambio de horario", set()),
        ("un corte el jueves", {"Corte"}),
    ],
)
def test_what_was_just_added_to_the_catalogue_is_known_by_its_words(
    text: str, services: set[str]
) -> None:
    names = ("Depilación láser", "Lifting de pestañas", "Reiki", "Cambio de aceite", "Corte")
    catalogue = _catalogue("Xiomara Norte", *names)

    named = find_names(text, catalogue)

    assert {one.name for one in named.services} == services
    assert bool(named.providers) == ("Xiomara" in text)
