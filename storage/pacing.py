"""How fast messages may leave: token buckets in Redis that all workers share.

One bucket for each of our numbers, one for each conversation, and the people whom a number has
opened a conversation with in a day. Redis emptied loses nothing but these counts; Redis away lets
everything leave, since WhatsApp itself refuses what is too much.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum

import structlog
from redis import Redis
from redis.exceptions import RedisError

from storage.rows.mail import Urgency

_LOG = structlog.get_logger()
# Of the burst a number keeps for answers, reminders leave one token and campaigns two untouched.
_SPARED = {
    Urgency.REPLY: 0,
    Urgency.NOTICE: 0,
    Urgency.REMINDER: 1,
    Urgency.CAMPAIGN: 2,
}
_LEAST_BURST = 3  # so that campaigns have a token of their own
_COEXISTS, _COEXISTS_SECONDS = "coexists", 3600  # the clock says it anew all the time

# GCRA, twice: a bucket is the instant at which it will be full again. Nothing is written unless all
# three let the message pass, so that one refused by its pair takes no token of its number.
# KEYS: number, conversation, reached, whether it is in coexistence. ARGV: now or "", number's
# interval, its tolerance, pair's interval, its tolerance, most reached or -1, who is reached,
# number's interval and tolerance in coexistence. All spans in ms.
_ADMIT = """
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
local function wait(key, interval, tolerance)
  local full = math.max(tonumber(redis.call('GET', key) or now), now)
  return full + interval - now - tolerance, full + interval
end
local own = redis.call('EXISTS', KEYS[4]) == 1 and 8 or 2
local number_interval, pair_interval = tonumber(ARGV[own]), tonumber(ARGV[4])
local number_wait, number_full = wait(KEYS[1], number_interval, tonumber(ARGV[own + 1]))
local pair_wait, pair_full = 0, 0
if pair_interval > 0 then
  pair_wait, pair_full = wait(KEYS[2], pair_interval, tonumber(ARGV[5]))
end
local most, reach_wait = tonumber(ARGV[6]), 0
if most >= 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
  if not redis.call('ZSCORE', KEYS[3], ARGV[7]) and redis.call('ZCARD', KEYS[3]) >= most then
    local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
    reach_wait = (first[2] or now + 86400000) - now
  end
end
local longest = math.max(number_wait, pair_wait, reach_wait)
if longest > 0.01 then
  local why = 'pair'
  if longest == number_wait then why = 'number' elseif longest == reach_wait then why = 'reach' end
  return {why, tostring(longest)}
end
redis.call('SET', KEYS[1], string.format('%.3f', number_full), 'PX', 60000)
if pair_interval > 0 then
  redis.call('SET', KEYS[2], string.format('%.3f', pair_full),
             'PX', math.ceil(pair_full - now) + 1000)
