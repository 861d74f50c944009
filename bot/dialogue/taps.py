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
class ProposeTap:
    """The provider would do the job at another time."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class ProposalTap:
    """Answers a time that a provider proposed: "yes", "other" or "no"."""

    answer: str
    proposal_id: int


@dataclass(frozen=True, slots=True)
class PlaceTap:
    """Takes or leaves a freed place that is kept for somebody who waits."""

    offer_id: int
    service_id: int
    start: datetime
    accepted: bool


@dataclass(frozen=True, slots=True)
class InsteadTap:
    """Takes another place instead of an appointment that its provider did not take."""

    appointment_id: int
    service_id: int
    start: datetime


@dataclass(frozen=True, slots=True)
class RebookTap:
    """Wants another time for an appointment that came to nothing, or none."""

    appointment_id: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class JobTap:
    """The provider chooses one of several jobs; task: "done", "no_show" or "cancel"."""

    task: str
    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class DeletionTap:
    """Says yes or no to having one's data deleted."""

    request_id: int
    sure: bool


@dataclass(frozen=True, slots=True)
class InvoiceTap:
    """Chooses the appointment that an invoice is about."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class SureTap:
    """Says yes or no to what was read back in a turn."""

    turn: int
    sure: bool


@dataclass(frozen=True, slots=True)
class MenuTap:
    """A plain entry of a menu; what each does is in tapped."""

    entry: str


Tap = (
    SlotTap
    | OtherTimesTap
    | ServiceTap
    | WhichTap
    | CancelTap
    | ReminderTap
    | RequestTap
    | ProposeTap
    | ProposalTap
    | PlaceTap
    | InsteadTap
    | RebookTap
    | JobTap
    | DeletionTap
    | InvoiceTap
    | SureTap
    | MenuTap
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
        case ProposeTap(appointment_id, version):
            return f"propose:{appointment_id}:{version}"
        case ProposalTap(answer, proposal_id):
            return f"proposal:{answer}:{proposal_id}"
        case PlaceTap(offer_id, service_id, start, accepted):
            stamp = int(start.timestamp())
            return f"place:{offer_id}:{service_id}:{stamp}:{'yes' if accepted else 'no'}"
        case InsteadTap(appointment_id, service_id, start):
            return f"instead:{appointment_id}:{service_id}:{int(start.timestamp())}"
        case RebookTap(appointment_id, wanted):
            return f"rebook:{appointment_id}:{'yes' if wanted else 'no'}"
        case JobTap(task, appointment_id, version):
            return f"job:{task}:{appointment_id}:{version}"
        case DeletionTap(request_id, sure):
            return f"deletion:{request_id}:{'yes' if sure else 'no'}"
        case InvoiceTap(appointment_id):
            return f"invoice:{appointment_id}"
        case SureTap(turn, sure):
            return f"sure:{turn}:{'yes' if sure else 'no'}"
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
        case ["propose", appointment_id, version]:
            return ProposeTap(int(appointment_id), int(version))
        case ["proposal", "yes" | "other" | "no" as answer, proposal_id]:
            return ProposalTap(answer, int(proposal_id))
        case ["place", offer_id, service_id, start, "yes" | "no" as accepted]:
            at = datetime.fromtimestamp(int(start), UTC)
            return PlaceTap(int(offer_id), int(service_id), at, accepted == "yes")
        case ["instead", appointment_id, service_id, start]:
            at = datetime.fromtimestamp(int(start), UTC)
            return InsteadTap(int(appointment_id), int(service_id), at)
        case ["rebook", appointment_id, "yes" | "no" as wanted]:
            return RebookTap(int(appointment_id), wanted == "yes")
        case ["job", "done" | "no_show" | "cancel" as task, appointment_id, version]:
            return JobTap(task, int(appointment_id), int(version))
        case ["deletion", request_id, "yes" | "no" as sure]:
            return DeletionTap(int(request_id), sure == "yes")
        case ["invoice", appointment_id]:
            return InvoiceTap(int(appointment_id))
        case ["sure", turn, "yes" | "no" as sure]:
            return SureTap(int(turn), sure == "yes")
        case ["menu", entry]:
            return MenuTap(entry)
    return None
