"""What a conversation remembers between two messages; its JSON is in session_json.

A field holds what was said; an offer holds what was shown; a question says what answer is awaited.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum


class Flow(Enum):
    """What the conversation is about to do."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    CHECK = "check"
    PAY = "pay"


class Ask(Enum):
    """What kind of answer is awaited."""

    SERVICE = "service"
    PROVIDER = "provider"
    TIME = "time"
    ADDRESS = "address"
    SLOT = "slot"
    WHICH = "which"
    CANCEL = "cancel"
    STOP_OR_CANCEL = "stop_or_cancel"
    HUMAN = "human"
    ATTEND = "attend"
    OPT_OUT = "opt_out"
    PHONE = "phone"
    NOTICE = "notice"
    DELAY = "delay"
    TIME_OFF = "time_off"
    JOBS = "jobs"
    WHICH_JOB = "which_job"
    PROPOSAL = "proposal"
    DELETION = "deletion"
    NAME = "name"
    INVOICE = "invoice"
    LEAD = "lead"
    SERIES = "series"
    SERIES_TIMES = "series_times"
    PRICES = "prices"
    NEW_SERVICE = "new_service"


@dataclass(frozen=True, slots=True)
class Days:
    """Local dates wished, both included; None is open. excluded: refused weekdays, 0 Monday."""

    first: date | None
    last: date | None
    excluded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """Local hours wished; exact when first == last is the wanted start."""

    first: time | None
    last: time | None
    exact: bool


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """One bookable place that was shown."""

    service_id: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What was shown last; its id is in the taps, so that an older offer's tap is known.

    seen: what was shown before it for the same wish, so that «otros horarios» are others. also: on
    the day that they may have meant instead, as a button beside the proposal. can_wait: what they
    wanted is taken, so that they may wait for it.
    """

    id: int
    slots: tuple[OfferedSlot, ...]
    seen: tuple[OfferedSlot, ...] = ()
    also: tuple[OfferedSlot, ...] = ()
    can_wait: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An appointment being made or moved.

    service_ids: offered services still possible (each belongs to one provider). days, hours: every
    combination is acceptable; hours_are_readings: they are readings of one ambiguous hour.
    moving: the appointment that gives up its place, with its version. then: names of services of
    the same visit, right after the first and with the same provider; the same name for a second
    person. people: how many come for the same. guest_kin, guest_name: who comes instead of the
    writer («mamá», «Marta»). phone: by which the provider can call, where the channel hides it.
    times: how often it comes again, every so many weeks; 1: once, 0: they did not say how often.
    except_for: days on which it does not come again.
    """

    flow: Flow
    service_ids: tuple[int, ...] = ()
    days: tuple[Days, ...] = ()
    hours: tuple[Hours, ...] = ()
    hours_are_readings: bool = False
    any_provider: bool = False
    address: str | None = None
    zone: str | None = None
    moving_id: int | None = None
    moving_version: int | None = None
    then: tuple[str, ...] = ()
    people: int = 1
    guest_kin: str | None = None
    guest_name: str | None = None
    phone: str | None = None
    waits: bool = False
    times: int = 1
    every_weeks: int = 1
    except_for: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked last. flow: what the answer is for.

    appointment_ids: those listed or meant; versions: as they then stood, in the same order. about:
    what else the answer is for: a field of a form, a day, or the id of a button.
    """

    ask: Ask
    flow: Flow | None = None
    appointment_ids: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """Everything remembered of one conversation. turn counts its turns and makes offer ids.

    before: the draft as it was before what was last said of it. parked: a booking put aside for
    another task. booked: what was booked last, at its day and hour. topic: offered services last
    spoken of. address, zone: where a home visit last went to. heard: a digest of the last words;
    repeats: how often the like came in a row. as_customer: a provider writes as a customer would.
    language: of the catalogue that answers; None is the house's own.
    """

    turn: int = 0
    draft: Draft | None = None
    question: Question | None = None
    offer: Offer | None = None
    misses: int = 0
    last_turn_at: datetime | None = None
    last_appointment_id: int | None = None
    before: Draft | None = None
    parked: Draft | None = None
    booked: Draft | None = None
    topic: tuple[int, ...] = ()
    address: str | None = None
    zone: str | None = None
    heard: str | None = None
    repeats: int = 0
    as_customer: bool = False
    language: str | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is begun and nothing asked."""
        return self.draft is None and self.question is None

    def asking(self, question: Question) -> "Session":
        """Return the session with another question pending and no offer."""
        return replace(self, question=question, offer=None)

    def idle(self) -> "Session":
        """Return the session with nothing begun and nothing asked."""
        return replace(self, draft=None, question=None, offer=None, before=None)
