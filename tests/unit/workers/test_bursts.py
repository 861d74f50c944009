"""Which waiting messages are read as one, in what order, and whether more is waited for."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.twilio import UnknownShapeError
from bot.dialogue.patience import MOST_MESSAGES, PAUSE
from storage.inbox import Waiting
from workers.bursts import Burst, first_burst

NOW = datetime(2027, 5, 12, 13, 15, tzinfo=UTC)


def row(
    row_id: int,
    words: str,
    *,
    seconds: float = 0,
    attempts: int = 0,
    was_held: bool = False,
    is_held: bool = False,
    **fields: str,
) -> Waiting:
    """One waiting message; held ones are those found unfinished before."""
    payload = {
        "MessageSid": f"SM{row_id}",
        "From": "whatsapp:+5491166660001",
        "To": "whatsapp:+5491155550000",
        "Body": words,
        **fields,
    }
    at = NOW + timedelta(seconds=seconds)
    return Waiting(row_id, "twilio", payload, at, attempts, was_held or is_held, is_held)


def tap(row_id: int) -> Waiting:
    return row(row_id, "Sí", ButtonPayload="menu:book", MessageType="button")


def ids_and_text(burst: Burst) -> tuple[tuple[int, ...], str]:
    return burst.row_ids, burst.inbound.text


class TestMembers:
    def test_whole_messages_are_read_one_by_one(self) -> None:
        burst = first_burst([row(1, "qué turnos tengo?"), row(2, "gracias")])

        assert ids_and_text(burst) == ((1,), "qué turnos tengo?")

    def test_what_was_held_is_read_with_all_that_followed(self) -> None:
        waiting = [row(1, "hola", is_held=True), row(2, "quería turno"), row(3, "para mañana")]

        burst = first_burst(waiting)

        assert ids_and_text(burst) == ((1, 2, 3), "hola\nquería turno\npara mañana")
        assert burst.may_wait
        assert not burst.is_held

    def test_texts_are_put_in_the_order_they_were_sent(self) -> None:
        late = row(2, "mejor mañana", seconds=1)
        later = row(1, "a las 6", seconds=2, is_held=True)

        burst = first_burst([later, late])

        assert ids_and_text(burst) == ((1, 2), "mejor mañana\na las 6")
        assert burst.inbound.sent_at == NOW + timedelta(seconds=2)
        assert burst.inbound.message_id == "SM1"

    def test_a_correction_is_read_after_what_it_puts_right(self) -> None:
        wish = row(2, "quiero corte con marcos el jueves a las 17")

        burst = first_burst([row(1, "no no mejor el viernes", is_held=True), wish])

        assert ids_and_text(burst) == (
            (1, 2),
            "quiero corte con marcos el jueves a las 17\nno no mejor el viernes",
        )

    @pytest.mark.parametrize(
        "follower",
        [
            tap(2),
            row(2, "foto", NumMedia="1", MediaContentType0="image/png", MessageType="image"),
            row(2, "ese", OriginalRepliedMessageSid="SM9"),
            row(2, "baja"),
            row(2, "veneno", attempts=1),
            row(2, "nada", MessageSid=""),
        ],
        ids=["tap", "picture", "quoted", "opt-out", "failed before", "unreadable"],
    )
    def test_what_stands_alone_ends_the_burst_and_its_wait(self, follower: Waiting) -> None:
        burst = first_burst([row(1, "hola", is_held=True), follower, row(3, "chau")])

        assert burst.row_ids == (1,)
        assert not burst.may_wait
        assert not burst.is_held

    def test_tap_behind_a_new_message_lets_it_not_wait(self) -> None:
        assert not first_burst([row(1, "hola"), tap(2)]).may_wait
        assert first_burst([row(1, "hola"), row(2, "quería turno")]).may_wait

    def test_quoting_message_is_read_alone(self) -> None:
        quoting = row(1, "para mañana", OriginalRepliedMessageSid="SM9", was_held=True)

        burst = first_burst([quoting, row(2, "a la tarde")])

        assert burst.row_ids == (1,)
        assert not burst.may_wait

    def test_message_that_failed_is_tried_alone_and_at_once(self) -> None:
        burst = first_burst([row(1, "hola", attempts=1, is_held=True), row(2, "veneno")])

        assert burst.row_ids == (1,)
        assert not burst.may_wait
        assert not burst.is_held

    def test_only_so_many_are_read_as_one(self) -> None:
        waiting = [row(1, "y", is_held=True)] + [row(number, "y") for number in range(2, 20)]

        burst = first_burst(waiting)

        assert len(burst.row_ids) == MOST_MESSAGES
        assert not burst.may_wait

    def test_burst_that_is_full_waits_no_more(self) -> None:
        full = [row(number, "y", was_held=number == 1) for number in range(1, MOST_MESSAGES + 1)]

        assert not first_burst(full).may_wait
        assert first_burst(full[:-1]).may_wait

    def test_what_is_no_message_is_said_so(self) -> None:
        with pytest.raises(UnknownShapeError):
            first_burst([row(1, "hola", MessageSid="")])


class TestPatience:
    def test_burst_waits_while_its_newest_message_does(self) -> None:
        assert first_burst([row(1, "hola", is_held=True)]).is_held
        running = [row(1, "hola", was_held=True), row(2, "quería", is_held=True)]
        assert first_burst(running).is_held

    def test_burst_that_has_waited_is_answered(self) -> None:
        burst = first_burst([row(1, "hola", was_held=True)])

        assert (burst.is_held, burst.patience(NOW)) == (False, timedelta(0))

    def test_pause_counts_from_the_newest_message(self) -> None:
        burst = first_burst([row(1, "hola", is_held=True), row(2, "quería", seconds=2)])

        assert burst.patience(NOW + timedelta(seconds=2)) == PAUSE
        assert burst.patience(NOW + timedelta(seconds=3)) == PAUSE - timedelta(seconds=1)

    def test_who_waited_through_an_outage_waits_no_more(self) -> None:
        burst = first_burst([row(1, "hola")])

        assert burst.patience(NOW + timedelta(minutes=1)) == timedelta(0)

    def test_clock_set_back_makes_nobody_wait_longer(self) -> None:
        burst = first_burst([row(1, "hola")])

        assert burst.patience(NOW - timedelta(days=1)) == PAUSE
