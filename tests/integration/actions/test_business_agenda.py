"""What the business does in its agenda: by the rules of the chat, with everybody told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from actions import agenda, agenda_places, agenda_time
from actions.agenda import NewAppointment
from actions.agenda_customers import Customer
from actions.agenda_errors import AgendaError, ChangedError, PlaceLostError
from bot.dialogue.commands import AppointmentView
from bot.domain.appointments import AppointmentState
from bot.domain.availability import Obstacle
from bot.domain.intervals import Interval
from storage.rows.mail import OutboxState, Urgency
from tests.integration.core_bench import ANA, BETO, ZONE, Core

LAURA = "+5491155550101"
DIEGO = "+5491155550104"
HOME = "Yerbal 1820, Caballito"
KNOWN = 2  # people of the demo world


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def create(
    core: Core,
    provider: str,
    service: str,
    start: str,
    customer: Customer | None = None,
    address: str | None = None,
) -> AppointmentView:
    service_id = core.slot(provider, service, start).service_id
    who = customer or Customer(phone=ANA, name="Ana Paz")
    with core.desk(actor="agent:Eva") as desk:
        return agenda.create(desk, NewAppointment(service_id, local(start), who, address))


def told(core: Core, phone: str) -> list[str]:
    """Return the names of the templates that the outbox owes somebody as notices, oldest first."""
    ids = {row.id for row in core.outbox() if row.urgency is Urgency.NOTICE}
    thread = core.thread(phone)
    statement = "SELECT o.id, o.payload->>'name' FROM outbox o JOIN conversation c"
    with core.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            f"{statement} ON c.id = o.conversation_id WHERE c.thread = %s ORDER BY o.id", (thread,)
        )
        return [name for id_, name in rows if id_ in ids]


def bodies(core: Core) -> list[str]:
    """Return the words of all that is owed, oldest first."""
    return [row.payload["body"] for row in core.outbox() if "body" in row.payload]


def reminders(core: Core) -> list[int | None]:
    """Return of which appointments a reminder is planned."""
    return [
        row.appointment_id
        for row in core.outbox()
        if row.urgency is Urgency.REMINDER and row.state is OutboxState.QUEUED
    ]


def state(core: Core, view: AppointmentView) -> AppointmentState:
    return core.appointment(view.id).state


class TestCreate:
    def test_customer_and_provider_are_told_and_the_reminder_is_planned(self, core: Core) -> None:
        view = create(core, "laura", "corte", "2027-05-13T17:00")

        assert view.state is AppointmentState.CONFIRMED
        assert told(core, ANA) == ["booked_for_you"]
        assert told(core, LAURA) == ["appointment_new"]
        assert reminders(core) == [view.id]

    def test_who_confirms_each_job_is_asked(self, core: Core) -> None:
        view = create(core, "diego", "visita", "2027-05-13T10:00", address=HOME)

        assert view.state is AppointmentState.PENDING_PROVIDER
        assert core.appointment(view.id).zone == "Caballito"
        assert told(core, ANA) == ["booked_for_you_asked"]
        assert told(core, DIEGO) == ["job_request"]

    def test_a_deposit_keeps_the_place_and_is_asked_for(self, core: Core) -> None:
        view = create(core, "laura", "color", "2027-05-13T17:00")

        assert view.state is AppointmentState.HELD
        assert told(core, ANA) == ["booked_for_you_deposit"]
        assert told(core, LAURA) == []
        body = core.outbox()[0].payload["body"]
        assert "13.500" in body
        assert "11:15" in body  # the hold ends an hour from now

    def test_the_notice_reaches_a_phone_that_never_wrote(self, core: Core) -> None:
        create(core, "laura", "corte", "2027-05-13T17:00")

        core.tick()

        assert "Corte con Laura" in core.bubbles(ANA)[0]

    def test_somebody_known_keeps_their_name_and_another_one_is_their_guest(
        self, core: Core
    ) -> None:
        contact_id, _ = core.meet(ANA, "Ana Paz")

        own = create(core, "laura", "corte", "2027-05-13T17:00", Customer(phone=ANA, name="ana"))
        picked = create(core, "laura", "corte", "2027-05-14T17:00", Customer(contact_id))
        other = create(core, "laura", "corte", "2027-05-15T17:00", Customer(phone=ANA, name="Juan"))

        assert [one.guest_name for one in (own, picked, other)] == [None, None, "Juan"]
        assert {core.appointment(one.id).contact_id for one in (own, picked, other)} == {contact_id}
        assert core.contact(contact_id).name == "Ana Paz"

    def test_the_same_form_twice_books_once(self, core: Core) -> None:
        first = create(core, "laura", "corte", "2027-05-13T17:00")
        again = create(core, "laura", "corte", "2027-05-13T17:00")

        assert again.id == first.id
        assert core.count("appointment") == 1
        assert told(core, ANA) == ["booked_for_you"]

    def test_two_of_one_phone_come_to_one_class(self, core: Core) -> None:
        both = [
            create(core, "paula", "yoga", "2027-05-14T18:00", Customer(phone=ANA, name=name))
            for name in ("Ana Paz", "Juan")
        ]

        assert [core.appointment(one.id).seat for one in both] == [1, 2]

    @pytest.mark.parametrize(
        ("start", "obstacle"),
        [
            ("2027-05-12T09:00", Obstacle.PAST),
            ("2027-05-12T11:00", Obstacle.TOO_SOON),
            ("2027-05-13T14:00", Obstacle.IN_BREAK),
            ("2027-05-13T17:05", Obstacle.OFF_STEP),
            ("2027-09-13T17:00", Obstacle.TOO_FAR),
        ],
    )
    def test_the_rules_of_the_chat_hold(self, core: Core, start: str, obstacle: Obstacle) -> None:
        with pytest.raises(PlaceLostError) as refused:
            create(core, "laura", "corte", start)

        assert refused.value.refusal is not None
        assert refused.value.refusal.obstacle is obstacle
        assert core.count("appointment") == 0
        assert core.count("contact") == KNOWN

    def test_a_taken_place_comes_with_the_nearest_ones(self, core: Core) -> None:
        core.book(BETO, "laura", "corte", "2027-05-13T17:00")

        with pytest.raises(PlaceLostError) as refused:
            create(core, "laura", "corte", "2027-05-13T17:00")

        starts = [one.start.astimezone(ZONE).strftime("%H:%M") for one in refused.value.nearest]
        assert starts == ["16:00", "16:15", "17:45"]
        assert told(core, ANA) == []

    def test_of_many_at_once_one_gets_the_place(self, core: Core) -> None:
        def race(number: int) -> AppointmentView | PlaceLostError:
            who = Customer(phone=f"+54911666600{number:02}", name=f"Ana {number}")
            try:
                return create(core, "laura", "corte", "2027-05-13T17:00", who)
            except PlaceLostError as error:
                return error

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(race, range(8)))

        lost = [one for one in found if isinstance(one, PlaceLostError)]
        assert len(lost) == 7
        assert all(len(one.nearest) == 3 for one in lost)
        assert core.count("appointment") == 1

    def test_a_form_sent_many_times_at_once_books_once(self, core: Core) -> None:
        with ThreadPoolExecutor(4) as pool:
            runs = [
                pool.submit(create, core, "laura", "corte", "2027-05-13T17:00") for _ in range(4)
            ]
            found = {run.result().id for run in runs}

        assert len(found) == core.count("appointment") == 1

    @pytest.mark.parametrize(
        ("customer", "problem"),
        [
            (Customer(), "agenda.no_phone"),
            (Customer(contact_id=9999), "agenda.no_customer"),
            (Customer(phone="+5491166669999"), "agenda.no_name"),
        ],
    )
    def test_without_a_customer_nothing_is_made(
        self, core: Core, customer: Customer, problem: str
    ) -> None:
        with pytest.raises(AgendaError) as refused:
            create(core, "laura", "corte", "2027-05-13T17:00", customer)

        assert refused.value.problem == problem
        assert core.count("appointment") == 0
        assert core.count("contact") == KNOWN

    def test_a_home_visit_needs_a_zone_of_the_provider(self, core: Core) -> None:
        with pytest.raises(AgendaError) as refused:
            create(core, "diego", "visita", "2027-05-13T10:00", address="Cabildo 2000, Belgrano")

        assert refused.value.problem == "agenda.no_zone"
        assert refused.value.values["zones"] == "Caballito, Flores y Almagro"

    def test_an_unknown_service_is_refused(self, core: Core) -> None:
        wanted = NewAppointment(999, local("2027-05-13T17:00"), Customer(phone=ANA, name="Ana"))

        with core.desk() as desk, pytest.raises(AgendaError) as refused:
            agenda.create(desk, wanted)

        assert refused.value.problem == "agenda.no_service"


class TestMove:
    @pytest.fixture
    def view(self, core: Core) -> AppointmentView:
        """Ana has a cut on Thursday at 17:00."""
        return core.book(ANA, "laura", "corte", "2027-05-13T17:00")

    def move(self, core: Core, view: AppointmentView, start: str) -> AppointmentView:
        with core.desk(actor="agent:Eva") as desk:
            return agenda.move(desk, view.id, view.version, local(start))

    def test_both_are_told_from_when_to_when(self, core: Core, view: AppointmentView) -> None:
        moved = self.move(core, view, "2027-05-14T18:00")

        assert moved.id == view.id
        assert core.appointment(view.id).starts_at == local("2027-05-14T18:00")
        assert told(core, ANA) == ["moved_for_you"]
        assert told(core, LAURA) == ["appointment_new", "appointment_moved"]
        body = core.outbox()[-1].payload["body"]
        assert "jueves 13/5 a las 17:00" in body
        assert "viernes 14/5 a las 18:00" in body

    def test_a_provider_who_confirms_is_asked_and_the_old_place_stays(self, core: Core) -> None:
        asked = create(core, "diego", "visita", "2027-05-13T10:00", address=HOME)
        with core.desk() as desk:
            view = agenda.answer(desk, asked.id, asked.version, accepted=True)

        moved = self.move(core, view, "2027-05-14T10:00")

        assert moved.id != view.id
        assert state(core, view) is AppointmentState.CONFIRMED
        assert told(core, ANA)[-1] == "moved_for_you_asked"
        assert told(core, DIEGO)[-1] == "job_request"

    def test_a_taken_time_is_refused_with_others(self, core: Core, view: AppointmentView) -> None:
        core.book(BETO, "laura", "corte", "2027-05-14T18:00")

        with pytest.raises(PlaceLostError) as refused:
            self.move(core, view, "2027-05-14T18:00")

        assert refused.value.nearest
        assert core.appointment(view.id).starts_at == local("2027-05-13T17:00")
        assert told(core, ANA) == []

    def test_the_time_it_has_is_no_move(self, core: Core, view: AppointmentView) -> None:
        with pytest.raises(AgendaError) as refused:
            self.move(core, view, "2027-05-13T17:00")

        assert refused.value.problem == "agenda.same_time"

    def test_what_changed_meanwhile_stays(self, core: Core, view: AppointmentView) -> None:
        self.move(core, view, "2027-05-14T18:00")

        with pytest.raises(ChangedError):
            self.move(core, view, "2027-05-14T18:00")

        assert core.appointment(view.id).starts_at == local("2027-05-14T18:00")


class TestCancel:
    @pytest.fixture
    def paid(self, core: Core) -> AppointmentView:
        """Ana has a colour on Friday with its deposit paid."""
        view = core.book(ANA, "laura", "color", "2027-05-14T17:00")
        core.pays(core.deposit_of(view.id).external_reference, amount=13500)
        core.work()
        with core.desk() as desk:
            return agenda.notify.view_of(desk, desk.db.get_one(agenda.AppointmentRow, view.id))

    def cancel(self, core: Core, view: AppointmentView, *, asked: bool) -> AppointmentView:
        run = agenda.cancel_as_asked if asked else agenda.cancel_ours
        with core.desk(actor="agent:Eva") as desk:
            return run(desk, view.id, view.version)

    def test_in_time_the_deposit_goes_back(self, core: Core, paid: AppointmentView) -> None:
        self.cancel(core, paid, asked=True)

        assert state(core, paid) is AppointmentState.CANCELLED
        assert core.count("refund") == 1
        assert told(core, ANA)[-1] == "cancelled_for_you"
        assert "Te devolvemos $ 13.500" in bodies(core)[-1]
        assert told(core, LAURA)[-1] == "appointment_cancelled"
        assert reminders(core) == []

    def test_late_it_is_kept(self, core: Core, paid: AppointmentView) -> None:
        core.set_now(local("2027-05-14T10:00"))

        self.cancel(core, paid, asked=True)

        assert core.count("refund") == 0
        assert "no se devuelve" in bodies(core)[-1]

    def test_when_we_cannot_it_goes_back_even_late(self, core: Core, paid: AppointmentView) -> None:
        core.set_now(local("2027-05-14T10:00"))

        self.cancel(core, paid, asked=False)

        assert state(core, paid) is AppointmentState.CANCELLED
        assert core.count("refund") == 1
        assert told(core, ANA)[-1] == "provider_cancelled_refund"
        assert told(core, LAURA)[-1] == "appointment_cancelled"

    @pytest.mark.parametrize("asked", [True, False])
    def test_twice_is_once(self, core: Core, paid: AppointmentView, asked: bool) -> None:
        self.cancel(core, paid, asked=asked)

        with pytest.raises(ChangedError):
            self.cancel(core, paid, asked=asked)

        assert core.count("refund") == 1

    @pytest.mark.parametrize("asked", [True, False])
    def test_what_is_over_is_not_cancelled(
        self, core: Core, paid: AppointmentView, asked: bool
    ) -> None:
        core.set_now(local("2027-05-14T20:00"))

        with pytest.raises(AgendaError) as refused:
            self.cancel(core, paid, asked=asked)

        assert refused.value.problem == "agenda.over"
        assert state(core, paid) is AppointmentState.CONFIRMED

    def test_its_terms_are_known_before(self, core: Core, paid: AppointmentView) -> None:
        with core.desk() as desk:
            terms = agenda_places.cancellation_terms(desk, paid.id)

        assert terms is not None
        assert terms.refund == paid.deposit


class TestRequest:
    @pytest.fixture
    def asked(self, core: Core) -> AppointmentView:
        """Ana waits for Diego's answer."""
        return core.book(ANA, "diego", "visita", "2027-05-13T10:00", HOME)

    def answer(self, core: Core, view: AppointmentView, *, accepted: bool) -> AppointmentView:
        with core.desk(actor="agent:Eva") as desk:
            return agenda.answer(desk, view.id, view.version, accepted=accepted)

    def test_accepting_tells_both(self, core: Core, asked: AppointmentView) -> None:
        self.answer(core, asked, accepted=True)

        assert state(core, asked) is AppointmentState.CONFIRMED
        assert told(core, ANA) == ["request_accepted"]
        assert told(core, DIEGO) == ["job_request", "appointment_new"]
        assert reminders(core) == [asked.id]

    def test_declining_offers_the_customer_something_else(
        self, core: Core, asked: AppointmentView
    ) -> None:
        self.answer(core, asked, accepted=False)

        assert state(core, asked) is AppointmentState.DECLINED
        assert told(core, ANA) == ["request_declined_instead"]
        assert told(core, DIEGO) == ["job_request", "appointment_cancelled"]

    def test_what_the_provider_answered_first_counts(
        self, core: Core, asked: AppointmentView
    ) -> None:
        self.answer(core, asked, accepted=False)

        with pytest.raises(ChangedError):
            self.answer(core, asked, accepted=True)

        assert state(core, asked) is AppointmentState.DECLINED

    def test_too_late_is_too_late(self, core: Core, asked: AppointmentView) -> None:
        core.pass_time(hours=3)

        with pytest.raises(ChangedError):
            self.answer(core, asked, accepted=True)


