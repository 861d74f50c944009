"""One's own data, invoices and leads: rows that stand for what was asked, and who may see them."""

from datetime import date

import pytest
from sqlalchemy import text

from actions import invoices, leads, personal_data
from bot.dialogue.orders.office import (
    DeletionConfirmed,
    InvoiceKept,
    KeepInvoice,
    KeepLead,
    LeadKept,
    NothingAsked,
)
from bot.domain.appointments import AppointmentState
from bot.domain.personal_data import DataRequestState
from storage.rows.people import ConversationRow, Handoff
from storage.rows.requests import (
    DataRequestRow,
    InvoiceRequestRow,
    InvoiceState,
    LeadState,
    ProviderLeadRow,
)
from tests.integration.core_bench import ANA, BETO, Core

_TABLES = (
    "contact",
    "contact_identity",
    "conversation",
    "inbox",
    "outbox",
    "appointment",
    "turn",
    "waitlist_wish",
    "provider_lead",
)
_ROWS = [text(f"SELECT to_jsonb(t)::text FROM {name} t") for name in _TABLES]
SECRETS = ("Ana Paz", ANA, "Yerbal 1820")


def everything(core: Core) -> str:
    """Return the text of every table that holds what people said or are called."""
    with core.engine.connect() as connection:
        return "\n".join(str(row) for query in _ROWS for row in connection.execute(query))


class TestDeletion:
    @pytest.fixture
    def ana(self, core: Core) -> tuple[int, int]:
        """Ana, known by what she wrote and booked."""
        core.book(ANA, "diego", "visita", "2027-05-20T10:00", "Yerbal 1820, Caballito")
        core.say(ANA, "hola soy Ana Paz, vivo en Yerbal 1820")
        core.settle()
        return core.meet(ANA)

    def ask(self, core: Core, contact_id: int) -> int:
        with core.desk() as desk:
            return personal_data.ask_deletion(desk, contact_id).request_id

    def test_asking_touches_nothing_and_names_what_is_lost(
        self, core: Core, ana: tuple[int, int]
    ) -> None:
        with core.desk() as desk:
            asked = personal_data.ask_deletion(desk, ana[0])

        assert len(asked.appointments) == 1
        (row,) = core.all(DataRequestRow)
        assert row.state is DataRequestState.REQUESTED
        assert row.due_on == date(2027, 5, 19)
        assert self.ask(core, ana[0]) == asked.request_id

    def test_a_yes_cancels_and_waits_a_day(self, core: Core, ana: tuple[int, int]) -> None:
        request_id = self.ask(core, ana[0])
        with core.desk() as desk:
            outcome = personal_data.confirm_deletion(desk, request_id, ana[0])
        core.tick()

        assert outcome == DeletionConfirmed(date(2027, 5, 19), 1)
        assert core.appointment(1).state is AppointmentState.CANCELLED
        assert core.contact(ana[0]).name == "Ana Paz"

    def test_then_nothing_says_who_it_was(self, core: Core, ana: tuple[int, int]) -> None:
        assert all(secret in everything(core) for secret in SECRETS)
        request_id = self.ask(core, ana[0])
        with core.desk() as desk:
            personal_data.confirm_deletion(desk, request_id, ana[0])
        core.tick()
        core.pass_time(hours=24)
        core.tick()

        left = everything(core)
        assert [secret for secret in (ANA, "Yerbal 1820") if secret in left_of(left, core)] == []
        assert core.contact(ana[0]).name is None
        assert core.all(DataRequestRow)[0].state is DataRequestState.DONE
        assert core.count("appointment") == 1

    def test_second_thoughts_count_until_then(self, core: Core, ana: tuple[int, int]) -> None:
        request_id = self.ask(core, ana[0])
        with core.desk() as desk:
            personal_data.confirm_deletion(desk, request_id, ana[0])
        with core.desk() as desk:
            assert personal_data.withdraw_deletion(desk, ana[0])
        core.pass_time(hours=30)
        core.tick()

        assert core.contact(ana[0]).name == "Ana Paz"
        with core.desk() as desk:
            assert not personal_data.withdraw_deletion(desk, ana[0])

    def test_an_old_button_confirms_nothing(self, core: Core, ana: tuple[int, int]) -> None:
        request_id = self.ask(core, ana[0])
        with core.desk() as desk:
            outcome = personal_data.confirm_deletion(desk, request_id + 1, ana[0])

        assert outcome == NothingAsked()
        assert core.all(DataRequestRow)[0].state is DataRequestState.REQUESTED

    def test_nobody_deletes_another(self, core: Core, ana: tuple[int, int]) -> None:
        request_id = self.ask(core, ana[0])
        beto, _ = core.meet(BETO, "Beto")
        with core.desk() as desk:
            outcome = personal_data.confirm_deletion(desk, request_id, beto)

        assert outcome == NothingAsked()
        assert core.appointment(1).state is not AppointmentState.CANCELLED


