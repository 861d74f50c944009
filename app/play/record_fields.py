"""The records of the store as scenarios may name them: one value a field, in their words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from actions import unanswered
from app.play.matching import fold
from app.play.scene import Scene
from bot.domain.intervals import Interval
from bot.domain.money import Money
from bot.domain.schedule import ARGENTINA
from storage.repositories.waitlist import wish_from_json

# What scenarios may call a field → the field.
FIELDS = {
    "customer": "customer", "who": "customer", "provider": "provider", "service": "service",
    "status": "status", "state": "status", "kind": "kind", "type": "kind", "date": "date",
    "dates": "dates", "day": "date", "date_from": "date_from", "date_to": "date_to",
    "until": "date_to", "wd": "wd", "from": "from", "to": "to", "start": "start", "end": "end",
    "start_from": "start_from", "start_to": "start_to", "part": "part", "at": "at",
    "time": "at", "minutes": "minutes", "name": "name", "trade": "trade", "zone": "zone",
    "zones": "zone", "address": "zone", "services": "services", "hours": "hours", "cuit": "tax_id",
    "cuil": "tax_id", "dni": "tax_id", "tax_id": "tax_id", "phone": "phone", "letter": "letter",
    "booking": "start", "appointment": "start", "id": "id", "reason": "id", "all_day": "all_day",
    "count": "count", "price": "price", "deposit": "deposit", "account": "account", "why": "why",
}  # fmt: skip
# Words that only say that there is such a record: «requested: true».
FLAGS = frozenset(("requested", "asked", "exists", "present", "created", "registered", "pending"))
# States and kinds that say the same; the first of each is ours.
_SAME = (
    ("waiting", "active", "pending", "open", "en_espera", "in_line", "queued"),
    ("offered", "notified"),
    ("fulfilled", "booked", "accepted", "converted", "done"),
    ("withdrawn", "cancelled", "removed", "declined", "kept"),
    ("ended", "expired", "lapsed"),
    ("requested", "pending_confirmation", "asked", "received", "registered", "pending", "open"),
    ("confirmed", "accepted", "scheduled", "registered", "received", "pending", "requested"),
    ("done", "completed", "executed", "deleted"),
    ("deletion", "delete", "erase", "erasure", "borrado", "baja", "supresion", "delete_data"),
    ("access", "export", "see", "acceso", "show"),
    ("correction", "correct", "rectification", "rectificacion", "update"),
    ("draft", "started", "new", "in_progress", "incomplete"),
    ("submitted", "new", "complete", "completed", "sent", "pending", "received", "created"),
    ("blocked", "active"),
)
_PARTS = {"morning": (0, 13), "manana": (0, 13), "afternoon": (12, 20), "tarde": (12, 20),
          "evening": (18, 24), "noche": (18, 24)}  # fmt: skip
_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Record:
    """One record. values: by field; hours: of the provider on its days, to compare stretches in."""

    values: Mapping[str, Any]
    active: bool
    off: Interval | None = None
    open_hours: tuple[Interval, ...] = ()
    zone: ZoneInfo = ARGENTINA

    def __str__(self) -> str:
        shown = {name: value for name, value in self.values.items() if value not in (None, [])}
        return str(shown)

    def is_as(self, wanted: Mapping[str, Any]) -> bool:
        """Whether every field named is as wanted."""
        names = {name: FIELDS[name] for name in wanted if name in FIELDS}
        flags = [bool(value) for name, value in wanted.items() if name in FLAGS]
        return all(flags) and all(
            self.fits(field, wanted[name], wanted) for name, field in names.items()
        )

    def fits(self, field: str, value: Any, wanted: Mapping[str, Any] | None = None) -> bool:
        """Whether one field is as wanted; a list of values means any of them."""
        if field in ("id", "all_day", "count"):
            return True
        if self.off is not None and field in ("from", "to", "start", "end"):
            return self._same_stretch(wanted or {})
        if field == "dates" and isinstance(value, list):
            return sorted(map(str, value)) == self.values.get("dates")
        return any(self._is(field, one) for one in (value if isinstance(value, list) else [value]))

    def _is(self, field: str, value: Any) -> bool:
        own = self.values.get(field)
        match field:
            case "date":
                return str(value)[:10] in (self.values.get("dates") or [])
            case "wd":
                days = self.values.get("dates") or []
                return any(_WEEKDAYS[date.fromisoformat(day).weekday()] == value for day in days)
            case "status" | "kind":
                return own is not None and _same(str(own), fold(str(value)))
            case "tax_id":
                return re.sub(r"\D", "", str(own or "")) == re.sub(r"\D", "", str(value))
            case "start_from":
                return own_start(self.values) >= str(value)
            case "start_to":
                return own_start(self.values) <= str(value)
            case "start" | "end" if own is not None:
                return str(own)[: len(str(value))] == str(value)[:16]
            case "part":
                return self._is_part(fold(str(value)))
            case "name" | "trade" | "zone" | "services" | "hours":
                return own is not None and fold(str(value)) in fold(str(own))
        return own is not None and str(own) == str(value)

    def _is_part(self, part: str) -> bool:
        if part not in _PARTS or not self.values.get("from"):
            return False
        first, last = _PARTS[part]
        start = time.fromisoformat(str(self.values["from"]))
        return first <= start.hour < last

    def _same_stretch(self, wanted: Mapping[str, Any]) -> bool:
        """Whether a stretch of time off leaves the same of the opening hours as the wanted one."""
        assert self.off is not None
        expected = _stretch(wanted, self.off, self.zone)
        if expected is None:
            return False
        kept = [one for span in self.open_hours if (one := span.intersect(self.off))]
        wished = [one for span in self.open_hours if (one := span.intersect(expected))]
        return kept == wished if (kept or wished) else expected == self.off


def own_start(values: Mapping[str, Any]) -> str:
    """Return when a record starts, as text."""
    return str(values.get("start") or "")


def waitlist(scene: Scene) -> list[Record]:
    """Return who waits or waited for what, oldest first."""
    slugs = _services(scene)
    found = []
    for row in _rows(scene, _WISHES):
        wishes = [wish_from_json(one) for one in row.wishes]
        known = [slugs[one] for one in row.service_ids if one in slugs]
        days = [_days(one.date_from, one.date_to) for one in wishes]
        status = "offered" if row.is_offered else row.state
        first = wishes[0]
        found.append(
            Record(
                {
                    "customer": _who(scene, row.contact_id),
                    "provider": _only([provider for provider, _ in known]),
                    "service": _only([service for _, service in known]),
                    "status": status,
                    "kind": "waitlist",
                    "dates": sorted({day for some in days for day in some}),
                    "date_from": _text(first.date_from),
                    "date_to": _text(first.date_to),
                    "from": _clock(first.time_from),
                    "to": _clock(first.time_to),
                    "at": _clock(first.time_from) if first.exact else None,
                    "start": _start(first.date_from, first.time_from),
                },
                active=row.state == "waiting",
            )
        )
    return found


def blocked(scene: Scene) -> list[Record]:
    """Return the time off of providers, one record for each stretch, in the order it was set."""
    found = []
    with scene.stage.stack.engine.connect() as connection:
        rows = connection.execute(_TIME_OFF).all()
    providers = {one.slug: one for one in scene.stage.catalogue().providers}
    for row in rows:
        off = Interval(row.starts_at, row.ends_at)
        start, end = (one.astimezone(scene.zone) for one in (off.start, off.end))
        days = _days(start.date(), (end - timedelta(minutes=1)).date())
        schedule = providers[row.slug].schedule
        hours = [span for day in days for span in schedule.open_intervals(date.fromisoformat(day))]
        found.append(
            Record(
                {
                    "provider": row.slug,
                    "status": "lifted" if row.lifted_at else "blocked",
                    "kind": "blocked",
                    "dates": days,
                    "date_from": days[0],
                    "date_to": days[-1],
                    "from": f"{start:%H:%M}",
                    "to": f"{end:%H:%M}",
                },
                active=row.lifted_at is None,
                off=off,
                open_hours=tuple(hours),
                zone=scene.zone,
            )
        )
    return found


def data_requests(scene: Scene) -> list[Record]:
    """Return what people asked about their data, oldest first; unconfirmed ones are not active."""
    return [
        Record(
            {"customer": _who(scene, row.contact_id), "kind": row.kind, "status": row.state},
            active=row.state in ("confirmed", "done"),
        )
        for row in _rows(scene, _DATA_REQUESTS)
    ]


def invoices(scene: Scene) -> list[Record]:
    """Return the invoices people asked for, oldest first."""
    return [
        Record(
            {
                "customer": _who(scene, row.contact_id),
                "provider": row.provider,
                "service": row.service,
                "start": _local(scene, row.starts_at),
                "status": row.state,
                "kind": row.letter or ("B" if len(row.tax_id or "") < 11 else None),
                "letter": row.letter,
                "name": row.tax_name,
                "tax_id": row.tax_id,
            },
            active=row.state in ("requested", "issued"),
        )
        for row in _rows(scene, _INVOICES)
    ]


def leads(scene: Scene) -> list[Record]:
    """Return those who want to give appointments, oldest first."""
    names = ("name", "trade", "zone", "services", "hours", "tax_id", "account", "phone")
    return [
        Record(
            {
                "customer": _who(scene, row.contact_id),
                "status": row.state,
                "kind": "provider_lead",
                **{name: getattr(row, name) for name in names},
                "why": row.reason,
            },
            active=row.state in ("draft", "submitted", "verified"),
        )
        for row in _rows(scene, _LEADS)
    ]


def offered(scene: Scene) -> list[Record]:
    """Return what providers offer, in catalogue order, at the prices of the present day."""
    catalogue = scene.stage.catalogue()
    today = scene.stage.clock.now().astimezone(scene.zone).date()
    return [
        Record(
            {
                "provider": provider.slug,
                "service": service.slug,
                "name": service.name,
                "minutes": service.duration // timedelta(minutes=1),
                "price": _pesos(catalogue.quote(service.id, today).price),
                "deposit": _pesos(catalogue.quote(service.id, today).deposit),
                "kind": "service",
                "status": "active",
            },
            active=True,
        )
        for provider in catalogue.providers
        for service in provider.services
    ]


def calls(scene: Scene) -> list[Record]:
    """Return who is to be called about an unanswered reminder, soonest first."""
    wiring, slugs = scene.stage.stack.wiring, _services(scene)
    found = unanswered.listing(wiring.engine, wiring.tools, now=scene.stage.clock.now())
    names = {str(one["phone"]): name for name, one in scene.stage.world["customers"].items()}
    return [
        Record(
            {
                "customer": names.get(one.phone or ""),
                "provider": slugs[one.appointment.service_id][0],
                "service": slugs[one.appointment.service_id][1],
                "start": _local(scene, one.appointment.start),
                "kind": "call",
                "status": "waiting",
            },
            active=True,
        )
        for one in found
    ]


def _pesos(amount: Money | None) -> int | None:
    return amount.centavos // 100 if amount is not None else None


def _rows(scene: Scene, statement: Any) -> list[Any]:
    with scene.stage.stack.engine.connect() as connection:
        return list(connection.execute(statement).all())


def _services(scene: Scene) -> dict[int, tuple[str, str]]:
    catalogue = scene.stage.catalogue()
    return {
        service.id: (provider.slug, service.slug)
        for provider in catalogue.providers
        for service in provider.services
    }


def _who(scene: Scene, contact_id: int) -> str | None:
    phones = {row.contact_id: row.phone for row in _rows(scene, _PHONES)}
    phone = phones.get(contact_id)
    people = {**scene.stage.world["customers"], **scene.stage.world["providers"]}
    return next((name for name, one in people.items() if str(one["phone"]) == phone), None)


def _same(own: str, wanted: str) -> bool:
    word = wanted.replace(" ", "_")
    return own.lower() == word or any(group[0] == own.lower() and word in group for group in _SAME)


def _only(values: list[str]) -> Any:
    """Return the one value there is, or «any» for several."""
    distinct = list(dict.fromkeys(values))
    return distinct[0] if len(distinct) == 1 else "any"


def _days(first: date | None, last: date | None) -> list[str]:
    if first is None or last is None:
        return [str(first)] if first is not None else []
    return [str(first + timedelta(days=one)) for one in range((last - first).days + 1)]


def _stretch(wanted: Mapping[str, Any], off: Interval, zone: ZoneInfo) -> Interval | None:
    """Return the stretch an expectation names, its date the record's when it names none."""
    local = off.start.astimezone(zone)
    day = str(wanted.get("date") or wanted.get("date_from") or local.date())[:10]
    start = _instant(wanted.get("start") or wanted.get("from"), day, off.start, zone)
    end = _instant(wanted.get("end") or wanted.get("to"), day, off.end, zone)
    return Interval(start, end) if start < end else None


