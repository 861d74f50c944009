"""For whom an appointment is, and for how many."""

import pytest

from bot.language.party import Party, drops_out, only_a_name, party


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quiero un turno para mi mamá, corte mañana a las 17", Party(kin="mamá")),
        ("es para mi Mamá", Party(kin="mamá")),
        ("para mi hijo Tomás el lunes a las 5", Party(kin="hijo", name="Tomás")),
        ("para mi marido Juan Pérez por favor", Party(kin="marido", name="Juan Pérez")),
        ("a nombre de marta", Party(name="Marta")),
        ("se llama Inés", Party(name="Inés")),
        ("corte con Marcos para mí y mi hermano", Party(count=2)),
        ("mi hermana y yo queremos cortarnos", Party(count=2)),
        ("un corte para mi y otro para mi hija", Party(count=2)),
        ("somos tres", Party(count=3)),
        ("somos 6 para yoga el viernes a las 19", Party(count=6)),
        ("yoga para doce personas", Party(count=12)),
        ("quiero 5 lugares en la clase", Party(count=5)),
        ("para 5 amigas", Party(count=5)),
        ("todos los martes, 8 turnos", Party()),
        ("yoga para las 10", Party()),
        ("dos turnos para el sábado", Party(count=2)),
        ("para dos personas", Party(count=2)),
        ("no, voy solo", Party(count=1)),
        ("no, ella no puede, yo sola", Party(count=1)),
        ("al final soy yo sola", Party(count=1)),
        ("uno solo", Party(count=1)),
        ("al final voy yo nomás", Party(count=1)),
        ("solo una consulta", Party()),
        ("ah y va mi hermana también, las dos", Party(count=2)),
        ("también viene mi nena", Party(count=2)),
        ("viene mi mujer a buscarme", Party()),
        ("para las dos de la tarde", Party()),
        ("necesito para las 2", Party()),
        ("baño para mi perrita", Party()),
        ("corte con Laura mañana", Party()),
    ],
)
def test_who_comes(text: str, expected: Party) -> None:
    assert party(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [("marta", "Marta"), ("Marta Gómez.", "Marta Gómez"), ("el 2", None), ("a b c d", None)],
)
def test_only_a_name(text: str, name: str | None) -> None:
    assert only_a_name(text) == name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mi hermana al final no puede", True),
        ("ella no viene", True),
        ("mi hijo se bajó", True),
        ("mejor uno", True),
        ("somos una", True),
        ("mejor uno más tarde", False),
        ("mi hermana puede a las 5", False),
        ("voy una hora tarde", False),
    ],
)
def test_one_of_several_does_not_come(text: str, expected: bool) -> None:
    assert drops_out(text) is expected
