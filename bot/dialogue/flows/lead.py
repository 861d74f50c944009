"""Somebody who wants to give appointments here: asked step by step, kept with every answer."""

import re
from collections.abc import Callable, Generator

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.flows import book, confirming
from bot.dialogue.flows.lead_meanwhile import NUMBERS, Meanwhile, is_an_attempt, meanwhile
from bot.dialogue.flows.people import office_later
from bot.dialogue.flows.where import known_zones
from bot.dialogue.offered import stops
from bot.dialogue.orders.office import DropLead, FindLead, KeepLead, LeadKept, SendLead
from bot.dialogue.session import Ask, Question
from bot.dialogue.taps import MenuTap, encode
from bot.dialogue.turn import Steps, Turn, TurnOutcome
from bot.domain.bank_accounts import account_in, looks_like_cbu
from bot.domain.tax_ids import TaxId, TaxIdKind, looks_like_tax_id, tax_id_in
from bot.language.addresses import street_address, zone_named
from bot.language.folding import words
from bot.language.requests import answer_kept, may_be_called, name_in
from bot.language.signup_words import puts_off, resumes, resumes_signup
from bot.messages.replies import Buttons, Choice

Answered = Generator[Command, Outcome, bool]

_FIELDS = ("name", "trade", "zone", "services", "hours", "tax_id", "account")
_CONSENT = "consent"
_SKIPS = {"no", "paso", "despues", "luego", "ninguno", "todavia", "aun"}
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
    question = turn.session.question
    assert question is not None
    if question.about == _CONSENT:
        return (yield from _to_consent(turn))
    is_number = question.about in NUMBERS
    is_given = is_number and _is_given(turn, question.about)
    if not is_given and (other := meanwhile(turn, question.about)) is not None:
        return (yield from _to_other(turn, other))
    if is_number and not is_given:
        return (yield from _to_no_number(turn, question.about))
    if stops(turn) and not is_number:
        yield from drop(turn)
        return True
    kept = yield KeepLead(**_said(turn, question.about))
    assert isinstance(kept, LeadKept)
    _go_on(turn, kept)
    return True


def _to_no_number(turn: Turn, asked: str) -> Answered:
    """What is no right number: one that is wrong, «después», or something else, which is False."""
    looks_right, wrong = _WRONG[asked]
    skips = bool(set(words(turn.reading.text)) & _SKIPS)
    if looks_right(turn.reading.text) or (not skips and is_an_attempt(turn)):
        turn.tell(wrong)
        return True
    if skips:
        yield from skip(turn)
    return skips


def _to_other(turn: Turn, other: Meanwhile) -> Answered:
    """What is said instead of an answer; another task is for others, and False."""
    question = turn.session.question
    assert question is not None
    match other:
        case Meanwhile.ELSE:
            return False
        case Meanwhile.LATER:
            turn.tell("lead.put_off")
            return True
        case Meanwhile.WHY:
            turn.first(turn.t(_REASONS.get(question.about, "lead.why")))
        case Meanwhile.ABOUT:
            turn.first(turn.t("lead.about"))
        case Meanwhile.ON:
            pass
    yield from ask_again(turn)
    return True


def resume(turn: Turn) -> Answered:
    """Go on with what was begun and left, by its name or when nothing else is under way."""
    text = turn.reading.text
    if not (resumes_signup(text) or (turn.session.is_idle and resumes(text))):
        return False
    kept = yield FindLead()
    if not isinstance(kept, LeadKept) or kept.submitted:
        return False
    book.park(turn)
    _go_on(turn, kept)
    return True


def keep_in_mind(turn: Turn) -> Steps:
    """After another task was taken in the middle of signing up: ask again, or say how to go on."""
    session = turn.session
    if session.question is not None and session.question.ask is Ask.LEAD:
        return
    if session.is_idle and turn.outcome is TurnOutcome.ANSWERED and turn.take_back():
        yield from ask_again(turn)
        return
    turn.open_with(turn.t("lead.kept_for_later"))


def _to_consent(turn: Turn) -> Answered:
    """Whether what they said may be kept and seen by the team."""
    if puts_off(turn.reading.text):
        return (yield from _to_other(turn, Meanwhile.LATER))
    if resumes(turn.reading.text):
        return (yield from _to_other(turn, Meanwhile.ON))
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
_REASONS = {"tax_id": "lead.why_tax_id", "account": "lead.why_account"}
_WRONG: dict[str, tuple[Callable[[str], bool], str]] = {
    "tax_id": (looks_like_tax_id, "invoice.wrong_tax_id"),
    "account": (looks_like_cbu, "lead.wrong_account"),
}