def _instant(said: Any, day: str, default: datetime, zone: ZoneInfo) -> datetime:
    if said is None:
        return default
    words = str(said)
    if words == "24:00":
        return datetime.combine(date.fromisoformat(day) + _DAY, time.min, tzinfo=zone)
    if len(words) == len("2027-01-01"):  # a whole day, whose hours are not told
        return default
    parsed = datetime.fromisoformat(words if "T" in words else f"{day}T{words}")
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)


def _text(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _clock(value: time | None) -> str | None:
    return f"{value:%H:%M}" if value is not None else None


def _start(day: date | None, clock: time | None) -> str | None:
    return f"{day}T{clock:%H:%M}" if day is not None and clock is not None else None


def _local(scene: Scene, instant: datetime | None) -> str | None:
    return f"{instant.astimezone(scene.zone):%Y-%m-%dT%H:%M}" if instant is not None else None


_PHONES = text("""
SELECT contact_id, min(value) AS phone FROM contact_identity WHERE kind = 'phone'
GROUP BY contact_id
""")
_WISHES = text("""
SELECT w.*, EXISTS (SELECT 1 FROM waitlist_offer o
                    WHERE o.wish_id = w.id AND o.state = 'open') AS is_offered
FROM waitlist_wish w ORDER BY w.id
""")
_TIME_OFF = text("""
SELECT t.*, p.slug FROM time_off t JOIN provider p ON p.id = t.provider_id ORDER BY t.id
""")
_DATA_REQUESTS = text("SELECT * FROM data_request ORDER BY id")
_INVOICES = text("""
SELECT r.*, p.slug AS provider, s.slug AS service, a.starts_at
FROM invoice_request r LEFT JOIN appointment a ON a.id = r.appointment_id
LEFT JOIN provider p ON p.id = a.provider_id LEFT JOIN service s ON s.id = a.service_id
ORDER BY r.id
""")
_LEADS = text("SELECT * FROM provider_lead ORDER BY id")