class TestClose:
    @pytest.fixture
    def view(self, core: Core) -> AppointmentView:
        """Ana has a cut on Thursday at 17:00."""
        return core.book(ANA, "laura", "corte", "2027-05-13T17:00")

    def close(self, core: Core, view: AppointmentView, *, came: bool) -> AppointmentView:
        with core.desk(actor="agent:Eva") as desk:
            return agenda.close(desk, view.id, view.version, came=came)

    def test_done_is_noted_and_nobody_bothered(self, core: Core, view: AppointmentView) -> None:
        core.set_now(local("2027-05-13T17:50"))

        self.close(core, view, came=True)

        assert state(core, view) is AppointmentState.COMPLETED
        assert core.outbox()[-1].payload["name"] != "missed"

    def test_who_did_not_come_is_asked_kindly(self, core: Core, view: AppointmentView) -> None:
        core.set_now(local("2027-05-13T17:50"))

        self.close(core, view, came=False)

        assert state(core, view) is AppointmentState.NO_SHOW
        asked = [row.payload["name"] for row in core.outbox()][-3:]
        assert asked == ["missed", "missed_again", "missed_last"]

    @pytest.mark.parametrize("came", [True, False])
    def test_not_before_it_begins(self, core: Core, view: AppointmentView, came: bool) -> None:
        with pytest.raises(AgendaError) as refused:
            self.close(core, view, came=came)

        assert refused.value.problem == "agenda.not_begun"
        assert state(core, view) is AppointmentState.CONFIRMED

    def test_once(self, core: Core, view: AppointmentView) -> None:
        core.set_now(local("2027-05-13T17:50"))
        self.close(core, view, came=True)

        with pytest.raises(ChangedError):
            self.close(core, view, came=False)


