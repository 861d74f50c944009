"""Which offered services a message leaves possible, given what was possible before it."""

from dataclasses import replace

from bot.dialogue import describe
from bot.dialogue.session import Draft
from bot.dialogue.turn import Turn
from bot.domain.catalogue import Provider
from bot.language import formats
from bot.language.cues import Cue
from bot.language.names import (
    listed_beside,
    service_with,
    services_in,
    services_refused,
    services_together,
)

_TWO = 2


def with_services(turn: Turn, draft: Draft) -> Draft:
    """Return the draft with the services that are still possible after this message."""
    named = turn.reading.named
    of_one = named.providers or describe.providers_of(turn, draft.service_ids)
    together = services_together(turn.reading.text, of_one or turn.catalogue.providers)
    if together and named.services:
        rest = tuple(service.name for service in together[0][1:])
        return replace(draft, service_ids=tuple(some[0].id for some in together), then=rest)
    if named.services and Cue.ADDS in turn.reading.cues:
        added = _added(turn, draft)
        if added is not None:
            return added
    if named.services:
        _note_what_they_do_not(turn)
        return replace(draft, service_ids=_by_service(turn, draft), then=())
    if draft.then:
        draft = _fewer(turn, draft)
    if Cue.EVERYTHING in turn.reading.cues and not draft.then:
        draft = _both(turn, draft)
    unwanted = {provider.id for provider in named.refused}
    wants_other = Cue.OTHER_PERSON in turn.reading.cues or bool(unwanted)
    if draft.service_ids and wants_other and not named.providers:
        return replace(draft, service_ids=_of_others(turn, draft), any_provider=True)
    if named.providers:
        return replace(draft, service_ids=_by_provider(turn, draft, named.providers))
    if named.trades and not draft.service_ids:
        ids = tuple(service.id for provider in named.trades for service in provider.services)
        return replace(draft, service_ids=ids)
    return draft


def takes_out(turn: Turn) -> bool:
    """Whether a service of the visit that is being booked is not wanted any more."""
    draft = turn.session.draft
    return draft is not None and bool(draft.then) and _fewer(turn, draft) != draft


def _fewer(turn: Turn, draft: Draft) -> Draft:
    """Return the draft without what is taken out of the visit; one service at least stays."""
    first = turn.catalogue.service(draft.service_ids[0])
    provider = turn.catalogue.provider(first.provider_id)
    out = {one.name for one in services_refused(turn.reading.text, provider)}
    left = [name for name in (first.name, *draft.then) if name not in out]
    if not left or len(left) > len(draft.then):
        return draft
    ids = tuple(one.id for one in provider.services if one.name == left[0])
    return replace(draft, service_ids=ids, then=tuple(left[1:]))


def _both(turn: Turn, draft: Draft) -> Draft:
    """Return the draft of «los dos» where two services of one provider are possible."""
    services = [turn.catalogue.service(one) for one in draft.service_ids]
    if len(services) != _TWO or services[0].provider_id != services[1].provider_id:
        return draft
    return replace(draft, service_ids=(services[0].id,), then=(services[1].name,))


def _added(turn: Turn, draft: Draft) -> Draft | None:
    """Return the draft with one more service in the same visit; None when that can't be."""
    ids = {one.provider_id: one.name for one in turn.reading.named.services}
    able = tuple(one for one in draft.service_ids if turn.catalogue.service(one).provider_id in ids)
    if not able or len(describe.service_names(turn, draft.service_ids)) > 1:
        return None
    more = ids[turn.catalogue.service(able[0]).provider_id]
    if more in (*draft.then, turn.catalogue.service(able[0]).name):
        return None
    return replace(draft, service_ids=able, then=(*draft.then, more))


def _note_what_they_do_not(turn: Turn) -> None:
    """Say what else was asked for that the named provider does not do («… y barba con Laura»)."""
    named = turn.reading.named
    if len(named.providers) != 1:
        return
    others = listed_beside(turn.reading.text, named.providers[0], turn.catalogue)
    if others:
        who, what = named.providers[0].first_name, formats.all_of(others)
        turn.first(turn.t("provider.does_not", provider=who, service=what))


def same_with_others(turn: Turn, service_ids: tuple[int, ...]) -> tuple[int, ...]:
    """Return the services of the same names that other providers do."""
    names = set(describe.service_names(turn, service_ids))
    current = {turn.catalogue.service(one).provider_id for one in service_ids}
    return tuple(
        service.id
        for service in turn.catalogue.services
        if service.name in names and service.provider_id not in current
    )


def _of_others(turn: Turn, draft: Draft) -> tuple[int, ...]:
    """Return the same services without those who are not wanted; all when nobody else does it."""
    current = {turn.catalogue.service(one).provider_id for one in draft.service_ids}
    unwanted = {provider.id for provider in turn.reading.named.refused}
    if len(current) > 1:
        left = tuple(
            one
            for one in draft.service_ids
            if turn.catalogue.service(one).provider_id not in unwanted
        )
        return left or draft.service_ids
    others = same_with_others(turn, draft.service_ids)
    if not others:
        turn.first(
            turn.t(
                "service.only_with",
                service=formats.all_of(describe.service_names(turn, draft.service_ids)),
                provider=turn.catalogue.provider(current.pop()).first_name,
            )
        )
    return others or draft.service_ids


def _by_provider(turn: Turn, draft: Draft, providers: tuple[Provider, ...]) -> tuple[int, ...]:
    own = [service for provider in providers for service in provider.services]
    names = describe.service_names(turn, draft.service_ids)
    same = tuple(service.id for service in own if service.name in names)
    if len(names) == 1 and not same:
        turn.first(
            turn.t(
                "provider.does_not",
                provider=formats.any_of(provider.first_name for provider in providers),
                service=names[0],
            )
        )
    return same or tuple(service.id for service in own)


def _by_service(turn: Turn, draft: Draft) -> tuple[int, ...]:
    named = turn.reading.named
    ids = tuple(service.id for service in named.services)
    within = tuple(one for one in ids if one in draft.service_ids)
    if within and len(within) < len(draft.service_ids):
        return within
    if named.providers or not draft.service_ids:
        return ids
    providers = describe.providers_of(turn, draft.service_ids)
    if len(providers) > 1:
        return ids
    current = turn.catalogue.service(draft.service_ids[0])
    both = service_with(turn.reading.text, providers[0], current)
    if both is not None and len(draft.service_ids) == 1:
        return (both.id,)
    of_same = services_in(turn.reading.text, providers[0])
    if of_same:
        return tuple(service.id for service in of_same)
    by_same = tuple(one.id for one in named.services if one.provider_id == providers[0].id)
    if by_same:
        return by_same
    turn.first(
        turn.t(
            "service.not_with",
            provider=providers[0].first_name,
            service=formats.all_of(describe.service_names(turn, ids)),
        )
    )
    return ids
