"""Streets and zones in what people write."""

import pytest

from bot.language.addresses import street_address, zone_named

_ZONES = ("Caballito", "Flores", "Villa Crespo")


@pytest.mark.parametrize(
    ("text", "street"),
    [
        ("necesito un plomero en Cabildo 2000, Belgrano, el jueves a las 10", "Cabildo 2000"),
        ("quiero un gasista mañana en Av. San Juan 450", "Av. San Juan 450"),
        ("Es en Yerbal 1820, Caballito", "Yerbal 1820"),
        ("mañana en Yerbal 1820", "Yerbal 1820"),
        ("vivo en Av. Rivadavia 5100 piso 3", "Av. Rivadavia 5100, piso 3"),
        ("25 de mayo 1420", "25 de mayo 1420"),
        ("San Martín al 300", "San Martín 300"),
        ("Gorriti 4800, Palermo", "Gorriti 4800"),
        ("Gorriti 4800 p 3", "Gorriti 4800, p 3"),
        ("Rivadavia 5100 PB", "Rivadavia 5100, PB"),
        ("Yerbal 1820 depto B, Flores", "Yerbal 1820, depto B"),
        ("Yerbal 1820, casa amarilla", "Yerbal 1820, casa"),
        ("Rojas 450 4to B, Caballito", "Rojas 450, 4to B"),
        ("Rojas 450, 3° A", "Rojas 450, 3° A"),
        ("Rojas 450 10 hs", "Rojas 450"),
        ("mañana 15 hs. Bacacay 3900, Floresta", "Bacacay 3900"),
        ("a las 15 hs Bacacay 3900", "Bacacay 3900"),
        ("el 25 de mayo 2027", None),
        ("mañana a las 10", None),
        ("el jueves 13", None),
        ("pagué 12000", None),
        ("hola", None),
    ],
)
def test_streets(text: str, street: str | None) -> None:
    assert street_address(text) == street


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("en caballito", "Caballito"),
        ("soy de villa crespo", "Villa Crespo"),
        ("cabalito", "Caballito"),
        ("palermo", None),
    ],
)
def test_zones(text: str, zone: str | None) -> None:
    assert zone_named(text, _ZONES) == zone
