"""Typed ids behind buttons and list rows. Each carries what it was made for, so that a tap on an
old one is known for what it is: answered politely, never applied."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.dialogue.session import Flow


@dataclass(frozen=True, slots=True)
class SlotTap:
    """Takes one place of an offer."""

    offer_id: int
    service_id: int
    start: datetime


@dataclass(frozen=True, slots=True)
class OtherTimesTap:
    """Wants other places than those of an offer."""

    offer_id: int


@dataclass(frozen=True, slots=True)
class ServiceTap:
    """Chooses what to have done, by any of these offered services."""

    turn: int
    service_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WhichTap:
    """Chooses one of several appointments for a flow."""

    flow: Flow
    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CancelTap:
    """Says yes or no to cancelling an appointment as it stands."""

    appointment_id: int
    version: int
    sure: bool


@dataclass(frozen=True, slots=True)
class ReminderTap:
    """Answers a reminder: "ok", "move" or "cancel"."""

    answer: str
    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RequestTap:
    """The provider's answer to a job request."""

    accepted: bool
    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class MenuTap:
    """A plain entry of a menu; what each does is in tapped."""

    entry: str


Tap = (
    SlotTap | OtherTimesTap | ServiceTap | WhichTap | CancelTap | ReminderTap | RequestTap | MenuTap
)


def encode(tap: Tap) -> str:
    """Return the id under which a channel carries a tap; at most 200 characters."""
    match tap:
        case SlotTap(offer_id, service_id, start):
            return f"slot:{offer_id}:{service_id}:{int(start.timestamp())}"
        case OtherTimesTap(offer_id):
            return f"other:{offer_id}"
        case ServiceTap(turn, service_ids):
            return f"service:{turn}:{','.join(map(str, service_ids))}"
        case WhichTap(flow, appointment_id, version):
            return f"which:{flow.value}:{appointment_id}:{version}"
        case CancelTap(appointment_id, version, sure):
            return f"cancel:{appointment_id}:{version}:{'yes' if sure else 'no'}"
        case ReminderTap(answer, appointment_id, version):
            return f"reminder:{answer}:{appointment_id}:{version}"
        case RequestTap(accepted, appointment_id, version):
            return f"request:{'yes' if accepted else 'no'}:{appointment_id}:{version}"
        case MenuTap(entry):
            return f"menu:{entry}"


def decode(tap_id: str) -> Tap | None:
    """Return the tap an id stands for, or None when we never made such an id."""
    try:
        return _decode(tap_id.split(":"))
    except (ValueError, OverflowError, OSError):
        return None


def _decode(parts: list[str]) -> Tap | None:
    match parts:
        case ["slot", offer_id, service_id, start]:
            return SlotTap(int(offer_id), int(service_id), datetime.fromtimestamp(int(start), UTC))
        case ["other", offer_id]:
            return OtherTimesTap(int(offer_id))
        case ["service", turn, service_ids]:
            return ServiceTap(int(turn), tuple(int(one) for one in service_ids.split(",")))
        case ["which", flow, appointment_id, version]:
            return WhichTap(Flow(flow), int(appointment_id), int(version))
        case ["cancel", appointment_id, version, "yes" | "no" as sure]:
            return CancelTap(int(appointment_id), int(version), sure == "yes")
        case ["reminder", "ok" | "move" | "cancel" as answer, appointment_id, version]:
            return ReminderTap(answer, int(appointment_id), int(version))
        case ["request", "yes" | "no" as accepted, appointment_id, version]:
            return RequestTap(accepted == "yes", int(appointment_id), int(version))
        case ["menu", entry]:
            return MenuTap(entry)
    return None
