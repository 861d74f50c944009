"""What is said by a business in which nobody can be booked yet."""

from dataclasses import replace

import pytest

from tests.fakes.catalogue import demo_catalogue
from tests.fakes.conversation import Conversation

_NOTHING = "no hay turnos para dar"


@pytest.fixture
def chat() -> Conversation:
    """A chat with a business that was only just set up."""
    return Conversation(catalogue=replace(demo_catalogue(), providers=()))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("quiero un turno mañana a las 10", "book"),
        ("abren el feriado?", "ask_hours"),
        ("cuánto sale?", "ask_price"),
        ("qué hacen?", "ask_services"),
        ("dónde están?", "ask_location"),
        ("el jueves", "inform"),
    ],
)
def test_it_is_said_that_there_is_nothing_to_book(
    chat: Conversation, text: str, intent: str
) -> None:
    assert _NOTHING in chat.say(text, intent)


def test_the_way_to_a_person_stays_open(chat: Conversation) -> None:
    assert _NOTHING not in chat.say("quiero hablar con una persona", "talk_to_human")


def test_a_button_that_leads_to_booking_says_it_too(chat: Conversation) -> None:
    chat.say("hola", "greet")

    assert _NOTHING in chat.tap("Sacar un turno")
