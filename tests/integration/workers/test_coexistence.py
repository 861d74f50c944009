"""While the owner answers from the phone's app, or another agent answers, the bot is silent."""

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from actions import consent, handoff
from actions.console import release
from bot.messages.replies import Text
from storage import numbers
from storage.pacing import Limits, Pacer
from storage.reports import conversations, metrics
from storage.reports.transcripts import Delivery, transcript
from storage.rows.facts import EventRow, TurnRow
from storage.rows.mail import InboxKind, OutboxState, Urgency
from storage.rows.people import ContactRow, ConversationRow, Elsewhere, Handoff
from tests.integration.core_bench import ANA, BETO, BOT, NOW, ZONE, Core
from workers.numbers import look

HOUR = timedelta(hours=1)
QUESTION = "¿Qué servicio necesitás?"


def taps(core: Core, tap_id: str, phone: str = ANA, **more: Any) -> None:
    """Let somebody tap a button of the number at Meta, and answer them."""
    choice = {"sid": "", "id": tap_id, "title": "Dale", "type": "button"}
    wish = {"from": phone, "channel": "meta", "kind": "tap", "choice": choice, **more}
    assert core.post("messages", wish)["statuses"] == [200]
    core.work()


def owner_says(core: Core, words: str, phone: str = ANA) -> str:
    """Let the owner answer from the phone's app."""
    told = core.post("echoes", {"to": phone, "text": words})
    assert told["statuses"] == [200]
    core.work()
    return str(told["sid"])


def by_bot(core: Core, phone: str = ANA) -> list[str]:
    """Return what the bot said."""
    return [one["body"] for one in core.messages(phone) if not one["by_app"]]


def conversation(core: Core) -> ConversationRow:
    (row,) = core.all(ConversationRow)
    return row


@pytest.fixture
def asked(core: Core) -> Core:
    """Ana has been asked what to have done."""
    taps(core, "menu:book")
    assert len(by_bot(core)) == 1
    return core


