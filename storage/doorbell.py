"""The bell in Redis that says «there is something to do». A lost ring costs time, never a message:
the clock's sweep finds the row."""

from dataclasses import dataclass

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "turns"
_LOG = structlog.get_logger()


def make_queue(redis: Redis) -> Queue:
    """Return the one queue that workers listen to; jobs take ids, as JSON."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


@dataclass(frozen=True, slots=True)
class Doorbell:
    """Rings for threads of the inbox, and for conversations and refunds of the outbox."""

    queue: Queue

    def ring_thread(self, thread: str) -> None:
        """Ask a worker to work on a thread."""
        self._ring("workers.jobs.work_thread", [thread])

    def ring_conversation(self, conversation_id: int) -> None:
        """Ask a worker to send what a conversation is owed."""
        self._ring("workers.jobs.deliver", [conversation_id])

    def ring_refund(self, outbox_id: int) -> None:
        """Ask a worker to give money back."""
        self._ring("workers.jobs.give_back", [outbox_id])

    def waiting(self) -> int:
        """Return how many rings nobody has answered yet. Raises RedisError."""
        return int(self.queue.count)

    def _ring(self, job: str, args: list[object]) -> None:
        try:
            self.queue.enqueue_call(job, args=args, result_ttl=0, ttl=3600, failure_ttl=3600)
        except RedisError as error:
            _LOG.warning("doorbell.lost", job=job, error=type(error).__name__)
