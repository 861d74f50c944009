"""Who is told to wait is told by nobody who stands in the way of the answer."""

import threading
import time
from datetime import timedelta

from bot.channels.codecs import CODECS
from storage.locks import lock_thread
from storage.repositories import people
from storage.rows.mail import InboxRow
from storage.rows.people import ConversationRow
from storage.unit_of_work import transaction
from tests.integration.core_bench import ANA, Core, in_parallel


def test_who_is_being_answered_for_the_first_time_is_not_told_to_wait(core: Core) -> None:
    core.say(ANA, "hola")
    (item,) = core.inbox()
    core.pass_time(seconds=30)
    is_answering, answered = threading.Event(), threading.Event()

    def answer() -> None:
        with transaction(core.engine) as db:
            lock_thread(db, item.thread)
            sender = CODECS["twilio"].decode_sender(item.payload)
            people.conversation_of(db, sender, "Ana Paz", now=core.now)
            is_answering.set()
            time.sleep(1)
            row = db.get_one(InboxRow, item.id)
            row.done_at = core.now
            db.add(row)
        answered.set()

    def sweep() -> None:
        assert is_answering.wait(10)
        core.sweep()

    raised = in_parallel(answer, sweep)

    assert raised == []
    assert answered.is_set()
    assert core.bubbles(ANA) == []
    assert len(core.all(ConversationRow)) == 1


def test_who_still_waits_when_nobody_answers_is_told_once(core: Core) -> None:
    core.say(ANA, "hola")
    (item,) = core.inbox()
    core.redis.flushdb()  # nobody is rung for
    core.set_now(core.now + timedelta(seconds=30))
    with transaction(core.engine) as db:
        lock_thread(db, item.thread)
        core.sweep()
        before = core.bubbles(ANA)
    core.sweep()
    core.sweep()

    assert before == []
    assert len(core.bubbles(ANA)) == 1