class TestOwnerOnThePhone:
    def test_the_bot_is_silent_from_the_echo_on_and_records_what_is_written(
        self, asked: Core
    ) -> None:
        owner_says(asked, "Hola Ana, soy Marta")
        taps(asked, "menu:mine")

        assert len(by_bot(asked)) == 1
        assert [row.outcome for row in asked.all(TurnRow)] == ["answered", "silent"]
        row = conversation(asked)
        assert (row.handoff, row.agent, row.handoff_reason) == (
            Handoff.ACTIVE,
            None,
            Elsewhere.PHONE_APP.value,
        )
        assert row.handoff_until == NOW + HOUR

    def test_each_word_of_the_owner_puts_the_return_off(self, asked: Core) -> None:
        owner_says(asked, "Hola")
        asked.pass_time(minutes=40)
        owner_says(asked, "¿Te sirve el jueves?")
        asked.pass_time(minutes=40)
        asked.tick()

        assert len(by_bot(asked)) == 1
        assert conversation(asked).handoff_until == NOW + timedelta(minutes=100)

    def test_when_its_time_is_over_the_bot_puts_its_question_again(self, asked: Core) -> None:
        owner_says(asked, "Hola")
        asked.pass_time(minutes=59)
        asked.tick()
        before = len(by_bot(asked))
        asked.pass_time(minutes=2)
        asked.tick()

        question, again = by_bot(asked)
        assert before == 1
        assert QUESTION in question
        assert again.startswith("Sigo yo por acá")
        assert QUESTION in again
        assert conversation(asked).handoff is Handoff.NONE
        asked.tick()
        assert len(by_bot(asked)) == 2

    def test_the_business_sets_for_how_long(self, asked: Core) -> None:
        asked.execute(
            "UPDATE business SET catalogue_version = catalogue_version + 1,"
            " policies = policies || CAST(:more AS jsonb)",
            more='{"handoff": {"owner_pause_minutes": 5}}',
        )
        owner_says(asked, "Hola")
        asked.pass_time(minutes=6)
        asked.tick()

        assert len(by_bot(asked)) == 2

    def test_slash_bot_lets_it_go_on_at_once(self, asked: Core) -> None:
        owner_says(asked, "Hola")
        owner_says(asked, " /Bot ")

        assert len(by_bot(asked)) == 2
        taps(asked, "menu:mine")
        assert len(by_bot(asked)) == 3

    def test_slash_bot_while_the_bot_answers_anyway_says_nothing(self, asked: Core) -> None:
        owner_says(asked, "/bot")

        assert len(by_bot(asked)) == 1
        assert conversation(asked).handoff is Handoff.NONE

    def test_without_a_question_nothing_is_said_on_return(self, core: Core) -> None:
        taps(core, "menu:mine")
        owner_says(core, "Hola")
        owner_says(core, "/bot")

        assert len(by_bot(core)) == 1

    def test_who_writes_when_the_time_is_over_is_answered_without_the_clock(
        self, asked: Core
    ) -> None:
        owner_says(asked, "Hola")
        asked.pass_time(minutes=61)
        taps(asked, "menu:mine")
        asked.tick()

        assert len(by_bot(asked)) == 2
        assert "Sigo yo por acá" not in by_bot(asked)[1]

    def test_in_quiet_hours_it_comes_back_without_a_word(self, core: Core) -> None:
        core.set_now(datetime(2027, 5, 12, 20, 30, tzinfo=ZONE))
        taps(core, "menu:book")
        owner_says(core, "Hola")
        core.pass_time(minutes=61)
        core.tick()

        assert len(by_bot(core)) == 1
        assert conversation(core).handoff is Handoff.NONE

    def test_who_wants_no_messages_is_not_asked_again(self, asked: Core) -> None:
        contact_id = conversation(asked).contact_id
        with asked.desk() as desk:
            contact = desk.db.get_one(ContactRow, contact_id)
            consent.set_messages(desk, contact, None, wanted=False, how="written")
        owner_says(asked, "Hola")
        owner_says(asked, "/bot")

        assert len(by_bot(asked)) == 1

    def test_the_owner_may_write_first_and_the_bot_stays_out_of_it(self, core: Core) -> None:
        owner_says(core, "Hola Beto, te paso el presupuesto", BETO)
        taps(core, "menu:book", BETO)

        assert by_bot(core, BETO) == []
        assert conversation(core).thread.endswith(BETO[1:])

    def test_an_old_echo_silences_nobody(self, asked: Core) -> None:
        sid = owner_says(asked, "/bot")
        asked.execute("DELETE FROM inbox WHERE kind = 'echo'")
        asked.pass_time(hours=2)
        asked.execute("UPDATE outbox SET external_id = external_id || 'x'")
        first = next(one for one in asked.messages(ANA) if one["sid"] != sid)
        asked.post("echoes", {"sid": first["sid"]})
        asked.work()

        assert conversation(asked).handoff is Handoff.NONE

    def test_an_agent_who_has_it_keeps_it(self, asked: Core) -> None:
        row_id = conversation(asked).id
        assert row_id is not None
        with asked.desk() as desk:
            handoff.take(desk, row_id, "Caro")
        owner_says(asked, "Hola")
        owner_says(asked, "/bot")

        row = conversation(asked)
        assert (row.handoff, row.agent, row.handoff_until) == (Handoff.ACTIVE, "Caro", None)

    def test_an_agent_may_take_it_from_the_phone_and_give_it_back(self, asked: Core) -> None:
        row_id = conversation(asked).id
        assert row_id is not None
        owner_says(asked, "Hola")
        with asked.desk() as desk:
            handoff.take(desk, row_id, "Caro")
        asked.pass_time(minutes=61)
        asked.tick()
        assert conversation(asked).agent == "Caro"

        with asked.desk() as desk:
            handoff.release(desk, row_id, "Caro")
        taps(asked, "menu:mine")
        assert len(by_bot(asked)) == 2


class TestOurOwnEchoes:
    def test_what_we_sent_silences_nobody(self, asked: Core) -> None:
        (sent,) = asked.messages(ANA)
        assert asked.post("echoes", {"sid": sent["sid"]})["statuses"] == [200]
        asked.work()

        assert conversation(asked).handoff is Handoff.NONE
        assert all(row.done_at for row in asked.inbox() if row.kind is InboxKind.ECHO)

    def test_one_that_is_told_before_we_noted_the_sending_waits_for_it(self, asked: Core) -> None:
        (sent,) = asked.messages(ANA)
        asked.execute("UPDATE outbox SET state = 'sending', external_id = NULL")
        asked.post("echoes", {"sid": sent["sid"]})
        asked.work()
        waiting = [row.kind for row in asked.inbox() if row.done_at is None]

        asked.execute("UPDATE outbox SET state = 'sent', external_id = :sid", sid=sent["sid"])
        asked.pass_time(seconds=6)
        asked.sweep()

        assert InboxKind.ECHO in waiting
        assert conversation(asked).handoff is Handoff.NONE
        assert all(row.done_at for row in asked.inbox() if row.kind is InboxKind.ECHO)


def pace(core: Core, number: str) -> int:
    """Return how many messages leave by a number before the next one has to wait."""
    pacer = Pacer(core.redis, Limits(), now_ms=lambda: 1e13)  # long after what left so far
    people = itertools.count(1)
    return next(one for one in people if pacer.admit(number, one, Urgency.REPLY)) - 1


