"""The page of what WhatsApp charges: by month, conversation and booking."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Engine

from actions import console as acts
from actions.desk import Tools
from bot.language.formats import month_of
from storage.clock import Clock
from storage.reports import costs as report
from storage.reports.costs import Costs

_CATEGORIES = {
    "service": "costs.service",
    "utility": "costs.utility",
    "marketing": "costs.marketing",
    "authentication": "costs.authentication",
}
_MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One category as the page shows it."""

    category: str
    messages: int
    billable: int
    price: str


def install(routes: Blueprint, engine: Engine, clock: Clock, tools: Tools, currency: str) -> None:
    """Add the page to the routes of the console."""
    phrases = tools.phrases

    @routes.get("/costs")
    def costs() -> str:
        zone = acts.zone(engine, tools)
        first = _asked(clock.now().astimezone(zone).date())
        after = _next(first)
        found = report.between(engine, _midnight(first, zone), _midnight(after, zone))
        lines = [
            Line(
                category=phrases(_CATEGORIES[one.category]),
                messages=one.messages,
                billable=one.billable,
                price=price(one.micros, currency),
            )
            for one in found.categories
        ]
        return render_template(
            "console/costs.html",
            month=month_of(first),
            before=f"{first - timedelta(days=1):%Y-%m}",
            after=f"{after:%Y-%m}" if after <= clock.now().astimezone(zone).date() else None,
            lines=lines,
            total=price(found.micros, currency),
            **_averages(found, currency),
        )


def _asked(today: date) -> date:
    """Return the first day of the month that was asked for. Aborts with 404 for no month."""
    text = request.args.get("month", f"{today:%Y-%m}")
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _averages(found: Costs, currency: str) -> dict[str, object]:
    each = {
        "per_conversation": (found.micros, found.conversations),
        "per_booking": (found.booking_micros, found.bookings),
    }
    return {
        "conversations": found.conversations,
        "bookings": found.bookings,
        **{
            name: price(micros // count, currency) if count else ""
            for name, (micros, count) in each.items()
        },
    }


def of_conversation(engine: Engine, conversation_id: int, currency: str) -> str:
    """Return what a conversation has cost so far, "" when nothing."""
    micros = report.of_conversation(engine, conversation_id)
    return price(micros, currency) if micros else ""


def price(micros: int, currency: str) -> str:
    """Return millionths of a currency as people write them here: «USD 1,25», «USD 0,026»."""
    digits = 3 if 0 < micros < _MICROS else 2
    amount = f"{micros / _MICROS:,.{digits}f}"
    return f"{currency} {amount.translate(str.maketrans(',.', '.,'))}"