def left_of(left: str, core: Core) -> str:
    """Return what is left without what belongs to others: the notices that a provider got."""
    provider = {
        row.id for row in core.all(ConversationRow) if row.address.endswith("5491155550104")
    }
    kept = [
        line
        for line in left.splitlines()
        if not any(f'"conversation_id": {one}' in line for one in provider)
    ]
    return "\n".join(kept)


class TestAccess:
    def test_what_is_kept_is_counted(self, core: Core) -> None:
        core.book(ANA, "laura", "corte", "2027-05-20T17:00")
        with core.desk() as desk:
            found = personal_data.show(desk, core.meet(ANA)[0])

        assert (found.name, found.phone, found.ahead, found.past) == ("Ana Paz", "0001", 1, 0)
        (row,) = core.all(DataRequestRow)
        assert row.state is DataRequestState.DONE
        assert row.due_on == date(2027, 5, 22)

    def test_a_name_is_corrected(self, core: Core) -> None:
        contact_id, _ = core.meet(ANA)
        with core.desk() as desk:
            personal_data.correct_name(desk, contact_id, "Ana María Paz")

        assert core.contact(contact_id).name == "Ana María Paz"


class TestInvoices:
    def test_it_is_gathered_and_put_before_the_team(self, core: Core) -> None:
        view = core.book(ANA, "laura", "corte", "2027-05-13T17:00")
        contact_id, conversation_id = core.meet(ANA)
        with core.desk() as desk:
            conversation = desk.db.get_one(ConversationRow, conversation_id)
            (one,) = invoices.invoiceable(desk, contact_id).appointments
            invoices.keep(desk, KeepInvoice(appointment_id=one.id), contact_id, conversation)
            kept = invoices.keep(
                desk, KeepInvoice(tax_id="20123456786", letter="C"), contact_id, conversation
            )
            sent = invoices.send(desk, contact_id, conversation)

        assert kept == sent == InvoiceKept(view.id, "20123456786", None, "C")
        (row,) = core.all(InvoiceRequestRow)
        assert row.state is InvoiceState.REQUESTED
        (waiting,) = [one for one in core.all(ConversationRow) if one.id == conversation_id]
        assert (waiting.handoff, waiting.handoff_reason) == (Handoff.REQUESTED, "invoice")

    def test_a_newer_one_for_the_same_takes_its_place(self, core: Core) -> None:
        contact_id, conversation_id = core.meet(ANA)
        for tax_id in ("30123456", "20123456786"):
            with core.desk() as desk:
                conversation = desk.db.get_one(ConversationRow, conversation_id)
                invoices.keep(desk, KeepInvoice(tax_id=tax_id), contact_id, conversation)
                invoices.send(desk, contact_id, conversation)

        states = [row.state for row in core.all(InvoiceRequestRow)]
        assert sorted(state.value for state in states) == ["requested", "withdrawn"]

    def test_nothing_to_send(self, core: Core) -> None:
        contact_id, conversation_id = core.meet(ANA)
        with core.desk() as desk:
            conversation = desk.db.get_one(ConversationRow, conversation_id)
            invoices.drop(desk, contact_id)
            assert invoices.send(desk, contact_id, conversation) == NothingAsked()


class TestLeads:
    def test_it_grows_with_every_answer(self, core: Core) -> None:
        contact_id, conversation_id = core.meet(ANA)
        with core.desk() as desk:
            conversation = desk.db.get_one(ConversationRow, conversation_id)
            leads.keep(desk, KeepLead(name="Julio Vera"), contact_id, conversation)
            kept = leads.keep(desk, KeepLead(trade="plomero"), contact_id, conversation)
            sent = leads.send(desk, contact_id, conversation)

        assert isinstance(sent, LeadKept)
        assert (kept.name, kept.trade, sent.submitted) == ("Julio Vera", "plomero", True)
        (row,) = core.all(ProviderLeadRow)
        assert (row.state, row.phone) == (LeadState.SUBMITTED, ANA)

    def test_it_may_be_dropped_before_it_is_sent(self, core: Core) -> None:
        contact_id, conversation_id = core.meet(ANA)
        with core.desk() as desk:
            conversation = desk.db.get_one(ConversationRow, conversation_id)
            leads.keep(desk, KeepLead(name="Julio Vera"), contact_id, conversation)
            leads.drop(desk, contact_id)
            assert leads.send(desk, contact_id, conversation) == NothingAsked()

        assert core.all(ProviderLeadRow)[0].state is LeadState.WITHDRAWN