class TestPaceOfTheNumber:
    FULL, SHARED = 4, 3  # at once, of 80 and of 20 a second

    def line(self, core: Core) -> str:
        return core.settings.meta.numbers[0].id

    def test_the_first_echo_holds_the_number_to_twenty_a_second(self, asked: Core) -> None:
        before = dict(numbers.coexisting(asked.engine))
        owner_says(asked, "Hola")
        asked.sweep()

        assert before == {}
        assert numbers.coexisting(asked.engine) == {self.line(asked): NOW}
        assert pace(asked, self.line(asked)) == self.SHARED
        assert pace(asked, BOT) == self.FULL

    def test_an_echo_of_our_own_message_does_not(self, asked: Core) -> None:
        (sent,) = asked.messages(ANA)
        asked.post("echoes", {"sid": sent["sid"]})
        asked.work()
        asked.sweep()

        assert pace(asked, self.line(asked)) == self.FULL

    def test_what_the_account_says_holds_until_it_says_otherwise(self, core: Core) -> None:
        core.post("numbers", {"on_app": True})
        assert look(core.wiring)
        core.sweep()
        held = pace(core, self.line(core))
        since = numbers.coexisting(core.engine)[self.line(core)]
        core.pass_time(hours=1)
        assert look(core.wiring)
        assert numbers.coexisting(core.engine)[self.line(core)] == since

        core.post("numbers", {"on_app": False})
        assert look(core.wiring)

        assert held == self.SHARED
        assert numbers.coexisting(core.engine) == {}

    def test_emptied_redis_is_told_again_by_the_next_sweep(self, core: Core) -> None:
        core.post("numbers", {"on_app": True})
        look(core.wiring)
        core.redis.flushdb()
        core.sweep()

        assert pace(core, self.line(core)) == self.SHARED

    def test_a_channel_that_is_away_is_asked_again(self, core: Core) -> None:
        core.fault("meta", "500", match="/phone_numbers")

        assert not look(core.wiring)
        assert look(core.wiring)


