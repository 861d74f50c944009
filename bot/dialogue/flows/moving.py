"""Giving an appointment another time. It keeps its place until the new one is certain."""

from dataclasses import replace
from datetime import timedelta

from bot.dialogue.commands import AppointmentView
from bot.dialogue.flows import book
from bot.dialogue.flows.own import as_wish, ask_which, list_own, the_one
from bot.dialogue.flows.search import search
from bot.dialogue.flows.wishes import at, lay_over
from bot.dialogue.session import Ask, Draft, Flow, Hours, Question
from bot.dialogue.turn import Steps, Turn
from bot.domain.catalogue import Provider
from bot.language.addresses import zone_named
from bot.language.own_turns import points_at_it, speaks_of_own

_SAME_TIME = "same_time"  # what a question for the appointment keeps of «a la misma hora»
_SAME_SUBJECT = timedelta(minutes=30)
_STEP = timedelta(minutes=1)  # past its own start


def move(turn: Turn) -> Steps:
    """Give one of the person's appointments another time."""
    found = yield from list_own()
    draft = turn.session.draft
    if not found.appointments and draft is not None and draft.flow is Flow.BOOK:
        yield from book.go_on(turn)  # «cambialo para el jueves» of what is being booked
        return
    if not found.appointments:
        yield from _without_any(turn)
        return
    book.park(turn)
    view = the_one(turn, found.appointments) or _just_spoken_of(turn, found.appointments)
    if view is None:
        # What was said of the new time is kept while it is asked which one.
        turn.change(draft=lay_over(Draft(Flow.MOVE), turn.reading.times))
        ask_which(turn, found.appointments, Flow.MOVE)
        if turn.reading.times.same_time and turn.session.question is not None:
            turn.ask(replace(turn.session.question, about=_SAME_TIME))
        return
    other = _other_provider(turn, view)
    if other is not None:
        yield from _with_another(turn, view, other)
        return
    yield from move_this(turn, view)


def _just_spoken_of(turn: Turn, views: tuple[AppointmentView, ...]) -> AppointmentView | None:
    """Return the appointment that «pasalo» means: the one that was spoken of a moment ago."""
    last = turn.session.last_turn_at
    if last is None or turn.now - last > _SAME_SUBJECT or not points_at_it(turn.reading.text):
        return None
    spoken_of = turn.session.last_appointment_id
    return next((view for view in views if view.id == spoken_of), None)


def _without_any(turn: Turn) -> Steps:
    """Say that there is nothing to move; what is wished for («¿Diego podrá pasar el 9?») is booked.

    A day alone is a wish only when no appointment is spoken of.
    """
    reading = turn.reading
    is_own = reading.times.moved_from is not None or reading.code is not None
    is_own = is_own or speaks_of_own(reading.text)
    turn.done()
    if not reading.says_what and (is_own or not reading.says_when):
        turn.tell("move.none")
        return
    if is_own:
        turn.first(turn.t("move.none_yet"))
    yield from book.begin(turn)


def move_chosen(turn: Turn, appointment_id: int, *, corrects: bool = False) -> Steps:
    """Go on moving the one that was chosen; corrects: what is not said anew stays as it was."""
    found = yield from list_own()
    view = next((one for one in found.appointments if one.id == appointment_id), None)
    if view is None and corrects:
        turn.change(last_appointment_id=None)
        yield from book.begin(turn)  # it came to nothing: this is a new wish for the same
        return
    if view is None:
        turn.done()
        turn.tell("move.gone")
        return
    question = turn.session.question
    kept = turn.session.draft
    if question is not None and question.ask is Ask.WHICH and _names_its_time(turn, view):
        yield from _to(turn, view, kept or Draft(Flow.MOVE), corrects=corrects)
        return
    yield from move_this(turn, view, kept=kept, corrects=corrects)


def move_this(
    turn: Turn, view: AppointmentView, kept: Draft | None = None, *, corrects: bool = False
) -> Steps:
    """Look for the new time of one appointment, or ask for it.

    kept: what was said of the new time before. corrects: what is not said anew stays as it was.
    """
    wished = kept if kept is not None and kept.flow is Flow.MOVE else Draft(Flow.MOVE)
    yield from _to(turn, view, lay_over(wished, turn.reading.times), corrects=corrects)


def look_again(turn: Turn) -> Steps:
    """Look for the new time with what is said now; «a la misma hora» is the appointment's own."""
    draft = lay_over(turn.draft, turn.reading.times)
    if turn.reading.times.same_time:
        found = yield from list_own()
        for view in found.appointments:
            if view.id == draft.moving_id:
                draft = replace(draft, hours=at(draft, view.start.astimezone(turn.zone)).hours)
    turn.change(draft=draft)
    yield from search(turn)


