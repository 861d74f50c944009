"""The catalogue as the dialogue sees it: frozen values, made by storage from its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.deposits import Standing, deposit_due
from bot.domain.money import Money
from bot.domain.policy_choices import DepositFor
from bot.domain.prices import Price, price_on
from bot.domain.rules import Policies
from bot.domain.schedule import ProviderSchedule


@dataclass(frozen=True, slots=True)
class Service:
    """One thing one provider does; deposit None means none is asked.

    price, deposit: today's, for the customer whom the catalogue is for. prices: every one that is
    set, by valid_from; empty when there is only `price`. capacity: how many come to one session.
    resources: of each, one unit is needed. policies None: those of the provider.
    """

    id: int
    provider_id: int
    slug: str
    name: str
    duration: timedelta
    price: Money
    deposit: Money | None
    capacity: int = 1
    resources: tuple[int, ...] = ()
    prices: tuple[Price, ...] = ()
    policies: Policies | None = None

    @property
    def before(self) -> timedelta:
        """Return what is kept free before it."""
        return self.policies.buffer_before if self.policies else timedelta(0)

    @property
    def after(self) -> timedelta:
        """Return what is kept free after it."""
        return self.policies.buffer_after if self.policies else timedelta(0)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a service costs somebody on a day."""

    price: Money
    deposit: Money | None


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that appointments need besides a provider: chairs, rooms; units: how many."""

    id: int
    slug: str
    name: str
    units: int


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who gives appointments; home_zones is empty for those who don't go out.

    policies None: those of the business. weight: their share when appointments are dealt fairly.
    """

    id: int
    slug: str
    name: str
    trade: str
    phone: str
    address: str | None
    home_zones: tuple[str, ...]
    must_accept: bool
    schedule: ProviderSchedule
    services: tuple[Service, ...]
    policies: Policies | None = None
    weight: int = 1

    @property
    def zones(self) -> tuple[str, ...]:
        """Return where they work: the zones they visit, or the one their address ends with."""
        if self.home_zones or self.address is None:
            return self.home_zones
        return (self.address.rpartition(",")[2].strip(),)

    @property
    def visits_homes(self) -> bool:
        """Whether the provider comes to the customer, so that an address is needed."""
        return bool(self.home_zones)

    @property
    def first_name(self) -> str:
        """Return the name people use: «Laura», but «Dr. Hugo Peralta» keeps its title."""
        words = self.name.split()
        return self.name if words[0].endswith(".") else words[0]


_STRANGER = Standing()


@dataclass(frozen=True)
class Catalogue:
    """All providers who can be booked and the policies of the business; edits change its version.

    standing: of the customer whom it is for; one it knows nothing of is a new one. retired,
    retired_services: no longer offered, but appointments may stand with them; a retired provider's
    services are all among the retired ones. idle: in force, but without a service so far.
    """

    version: int
    zone: ZoneInfo
    policies: Policies
    providers: tuple[Provider, ...]
    resources: Mapping[int, Resource] = field(default_factory=dict)
    standing: Standing = _STRANGER
    retired: tuple[Provider, ...] = ()
    retired_services: tuple[Service, ...] = ()
    idle: tuple[Provider, ...] = ()

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Return every service of every provider, in catalogue order."""
        return tuple(service for provider in self.providers for service in provider.services)

    @cached_property
    def in_force(self) -> tuple[Provider, ...]:
        """Return every provider that is not retired, by id, whether there is anything to book."""
        return tuple(sorted((*self.providers, *self.idle), key=lambda one: one.id))

    @cached_property
    def _providers_by_id(self) -> dict[int, Provider]:
        return {provider.id: provider for provider in (*self.in_force, *self.retired)}

    @cached_property
    def _services_by_id(self) -> dict[int, Service]:
        return {service.id: service for service in (*self.services, *self.retired_services)}

    @cached_property
    def _offered(self) -> frozenset[int]:
        return frozenset(service.id for service in self.services)

    def provider(self, provider_id: int) -> Provider:
        """Return one provider, a retired one too. Raises KeyError for one that never was."""
        return self._providers_by_id[provider_id]

    def service(self, service_id: int) -> Service:
        """Return one service, a retired one too. Raises KeyError for one that never was."""
        return self._services_by_id[service_id]

    def has_service(self, service_id: int) -> bool:
        """Whether the service is still offered."""
        return service_id in self._offered

    def provider_of(self, service_id: int) -> Provider:
        """Return who does a service. Raises KeyError when it is not in the catalogue."""
        return self.provider(self.service(service_id).provider_id)

    def policies_of(self, service_id: int) -> Policies:
        """Return the policies that count for a service. Raises KeyError."""
        service = self.service(service_id)
        return service.policies or self.policies_of_provider(service.provider_id)

    def policies_of_provider(self, provider_id: int) -> Policies:
        """Return the policies that count for a provider. Raises KeyError."""
        return self.provider(provider_id).policies or self.policies

    def quote(self, service_id: int, day: date) -> Quote:
        """Return what a service costs the customer on a day. Raises KeyError."""
        service = self.service(service_id)
        price = price_on(service.prices, day)
        if price is None:
            return Quote(service.price, service.deposit)
        policies = self.policies_of(service_id)
        return Quote(
            price.amount, deposit_due(policies, price.amount, price.deposit, self.standing)
        )

    def quote_at(self, service_id: int, start: datetime) -> Quote:
        """Return what a service costs the customer at an instant. Raises KeyError."""
        return self.quote(service_id, start.astimezone(self.zone).date())

    @cached_property
    def depends_on_person(self) -> bool:
        """Whether what is asked depends on who asks, or when."""
        return any(
            len(one.prices) > 1
            or self.policies_of(one.id).deposit_for
            in (DepositFor.NEW_CUSTOMERS, DepositFor.AFTER_NO_SHOW)
            for one in self.services
        )

    def for_customer(
        self, standing: Standing, overrides: Mapping[str, object], today: date
    ) -> "Catalogue":
        """Return the catalogue as it is for one customer today: policies, prices and deposits.

        overrides: policies of their own, as in configuration. Raises DomainError when unreadable.
        """
        if not overrides and not self.depends_on_person:
            return self
        providers = tuple(
            replace(
                provider,
                policies=self.policies_of_provider(provider.id).overlaid(overrides),
                services=tuple(
                    replace(one, policies=self.policies_of(one.id).overlaid(overrides))
                    for one in provider.services
                ),
            )
            for provider in self.providers
        )
        laid = replace(
            self,
            policies=self.policies.overlaid(overrides),
            providers=providers,
            standing=standing,
        )
        return laid.priced_on(today)

    def priced_on(self, day: date) -> "Catalogue":
        """Return the catalogue with each service in force at its price and deposit of a day."""

        def priced(service: Service) -> Service:
            quote = self.quote(service.id, day)
            return replace(service, price=quote.price, deposit=quote.deposit)

        providers = tuple(
            replace(provider, services=tuple(priced(one) for one in provider.services))
            for provider in self.providers
        )
        return replace(self, providers=providers)
