"""A job was not taken: the places offered instead are taken by a tap or in any words."""

import pytest

from bot.dialogue.commands import BookSlot
from bot.dialogue.notices import with_alternatives
from bot.dialogue.taps import InsteadTap, Tap, decode
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Slot
from tests.fakes.conversation import Conversation, local, spanish

ADDRESS = "Rojas 450, Almagro"


def service_id(chat: Conversation, slug: str) -> int:
    provider = next(one for one in chat.catalogue.providers if one.slug == slug)
    return provider.services[0].id


@pytest.fixture
def chat() -> Conversation:
    """Diego has declined Thursday at nine; Rubén could then, Diego on other days."""
    chat = Conversation()
    view = chat.calendar.appointment(
        "diego.visita", "2027-05-13T09:00", state=AppointmentState.DECLINED
    )
    chat.calendar.own[0] = type(view)(
        **{field: getattr(view, field) for field in view.__slots__} | {"address": ADDRESS}
    )
    chat.noticed = taps(chat)
    return chat


def taps(chat: Conversation) -> tuple[Tap, ...]:
    return (
        InsteadTap(1, service_id(chat, "ruben"), local("2027-05-13T09:00")),
        InsteadTap(1, service_id(chat, "diego"), local("2027-05-14T09:00")),
        InsteadTap(1, service_id(chat, "diego"), local("2027-05-17T09:00")),
    )


@pytest.mark.parametrize(
    ("said", "intent", "booked"),
    [
        ("bueno, la primera que me pasaste", "select_option", "ruben.visita 2027-05-13T09:00"),
        ("el 2", "select_option", "diego.visita 2027-05-14T09:00"),
        ("la última", "select_option", "diego.visita 2027-05-17T09:00"),
        ("con Rubén entonces", "inform", "ruben.visita 2027-05-13T09:00"),
        ("el viernes a las 9", "inform", "diego.visita 2027-05-14T09:00"),
        ("dale el lunes a las 9", "affirm", "diego.visita 2027-05-17T09:00"),
        ("el viernes me sirve", "select_option", "diego.visita 2027-05-14T09:00"),
    ],
)
def test_words_take_one(chat: Conversation, said: str, intent: str, booked: str) -> None:
    chat.say(said, intent)

    assert chat.booked == [booked]


def test_it_is_for_the_same_address(chat: Conversation) -> None:
    chat.say("la primera", "select_option")

    (command,) = [one for one in chat.calendar.commands if isinstance(one, BookSlot)]
    assert command.address == ADDRESS


@pytest.mark.parametrize("said", ["dale", "sí", "bueno dale"])
def test_a_bare_yes_asks_which(chat: Conversation, said: str) -> None:
    chat.say(said, "affirm")

    assert chat.booked == []
    assert len([title for title in chat.titles if "09:00" in title]) == 3


def test_a_no_books_nothing(chat: Conversation) -> None:
    chat.say("no, dejá", "deny")

    assert chat.booked == []


def test_another_time_is_looked_for_with_the_same_people(chat: Conversation) -> None:
    chat.say("y el viernes a las 15?", "inform")

    assert any("15:00" in reply.body for reply in chat.replies)


def test_a_tap_takes_one_once(chat: Conversation) -> None:
    tap_id = "instead:1:{}:{}".format(
        service_id(chat, "ruben"), int(local("2027-05-13T09:00").timestamp())
    )

    chat.tap_id(tap_id)
    again = chat.tap_id(tap_id)

    assert chat.booked == ["ruben.visita 2027-05-13T09:00"]
    assert "reservado" in again


def test_a_place_that_is_gone_brings_others(chat: Conversation) -> None:
    chat.calendar.take("ruben", "2027-05-13T09:00", 60)

    chat.say("la primera", "select_option")

    assert chat.booked == []
    assert chat.titles


@pytest.mark.parametrize(
    "said", ["ok con el otro plomero", "y ruben puede a esa hora?", "con otra persona mejor"]
)
def test_somebody_else_is_proposed_for_the_lost_time(chat: Conversation, said: str) -> None:
    assert "Rubén" in chat.say(said, "request_alternatives")

    chat.say("dale", "affirm")

    assert chat.booked == ["ruben.visita 2027-05-13T09:00"]


def test_in_the_middle_of_another_booking_only_a_pick_counts() -> None:
    chat = Conversation()
    chat.calendar.appointment("diego.visita", "2027-05-13T09:00", state=AppointmentState.DECLINED)
    chat.say("un corte con Laura", "book")
    chat.noticed = taps(chat)

    chat.say("el jueves a las 17", "inform")

    assert "Laura" in chat.replies[0].body


def test_the_notice_names_places_and_whom() -> None:
    chat = Conversation()
    view = chat.calendar.appointment("diego.visita", "2027-05-13T09:00")
    places = []
    for slug, day in (("ruben", "2027-05-13"), ("diego", "2027-05-14"), ("diego", "2027-05-17")):
        service = chat.catalogue.service(service_id(chat, slug))
        start = local(f"{day}T09:00")
        places.append(Slot(service.provider_id, service.id, start, start + service.duration))

    notice = with_alternatives("request_declined", view, places, chat.catalogue, spanish())

    assert "Rubén, jueves 13/5 a las 09:00 hs" in notice.body
    assert [choice.title for choice in notice.choices] == [
        "Rubén 13/5 09:00",
        "Diego 14/5 09:00",
        "Diego 17/5 09:00",
    ]
    assert decode(notice.choices[1].id) == InsteadTap(
        1, service_id(chat, "diego"), local("2027-05-14T09:00")
    )
