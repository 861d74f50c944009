"""«Lo mismo de siempre»: the last service, provider and hour, on the first free day."""

from collections.abc import Generator
from dataclasses import replace

from bot.dialogue.commands import AppointmentView, Command, FindSlots, Outcome, SlotsFound
from bot.dialogue.flows import book, guests, offers, where
from bot.dialogue.flows.narrowing import with_services
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import lay_over, wishes
from bot.dialogue.orders.habits import RecallUsual, UsualRecalled
from bot.dialogue.session import Draft, Flow, Hours
from bot.dialogue.turn import Steps, Turn
from bot.language.addresses import zone_named


def last_one(turn: Turn) -> Generator[Command, Outcome, AppointmentView | None]:
    """Return what this person had last; None when that was never, or is not done any more."""
    recalled = yield RecallUsual()
    assert isinstance(recalled, UsualRecalled)
    last = recalled.appointment
    return last if last is not None and turn.catalogue.has_service(last.service_id) else None


def repeat(turn: Turn) -> Steps:
    """Propose what this person had last; what they say besides counts more."""
    last = yield from last_one(turn)
    if last is None:
        turn.first(turn.t("usual.none"))
        yield from book.begin(turn)
        return
    draft = guests.noted(turn, lay_over(_as_last_time(turn, last), turn.reading.times))
    turn.change(draft=draft, question=None, offer=None)
    turn.redraft(service_ids=with_services(turn, draft).service_ids)
    turn.change(topic=turn.draft.service_ids)
    yield from _propose(turn)


def _as_last_time(turn: Turn, last: AppointmentView) -> Draft:
    clock = last.start.astimezone(turn.zone).time()
    zones = where.known_zones(turn)
    return Draft(
        Flow.BOOK,
        service_ids=(last.service_id,),
        hours=(Hours(clock, clock, exact=True),),
        address=last.address,
        zone=zone_named(last.address, zones) if last.address else None,
    )


def _propose(turn: Turn) -> Steps:
    """Put the first free place to them: one yes is enough."""
    if not where.is_settled(turn):
        return
    draft = turn.draft
    found = yield FindSlots(draft.service_ids, wishes(draft))
    assert isinstance(found, SlotsFound)
    service = turn.catalogue.service(draft.service_ids[0])
    provider = turn.catalogue.provider(service.provider_id)
    turn.first(turn.t("usual.noted", service=service.name, provider=provider.first_name))
    if found.matching:
        first = found.matching[0]
        offers.show(turn, [first], offers.proposal(turn, first))
        return
    if not draft.days:
        turn.change(draft=replace(draft, hours=()))  # never at that hour: then at any
    yield from search(turn)
