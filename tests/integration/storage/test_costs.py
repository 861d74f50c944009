"""Messages are priced by what they are, when they left, and what the channel says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.messages.prices import MessageCategory, PriceList, PriceTable
from bot.messages.replies import Reply, Template, Text, to_json
from bot.messages.templates import CATEGORIES
from storage import costs, inbox, outbox, statuses
from storage.inbox import InboxItem, InboxKind
from storage.reports import costs as report
from storage.rows.mail import OutboxRow, Urgency
from storage.statuses import Refusals
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, BETO, Core

ZONE = ZoneInfo("America/Argentina/Buenos_Aires")
TABLE = PriceTable(
    "USD",
    (
        PriceList(date(2027, 1, 1), {MessageCategory.UTILITY: 20_000}),
        PriceList(
            date(2027, 5, 1),
            {
                MessageCategory.UTILITY: 26_000,
                MessageCategory.SERVICE: 10_000,
                MessageCategory.MARKETING: 60_000,
            },
            free_service=2,
        ),
    ),
)
REMINDER = Template("reminder", ("a", "b", "c", "d"), (), "Te espero")


@pytest.fixture
def send(core: Core) -> Callable[..., int]:
    """Lets messages have left to somebody; returns the row."""

    def put(
        phone: str, reply: Reply, *, at: datetime | None = None, appointment_id: int | None = None
    ) -> int:
        _, conversation_id = core.meet(phone)
        row = OutboxRow(
            key=f"sent:{core.count('outbox')}",
            kind=outbox.OutboxKind.MESSAGE,
            urgency=Urgency.NOTICE,
            conversation_id=conversation_id,
            appointment_id=appointment_id,
            payload=to_json(reply),
            state=outbox.OutboxState.SENT,
            external_id=f"SM{core.count('outbox')}",
            as_template=isinstance(reply, Template),
            due_at=at or core.now,
            created_at=at or core.now,
            sent_at=at or core.now,
        )
        with transaction(core.engine) as db:
            db.add(row)
            db.flush()
            assert row.id is not None
            return row.id

    return put


def settle(engine: Engine) -> int:
    return costs.settle(engine, TABLE, CATEGORIES, zone=ZONE)


def billed(core: Core) -> list[tuple[str | None, bool | None, int | None]]:
    with transaction(core.engine) as db:
        rows = db.exec(select(OutboxRow).order_by(OutboxRow.id)).all()
        return [(row.category, row.billable, row.price_micros) for row in rows]


def tell(core: Core, external_id: str, status: str, **more: object) -> None:
    payload = {"message_id": external_id, "status": status, **more}
    item = InboxItem("meta", InboxKind.STATUS, f"{external_id}:{status}", "status|x", payload)
    inbox.record_all(core.engine, [item], now=core.now)
    statuses.absorb(core.engine, outbox.STATUS_RANK, Refusals(), now=core.now)


def test_templates_and_the_words_past_the_free_ones_cost(
    core: Core, send: Callable[..., int]
) -> None:
    for words in "abc":
        send(ANA, Text(words))
    send(BETO, REMINDER)

    assert settle(core.engine) == 4
    assert settle(core.engine) == 0
    send(BETO, Text("d"))
    settle(core.engine)

    free, charged = ("service", False, 0), ("service", True, 10_000)
    assert billed(core) == [free, free, charged, ("utility", True, 26_000), charged]


def test_the_list_of_the_day_it_left_holds_and_a_month_begins_anew(
    core: Core, send: Callable[..., int]
) -> None:
    send(ANA, REMINDER, at=datetime(2027, 5, 1, 2, 59, tzinfo=UTC))  # still April here
    send(ANA, REMINDER, at=datetime(2027, 5, 1, 3, 0, tzinfo=UTC))
    for day in (10, 11, 12, 40):
        send(ANA, Text("x"), at=datetime(2027, 5, 1, tzinfo=UTC) + timedelta(days=day))
    settle(core.engine)

    assert [micros for _, _, micros in billed(core)] == [20_000, 26_000, 0, 0, 10_000, 0]


def test_what_the_channel_says_holds_over_the_table(core: Core, send: Callable[..., int]) -> None:
    send(ANA, REMINDER)
    send(ANA, Text("x"))
    settle(core.engine)

    tell(core, "SM0", "delivered", billable=False, category="utility")
    tell(core, "SM1", "delivered", billable=True, category="marketing")
    settle(core.engine)

    assert billed(core) == [("utility", False, 0), ("marketing", True, 60_000)]
    tell(core, "SM1", "read", billable=True, category="marketing")
    assert settle(core.engine) == 0  # nothing new was said
    core.execute("UPDATE outbox SET price_micros = NULL WHERE id = 2")
    settle(core.engine)
    assert core.count("message_tally") == 1
    assert core.all(OutboxRow)[1].price_micros == 60_000


def test_what_did_not_arrive_costs_nothing(core: Core, send: Callable[..., int]) -> None:
    send(ANA, REMINDER)
    settle(core.engine)

    tell(core, "SM0", "failed", error_code="131026")
    settle(core.engine)

    assert billed(core) == [("utility", False, 0)]


def test_cost_of_a_conversation_and_of_a_booking(core: Core, send: Callable[..., int]) -> None:
    for number in range(3):  # two are free
        send(ANA, Text("antes"), at=core.now - timedelta(minutes=9 - number))
    first = core.book(ANA, "laura", "corte", "2027-05-20T17:00").id
    core.execute(
        "UPDATE outbox SET price_micros = 0, category = 'service' WHERE category IS NULL "
        "AND key NOT LIKE 'sent:%'"
    )
    core.set_now(core.now + timedelta(minutes=10))
    send(ANA, Text("después"), at=core.now - timedelta(minutes=1))
    second = core.book(ANA, "laura", "corte", "2027-05-21T17:00").id
    send(BETO, REMINDER, appointment_id=first)
    settle(core.engine)

    conversation_id = core.meet(ANA)[1]
    found = report.between(core.engine, core.now - timedelta(days=1), core.now + timedelta(days=1))
    assert report.of_booking(core.engine, first) == 10_000 + 26_000
    assert report.of_booking(core.engine, second) == 10_000 + core_cost(core, second)
    assert report.of_conversation(core.engine, conversation_id) >= 20_000
    assert found.bookings == 2
    each = [report.of_booking(core.engine, one) or 0 for one in (first, second)]
    assert found.booking_micros == sum(each)
    assert found.micros == sum(micros or 0 for _, _, micros in billed(core))
    assert report.of_booking(core.engine, 10**6) is None


def test_a_booking_is_led_to_by_the_months_before_it_but_not_by_earlier_ones(
    core: Core, send: Callable[..., int]
) -> None:
    began = core.now - timedelta(hours=1)
    send(ANA, REMINDER, at=began - timedelta(days=91))
    send(ANA, REMINDER, at=began - timedelta(days=93))
    settle(core.engine)
    core.book(ANA, "laura", "corte", "2027-05-20T17:00")

    found = report.between(core.engine, began, core.now + timedelta(days=1))

    assert (found.conversations, found.micros) == (0, 0)
    assert (found.bookings, found.booking_micros) == (1, 20_000)


def core_cost(core: Core, appointment_id: int) -> int:
    """Return what notices about an appointment cost by the rows themselves."""
    rows = [row for row in core.all(OutboxRow) if row.appointment_id == appointment_id]
    return sum(row.price_micros or 0 for row in rows)