class TestRepliesThatHadNotLeft:
    def owe(self, core: Core, *words: str, urgency: Urgency = Urgency.REPLY, **more: Any) -> None:
        """Put messages to Ana into the outbox."""
        with core.desk() as desk:
            for one in words:
                desk.send(f"test:{one}", conversation(core).id or 0, Text(one), urgency, **more)

    def fates(self, core: Core) -> list[tuple[str, str | None]]:
        """Return state and reason of what was put after the first question."""
        return [(row.state.value, row.error_code) for row in core.outbox()[1:]]

    def test_they_stay_here_and_what_the_owner_cannot_know_leaves(self, asked: Core) -> None:
        self.owe(asked, "el bot contesta", "y sigue")
        self.owe(asked, "pago recibido", urgency=Urgency.NOTICE)
        self.owe(asked, "te recuerdo", urgency=Urgency.REMINDER)
        self.owe(asked, "soy Caro", author="agent:Caro")
        owner_says(asked, "Hola Ana, soy Marta")
        asked.tick()

        assert by_bot(asked)[1:] == ["pago recibido", "te recuerdo", "soy Caro"]
        assert self.fates(asked)[:2] == [("cancelled", "owner_answered")] * 2
        (noted,) = [row for row in asked.all(EventRow) if row.kind == "replies.withdrawn"]
        assert noted.details == {"replies": 2}

    def test_the_console_shows_their_fate(self, asked: Core) -> None:
        self.owe(asked, "el bot contesta")
        owner_says(asked, "Hola Ana, soy Marta")

        lines = transcript(asked.engine, conversation(asked).id or 0)
        assert [(one.author, one.delivery) for one in lines if one.text == "el bot contesta"] == [
            ("bot", Delivery.WITHDRAWN)
        ]

    def test_what_is_being_sent_this_moment_leaves_and_nothing_after_it(
        self, asked: Core, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.owe(asked, "primero", "segundo", "tercero")
        gateway = asked.wiring.channels.of("meta").gateway
        send = type(gateway).send

        def send_while_the_owner_writes(*args: Any, **more: Any) -> str:
            monkeypatch.undo()
            sent = send(*args, **more)
            echoed = asked.post("echoes", {"to": ANA, "text": "Hola Ana, soy Marta"})
            assert echoed["statuses"] == [200]
            return sent

        monkeypatch.setattr(type(gateway), "send", send_while_the_owner_writes)
        asked.deliver(conversation(asked).id or 0)
        asked.work()
        asked.tick()

        assert by_bot(asked)[1:] == ["primero"]
        assert self.fates(asked) == [("sent", None), *[("cancelled", "owner_answered")] * 2]
        assert conversation(asked).handoff_reason == Elsewhere.PHONE_APP.value

    def test_echo_of_our_own_message_lets_the_rest_leave(self, asked: Core) -> None:
        (sent,) = asked.messages(ANA)
        self.owe(asked, "segundo")
        assert asked.post("echoes", {"sid": sent["sid"]})["statuses"] == [200]
        asked.deliver(conversation(asked).id or 0)
        before = by_bot(asked)[1:]
        asked.work()
        asked.tick()

        assert before == []  # it was not known yet whose words they are
        assert by_bot(asked)[1:] == ["segundo"]
        assert asked.outbox()[-1].attempts == 1

    def test_try_that_failed_before_the_owner_wrote_is_not_made_again(self, asked: Core) -> None:
        self.owe(asked, "el bot contesta")
        asked.fault("meta", "500", match="/messages")
        asked.deliver(conversation(asked).id or 0)
        owner_says(asked, "Hola Ana, soy Marta")
        asked.pass_time(minutes=2)
        asked.tick()

        assert len(by_bot(asked)) == 1
        assert self.fates(asked) == [("cancelled", "owner_answered")]

    def test_try_of_which_nothing_is_known_is_looked_up_and_not_made_again(
        self, asked: Core
    ) -> None:
        self.owe(asked, "el bot contesta")
        asked.fault("meta", "timeout", match="/messages")
        asked.deliver(conversation(asked).id or 0)
        owner_says(asked, "Hola Ana, soy Marta")
        asked.pass_time(minutes=2)
        asked.sweep()
        asked.end_leases()
        asked.tick()

        assert len(by_bot(asked)) == 1
        assert self.fates(asked) == [("cancelled", "owner_answered")]

    def test_echo_that_cannot_be_read_keeps_nobody_waiting_for_long(self, asked: Core) -> None:
        self.owe(asked, "el bot contesta")
        asked.execute(
            "INSERT INTO inbox (source, kind, external_id, thread, payload, received_at, attempts)"
            " SELECT 'meta', 'echo', 'x', 'echo|' || thread, '{}', :now, 0 FROM conversation",
            now=asked.now - timedelta(seconds=61),
        )
        asked.deliver(conversation(asked).id or 0)

        assert by_bot(asked)[1:] == ["el bot contesta"]


class TestWhatTheConsoleShows:
    def test_the_conversation_is_listed_with_its_return_and_the_owners_words(
        self, asked: Core
    ) -> None:
        asked.pass_time(seconds=5)
        owner_says(asked, "Hola, soy Marta")

        (card,) = conversations.waiting(asked.engine)
        assert (card.reason, card.back_at) == ("phone_app", asked.now + HOUR)
        lines = transcript(asked.engine, card.id)
        assert [line.author for line in lines] == ["customer", "bot", "owner"]
        assert lines[-1].text == "Hola, soy Marta"
        assert all(row.state is not OutboxState.QUEUED for row in asked.outbox())

    def test_nothing_of_it_reaches_the_language_model_or_the_records(self, asked: Core) -> None:
        before = len(asked.all(TurnRow))
        owner_says(asked, "/bot")
        owner_says(asked, "Hola, soy Marta")

        assert len(asked.all(TurnRow)) == before
        assert "Marta" not in str([row.details for row in asked.all(EventRow)])


class TestStandby:
    def test_another_agents_thread_is_left_alone_and_told(self, asked: Core) -> None:
        asked.pass_time(seconds=5)
        with capture_logs() as logs:
            taps(asked, "menu:mine", standby=True)

        assert len(by_bot(asked)) == 1
        (card,) = conversations.waiting(asked.engine)
        assert (card.reason, card.back_at) == ("standby", None)
        told = [one for one in logs if one["event"] == "thread.elsewhere"]
        assert [one["conversation_id"] for one in told] == [card.id]
        assert ANA[1:] not in str(logs)
        (family,) = [
            one
            for one in metrics.families(asked.engine, now=asked.now)
            if one.name == "turnero_handed_over"
        ]
        assert family.samples == [(("standby",), 1.0)]

    def test_given_back_it_goes_on(self, asked: Core) -> None:
        asked.pass_time(seconds=5)
        taps(asked, "menu:mine", standby=True)
        asked.pass_time(seconds=5)
        taps(asked, "menu:mine")

        assert len(by_bot(asked)) == 2
        assert conversation(asked).handoff is Handoff.NONE

    def test_one_told_late_changes_nothing(self, asked: Core) -> None:
        earlier = (asked.now - timedelta(minutes=1)).isoformat()
        taps(asked, "menu:mine", standby=True, sent_at=earlier)

        assert conversation(asked).handoff is Handoff.NONE

    def test_the_console_may_take_it(self, asked: Core) -> None:
        asked.pass_time(seconds=5)
        taps(asked, "menu:mine", standby=True)
        row_id = int(conversation(asked).id or 0)
        touched = release(asked.engine, asked.wiring.tools, row_id, "Caro", now=asked.now)
        asked.deliver(row_id)

        assert touched.conversations == (row_id,)
        assert conversation(asked).handoff is Handoff.NONE
        assert by_bot(asked)[1].startswith("Sigo yo por acá")