class TestTime:
    OFF = Interval(local("2027-05-13T16:00"), local("2027-05-13T20:00"))

    def block(self, core: Core, *off: Interval) -> tuple[AppointmentView, ...]:
        provider_id = core.slot("laura", "corte", "2027-05-13T17:00").provider_id
        with core.desk(actor="agent:Eva") as desk:
            return agenda_time.block(desk, provider_id, off)

    def test_blocked_time_is_not_free_and_the_provider_knows(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-13T17:00")

        inside = self.block(core, self.OFF)

        assert [one.id for one in inside] == [view.id]
        assert self.starts(core)[-1] == "12:15"
        assert told(core, LAURA)[-1] == "time_blocked"
        assert "el jueves 13/5 de 16:00 a 20:00" in core.outbox()[-1].payload["body"]

    def test_given_back_it_is_free_again(self, core: Core) -> None:
        self.block(core, self.OFF)

        with core.desk(actor="agent:Eva") as desk:
            agenda_time.give_back(desk, 1)

        assert self.starts(core)[-1] == "19:15"
        assert told(core, LAURA) == ["time_blocked", "time_given_back"]
        with core.desk() as desk, pytest.raises(ChangedError):
            agenda_time.give_back(desk, 1)

    def test_the_same_hours_of_many_days_are_said_in_one_go(self, core: Core) -> None:
        day = timedelta(days=1)
        later = [Interval(self.OFF.start + day * n, self.OFF.end + day * n) for n in range(30)]

        self.block(core, *later)

        body = core.outbox()[-1].payload["body"]
        assert "del jueves 13/5 al viernes 11/6 de 16:00 a 20:00" in body

    def test_nothing_of_the_past_is_blocked(self, core: Core) -> None:
        with pytest.raises(AgendaError) as refused:
            self.block(core)

        assert refused.value.problem == "agenda.time_past"

    def starts(self, core: Core) -> list[str]:
        service_id = core.slot("laura", "corte", "2027-05-13T17:00").service_id
        with core.desk() as desk:
            found = agenda_places.free_on(desk, service_id, date(2027, 5, 13))
        return [one.astimezone(ZONE).strftime("%H:%M") for one in found.starts]
