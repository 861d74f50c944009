"""The life of an appointment: its states, the one table of moves between them, its booking code.

Whether a move may happen now (deadlines, who asks) is for the caller; which moves exist is here.
"""

import re
from collections.abc import Mapping
from enum import Enum

from bot.domain.errors import DomainError


class AppointmentState(Enum):
    """Where an appointment stands; values are stored."""

    HELD = "held"  # slot kept while the deposit is unpaid
    PENDING_PROVIDER = "pending_provider"  # waiting for the provider's answer
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"  # deposit or answer did not come in time
    NO_SHOW = "no_show"
    COMPLETED = "completed"


ACTIVE = frozenset(
    {AppointmentState.HELD, AppointmentState.PENDING_PROVIDER, AppointmentState.CONFIRMED}
)
"""The states that keep the provider's time taken."""
CAME_TO_NOTHING = frozenset(
    {AppointmentState.CANCELLED, AppointmentState.DECLINED, AppointmentState.EXPIRED}
)
"""The states of what is given up or never came about."""


class AppointmentEvent(Enum):
    """What can happen to an appointment."""

    DEPOSIT_PAID = "deposit_paid"
    DEPOSIT_DROPPED = "deposit_dropped"  # what it was asked for in the same visit is cancelled
    PROVIDER_ACCEPTED = "provider_accepted"
    PROVIDER_DECLINED = "provider_declined"
    CUSTOMER_CANCELLED = "customer_cancelled"
    PROVIDER_CANCELLED = "provider_cancelled"
    MOVED = "moved"  # the same appointment, at another time
    HOLD_EXPIRED = "hold_expired"
    REQUEST_EXPIRED = "request_expired"
    MARKED_NO_SHOW = "marked_no_show"
    MARKED_DONE = "marked_done"
    RELEASED = "released"  # its reminder was not answered
    REINSTATED = "reinstated"  # deposit paid after the hold expired, slot still free


_S = AppointmentState
_E = AppointmentEvent

_NEXT: Mapping[tuple[_S, _E], tuple[_S, _S]] = {
    # (state, event): (state when bookings are automatic, state when the provider confirms each)
    (_S.HELD, _E.DEPOSIT_PAID): (_S.CONFIRMED, _S.PENDING_PROVIDER),
    (_S.HELD, _E.DEPOSIT_DROPPED): (_S.CONFIRMED, _S.PENDING_PROVIDER),
    (_S.HELD, _E.MOVED): (_S.HELD, _S.HELD),
    (_S.HELD, _E.HOLD_EXPIRED): (_S.EXPIRED, _S.EXPIRED),
    (_S.HELD, _E.CUSTOMER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.HELD, _E.PROVIDER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.PENDING_PROVIDER, _E.PROVIDER_ACCEPTED): (_S.CONFIRMED, _S.CONFIRMED),
    (_S.PENDING_PROVIDER, _E.PROVIDER_DECLINED): (_S.DECLINED, _S.DECLINED),
    (_S.PENDING_PROVIDER, _E.MOVED): (_S.PENDING_PROVIDER, _S.PENDING_PROVIDER),
    (_S.PENDING_PROVIDER, _E.REQUEST_EXPIRED): (_S.EXPIRED, _S.EXPIRED),
    (_S.PENDING_PROVIDER, _E.CUSTOMER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.PENDING_PROVIDER, _E.PROVIDER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.CONFIRMED, _E.MOVED): (_S.CONFIRMED, _S.PENDING_PROVIDER),
    (_S.CONFIRMED, _E.CUSTOMER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.CONFIRMED, _E.PROVIDER_CANCELLED): (_S.CANCELLED, _S.CANCELLED),
    (_S.CONFIRMED, _E.MARKED_NO_SHOW): (_S.NO_SHOW, _S.NO_SHOW),
    (_S.CONFIRMED, _E.MARKED_DONE): (_S.COMPLETED, _S.COMPLETED),
    (_S.CONFIRMED, _E.RELEASED): (_S.CANCELLED, _S.CANCELLED),
    (_S.EXPIRED, _E.REINSTATED): (_S.CONFIRMED, _S.PENDING_PROVIDER),
}


def next_state(
    state: AppointmentState, event: AppointmentEvent, needs_provider: bool
) -> AppointmentState:
    """Return the state after the event; needs_provider: the provider confirms each job.

    Raises DomainError "invalid_transition" (state, event) when the table has no such move.
    """
    outcome = _NEXT.get((state, event))
    if outcome is None:
        raise DomainError("invalid_transition", state=state.value, event=event.value)
    automatic, asked = outcome
    return asked if needs_provider else automatic


def first_state(has_deposit: bool, needs_provider: bool) -> AppointmentState:
    """Return the state a new appointment is born in; the deposit is asked before the provider."""
    if has_deposit:
        return AppointmentState.HELD
    return AppointmentState.PENDING_PROVIDER if needs_provider else AppointmentState.CONFIRMED


# No 0 O 1 I, which look alike, and no vowels, so that a code never spells a word.
_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ"
_CODE_LENGTH = 4
_CODE = re.compile(rf"(?<!\w)TN[\s.\-–]*([{_ALPHABET}]{{{_CODE_LENGTH}}})(?!\w)")


def booking_code(random_bytes: bytes) -> str:
    """Return "TN-" and four characters, one of 707,281; the same bytes give the same code.

    It is a name, not a secret. Raises ValueError for fewer than four bytes.
    """
    if len(random_bytes) < _CODE_LENGTH:
        raise ValueError(f"needs at least {_CODE_LENGTH} random bytes")
    number = int.from_bytes(random_bytes, "big")
    letters = []
    for _ in range(_CODE_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "TN-" + "".join(letters)


def normalise_code(text: str) -> str | None:
    """Return the first booking code in a text, as booking_code writes it.

    Any case, dash or space ("tn 4kx7", "TN4KX7"), but the TN is needed. None when there is none.
    """
    match = _CODE.search(text.upper())
    return f"TN-{match.group(1)}" if match else None
