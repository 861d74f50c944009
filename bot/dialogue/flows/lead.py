"""Somebody who wants to give appointments here: asked step by step, kept with every answer."""

import re
from collections.abc import Callable, Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import confirming
from bot.dialogue.flows.people import office_later
from bot.dialogue.flows.questions import ANSWERS
from bot.dialogue.flows.where import known_zones
from bot.dialogue.offered import stops
from bot.dialogue.orders.office import DropLead, KeepLead, LeadKept, SendLead
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import FALLBACK, Steps, Turn
from bot.domain.bank_accounts import account_in, looks_like_cbu
from bot.domain.tax_ids import TaxId, TaxIdKind, looks_like_tax_id, tax_id_in
from bot.language.addresses import street_address, zone_named
from bot.language.folding import words
from bot.language.requests import answer_kept, may_be_called, name_in
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]

_FIELDS = ("name", "trade", "zone", "services", "hours", "tax_id", "account")
NUMBERS = ("tax_id", "account")
"""Fields that may come later: their answers are told from anything else by themselves."""
_CONSENT = "consent"
_OWN_TASKS = ("cancel", "reschedule", "check_booking", "talk_to_human", "complain", "opt_out")
_SKIPS = {"no", "paso", "despues", "luego", "ninguno", "todavia", "aun"}
# The rest is about the number, or nothing: «mi alias es …» reads as wanting to pay.
_NO_TASK = {
    "inform",
    "select_option",
    "affirm",
    "greet",
    "thank",
    "provider_signup",
    "pay",
    FALLBACK,
}
_SKIPPED = ""
_ZONE_OF = re.compile(r"^(?:la )?(?:zona|barrio) (?:de |del )?", re.IGNORECASE)


def sign_up(turn: Turn) -> Steps:
    """Begin, or go on with, what somebody says of themselves and their work."""
    if turn.input.person.provider_id is not None:
        turn.tell("lead.already")
        return
    kept = yield KeepLead(**_said(turn, None))
    assert isinstance(kept, LeadKept)
    if kept.submitted:
        turn.change(question=None)
        turn.tell("lead.known", later=office_later(turn))
        return
    if not any(getattr(kept, name) for name in _FIELDS[3:]):
        turn.first(turn.t("lead.welcome"))
    _go_on(turn, kept)


def to_lead(turn: Turn) -> Answered:
    """The answer to what was asked last, in their own words."""
    question, reading = turn.session.question, turn.reading
    assert question is not None
    if question.about == _CONSENT:
        return (yield from _to_consent(turn))
    if stops(turn) and question.about not in NUMBERS:
        yield from drop(turn)
        return True
    if reading.is_any(*_OWN_TASKS) or (reading.intent in ANSWERS and reading.asks):
        return False
    if question.about in NUMBERS and not _is_given(turn, question.about):
        wrong = _WRONG[question.about]
        skips = bool(set(words(reading.text)) & _SKIPS)
        if wrong[0](reading.text) or (not skips and _is_an_attempt(turn)):
            turn.tell(wrong[1])
            return True
        if not skips:
            return False
        yield from skip(turn)
        return True
    kept = yield KeepLead(**_said(turn, question.about))
    assert isinstance(kept, LeadKept)
    _go_on(turn, kept)
    return True


def _is_an_attempt(turn: Turn) -> bool:
    """Whether a message that is no right number was meant for one: it is about nothing else."""
    reading = turn.reading
    is_else = reading.says_what or reading.says_when or reading.asks
    return not is_else and not (reading.sure and reading.intent not in _NO_TASK)


def _to_consent(turn: Turn) -> Answered:
    """Whether what they said may be kept and seen by the team."""
    agreed = confirming.said(turn)
    if agreed is None:
        return False
    yield from (agree(turn) if agreed else drop(turn))
    return True


def agree(turn: Turn) -> Steps:
    """Put what they said before the team, as they agreed to."""
    if not _asks(turn, _CONSENT):
        yield from ask_again(turn)
        return
    yield from _submit(turn)


def drop(turn: Turn) -> Steps:
    """Forget what they said of themselves."""
    yield DropLead()
    turn.change(question=None)
    turn.tell("lead.dropped")


def skip(turn: Turn) -> Steps:
    """Go on without what was asked last, where that may come later."""
    question = turn.session.question
    if question is None or not _asks(turn, *NUMBERS):
        yield from ask_again(turn)
        return
    kept = yield KeepLead(**{question.about: _SKIPPED})
    assert isinstance(kept, LeadKept)
    _go_on(turn, kept)


def _asks(turn: Turn, *about: str) -> bool:
    question = turn.session.question
    return question is not None and question.ask is Ask.LEAD and question.about in about


def ask_again(turn: Turn) -> Steps:
    """Repeat what is still asked."""
    kept = yield KeepLead()
    assert isinstance(kept, LeadKept)
    _go_on(turn, kept)


def _go_on(turn: Turn, kept: LeadKept) -> None:
    missing = next((name for name in _FIELDS if getattr(kept, name) is None), None)
    if missing is None:
        _ask_consent(turn, kept)
        return
    turn.ask(Question(Ask.LEAD, about=missing))
    if missing in NUMBERS:
        skips = Choice(encode(MenuTap("lead_skip")), turn.t("button.lead_skip"))
        turn.say(Buttons(turn.t(_QUESTIONS[missing]), (skips,)))
        return
    turn.tell(_QUESTIONS[missing])


def _ask_consent(turn: Turn, kept: LeadKept) -> None:
    """Read back what they said, and ask whether the team may keep and see it."""
    turn.ask(Question(Ask.LEAD, about=_CONSENT))
    given = {name: getattr(kept, name) or turn.t("lead.later") for name in _FIELDS}
    if kept.tax_id:
        given["tax_id"] = str(TaxId(TaxIdKind.CUIT, kept.tax_id))
    turn.say(
        Buttons(
            turn.t("lead.consent", **given),
            (
                Choice(encode(MenuTap("lead_agree")), turn.t("button.lead_agree")),
                Choice(encode(MenuTap("lead_drop")), turn.t("button.lead_drop")),
            ),
        )
    )


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
    account = account_in(text) if asked == "account" else None
    if account is not None:
        found["account"] = account
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
    if asked is not None and asked not in NUMBERS:
        rest = _without(text, found) if asked in ("name", "trade") else text
        if asked == "name":
            rest = name_in(text) or rest
        kept = answer_kept(rest)
        if kept and (asked not in ("name", "trade") or may_be_called(kept)):
            found[asked] = kept
    return found


def _is_given(turn: Turn, field: str) -> bool:
    """Whether a message holds a right number for what was asked."""
    text = turn.reading.text
    if field == "tax_id":
        return tax_id_in(text) is not None
    return account_in(text) is not None


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
    "tax_id": "lead.tax_id",
    "account": "lead.account",
}
_WRONG: dict[str, tuple[Callable[[str], bool], str]] = {
    "tax_id": (looks_like_tax_id, "invoice.wrong_tax_id"),
    "account": (looks_like_cbu, "lead.wrong_account"),
}
