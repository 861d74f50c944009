"""The world of the scenarios as the dialogue sees it, without a database."""

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from bot.domain.catalogue import Catalogue, Provider, Service
from bot.domain.holidays import argentine_holidays
from bot.domain.money import Money
from bot.domain.rules import Policies
from bot.domain.schedule import ProviderSchedule, WeeklyHours

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
_WORLD = Path(__file__).parents[1] / "dialogues" / "main.yaml"


def demo_catalogue() -> Catalogue:
    """Return the scenarios' world; ids count from 1 in the file's order."""
    world = yaml.safe_load(_WORLD.read_text(encoding="utf-8"))["world"]
    closed: dict[date, str] = dict(argentine_holidays(2027))
    providers = []
    service_id = 0
    for provider_id, (slug, raw) in enumerate(world["providers"].items(), start=1):
        services = []
        for service_slug, service in raw["services"].items():
            service_id += 1
            services.append(
                Service(
                    id=service_id,
                    provider_id=provider_id,
                    slug=service_slug,
                    name=service["name"],
                    duration=timedelta(minutes=service["minutes"]),
                    price=Money.pesos(service["price"]),
                    deposit=Money.pesos(service["deposit"]) if "deposit" in service else None,
                )
            )
        providers.append(
            Provider(
                id=provider_id,
                slug=slug,
                name=raw["name"],
                trade=raw["trade"],
                phone=raw["phone"],
                address=raw.get("address"),
                home_zones=tuple(raw.get("home_visits", ())),
                must_accept=raw["confirmation"] == "provider",
                schedule=ProviderSchedule(
                    provider_id, ZONE, WeeklyHours.from_mapping(raw["hours"]), closed
                ),
                services=tuple(services),
            )
        )
    return Catalogue(1, ZONE, Policies(), tuple(providers))
