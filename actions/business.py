"""A provider's own business, as they ask or say by message: takings, prices, services."""

from actions.desk import Desk
from bot.dialogue.commands import Done
from bot.dialogue.orders.business import (
    AddService,
    ServiceAdded,
    ServiceKnown,
    SetPrices,
    SummedUp,
    SumUp,
)
from bot.domain.intervals import Interval
from bot.domain.money import Money
from bot.domain.schedule import local_day
from storage.repositories import own_services, takings


def sum_up(desk: Desk, command: SumUp, provider_id: int) -> SummedUp:
    """Add up what a provider earned on some days."""
    zone = desk.catalogue.zone
    window = Interval(local_day(command.first, zone).start, local_day(command.last, zone).end)
    done = takings.done(desk.db, provider_id, window, now=desk.now)
    ahead = takings.ahead(desk.db, provider_id, window, now=desk.now)
    return SummedUp(
        done=done.count,
        earned=Money(done.centavos),
        unclosed=takings.unclosed(desk.db, provider_id, window, now=desk.now).count,
        deposits=Money(takings.deposits(desk.db, provider_id, window)),
        ahead=ahead.count,
        expected=Money(ahead.centavos),
    )


def set_prices(desk: Desk, command: SetPrices, provider_id: int) -> Done:
    """Let services of a provider cost something else; those of others are left as they are."""
    own_services.lock_catalogue(desk.db)
    for new in command.prices:
        if desk.catalogue.service(new.service_id).provider_id != provider_id:
            continue
        own_services.set_price(desk.db, new.service_id, new.price, command.valid_from, now=desk.now)
        desk.note("price.set", provider_id=provider_id, service_id=new.service_id)
    return Done()


def add_service(desk: Desk, command: AddService, provider_id: int) -> ServiceAdded | ServiceKnown:
    """Let a provider offer one thing more, unless they offer it already."""
    own_services.lock_catalogue(desk.db)
    known = own_services.named(desk.db, provider_id, command.name)
    if known is not None and known.id is not None:
        return ServiceKnown(known.id)
    row = own_services.add_service(
        desk.db, provider_id, command.name, command.duration, command.price
    )
    assert row.id is not None
    desk.note("service.added", provider_id=provider_id, service_id=row.id)
    return ServiceAdded(row.id)
