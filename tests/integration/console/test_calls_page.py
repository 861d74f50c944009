"""Whom to call: the page lists unanswered reminders, and takes what was said on the phone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.domain.appointments import AppointmentState
from storage.repositories import appointments
from storage.rows.appointments import AppointmentRow
from storage.rows.catalogue import ServiceRow
from storage.rows.mail import OutboxKind, OutboxRow, OutboxState, Urgency
from storage.unit_of_work import transaction
from tests.integration.console.console_bench import ConsoleBench

_PAGE = "/console/calls"


def remind(bench: ConsoleBench, phone: str = "+5491166661234") -> int:
    """Let Sofía have been reminded yesterday of a cut in two hours; return that appointment."""
    id_ = bench.conversation("Sofía", reason=None, minutes=3 * 24 * 60, phone=phone)
    start = datetime(2027, 5, 12, 15, 15, tzinfo=UTC)
    with transaction(bench.engine) as db:
        service = db.exec(select(ServiceRow).where(ServiceRow.slug == "corte")).all()[0]
        row = AppointmentRow(
            code="",
            provider_id=service.provider_id,
            service_id=service.id or 0,
            contact_id=bench.row(id_).contact_id,
            conversation_id=id_,
            starts_at=start,
            ends_at=start + timedelta(minutes=45),
            state=AppointmentState.CONFIRMED,
            price_centavos=1_200_000,
            created_at=bench.now - timedelta(days=3),
        )
        appointments.add(db, row, actor="test")
        db.add(
            OutboxRow(
                key=f"reminder:{row.id}:{row.version}",
                kind=OutboxKind.MESSAGE,
                urgency=Urgency.REMINDER,
                conversation_id=id_,
                appointment_id=row.id,
                payload={"body": "recordatorio"},
                state=OutboxState.SENT,
                due_at=start - timedelta(days=1),
                created_at=bench.now - timedelta(days=3),
                sent_at=start - timedelta(days=1),
            )
        )
        assert row.id is not None
        return row.id


@pytest.fixture
def unanswered(bench: ConsoleBench) -> int:
    """Sofía has not answered."""
    return remind(bench)


def kept(bench: ConsoleBench, appointment_id: int) -> AppointmentRow:
    with transaction(bench.engine) as db:
        return db.get_one(AppointmentRow, appointment_id)


def test_lists_who_to_call_with_what(bench: ConsoleBench, unanswered: int) -> None:
    shown = bench.agent("Ana").see(_PAGE).text

    for words in ("Sofía", "Corte", "12:15 hs", "tel:+5491166661234"):
        assert words in shown


def test_who_comes_is_noted(bench: ConsoleBench, unanswered: int) -> None:
    agent = bench.agent("Ana")

    answer = agent.send(f"{_PAGE}/{unanswered}/comes")

    assert answer.status_code == 303
    assert kept(bench, unanswered).attendance_confirmed_at == bench.now
    assert "Sofía" not in agent.see(_PAGE).text
    assert bench.owed()[1:] == []  # nobody is written to


def test_who_stays_away_is_cancelled(bench: ConsoleBench, unanswered: int) -> None:
    bench.agent("Ana").send(f"{_PAGE}/{unanswered}/stays_away")

    assert kept(bench, unanswered).state is AppointmentState.CANCELLED
    assert "Sofía" in bench.owed()[-1][1]  # the provider is told


def test_what_is_gone_meanwhile_is_left(bench: ConsoleBench) -> None:
    assert bench.agent("Ana").send(f"{_PAGE}/999/stays_away").status_code == 303
    assert bench.agent("Ana").send(f"{_PAGE}/999/comes").status_code == 303


def test_is_behind_the_door(bench: ConsoleBench) -> None:
    assert bench.browser().see(_PAGE).status_code == 303
