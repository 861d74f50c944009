"""A provider's own time and jobs: time off, opened days, delays, jobs done, times proposed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.dialogue.commands import AppointmentView, Order, Report
from bot.domain.intervals import Interval
from bot.domain.schedule import LocalSpan


@dataclass(frozen=True, slots=True)
class BlockTime(Order):
    """Give no appointments in these stretches of the provider's time; existing ones stay."""

    off: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class UnblockTime(Order):
    """Give appointments again in these stretches; None: in all the time off ahead."""

    within: tuple[Interval, ...] | None


@dataclass(frozen=True, slots=True)
class OpenDay(Order):
    """Work on one local date in these hours, whatever the week or a holiday says."""

    day: date
    hours: tuple[LocalSpan, ...]


@dataclass(frozen=True, slots=True)
class CancelJobs(Order):
    """Cancel appointments of this provider, by id and version, and tell their customers."""

    meant: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CloseJob(Order):
    """Note that a job was done, or that its customer did not come."""

    appointment_id: int
    version: int
    came: bool


@dataclass(frozen=True, slots=True)
class TellLate(Order):
    """Tell the provider of one's own appointment that one comes late; None: how late is unsaid."""

    appointment_id: int
    delay: timedelta | None


@dataclass(frozen=True, slots=True)
class WarnOfDelay(Order):
    """Tell the provider's next customers of today that everything starts late."""

    delay: timedelta


@dataclass(frozen=True, slots=True)
class ProposeTime(Order):
    """Propose another time for one of the provider's appointments to its customer."""

    appointment_id: int
    version: int
    start: datetime


@dataclass(frozen=True, slots=True)
class FindProposal(Order):
    """Find a time that was proposed to this person and still waits for an answer."""

    proposal_id: int


@dataclass(frozen=True, slots=True)
class AnswerProposal(Order):
    """Accept a proposed time, or say no to it."""

    proposal_id: int
    accepted: bool


@dataclass(frozen=True, slots=True)
class RecallAppointment(Order):
    """Find one of the person's appointments whatever became of it."""

    appointment_id: int


@dataclass(frozen=True, slots=True)
class TimeBlocked(Report):
    """The time off is in force; jobs: appointments that lie in it, earliest first."""

    jobs: tuple[AppointmentView, ...]


@dataclass(frozen=True, slots=True)
class TimeUnblocked(Report):
    """The stretches that were off and are not any more; empty when nothing was."""

    freed: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class JobClosed(Report):
    """The job stands as completed or as a no-show."""

    job: AppointmentView


@dataclass(frozen=True, slots=True)
class LateTold(Report):
    """The provider knows. following: when the next customer comes, None when nobody does."""

    appointment: AppointmentView
    following: datetime | None


@dataclass(frozen=True, slots=True)
class CustomersWarned(Report):
    """Who was warned, earliest first, and by how much each starts late."""

    jobs: tuple[AppointmentView, ...]
    delays: tuple[timedelta, ...]


@dataclass(frozen=True, slots=True)
class TimeProposed(Report):
    """The customer was asked; they have until then."""

    job: AppointmentView
    until: datetime


@dataclass(frozen=True, slots=True)
class PlaceBusy(Report):
    """The provider is taken then; by: their appointment in the way, None for another reason."""

    by: AppointmentView | None


@dataclass(frozen=True, slots=True)
class ProposalFound(Report):
    """What is proposed for which appointment."""

    appointment: AppointmentView
    start: datetime


@dataclass(frozen=True, slots=True)
class ProposalClosed(Report):
    """The answer counts: the appointment as it stands now."""

    appointment: AppointmentView
    accepted: bool