def _to(turn: Turn, view: AppointmentView, wished: Draft, *, corrects: bool) -> Steps:
    draft = Draft(
        flow=Flow.MOVE,
        service_ids=(view.service_id,),
        days=wished.days,
        hours=wished.hours,
        hours_are_readings=wished.hours_are_readings,
        moving_id=view.id,
        moving_version=view.version,
        address=view.address,
        zone=_zone_of(turn, view),
    )
    draft = _filled_in(turn, view, draft, corrects=corrects)
    turn.change(draft=draft, offer=None, before=None)
    turn.change(last_appointment_id=view.id, topic=(view.service_id,))
    if not draft.days and not draft.hours:
        turn.ask(Question(Ask.TIME, Flow.MOVE))
        turn.tell("ask.move_to", **book.appointment_values(turn, view))
        return
    yield from search(turn)


def _zone_of(turn: Turn, view: AppointmentView) -> str | None:
    """Return where an appointment goes, as far as its address says so."""
    home = turn.catalogue.provider(view.provider_id).home_zones
    return zone_named(view.address, home) if view.address and home else None


def _names_its_time(turn: Turn, view: AppointmentView) -> bool:
    """Whether the time said is the appointment's own, said to tell which one is meant."""
    reading = turn.reading
    return reading.says_when and as_wish(reading.times.asked).allows(view.start, turn.zone)


def _filled_in(turn: Turn, view: AppointmentView, draft: Draft, *, corrects: bool) -> Draft:
    """Return the draft with what the present time of the appointment says of the new one.

    «pasalo a las 18» keeps the day, «a la misma hora» the hour, «una hora más tarde» both.
    """
    draft = _with_hour_beside_its_day(turn, view, draft)
    times, by = turn.reading.times, turn.reading.shift
    question = turn.session.question
    same_time = times.same_time or (question is not None and question.about == _SAME_TIME)
    if times.later and not draft.days and not draft.hours and by is None:
        return _beside_now(turn, view, draft, later=True)
    if times.earlier and not draft.days and not draft.hours and by is None:
        return _beside_now(turn, view, draft, later=False)
    if by is not None and not draft.days and not draft.hours:
        return at(draft, view.start.astimezone(turn.zone) + by)
    here = at(draft, view.start.astimezone(turn.zone))
    if draft.days and not draft.hours and (same_time or (corrects and not times.any_time)):
        return replace(draft, hours=here.hours)
    if draft.hours and not draft.days and not times.any_day:
        return replace(draft, days=here.days)
    return draft


def _beside_now(turn: Turn, view: AppointmentView, draft: Draft, *, later: bool) -> Draft:
    """Return the draft of «¿y más tarde no hay?»: the rest of the day of the appointment."""
    now = at(draft, view.start.astimezone(turn.zone))
    start = view.start.astimezone(turn.zone)
    step = _STEP if later else -_STEP
    edge = (start + step).time()
    hours = Hours(edge, None, False) if later else Hours(None, edge, False)
    return replace(now, hours=(hours,))


def _with_hour_beside_its_day(turn: Turn, view: AppointmentView, draft: Draft) -> Draft:
    """Return the draft with the hour of «el del viernes para las 17», when it stands at another."""
    times, said = turn.reading.times, turn.reading.times.moved_from
    if said is None or draft.days or draft.hours or as_wish(said).allows(view.start, turn.zone):
        return draft
    if not as_wish(replace(said, time_from=None, time_to=None)).allows(view.start, turn.zone):
        return draft
    hour_alone = replace(said, date_from=None, date_to=None)
    return lay_over(draft, replace(times, asked=hour_alone, options=()))


def _other_provider(turn: Turn, view: AppointmentView) -> Provider | None:
    """Return the provider to whom the appointment is to go, when another one is named."""
    named = [one for one in turn.reading.named.providers if one.id != view.provider_id]
    if len(named) != 1 or len(turn.reading.named.providers) > 1:
        return None
    name = turn.catalogue.service(view.service_id).name
    return named[0] if any(service.name == name for service in named[0].services) else None


def _with_another(turn: Turn, view: AppointmentView, other: Provider) -> Steps:
    """Book the same with another provider; the present appointment stays until cancelled."""
    values = book.appointment_values(turn, view)
    turn.first(turn.t("move.other_provider", other=other.first_name, **values))
    name = turn.catalogue.service(view.service_id).name
    ids = tuple(service.id for service in other.services if service.name == name)
    draft = _filled_in(
        turn, view, lay_over(Draft(Flow.BOOK, ids), turn.reading.times), corrects=True
    )
    turn.change(draft=draft, question=None, offer=None, parked=None)
    yield from book.advance(turn)