end
if most >= 0 then redis.call('ZADD', KEYS[3], 'NX', now + 86400000, ARGV[7]) end
return {'', '0'}
"""
# KEYS: conversation. ARGV: now or "", how long nothing may leave, the bucket's tolerance.
_HOLD_BACK = """
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
local full = now + tonumber(ARGV[2]) + tonumber(ARGV[3])
full = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), full)
redis.call('SET', KEYS[1], string.format('%.3f', full), 'PX', math.ceil(full - now) + 1000)
"""


class Bound(Enum):
    """What keeps a message back: its number's rate, its conversation's, or the number's reach."""

    NUMBER = "number"
    PAIR = "pair"
    REACH = "reach"


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet: the time until it may be asked for again, and what keeps it back."""

    time: timedelta
    bound: Bound


@dataclass(frozen=True, slots=True)
class Limits:
    """What WhatsApp allows. per_second: messages of one number; of_number: where one differs.

    coexisting_per_second: of a number that the WhatsApp Business app uses as well. names: our
    numbers as people see them, by their addresses on the channels.
    pair_seconds, pair_burst: one message in so many seconds to one person after so many at once;
    0 seconds: no limit. daily_reach: people whom a number may write to first in 24 hours, None: any
    number. Source: contract sheet on the WhatsApp Cloud API, section 6.
    """

    per_second: float = 80.0
    of_number: Mapping[str, float] = field(default_factory=dict)
    pair_seconds: float = 6.0
    pair_burst: int = 40  # WhatsApp takes 45
    daily_reach: int | None = None
    coexisting_per_second: float = 20.0
    names: Mapping[str, str] = field(default_factory=dict)

    def rate_of(self, number: str) -> float:
        """Return how many messages may leave by a number in any second."""
        return self.of_number.get(number, self.per_second)

    def coexisting_rate_of(self, number: str) -> float:
        """Return how many may leave by it while it is in coexistence."""
        return min(self.rate_of(number), self.coexisting_per_second)


class Pacer:
    """Lets messages pass, one Redis call each. now_ms None: by Redis' own clock."""

    def __init__(
        self, redis: Redis, limits: Limits, *, now_ms: Callable[[], float] | None = None
    ) -> None:
        self.limits = limits
        self._now_ms = now_ms
        self._redis = redis
        self._slow: frozenset[str] = frozenset()
        self._admit = redis.register_script(_ADMIT)
        self._hold_back = redis.register_script(_HOLD_BACK)

    def admit(
        self, number: str, conversation_id: int, urgency: Urgency, *, opens: bool = False
    ) -> Wait | None:
        """Take a token of everything a message needs; None when it may leave at once.

        opens: it is the first word to somebody outside the 24-hour window.
        """
        limits = self.limits
        pair_interval = limits.pair_seconds * 1000
        reach = limits.daily_reach if opens and limits.daily_reach is not None else -1
        values = [
            self._now(),
            *_bucket(limits.rate_of(number), urgency),
            pair_interval,
            pair_interval * limits.pair_burst,
            reach,
            conversation_id,
            *_bucket(limits.coexisting_rate_of(number), urgency),
        ]
        keys = [
            _key(number, "number"),
            _pair(number, conversation_id),
            _key(number, "reached"),
            _key(number, _COEXISTS),
        ]
        try:
            bound, wait_ms = self._admit(keys=keys, args=values)
        except RedisError as error:
            _LOG.warning("pace.unknown", error=type(error).__name__)
            return None
        if not bound:
            return None
        # Rounded up, so that whoever waits for it need not ask a third time.
        time = timedelta(microseconds=math.ceil(float(wait_ms) * 1000))
        return Wait(time, Bound(bound.decode()))

    def hold_back(self, number: str, conversation_id: int, pause: timedelta) -> None:
        """Let nothing leave to one person for a while, and after it no burst."""
        limits = self.limits
        if not limits.pair_seconds:
            return
        tolerance = limits.pair_seconds * 1000 * (limits.pair_burst - 1)
        values = [self._now(), pause / timedelta(milliseconds=1), tolerance]
        try:
            self._hold_back(keys=[_pair(number, conversation_id)], args=values)
        except RedisError as error:
            _LOG.warning("pace.unknown", error=type(error).__name__)

    def slow_down(self, numbers: Collection[str]) -> None:
        """Hold numbers in coexistence to their pace, for all workers and until an hour from now."""
        self._slow = frozenset(numbers)
        try:
            for number in numbers:
                self._redis.set(_key(number, _COEXISTS), "1", ex=_COEXISTS_SECONDS)
        except RedisError as error:
            _LOG.warning("pace.unknown", error=type(error).__name__)

    def fastest(self) -> float:
        """Return how many messages may leave in a second by the fastest number."""
        limits = self.limits
        known = limits.names or {"": ""}
        return max(
            limits.coexisting_rate_of(one) if one in self._slow else limits.rate_of(one)
            for one in known
        )

    def _now(self) -> float | str:
        return "" if self._now_ms is None else self._now_ms()


def _bucket(rate: float, urgency: Urgency) -> tuple[float, float]:
    """Return interval and tolerance of a number's bucket.

    In any second at most burst + interval⁻¹ messages leave, which together are the rate.
    """
    burst = max(_LEAST_BURST, rate / 20)
    interval = 1000 / max(rate - burst, 1.0)
    return interval, interval * (burst - _SPARED[urgency])


def _key(number: str, name: str) -> str:
    """Return a key; all of one number lie in the same slot of a Redis cluster."""
    return f"turnero:pace:{{{number}}}:{name}"


def _pair(number: str, conversation_id: int) -> str:
    return _key(number, f"pair:{conversation_id}")
