"""What becomes of a deposit is said before money is asked and before it is lost, as it is."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from bot.domain.errors import DomainError
from bot.domain.policy_choices import DepositFate
from bot.domain.rules import Policies
from tests.fakes.conversation import Conversation, local

FATES = {fate.value: fate for fate in DepositFate}


def talk(policies: dict[str, Any], now: str = "2027-05-12T10:15") -> Conversation:
    """Return a conversation with a business of other policies."""
    chat = Conversation(now=local(now))
    chat.catalogue = replace(chat.catalogue, policies=Policies.from_mapping(policies))
    chat.calendar.catalogue = chat.catalogue
    return chat


def has_paid(chat: Conversation) -> None:
    chat.calendar.appointment("laura.color", "2027-05-14T17:00", deposit_paid=True)


@pytest.mark.parametrize(("early", "late", "percent"), [*product(FATES, FATES, (100, 50))])
def test_the_terms_stand_where_money_is_asked(early: str, late: str, percent: int) -> None:
    cancellation = {
        "early_paid_deposit": early,
        "late_paid_deposit": late,
        "late_kept_percent": percent,
    }
    try:
        chat = talk({"cancellation": cancellation})
    except DomainError:
        kindness = ["kept", "credited", "refunded"]
        odd = early == "kept" and percent < 100
        assert odd or kindness.index(late) > kindness.index(early)
        return
    offer = chat.say("color con Laura el viernes a las 16", "book")

    asked = chat.tap("Sí")

    assert "1059 y 1060" in asked
    assert "si cancelamos nosotros" in asked
    assert ("a favor" in offer, "no se devuelve" in offer) == (early == "credited", early == "kept")
    assert ("50 %" in asked) is (late == "kept" and percent == 50)
    assert ("a favor" in asked) is ("credited" in (early, late))


@pytest.mark.parametrize(
    ("preset", "now", "told", "after"),
    [
        ("justa", "2027-05-12T10:15", "Te devolvemos la seña", "$ 13.500"),
        ("justa", "2027-05-14T10:15", "quedan $ 6.750 acá", "$ 6.750"),
        ("estricta", "2027-05-12T10:15", "queda a favor", "Te quedan $ 13.500"),
        ("estricta", "2027-05-14T10:15", "no se reintegra", "cancel"),
        ("flexible", "2027-05-14T16:15", "queda a favor", "Te quedan $ 13.500"),
    ],
)
def test_what_cancelling_costs_is_told_before_and_after(
    preset: str, now: str, told: str, after: str
) -> None:
    chat = talk({"preset": preset}, now)
    has_paid(chat)

    said = chat.say("quiero cancelar el turno", "cancel")
    done = chat.tap("Sí, cancelar")

    assert told in said
    assert "la seña sigue valiendo" not in said
    assert after in done


def test_credit_of_several_is_told() -> None:
    chat = talk({"preset": "estricta"}, "2027-05-11T10:15")
    has_paid(chat)
    chat.calendar.appointment("graciela.masaje", "2027-05-20T17:00", deposit_paid=True)

    said = chat.say("cancelá todos mis turnos", "cancel")

    assert "Te quedan $ 26.000 de seña a favor" in said


@pytest.mark.parametrize(
    ("policies", "told"),
    [({}, "movés el turno, la seña"), ({"preset": "justa"}, "la primera vez la seña")],
)
def test_whether_it_goes_along_is_answered(policies: dict[str, Any], told: str) -> None:
    chat = talk(policies)
    chat.say("color con Laura el viernes a las 16", "book")

    assert told in chat.say("y si cancelo me devuelven la seña?", "cancel", 0.5)
