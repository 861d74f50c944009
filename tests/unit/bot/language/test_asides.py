"""Questions asked in passing are known by their words, and orders are not taken for them."""

import pytest

from bot.language.asides import Aside, asides


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("y si cancelo me la devuelven?", (Aside.TERMS,)),
        ("si no puedo ir pasa algo?", (Aside.TERMS,)),
        ("cuánto demora el color", (Aside.DURATION,)),
        ("hay que dejar seña?", (Aside.DEPOSIT,)),
        ("atienden por obra social?", (Aside.UNKNOWN,)),
        ("sí dale, ¿aceptan débito?", (Aside.PAYMENT,)),
        ("cuánto sale el corte y el sábado tenés lugar?", (Aside.PRICE,)),
        ("cuánto sale y dónde queda?", (Aside.PRICE, Aside.PLACE)),
        ("cuánto tarda en llegar?", (Aside.REFUND,)),
        ("cuánto tardan en devolver la seña?", (Aside.REFUND,)),
        ("cuándo me llega la plata?", (Aside.REFUND,)),
        ("cuánto tarda el color?", (Aside.DURATION,)),
        ("20 lucas?? no me hacés precio?", (Aside.HAGGLE,)),
        ("me lo dejás a 15 mil?", (Aside.HAGGLE,)),
        ("y si después no puedo ir me devuelven los reales?", (Aside.TERMS,)),
        ("ya te hice la transferencia", ()),
        ("cancelame el turno", ()),
        ("si no llego te aviso", ()),
        ("quiero un corte mañana a las 17", ()),
    ],
)
def test_what_is_asked_in_passing(text: str, expected: tuple[Aside, ...]) -> None:
    assert asides(text) == expected
