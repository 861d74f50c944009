"""What is whole is answered at once; what only opens or breaks off waits for the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue.patience import looks_unfinished, may_join
from bot.dialogue.session import Ask, Draft, Flow, Question, Session
from bot.dialogue.turn import Handover, Input, Person
from bot.messages.inbound import Inbound, InboundKind
from bot.messages.understanding import Entity, IntentGuess, Understanding
from tests.fakes.catalogue import demo_catalogue
from tests.fakes.conversation import THRESHOLD, local, spanish

NOW = local("2027-05-12T10:15")
CATALOGUE = demo_catalogue()
ASKED = Session(question=Question(Ask.TIME, Flow.BOOK), draft=Draft(Flow.BOOK))


def heard(text: str, intent: str = "fallback", *, service: str = "") -> Input:
    """One message as the dialogue is given it."""
    found = (Entity("service", service, 0, len(service)),) if service else ()
    meaning = Understanding(intent, 0.9, found, (IntentGuess(intent, 0.9),), 1, "hand")
    return Input(
        inbound=Inbound("m1", InboundKind.TEXT, text, NOW),
        understanding=meaning,
        person=Person("Ana", None, opted_out=False, handover=Handover.BOT, is_new=False),
        catalogue=CATALOGUE,
        phrases=spanish(),
        now=NOW,
        threshold=THRESHOLD,
    )


def waits(
    text: str, intent: str = "fallback", session: Session | None = None, *, messages: int = 1
) -> bool:
    return looks_unfinished(heard(text, intent), session or Session(), messages=messages)


class TestAlone:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("hola", "greet"),
            ("Holaaa!! buenas tardes", "greet"),
            ("hola, cómo va?", "greet"),
            ("hola soy Juan", "greet"),
            ("quería", "rate_service"),
            ("hola quería turno", "greet"),
            ("quiero un turno", "book"),
            ("hola, te hago una consulta", "greet"),
            ("para mañana", "inform"),
            ("a la tarde", "inform"),
            ("con Laura", "inform"),
            ("hola con Laura", "greet"),
            ("quiero un corte con Laura para", "book"),
            ("quiero un corte,", "book"),
            ("quiero cancelar y", "cancel"),
            ("mirá, te cuento…", "fallback"),
            ("no no mejor el viernes a la misma hora", "reschedule"),
            ("perdón, el jueves digo", "deny"),
            ("mejor a las 18", "propose_time"),
        ],
    )
    def test_unfinished_message_waits(self, text: str, intent: str) -> None:
        assert waits(text, intent)

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("quiero un corte", "book"),
            ("quería un corte con Marcos", "book"),
            ("quiero turno para mañana", "book"),
            ("corte con Laura mañana a las 17", "inform"),
            ("¿con Laura hay lugar?", "inform"),
            ("necesito un turno de algo que no sea el de la otra vez, te acordás?", "book"),
            ("qué turnos tengo?", "check_booking"),
            ("cancelame el turno", "cancel"),
            ("gracias", "thank"),
            ("dale", "affirm"),
            ("hola, cuánto sale un corte?", "ask_price"),
            ("quiero hablar con una persona", "talk_to_human"),
            ("quiero lo de siempre", "book"),
            ("hay olor a gas y", "book"),
            ("TN-4F7K", "inform"),
            ("baja", "opt_out"),
        ],
    )
    def test_whole_message_is_answered_at_once(self, text: str, intent: str) -> None:
        assert not waits(text, intent)

    def test_service_that_nobody_offers_is_whole(self) -> None:
        given = heard("quiero depilación", "book", service="depilación")

        assert not looks_unfinished(given, Session(), messages=1)


class TestContext:
    @pytest.mark.parametrize("text", ["hola", "para mañana", "con Laura", "a la tarde", "bueno…"])
    def test_answer_to_a_question_is_whole(self, text: str) -> None:
        assert not waits(text, "inform", ASKED)

    def test_answer_that_breaks_off_waits(self) -> None:
        assert waits("el jueves o", "inform", ASKED)
        assert waits("el jueves,", "inform", ASKED)

    def test_hour_is_no_broken_end(self) -> None:
        assert not waits("a la una", "inform", ASKED)

    def test_part_of_what_is_begun_is_whole(self) -> None:
        assert not waits("para mañana", "inform", Session(draft=Draft(Flow.BOOK)))

    def test_correction_of_what_was_just_booked_is_whole(self) -> None:
        booked = Session(last_appointment_id=7, last_turn_at=NOW - timedelta(minutes=2))

        assert not waits("uy, a las 18", "inform", booked)
        long_ago = replace(booked, last_turn_at=NOW - timedelta(hours=2))
        assert waits("a las 18", "inform", long_ago)

    def test_correction_of_what_is_begun_is_whole(self) -> None:
        begun = Session(draft=Draft(Flow.BOOK))
        booked = Session(last_appointment_id=7, last_turn_at=NOW - timedelta(minutes=2))

        assert not waits("no no mejor el viernes", "reschedule", begun)
        assert not waits("no no mejor el viernes", "reschedule", booked)

    def test_provider_is_answered_at_once(self) -> None:
        given = heard("hola", "greet")
        provider = replace(given, person=replace(given.person, provider_id=1))

        assert not looks_unfinished(provider, Session(), messages=1)

    def test_what_an_agent_answers_is_passed_on_at_once(self) -> None:
        given = heard("hola,", "greet")
        held = replace(given, person=replace(given.person, handover=Handover.AGENT))

        assert not looks_unfinished(held, Session(), messages=1)


class TestBurst:
    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("hola\nquería turno\npara mañana\na la tarde", "book"),
            ("hola\nquería un corte con Marcos", "book"),
            ("hola\ncon Marcos", "greet"),
        ],
    )
    def test_who_writes_in_pieces_is_waited_for_until_all_is_said(
        self, text: str, intent: str
    ) -> None:
        assert waits(text, intent, messages=text.count("\n") + 1)

    @pytest.mark.parametrize(
        ("text", "intent"),
        [
            ("hola\nquería un corte con Marcos\npara mañana", "book"),
            ("hola\nqué turnos tengo?", "check_booking"),
            ("hola\ncuánto sale el corte", "ask_price"),
            ("hola\nasdf", "fallback"),
        ],
    )
    def test_what_has_become_whole_is_answered_at_once(self, text: str, intent: str) -> None:
        assert not waits(text, intent, messages=text.count("\n") + 1)


class TestJoining:
    def test_only_plain_words_are_joined(self) -> None:
        plain = Inbound("m1", InboundKind.TEXT, "hola", NOW)

        assert may_join(plain)
        assert not may_join(replace(plain, kind=InboundKind.TAP, tap_id="menu:book"))
        assert not may_join(replace(plain, kind=InboundKind.IMAGE))
        assert not may_join(replace(plain, quoted_id="SM1"))

    @pytest.mark.parametrize("text", ["BAJA", "stop", "Alta"])
    def test_agreed_words_stand_alone(self, text: str) -> None:
        assert not may_join(Inbound("m1", InboundKind.TEXT, text, NOW))
