"""Deposits through MercadoPago's own library: each payment has its effect once, whatever comes."""

from typing import Any

import httpx
import pytest

from actions import booking, cancelling, payments
from actions.payments import GatewayPayment, GatewayStatus, PaymentResult
from bot.dialogue.commands import AppointmentView, BookSlot, CancelAppointment, SlotTaken
from bot.domain.appointments import AppointmentState
from bot.domain.money import Money
from storage.rows.facts import EventRow
from storage.rows.mail import OutboxState, Urgency
from storage.rows.payments import PaymentState, RefundRow, RefundState
from storage.rows.people import ConversationRow, Handoff
from tests.integration.core_bench import ANA, BETO, Core, in_parallel, wired
from workers import payments as payment_jobs
from workers import sending

LAURA = "+5491155550101"


class Deposit:
    """Ana's colour on Thursday at 17:00, held until its deposit of $ 13.500 comes."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.view: AppointmentView = core.book(ANA, "laura", "color", "2027-05-13T17:00")
        row = core.deposit_of(self.view.id)
        assert row.id is not None
        self.payment_id = row.id
        self.reference = row.external_reference
        self.url = sending.checkout_url(core.wiring, row.id, now=core.now)

    @property
    def state(self) -> AppointmentState:
        return self.core.appointment(self.view.id).state

    @property
    def payment_state(self) -> PaymentState:
        return self.core.deposit_of(self.view.id).state

    def paid(self, status: str = "approved", amount: float = 13500, **more: Any) -> None:
        """Let it be paid, tell us, and work."""
        self.core.pays(self.reference, status, amount=amount, **more)
        self.core.work()

    def told(self) -> list[str]:
        return [row.key.split(":")[0] for row in self.core.outbox()]

    def refunds(self) -> list[dict[str, Any]]:
        """The refunds of this deposit's payments at MercadoPago."""
        mine = {
            str(one["id"])
            for one in self.core.get("payments")["payments"]
            if one["external_reference"] == self.reference
        }
        found = self.core.get("refunds")["refunds"]
        return [one for one in found if str(one["payment_id"]) in mine]


@pytest.fixture
def deposit(core: Core) -> Deposit:
    return Deposit(core)


