"""The bell in Redis that says «there is something to do». A lost ring costs time, never a message:
the clock's sweep finds the row.

Rings lie in a list; one RQ job answers as many as wait. So a job, which costs as much as a third of
a turn, is paid for once by all who rang before it began. What the bot starts by itself rings apart
and is answered when nothing else waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "turns"
RINGS = "turnero:rings"
LATER = "turnero:rings:later"  # conversations by their place in line, each once
_JOB = "workers.jobs.answer"
_LOG = structlog.get_logger()
# KEYS: rings, later, RQ's queue. Gives the ring or false, how many more wait, how many jobs do.
_TAKE = """
local ring = redis.call('LPOP', KEYS[1])
if not ring then ring = redis.call('ZPOPMIN', KEYS[2])[1] or false end
local more = redis.call('LLEN', KEYS[1]) + redis.call('ZCARD', KEYS[2])
return {ring, more, redis.call('LLEN', KEYS[3])}
"""


class RingKind(Enum):
    """What a ring is for: an inbox thread, a conversation, a row of the outbox or of media."""

    THREAD = "thread"
    CONVERSATION = "conversation"
    REFUND = "refund"
    MEDIA = "media"


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

    def ring_media(self, media_id: int) -> None:
        """Ask a worker to fetch a file that somebody sent."""
        self._ring(Ring(RingKind.MEDIA, str(media_id)))

    def ring_later(self, places: Mapping[int, float]) -> None:
        """Ask for conversations to be sent what they are owed when nobody waits for an answer.

        places: the place in line of each, lowest first; who is in line keeps theirs.
        """
        if not places:
            return
        rings = {f"{RingKind.CONVERSATION.value} {one}": at for one, at in places.items()}
        try:
            with self.queue.connection.pipeline(transaction=False) as pipe:
                pipe.zadd(LATER, rings, nx=True)
                pipe.llen(self.queue.key)
                _, called = pipe.execute()
            if not called:
                self._call()
        except RedisError as error:
            _LOG.warning("doorbell.lost", ring="later", error=type(error).__name__)

    def waiting(self) -> int:
        """Return how many rings nobody has answered yet. Raises RedisError."""
        with self.queue.connection.pipeline(transaction=False) as pipe:
            pipe.llen(RINGS)
            pipe.zcard(LATER)
            return sum(pipe.execute())

    def next_ring(self) -> Ring | None:
        """Take the oldest ring, calling another worker if there are more; None when it is quiet.

        What was rung for later comes last. Raises RedisError.
        """
        keys = [RINGS, LATER, self.queue.key]
        taken, more, called = self.queue.connection.eval(_TAKE, len(keys), *keys)
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
