"""What customers and providers read of what the business does in its agenda."""

from collections.abc import Sequence

from actions import notify
from actions.desk import Desk
from bot.domain.appointments import AppointmentState
from bot.domain.cancellation import CancellationTerms
from bot.domain.money import Money
from bot.language import formats
from storage.rows.appointments import AppointmentRow

_NOTICES = {
    AppointmentState.CONFIRMED: "",
    AppointmentState.PENDING_PROVIDER: "_asked",
    AppointmentState.HELD: "_deposit",
}


def tell_customer(desk: Desk, name: str, rows: Sequence[AppointmentRow], **more: str) -> None:
    """Tell of the appointments of a visit that were made or moved for them, as they stand."""
    row = rows[0]
    notice = name + _NOTICES[row.state]
    if row.state is AppointmentState.HELD:
        asked = deposit_of(rows)
        more |= {"until": _until(desk, row), "deposit": formats.money(asked)}
        notice = notice if asked.centavos else name  # another of the visit waits for the deposit
    reply = notify.about_visit(desk, notice, rows, **more)
    notify.tell_customer(desk, row, reply, f"{name}:{row.id}:{row.version}")


def tell_of_series(desk: Desk, name: str, rows: Sequence[AppointmentRow]) -> None:
    """Tell of all appointments of a series at once, earliest first."""
    row, last, dates = rows[0], rows[-1], notify.dates_of(desk, rows)
    more = {
        "count": str(len(dates)),
        "last": formats.long_when(last.starts_at, desk.catalogue.zone),
    }
    notice = name
    if row.state is AppointmentState.HELD and (asked := deposit_of(rows)).centavos:
        more |= {"until": _until(desk, row), "deposit": formats.money(asked)}
        notice = f"{name}_deposit"
    reply = notify.about_visit(desk, notice, next(iter(dates.values())), **more)
    notify.tell_customer(desk, row, reply, f"{name}:{row.id}:{row.version}")


def tell_provider(desk: Desk, name: str, row: AppointmentRow) -> None:
    """Tell the provider of one appointment."""
    reply = notify.about(desk, name, row)
    notify.tell_provider(desk, row, reply, f"{name}:{row.id}:{row.version}")


def told(desk: Desk, terms: CancellationTerms) -> str:
    """Return what becomes of the deposit, as the customer reads it."""
    if terms.deposit is None:
        return desk.phrases("told.no_deposit")
    if terms.refund is not None:
        return desk.phrases("told.refunded", amount=formats.money(terms.refund))
    if terms.credit is not None:
        return desk.phrases("told.credited", amount=formats.money(terms.credit))
    return desk.phrases("told.kept")


def deposit_of(rows: Sequence[AppointmentRow]) -> Money:
    """Return the deposits of some appointments together."""
    return Money(sum(one.deposit_centavos or 0 for one in rows))


def _until(desk: Desk, row: AppointmentRow) -> str:
    """Return until what hour a place is held."""
    assert row.hold_expires_at is not None
    return formats.hour(row.hold_expires_at.astimezone(desk.catalogue.zone).time())
