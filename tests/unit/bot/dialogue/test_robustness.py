"""Whatever is said, tapped or sent, and however wrongly it is read: an answer, and nothing rash."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import engine
from bot.dialogue.commands import BookSlot, CancelAppointment, MoveAppointment, SetConsent
from bot.dialogue.turn import TurnOutcome
from bot.domain.appointments import AppointmentState
from bot.domain.errors import DomainError
from bot.language.answers import is_opt_in, is_opt_out
from bot.messages.inbound import InboundKind
from bot.messages.replies import Buttons, Menu
from tests.fakes.conversation import Conversation, choices_of

_INTENTS = (
    "book", "reschedule", "cancel", "check_booking", "pay", "payment_done", "ask_payment_methods",
    "request_invoice", "ask_price", "ask_services", "ask_hours", "ask_location", "inform",
    "select_option", "request_alternatives", "join_waitlist", "running_late", "affirm", "deny",
    "greet", "goodbye", "thank", "talk_to_human", "complain", "rate_service", "opt_out", "opt_in",
    "delete_data", "restart", "help", "bot_challenge", "provider_signup", "view_agenda",
    "block_time", "mark_done", "report_no_show", "propose_time", "out_of_scope", "fallback",
)  # fmt: skip
_WORDS = (
    "si", "no", "dale", "mañana", "a las 17", "a las 8", "el jueves", "corte", "color", "con Laura",
    "con Marcos", "un plomero", "Yerbal 1820", "Caballito", "Palermo", "cancelá", "los dos",
    "el segundo", "más tarde", "otro día", "con otro", "dejá", "dejalo como estaba", "cualquiera",
    "no a las 5, a las 6", "cuánto sale?", "una hora más tarde", "esto es una mierda", "👍", "?",
    "el 31 de febrero", "corte y barba", "masaje", "TN-3222", "un segundo", "lo de siempre",
    "no sé si llego", "en quince días", "a la tardecita", "", "\u202e\u0000{when}", "%s <b>",
)  # fmt: skip
_text = st.one_of(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join), st.text(max_size=60)
)
_act = st.one_of(
    st.tuples(
        st.just("say"), _text, st.sampled_from(_INTENTS), st.sampled_from((0.2, 0.5, 0.7, 1.0))
    ),
    st.tuples(st.just("tap"), st.integers(0, 30)),
    st.tuples(st.just("send"), st.sampled_from(InboundKind)),
    st.tuples(st.just("wait"), st.sampled_from((1, 20, 60, 60 * 13, 60 * 24 * 3, 60 * 24 * 9))),
    st.tuples(st.just("remind")),
    st.tuples(st.just("change")),
)


def _act_out(chat: Conversation, act: Any) -> bool:
    """Do one act; return whether a turn was taken."""
    match act:
        case ("say", text, intent, confidence):
            chat.say(text, intent, confidence)
        case ("tap", number):
            choices = [choice for reply in chat.shown for choice in choices_of(reply)]
            if not choices:
                return False
            chosen = choices[-1 - number % len(choices)]
            chat.tap_id(chosen.id, chosen.title)
        case ("send", kind):
            chat.send(kind)
        case ("wait", minutes):
            chat.wait(minutes=minutes)
            return False
        case ("remind",):
            active = chat.calendar.active()
            chat.reminded = active[0] if active else None
            return False
        case ("change",):
            chat.calendar.own = [replace(one, version=one.version + 1) for one in chat.calendar.own]
            return False
    return True


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(acts=st.lists(_act, min_size=1, max_size=9), provider=st.booleans(), begun=st.booleans())
def test_every_turn_answers_within_the_channels_limits(
    acts: list[Any], *, provider: bool, begun: bool
) -> None:
    chat = Conversation(provider_slug="diego" if provider else None)
    chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
    chat.calendar.appointment("laura.color", "2027-05-20T16:00", state=AppointmentState.HELD)
    if begun:
        chat.say("corte con Laura el viernes", "book")
    for act in acts:
        if not _act_out(chat, act):
            continue
        assert chat.result is not None
        if chat.result.outcome is not TurnOutcome.SILENT:
            assert 1 <= len(chat.replies) <= 3, act
        for reply in chat.replies:
            assert reply.body.strip()
            assert len(reply.body) <= 1600
            is_menu = isinstance(reply, Menu)
            choices = choices_of(reply)
            assert len(choices) <= (10 if is_menu else 3)
            assert all(0 < len(one.title) <= (24 if is_menu else 20) for one in choices)
            assert all(len(one.description) <= 72 and len(one.id) <= 200 for one in choices)
            assert len({one.id for one in choices}) == len(choices)


_RASH = (CancelAppointment, MoveAppointment, BookSlot)


@pytest.mark.parametrize("text", ["eso otro", "mmm", "y bueno viste", "ponele que"])
@pytest.mark.parametrize("intent", _INTENTS)
@pytest.mark.parametrize("confidence", [0.3, 0.5])
@pytest.mark.parametrize("asked", ["nothing", "offer", "cancel"])
def test_a_doubtful_reading_alone_changes_nothing(
    text: str, intent: str, confidence: float, asked: str
) -> None:
    chat = Conversation()
    chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
    if asked == "offer":
        chat.say("corte con Marcos mañana a las 17", "book")
    if asked == "cancel":
        chat.say("cancelame el turno", "cancel")
    chat.calendar.commands.clear()

    chat.say(text, intent, confidence)

    assert not any(isinstance(one, _RASH) for one in chat.calendar.commands)
    assert SetConsent(opted_out=True) not in chat.calendar.commands
    assert chat.calendar.handoff is None


@pytest.mark.parametrize("intent", ["cancel", "opt_out", "goodbye", "deny", "out_of_scope"])
@pytest.mark.parametrize("text", ["dale", "si", "a las 17", "el primero"])
def test_strong_evidence_beats_a_wrong_intent(text: str, intent: str) -> None:
    chat = Conversation()
    chat.say("corte con Laura mañana a las 17", "book")

    chat.say("otros horarios", "request_alternatives") if text == "el primero" else None
    chat.say(text, intent, 0.5)

    assert len(chat.booked) == 1


def test_a_turn_that_goes_round_in_circles_is_an_error() -> None:
    chat = Conversation()
    for _ in range(engine.MOST_COMMANDS + 2):
        chat.calendar.appointment("laura.corte", "2027-05-14T17:00")
    chat.say("cancelá todos mis turnos", "cancel")

    with pytest.raises(DomainError) as caught:
        chat.say("si", "affirm")

    assert caught.value.code == "turn_too_long"


def test_buttons_always_have_something_to_tap() -> None:
    chat = Conversation()
    chat.say("hola", "greet")

    assert all(choices_of(one) for one in chat.replies if isinstance(one, Buttons | Menu))


def test_the_agreed_words_are_whole_messages() -> None:
    assert is_opt_out("BAJA")
    assert not is_opt_out("la calle está de baja")
    assert is_opt_in("Alta!")