class TestLink:
    def test_link_is_made_once(self, core: Core, deposit: Deposit) -> None:
        before = len(core.get("preferences")["preferences"])

        again = sending.checkout_url(core.wiring, deposit.payment_id, now=core.now)

        assert again == deposit.url
        assert len(core.get("preferences")["preferences"]) == before

    def test_link_made_by_two_workers_is_one_preference(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", "2027-05-13T17:00")
        payment_id = core.deposit_of(view.id).id
        assert payment_id is not None
        before = len(core.get("preferences")["preferences"])
        urls: list[str] = []

        with wired(core.settings) as other:
            for wiring in (core.wiring, other):
                core.execute("UPDATE payment SET checkout_url = NULL, preference_id = NULL")
                urls.append(sending.checkout_url(wiring, payment_id, now=core.now))

        assert urls[0] == urls[1]
        assert len(core.get("preferences")["preferences"]) == before + 1

    def test_link_costs_the_deposit_and_ends_with_the_hold(
        self, core: Core, deposit: Deposit
    ) -> None:
        (made,) = [
            one
            for one in core.get("preferences")["preferences"]
            if one["init_point"] == deposit.url
        ]

        assert float(made["amount"]) == 13500


class TestApproved:
    def test_confirms_tells_both_and_plans_the_reminder(self, core: Core, deposit: Deposit) -> None:
        deposit.paid()

        assert deposit.state is AppointmentState.CONFIRMED
        assert deposit.payment_state is PaymentState.APPROVED
        assert (len(core.bubbles(ANA)), len(core.bubbles(LAURA))) == (1, 1)
        reminders = [row for row in core.outbox() if row.urgency is Urgency.REMINDER]
        assert [row.state for row in reminders] == [OutboxState.QUEUED]

    def test_repeated_webhooks_have_one_effect(self, core: Core, deposit: Deposit) -> None:
        core.fault("webhooks", "duplicate")
        deposit.paid()
        made = core.get("payments")["payments"][-1]
        for _ in range(2):
            core.post("payments", {"payment_id": str(made["id"]), "status": "approved"})
            core.work()

        assert len(core.bubbles(ANA)) == 1
        assert len(core.bubbles(LAURA)) == 1
        assert deposit.told().count("new") == 1
        assert deposit.refunds() == []

    def test_two_workers_at_once_have_one_effect(self, core: Core, deposit: Deposit) -> None:
        core.pays(deposit.reference, amount=13500)
        core.pays(deposit.reference, "rejected", amount=13500)
        threads = {row.thread for row in core.inbox() if row.kind.value == "payment"}
        with core.desk() as desk:
            search = payments.look_up(desk, deposit.view.id)
        assert search is not None

        with wired(core.settings) as other:
            raised = in_parallel(
                *(
                    lambda thread=thread, wiring=wiring: payment_jobs.work(wiring, thread)
                    for thread in (*threads, search)
                    for wiring in (core.wiring, other)
                )
            )
        core.sweep()

        assert raised == []
        assert deposit.state is AppointmentState.CONFIRMED
        assert deposit.told().count("paid") == deposit.told().count("new") == 1
        assert deposit.refunds() == []

    def test_a_job_that_needs_the_provider_is_asked_for_only_then(self, core: Core) -> None:
        core.execute("UPDATE service SET deposit_centavos = 500000 WHERE slug = 'visita'")
        core.execute("UPDATE business SET catalogue_version = catalogue_version + 1000")
        view = core.book(ANA, "diego", "visita", "2027-05-13T10:00", "Rivadavia 5000, Caballito")
        asked = [row.key for row in core.outbox()]

        core.pays(core.deposit_of(view.id).external_reference, amount=5000)
        core.work()

        assert asked == []
        assert core.appointment(view.id).state is AppointmentState.PENDING_PROVIDER
        assert [row.key.split(":")[0] for row in core.outbox()] == ["paid", "request"]


class TestNotApproved:
    def test_rejected_is_told_with_the_link_and_a_new_try_works(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid("rejected")
        (told,) = core.bubbles(ANA)
        assert deposit.url in told
        assert deposit.state is AppointmentState.HELD

        deposit.paid("approved")

        assert deposit.state is AppointmentState.CONFIRMED

    def test_pending_is_told_once_and_keeps_the_place(self, core: Core, deposit: Deposit) -> None:
        deposit.paid("pending")
        made = core.get("payments")["payments"][-1]
        core.post("payments", {"payment_id": str(made["id"]), "status": "in_process"})
        core.work()

        assert len(core.bubbles(ANA)) == 1
        assert (deposit.state, deposit.payment_state) == (
            AppointmentState.HELD,
            PaymentState.PENDING,
        )

    def test_pending_then_approved_confirms(self, core: Core, deposit: Deposit) -> None:
        deposit.paid("pending")
        made = core.get("payments")["payments"][-1]
        core.post("payments", {"payment_id": str(made["id"]), "status": "approved"})
        core.work()

        assert deposit.state is AppointmentState.CONFIRMED

    def test_late_rejection_does_not_undo_an_approval(self, core: Core, deposit: Deposit) -> None:
        deposit.paid("approved")
        deposit.paid("rejected")

        assert deposit.state is AppointmentState.CONFIRMED
        assert deposit.payment_state is PaymentState.APPROVED
        assert len(core.bubbles(ANA)) == 1

    def test_wrong_amount_confirms_nothing_and_is_recorded(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid(amount=135)

        assert (deposit.state, deposit.payment_state) == (
            AppointmentState.HELD,
            PaymentState.ASKED,
        )
        (noted,) = [row for row in core.all(EventRow) if row.kind == "payment.mismatch"]
        assert (noted.appointment_id, noted.details["centavos"]) == (deposit.view.id, 13500)
        assert "$ 135 por Color" in core.bubbles(ANA)[-1]
        assert core.all(ConversationRow)[0].handoff is Handoff.REQUESTED

    def test_wrong_currency_confirms_nothing_and_is_recorded(
        self, core: Core, deposit: Deposit
    ) -> None:
        foreign = GatewayPayment(
            "99", GatewayStatus.APPROVED, deposit.reference, Money.pesos(13500), "USD"
        )

        with core.desk() as desk:
            result = payments.absorb(desk, foreign)

        assert result is PaymentResult.MISMATCH
        assert deposit.state is AppointmentState.HELD
        assert [row.kind for row in core.all(EventRow)].count("payment.mismatch") == 1

    def test_payment_of_somebody_elses_business_is_nothing_to_us(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.pays("another-shop-1", amount=13500)
        core.work()

        assert deposit.state is AppointmentState.HELD
        assert all(row.done_at for row in core.inbox())


class TestTooLate:
    def test_paid_after_the_hold_ran_out_takes_the_free_place_again(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.pass_time(minutes=61)
        core.tick()
        assert deposit.state is AppointmentState.EXPIRED

        deposit.paid()

        assert deposit.state is AppointmentState.CONFIRMED
        assert deposit.refunds() == []

    def test_paid_after_the_place_was_taken_is_refunded_and_told(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.pass_time(minutes=61)
        core.tick()
        core.book(BETO, "laura", "corte", "2027-05-13T17:30")
        told = len(core.bubbles(ANA))

        deposit.paid()

        assert deposit.state is AppointmentState.EXPIRED
        assert deposit.payment_state is PaymentState.REFUNDED
        assert [one["amount"] for one in deposit.refunds()] == [13500]
        assert len(core.bubbles(ANA)) == told + 1
        assert [row.state for row in core.all(RefundRow)] == [RefundState.DONE]

    def test_a_hold_of_another_that_ran_out_does_not_stand_in_the_way(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.pass_time(minutes=61)
        core.tick()
        core.book(BETO, "laura", "color", "2027-05-13T17:00")
        core.pass_time(minutes=61)  # Beto's ran out too, and no tick came since

        deposit.paid()

        assert deposit.state is AppointmentState.CONFIRMED

    def test_paid_after_it_was_cancelled_is_refunded(self, core: Core, deposit: Deposit) -> None:
        contact_id, _ = core.meet(ANA)
        with core.desk() as desk:
            command = CancelAppointment(deposit.view.id, deposit.view.version)
            cancelling.cancel(desk, command, contact_id)

        deposit.paid()

        assert deposit.state is AppointmentState.CANCELLED
        assert len(deposit.refunds()) == 1

    def test_second_approved_payment_is_refunded_and_told(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid()
        deposit.paid()

        assert deposit.state is AppointmentState.CONFIRMED
        assert deposit.payment_state is PaymentState.APPROVED
        assert len(deposit.refunds()) == 1
        assert len(core.bubbles(ANA)) == 2

    def test_cancelled_in_time_gives_the_deposit_back_once(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid()
        contact_id, _ = core.meet(ANA)
        version = core.appointment(deposit.view.id).version
        with core.desk() as desk:
            cancelling.cancel(desk, CancelAppointment(deposit.view.id, version), contact_id)
        sending.deliver_all(core.wiring, desk)
        core.work()
        core.work()

        assert len(deposit.refunds()) == 1


class TestLookUp:
    def test_i_have_paid_finds_a_payment_whose_notice_was_lost(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.fault("mercadopago", "drop_status")
        core.pays(deposit.reference, amount=13500)
        assert core.count("inbox") == 0

        look_up(core, deposit)

        assert deposit.state is AppointmentState.CONFIRMED

    def test_nothing_found_is_told(self, core: Core, deposit: Deposit) -> None:
        look_up(core, deposit)

        assert deposit.state is AppointmentState.HELD
        assert len(core.bubbles(ANA)) == 1

    def test_a_rejection_known_before_is_no_news_but_a_word_is_due(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid("rejected")
        before = len(core.bubbles(ANA))

        look_up(core, deposit)

        assert len(core.bubbles(ANA)) == before + 1

    def test_of_what_is_in_process_they_were_told(self, core: Core, deposit: Deposit) -> None:
        deposit.paid("pending")
        before = len(core.bubbles(ANA))

        look_up(core, deposit)

        assert len(core.bubbles(ANA)) == before

    def test_an_appointment_without_deposit_has_nothing_to_look_up(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-13T17:00")

        with core.desk() as desk:
            assert payments.look_up(desk, view.id) is None


def look_up(core: Core, deposit: Deposit) -> None:
    with core.desk() as desk:
        thread = payments.look_up(desk, deposit.view.id)
    assert thread is not None
    core.wiring.doorbell.ring_thread(thread)
    core.work()


class TestOutage:
    def test_notice_waits_for_mercadopago_and_the_sweep_finds_it(
        self, core: Core, deposit: Deposit
    ) -> None:
        core.fault("mercadopago", "500", times=2, match="/v1/payments")
        deposit.paid()
        assert deposit.state is AppointmentState.HELD

        for _ in range(2):
            core.pass_time(seconds=6)
            core.sweep()

        assert deposit.state is AppointmentState.CONFIRMED

    def test_an_outage_of_ten_minutes_buries_no_payment(self, core: Core, deposit: Deposit) -> None:
        core.pays(deposit.reference, amount=13500)
        core.execute("UPDATE inbox SET attempts = 250")  # one every 3 s
        core.fault("mercadopago", "500", match="/v1/payments")
        core.work()
        assert core.inbox()[0].done_at is None

        core.pass_time(seconds=6)
        core.sweep()

        assert deposit.state is AppointmentState.CONFIRMED

    def test_link_waits_for_mercadopago_and_keeps_its_place_in_the_chat(self, core: Core) -> None:
        view = core.book(ANA, "laura", "color", "2027-05-13T17:00")
        core.fault("mercadopago", "500", match="/checkout/preferences")
        payment = core.deposit_of(view.id)
        assert payment.id is not None
        url_before = payment.checkout_url

        with pytest.raises(Exception, match="500"):
            sending.checkout_url(core.wiring, payment.id, now=core.now)

        assert url_before is None
        assert sending.checkout_url(core.wiring, payment.id, now=core.now).startswith("http")

    @pytest.mark.parametrize("kind", ["500", "429", "timeout", "timeout_after"])
    def test_refund_is_tried_again_with_the_same_key_and_made_once(
        self, core: Core, deposit: Deposit, kind: str
    ) -> None:
        deposit.paid()
        core.fault("mercadopago", kind, match="/refunds")
        deposit.paid()  # the second payment goes back
        (row,) = [one for one in core.outbox() if one.refund_id is not None]
        assert row.state is OutboxState.QUEUED

        core.set_now(row.due_at)
        core.tick()

        assert len(deposit.refunds()) == 1
        assert [one.state for one in core.all(RefundRow)] == [RefundState.DONE]

    def test_refund_of_a_dead_worker_is_taken_over_and_made_once(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid()
        deposit.paid()
        core.execute(
            "UPDATE outbox SET state = 'sending', external_id = NULL WHERE refund_id IS NOT NULL"
        )
        core.execute("UPDATE refund SET state = 'asked', gateway_refund_id = NULL")
        core.end_leases()

        core.tick()

        assert len(deposit.refunds()) == 1
        assert [one.state for one in core.all(RefundRow)] == [RefundState.DONE]

    def test_refused_refund_is_told_and_handed_to_a_person(
        self, core: Core, deposit: Deposit
    ) -> None:
        deposit.paid()
        core.execute("UPDATE payment SET gateway_payment_id = '4242'")  # MercadoPago knows none
        contact_id, _ = core.meet(ANA)
        version = core.appointment(deposit.view.id).version
        with core.desk() as desk:
            cancelling.cancel(desk, CancelAppointment(deposit.view.id, version), contact_id)
        sending.deliver_all(core.wiring, desk)
        core.work()

        assert [one.state for one in core.all(RefundRow)] == [RefundState.FAILED]
        waiting = [one for one in core.all(ConversationRow) if one.handoff is Handoff.REQUESTED]
        assert [one.address for one in waiting] == [f"whatsapp:{ANA}"]
        assert "refund_failed" in deposit.told()


def test_checkout_page_leads_all_the_way(core: Core, deposit: Deposit) -> None:
    page = httpx.get(on_this_machine(core, deposit.url), trust_env=False, follow_redirects=True)

    assert page.status_code == 200
    assert "13.500" in page.text


def on_this_machine(core: Core, url: str) -> str:
    return url.replace(core.settings.public_url, core.settings.simulator_url)


def test_a_held_place_cannot_be_booked_by_another(core: Core, deposit: Deposit) -> None:
    contact_id, conversation_id = core.meet(BETO, "Beto")
    slot = core.slot("laura", "corte", "2027-05-13T17:00")
    with core.desk() as desk:
        outcome = booking.book(desk, BookSlot(slot, None), contact_id, conversation_id)

    assert isinstance(outcome, SlotTaken)
