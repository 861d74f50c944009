"""Who comes, when it is not the one who writes: noted with the booking, never in its way."""

from collections.abc import Generator
from dataclasses import replace

from bot.dialogue.commands import Command, Outcome
from bot.dialogue.orders.habits import NameGuest
from bot.dialogue.session import Draft
from bot.dialogue.turn import Turn
from bot.language.party import drops_out, only_a_name


def noted(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with who comes and how many, as far as this message says."""
    said = turn.reading.party
    if said.count is not None:
        draft = replace(draft, people=said.count)
    elif one_less(turn, draft):
        draft = replace(draft, people=draft.people - 1)
    if said.kin is None and said.name is None:
        return draft
    kin = said.kin or draft.guest_kin
    changed = replace(draft, guest_kin=kin, guest_name=said.name)
    if changed != draft:
        _say_noted(turn, kin, said.name)
    return changed


def one_less(turn: Turn, draft: Draft) -> bool:
    """Whether one of the several for whom something is being booked does not come after all."""
    return draft.people > 1 and drops_out(turn.reading.text)


def label(turn: Turn, draft: Draft) -> str | None:
    """Return who comes as the provider reads it; None when it is the writer."""
    if draft.guest_name is not None or draft.guest_kin is None:
        return draft.guest_name
    return turn.t("guest.kin", kin=draft.guest_kin)


def take_name(turn: Turn) -> bool:
    """Take a message that is only a name for the guest's, when that is still open."""
    draft, reading = turn.session.draft, turn.reading
    if draft is None or draft.guest_kin is None or draft.guest_name is not None:
        return False
    if reading.party.name is not None:
        turn.redraft(guest_name=reading.party.name)
        return False  # there may be more in it: «sí, se llama Marta»
    says_more = reading.yes_no is not None or reading.says_when or reading.says_what
    name = only_a_name(reading.text)
    if name is None or says_more or reading.cues or reading.intent not in _MAY_BE_A_NAME:
        return False
    turn.redraft(guest_name=name)
    _say_noted(turn, draft.guest_kin, name)
    return True


def correct(turn: Turn, appointment_id: int) -> Generator[Command, Outcome, bool]:
    """Note that the appointment made a moment ago is for somebody else; False if not said."""
    said = turn.reading.party
    if said.kin is None and said.name is None:
        return False
    yield NameGuest(appointment_id, said.name or turn.t("guest.kin", kin=said.kin))
    _say_noted(turn, said.kin, said.name)
    return True


def _say_noted(turn: Turn, kin: str | None, name: str | None) -> None:
    if name is not None:
        turn.first(turn.t("guest.noted_name", name=name))
    else:
        turn.first(turn.t("guest.noted_kin", kin=kin))


_MAY_BE_A_NAME = ("inform", "fallback", "select_option", "out_of_scope", "provider_signup")
