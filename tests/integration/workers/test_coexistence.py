"""While the owner answers from the phone's app, or another agent answers, the bot is silent."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from actions import consent, handoff
from actions.console import release
from storage.reports import conversations, metrics
from storage.reports.transcripts import transcript
from storage.rows.facts import EventRow, TurnRow
from storage.rows.mail import InboxKind, OutboxState
from storage.rows.people import ContactRow, ConversationRow, Elsewhere, Handoff
from tests.integration.core_bench import ANA, BETO, NOW, ZONE, Core

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
