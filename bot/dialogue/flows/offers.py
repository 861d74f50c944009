"""Showing free places: as buttons, as a list, or as one place to say yes to."""

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue import describe
from bot.dialogue.describe import cut, provider_title, slot_title
from bot.dialogue.flows import visit
from bot.dialogue.flows.wishes import as_offered, as_slot
from bot.dialogue.session import Ask, Flow, Offer, OfferedSlot, Question
from bot.dialogue.taps import MenuTap, OtherTimesTap, SlotTap, encode
from bot.dialogue.turn import Turn
from bot.domain.availability import Slot
from bot.domain.policy_choices import DepositFate
from bot.language import formats
from bot.messages.replies import Buttons, Choice, Menu, Reply

MOST_BUTTONS = 3
MOST_ROWS = 9
_DEPOSIT_OFFERS = {
    DepositFate.REFUNDED: "offer.one_with_deposit",
    DepositFate.CREDITED: "offer.one_with_deposit_credited",
    DepositFate.KEPT: "offer.one_with_deposit_kept",
}


def show(
    turn: Turn,
    slots: Sequence[Slot],
    body: str,
    *,
    seen: tuple[OfferedSlot, ...] = (),
    can_wait: bool = False,
) -> None:
    """Offer slots under some words; the next answer is read as a pick among them.

    seen: what was offered before for the same wish. can_wait: waiting for what is taken is put
    beside them.
    """
    offered = tuple(as_offered(slot) for slot in slots[:MOST_ROWS])
    offer = Offer(turn.session.turn, offered, seen, can_wait=can_wait)
    turn.ask(Question(Ask.SLOT, turn.draft.flow))
    turn.change(offer=offer)
    turn.say(_render(turn, offer, body))


def show_with_other(turn: Turn, slot: Slot, other: Slot) -> None:
    """Propose one slot, with one of another day beside it as a button."""
    also = (as_offered(other),)
    offer = Offer(turn.session.turn, (as_offered(slot),), also=also)
    turn.ask(Question(Ask.SLOT, turn.draft.flow))
    turn.change(offer=offer)
    turn.say(_render(turn, offer, proposal(turn, slot)))


def show_again(turn: Turn, words: str = "offer.again") -> None:
    """Repeat the present offer, so that a side question does not lose it; its buttons stay good."""
    offer = turn.session.offer
    assert offer is not None
    kept = tuple(one for one in offer.slots if turn.catalogue.has_service(one.service_id))
    if not kept:
        turn.ask(Question(Ask.TIME, turn.draft.flow))
        turn.tell("ask.other_time")
        return
    alone = len(kept) == 1
    body = proposal(turn, as_slot(turn, kept[0])) if alone else turn.t(words)
    turn.change(offer=replace(offer, slots=kept))
    turn.say(_render(turn, replace(offer, slots=kept), body))


def proposal(turn: Turn, slot: Slot) -> str:
    """Return the words that propose one slot, with price, and deposit where one is asked."""
    service = turn.catalogue.service(slot.service_id)
    provider = turn.catalogue.provider(slot.provider_id)
    if turn.draft.flow is Flow.MOVE:
        return turn.t(
            "offer.move_one",
            service=service.name,
            provider=provider.first_name,
            when=formats.long_when(slot.start, turn.zone),
        )
    deposit = visit.deposit(turn, slot)
    policies = turn.catalogue.policies_of(service.id)
    if provider.must_accept and not deposit:
        phrase = "offer.one_to_ask"
    else:
        phrase = _DEPOSIT_OFFERS[policies.early_paid_deposit] if deposit else "offer.one"
    hours = visit.hours(turn, slot)
    if hours:
        turn.first(turn.t("visit.hours", hours=hours))
    return turn.t(
        phrase,
        place=describe.place(turn.input.phrases, provider, turn.draft.address),
        service=visit.name(turn, service),
        provider=provider.first_name,
        when=formats.long_when(slot.start, turn.zone),
        price=visit.price(turn, slot),
        notice=describe.notice(turn, service.id),
        deposit=deposit,
    )


def _render(turn: Turn, offer: Offer, body: str) -> Reply:
    slots = [as_slot(turn, offered) for offered in offer.slots]
    waiting = (wait_choice(turn),) if offer.can_wait else ()
    if len(slots) == 1:
        asks = turn.catalogue.provider(slots[0].provider_id).must_accept
        yes = "button.ask_yes" if asks else "button.book_yes"
        yes = "button.move_yes" if turn.draft.flow is Flow.MOVE else yes
        others = [as_slot(turn, offered) for offered in offer.also]
        return Buttons(
            body,
            (
                Choice(_tap(offer, slots[0]), turn.t(yes)),
                *(Choice(_tap(offer, slot), slot_title(turn.catalogue, slot)) for slot in others),
                Choice(encode(OtherTimesTap(offer.id)), turn.t("button.other_times")),
                *waiting,
            ),
        )
    several_providers = len({slot.provider_id for slot in slots}) > 1
    if len(slots) + len(waiting) <= MOST_BUTTONS and not several_providers:
        shown = [Choice(_tap(offer, slot), slot_title(turn.catalogue, slot)) for slot in slots]
        return Buttons(body, (*shown, *waiting))
    same_start = len({slot.start for slot in slots}) == 1
    title = provider_title if same_start else slot_title
    rows = tuple(
        Choice(_tap(offer, slot), title(turn.catalogue, slot), _description(turn, slot))
        for slot in slots
    )
    other = Choice(
        encode(OtherTimesTap(offer.id)), turn.t("row.other_times"), turn.t("row.other_times_hint")
    )
    if not waiting:
        return Menu(body, turn.t("button.see_times"), (*rows, other))
    words = f"{body} {turn.t('offer.may_wait')}"
    wait = replace(waiting[0], description=turn.t("row.wait_hint"))
    return Menu(words, turn.t("button.see_times"), (*rows, other, wait))


def _description(turn: Turn, slot: Slot) -> str:
    """Return «Corte y Color con Laura · $ 47.000»: all that is done in the visit, and its price."""
    words = turn.t(
        "slot.description",
        service=visit.name(turn, turn.catalogue.service(slot.service_id)),
        provider=turn.catalogue.provider(slot.provider_id).first_name,
        price=visit.price(turn, slot),
    )
    return cut(words, 72)


def wait_choice(turn: Turn) -> Choice:
    """Return the choice to be told when what is taken is freed."""
    return Choice(encode(MenuTap("wait")), turn.t("button.wait"))


def _tap(offer: Offer, slot: Slot) -> str:
    return encode(SlotTap(offer.id, slot.service_id, slot.start))
