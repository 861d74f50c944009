"""Reaching a person, and what the bot may send: handing over, opting out and in."""

from enum import Enum

from bot.dialogue.commands import AskForHuman, SetConsent, SetPromotions
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Handover, Steps, Turn, TurnOutcome
from bot.messages.inbound import InboundKind
from bot.messages.replies import Buttons, Choice


class HandoffReason(Enum):
    """Why a person was asked for."""

    ASKED = "asked"
    MISUNDERSTOOD = "misunderstood"
    COMPLAINT = "complaint"
    EMERGENCY = "emergency"
    INVOICE = "invoice"
    PERSONAL_DATA = "personal_data"
    PROVIDER_SIGNUP = "provider_signup"
    PROVIDER_REQUEST = "provider_request"
    WAITLIST = "waitlist"


def hand_over(turn: Turn, reason: HandoffReason, phrase: str) -> Steps:
    """Put the conversation into the queue of people; the bot goes on until one takes it."""
    yield AskForHuman(reason.value)
    turn.outcome = TurnOutcome.HANDED_OFF
    if turn.input.person.handover is Handover.WAITING:
        turn.tell("human.still_waiting")
        return
    turn.tell(phrase, later=office_later(turn))


def office_later(turn: Turn) -> str:
    """Return when people of the team answer, or nothing while they do."""
    local = turn.now.astimezone(turn.zone)
    spans = turn.catalogue.policies.office_hours.days[local.weekday()]
    is_open = any(span.start <= local.time() < span.end for span in spans)
    return "" if is_open else turn.t("human.out_of_hours")


def offer_human(turn: Turn, phrase: str) -> None:
    """Offer a person with a button, and the main menu beside it."""
    turn.ask(Question(Ask.HUMAN, None))
    turn.say(
        Buttons(
            turn.t(phrase),
            (
                Choice(encode(MenuTap("human")), turn.t("button.human")),
                Choice(encode(MenuTap("book")), turn.t("button.menu_book")),
                Choice(encode(MenuTap("mine")), turn.t("button.menu_mine")),
            ),
        )
    )


def opt_out(turn: Turn) -> Steps:
    """Stop every message the bot starts; appointments stay, and it still answers."""
    yield SetConsent(opted_out=True, tapped=_is_tapped(turn))
    turn.tell("consent.out")


def opt_in(turn: Turn) -> Steps:
    """Allow the messages the bot starts again."""
    yield SetConsent(opted_out=False, tapped=_is_tapped(turn))
    turn.tell("consent.in")


def want_promotions(turn: Turn) -> Steps:
    """Allow promotions, which nobody is sent who has not asked for them."""
    yield SetPromotions(wanted=True, tapped=_is_tapped(turn))
    turn.tell("consent.promotions_in")


def refuse_promotions(turn: Turn) -> Steps:
    """Stop promotions; notices and reminders go on."""
    yield SetPromotions(wanted=False, tapped=_is_tapped(turn))
    turn.tell("consent.promotions_out")


def _is_tapped(turn: Turn) -> bool:
    return turn.input.inbound.kind is InboundKind.TAP
