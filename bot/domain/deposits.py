"""Whether a deposit is asked of somebody, how much, and whether it goes along when they move."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.money import Money
from bot.domain.policy_choices import DepositFor, DepositOnMove
from bot.domain.rules import Policies


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands with the business: appointments they came to, and those they missed."""

    visits: int = 0
    no_shows: int = 0


STRANGER = Standing()


def deposit_due(
    policies: Policies, price: Money, fixed: Money | None, standing: Standing = STRANGER
) -> Money | None:
    """Return the deposit asked for one appointment; None when there is none, never zero.

    fixed: the amount that is set for the service itself, which counts before the policies' own. It
    is never more than the price.
    """
    if not _is_asked(policies.deposit_for, standing):
        return None
    amount = fixed or policies.deposit_amount or price.share(policies.deposit_percent)
    return (min(amount, price) if price else amount) or None


def _is_asked(of: DepositFor, standing: Standing) -> bool:
    return {
        DepositFor.ALL: True,
        DepositFor.NEW_CUSTOMERS: standing.visits == 0,
        DepositFor.AFTER_NO_SHOW: standing.no_shows > 0,
        DepositFor.NOBODY: False,
    }[of]


def goes_along(policies: Policies, start: datetime, moves: int, now: datetime) -> bool:
    """Whether a paid deposit goes to the new time of an appointment that is moved at `now`.

    start: the time that is given up. moves: how often it was moved before.
    """
    if policies.deposit_on_move is DepositOnMove.CARRIED_OVER:
        return True
    return moves == 0 and now <= start - policies.free_cancellation_until
