"""The bell in Redis that says «there is something to do». A lost ring costs time, never a message:
the clock's sweep finds the row.

Rings lie in a list; one RQ job answers as many as wait. So a job, which costs as much as a third of
a turn, is paid for once by all who rang before it began.
"""

from dataclasses import dataclass
from enum import Enum

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "turns"
RINGS = "turnero:rings"
_JOB = "workers.jobs.answer"
_LOG = structlog.get_logger()


class RingKind(Enum):
    """What a ring is for; what it names is an inbox thread, a conversation or an outbox row."""

    THREAD = "thread"
    CONVERSATION = "conversation"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Ring:
    """One ring. name: a thread's key, or an id in digits."""

    kind: RingKind
    name: str


def make_queue(redis: Redis) -> Queue:
    """Return the one queue that workers listen to."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


@dataclass(frozen=True, slots=True)
class Doorbell:
    """Rings for threads of the inbox, and for conversations and refunds of the outbox."""

    queue: Queue

    def ring_thread(self, thread: str) -> None:
        """Ask a worker to work on a thread."""
        self._ring(Ring(RingKind.THREAD, thread))

    def ring_conversation(self, conversation_id: int) -> None:
        """Ask a worker to send what a conversation is owed."""
        self._ring(Ring(RingKind.CONVERSATION, str(conversation_id)))

    def ring_refund(self, outbox_id: int) -> None:
        """Ask a worker to give money back."""
        self._ring(Ring(RingKind.REFUND, str(outbox_id)))

    def waiting(self) -> int:
        """Return how many rings nobody has answered yet. Raises RedisError."""
        return self.queue.connection.llen(RINGS)

    def next_ring(self) -> Ring | None:
        """Take the oldest ring, calling another worker if there are more; None when it is quiet.

        Raises RedisError.
        """
        with self.queue.connection.pipeline(transaction=False) as pipe:
            pipe.lpop(RINGS)
            pipe.llen(RINGS)
            pipe.llen(self.queue.key)
            taken, more, called = pipe.execute()
        if more and not called:
            self._call()
        if taken is None:
            return None
        kind, _, name = taken.decode().partition(" ")
        return Ring(RingKind(kind), name)

    def call_for_rest(self) -> None:
        """Have what still rings answered by another job. Raises RedisError."""
        if self.waiting():
            self._call()

    def _ring(self, ring: Ring) -> None:
        """Add a ring; a worker that is called already will answer it with the others."""
        try:
            with self.queue.connection.pipeline(transaction=False) as pipe:
                pipe.rpush(RINGS, f"{ring.kind.value} {ring.name}")
                pipe.llen(self.queue.key)
                _, called = pipe.execute()
            if not called:
                self._call()
        except RedisError as error:
            _LOG.warning("doorbell.lost", ring=ring.kind.value, error=type(error).__name__)

    def _call(self) -> None:
        self.queue.enqueue_call(_JOB, result_ttl=0, ttl=3600, failure_ttl=3600)
