"""Somebody who wants to give appointments here: asked step by step, kept with every answer."""

import re
from collections.abc import Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows.people import office_later
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.flows.where import known_zones
from bot.dialogue.offered import stops
from bot.dialogue.orders.office import DropLead, KeepLead, LeadKept, SendLead
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Steps, Turn
from bot.domain.tax_ids import TaxIdKind, looks_like_tax_id, tax_id_in
from bot.language.addresses import street_address, zone_named
from bot.language.folding import words
from bot.language.requests import answer_kept, name_in
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]

_FIELDS = ("name", "trade", "zone", "services", "hours", "tax_id")
_OWN_TASKS = ("cancel", "reschedule", "check_booking", "talk_to_human", "complain", "opt_out")
_SKIPS = {"no", "paso", "despues", "luego", "ninguno", "todavia", "aun"}
_SKIPPED = ""
_ZONE_OF = re.compile(r"^(?:la )?(?:zona|barrio) (?:de |del )?", re.IGNORECASE)


def sign_up(turn: Turn) -> Steps:
    """Begin, or go on with, what somebody says of themselves and their work."""
    kept = yield KeepLead(**_said(turn, None))
    assert isinstance(kept, LeadKept)
    if kept.submitted:
        turn.change(question=None)
        turn.tell("lead.known", later=office_later(turn))
        return
    if not any(getattr(kept, name) for name in _FIELDS[3:]):
        turn.first(turn.t("lead.welcome"))
    yield from _go_on(turn, kept)


def to_lead(turn: Turn) -> Answered:
    """The answer to what was asked last, in their own words."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    if stops(turn) and question.about != "tax_id":
        yield DropLead()
        turn.change(question=None)
        turn.tell("lead.dropped")
        return True
    if reading.is_any(*_OWN_TASKS) or (reading.intent in ANSWERS and reading.asks):
        return False
    if question.about == "tax_id" and tax_id_in(reading.text) is None:
        if looks_like_tax_id(reading.text):
            turn.tell("invoice.wrong_tax_id")
            return True
        if not set(words(reading.text)) & _SKIPS:
            return False
        yield from skip(turn)
        return True
    kept = yield KeepLead(**_said(turn, question.about))
    assert isinstance(kept, LeadKept)
    yield from _go_on(turn, kept)
    return True


def skip(turn: Turn) -> Steps:
    """Go on without a tax number."""
    yield KeepLead(tax_id=_SKIPPED)
    yield from _submit(turn)


def ask_again(turn: Turn) -> Steps:
    """Repeat what is still asked."""
    kept = yield KeepLead()
    assert isinstance(kept, LeadKept)
    yield from _go_on(turn, kept)


def _go_on(turn: Turn, kept: LeadKept) -> Steps:
    missing = next((name for name in _FIELDS if getattr(kept, name) is None), None)
    if missing is None:
        yield from _submit(turn)
        return
    turn.ask(Question(Ask.LEAD, about=missing))
    if missing == "tax_id":
        skips = Choice(encode(MenuTap("lead_skip")), turn.t("button.lead_skip"))
        turn.say(Buttons(turn.t("lead.tax_id"), (skips,)))
        return
    turn.tell(_QUESTIONS[missing])


def _submit(turn: Turn) -> Steps:
    sent = yield SendLead()
    turn.change(question=None)
    if not isinstance(sent, LeadKept):
        turn.tell("tap.gone")
        return
    turn.tell(
        "lead.submitted",
        name=(sent.name or "").split(" ")[0],
        trade=sent.trade,
        zone=sent.zone,
        later=office_later(turn),
    )


def _said(turn: Turn, asked: str | None) -> dict[str, str]:
    """Return what a message tells of somebody, by field; the rest of it answers what was asked."""
    reading, text = turn.reading, turn.reading.text
    found: dict[str, str] = {}
    tax_id = tax_id_in(text)
    if tax_id is not None and tax_id.kind is TaxIdKind.CUIT:
        found["tax_id"] = tax_id.digits
    if asked is None:
        trade = reading.services[0] if reading.services else _trade(turn)
        if trade:
            found["trade"] = trade
        name = name_in(text)
        if name is not None and (trade is None or name.lower() not in trade.lower()):
            found["name"] = name
    zone = zone_named(text, known_zones(turn)) or (reading.zones[0] if reading.zones else None)
    if asked in (None, "name", "trade") and zone:
        found["zone"] = street_address(text) or _ZONE_OF.sub("", ", ".join(reading.zones)) or zone
    if asked is not None and asked != "tax_id":
        rest = _without(text, found) if asked in ("name", "trade") else text
        if asked == "name":
            rest = name_in(text) or rest
        kept = answer_kept(rest)
        if kept:
            found[asked] = kept
    return found


def _trade(turn: Turn) -> str | None:
    trades = turn.reading.named.trades
    return trades[0].trade if trades else None


def _without(text: str, found: dict[str, str]) -> str:
    """Return a text without the zone said in it: «Julio Vera, Almagro» → «Julio Vera»."""
    zone = found.get("zone")
    if zone is None:
        return text
    head = text.split(",")[0]
    return head if zone.lower() not in head.lower() else text


_QUESTIONS = {
    "name": "lead.name",
    "trade": "lead.trade",
    "zone": "lead.zone",
    "services": "lead.services",
    "hours": "lead.hours",
}
