"""The catalogue as the dialogue sees it: frozen values, made by storage from its rows."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.money import Money
from bot.domain.rules import Policies
from bot.domain.schedule import ProviderSchedule


@dataclass(frozen=True, slots=True)
class Service:
    """One thing one provider does; deposit None means none is asked."""

    id: int
    provider_id: int
    slug: str
    name: str
    duration: timedelta
    price: Money
    deposit: Money | None


@dataclass(frozen=True, slots=True)
class Provider:
    """Somebody who gives appointments; home_zones is empty for those who don't go out."""

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

    @property
    def visits_homes(self) -> bool:
        """Whether the provider comes to the customer, so that an address is needed."""
        return bool(self.home_zones)

    @property
    def first_name(self) -> str:
        """Return the name people use: «Laura», but «Dr. Hugo Peralta» keeps its title."""
        words = self.name.split()
        return self.name if words[0].endswith(".") else words[0]


@dataclass(frozen=True)
class Catalogue:
    """All providers of the business and its policies; version changes with any edit."""

    version: int
    zone: ZoneInfo
    policies: Policies
    providers: tuple[Provider, ...]

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Return every service of every provider, in catalogue order."""
        return tuple(service for provider in self.providers for service in provider.services)

    @cached_property
    def _providers_by_id(self) -> dict[int, Provider]:
        return {provider.id: provider for provider in self.providers}

    @cached_property
    def _services_by_id(self) -> dict[int, Service]:
        return {service.id: service for service in self.services}

    def provider(self, provider_id: int) -> Provider:
        """Return one provider. Raises KeyError when it is not in the catalogue."""
        return self._providers_by_id[provider_id]

    def service(self, service_id: int) -> Service:
        """Return one service. Raises KeyError when it is not in the catalogue."""
        return self._services_by_id[service_id]

    def has_service(self, service_id: int) -> bool:
        """Whether the service is still offered."""
        return service_id in self._services_by_id

    def provider_of(self, service_id: int) -> Provider:
        """Return who does a service. Raises KeyError when it is not in the catalogue."""
        return self.provider(self.service(service_id).provider_id)
