"""What who asks may spend: points by the minute, per person and per address.

A request takes the points of its cost out of each purse that pays for it. A purse is a leaky
bucket: it fills up again all the time, at a minute's points a minute, and holds no more than those.
One number says how full it is: the moment at which it will be full again.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple, Protocol

import redis
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend.graphql.context import Context
from backend.rules import Limited

log = logging.getLogger(__name__)

MINUTE = 60.0
MOST_PURSES = 50_000  # that one process remembers
PATIENCE = 0.25  # seconds that an answer of the shared store may take
RECOVERY = 5.0  # seconds for which a store that gave none is left alone


@dataclass(frozen=True, slots=True)
class Purse:
    """Who pays: by which policy, under which key, and how many points a minute brings them."""

    policy: str
    key: str
    points: int

    def seconds(self, points: int) -> float:
        """Say in what time these points come in."""
        return points * MINUTE / self.points

    def wait(self, debt: float, points: int) -> float:
        """Say how long to wait until these points can be spent; what is dear waits for all."""
        return debt + min(self.seconds(points), MINUTE) - MINUTE


class Taken(NamedTuple):
    """What came of an attempt to spend."""

    wait: float  # seconds; above zero nothing was spent
    debts: Sequence[float]  # seconds until each purse is full again


class TooFast(Limited):
    """More was asked for within a minute than one may."""

    def __init__(self, seconds: int, allowed: int) -> None:
        reason = _("That is too much for one minute. Try again in %(seconds)d s.")
        super().__init__(reason % {"seconds": seconds})
        self.seconds = seconds
        self.allowed = allowed

    @property
    def extensions(self) -> dict[str, Any]:
        figures = {"limit": "points", "allowed": self.allowed, "retryAfter": self.seconds}
        return {**super().extensions, **figures}


class Meter(Protocol):
    """Keeps the purses."""

    def take(self, purses: Sequence[Purse], points: int) -> Taken:
        """Take points out of all of these purses, or out of none."""


class OwnMeter:
    """The purses of one process."""

    def __init__(self) -> None:
        self._full: dict[str, float] = {}  # when
        self._lock = threading.Lock()

    def take(self, purses: Sequence[Purse], points: int) -> Taken:
        now = time.monotonic()
        with self._lock:
            debts = [max(0.0, self._full.get(each.key, 0.0) - now) for each in purses]
            wait = _longest(purses, debts, points)
            if wait > 0:
                return Taken(wait, debts)
            debts = [d + each.seconds(points) for each, d in zip(purses, debts, strict=True)]
            for purse, debt in zip(purses, debts, strict=True):
                self._full[purse.key] = now + debt
            if len(self._full) > MOST_PURSES:
                self._forget(now)
        return Taken(0.0, debts)

    def _forget(self, now: float) -> None:
        """Forget the purses that are full, and when hardly any are, those that spent least."""
        spent = sorted((at, key) for key, at in self._full.items() if at > now)
        self._full = {key: at for at, key in spent[-MOST_PURSES // 2 :]}


SPEND = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local points, wait, debts = tonumber(ARGV[1]), 0, {}
for i, key in ipairs(KEYS) do
  debts[i] = math.max(0, tonumber(redis.call('GET', key) or 0) - now)
  local seconds = math.min(60, points * 60 / tonumber(ARGV[i + 1]))
  wait = math.max(wait, debts[i] + seconds - 60)
end
local told = {tostring(wait)}
for i, key in ipairs(KEYS) do
  if wait <= 0 then
    debts[i] = debts[i] + points * 60 / tonumber(ARGV[i + 1])
    redis.call('SET', key, string.format('%.6f', now + debts[i]), 'EX', math.ceil(debts[i]) + 1)
  end
  told[i + 1] = tostring(debts[i])
end
return told
"""


class SharedMeter:
    """The purses of all processes, in Redis; while it is away, each process keeps its own."""

    def __init__(self, address: str) -> None:
        client = redis.Redis.from_url(
            address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )
        self._spend = client.register_script(SPEND)
        self._own = OwnMeter()
        self._away_until = 0.0

    def take(self, purses: Sequence[Purse], points: int) -> Taken:
        if time.monotonic() < self._away_until:
            return self._own.take(purses, points)
        try:
            told: Any = self._spend(
                [f"communs:points:{each.key}" for each in purses],
                [points, *(each.points for each in purses)],
            )
        except redis.RedisError as error:
            log.warning("Points are counted by each process for itself: %s", error)
            self._away_until = time.monotonic() + RECOVERY
            return self._own.take(purses, points)
        wait, *debts = map(float, told)
        return Taken(wait, debts)


@cache
def meter() -> Meter:
    """Give what counts: shared where processes share a Redis."""
    return SharedMeter(settings.REDIS_URL) if settings.REDIS_URL else OwnMeter()


class Account:
    """What one request spends, and is told of it."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._policies: Sequence[tuple[Purse, float]] = ()
        self._wait = 0

    def spend(self, points: int, *, alone: bool = False) -> None:
        """Pay for an operation, or, ``alone``, for what is refused; raises `TooFast`."""
        purses = [*_by_address(self._context), *([] if alone else _by_person(self._context))]
        if not purses:
            return
        taken = meter().take(purses, points)
        self._policies = list(zip(purses, taken.debts, strict=True))
        if taken.wait > 0:
            self._wait = math.ceil(taken.wait)
            raise TooFast(self._wait, min(purse.points for purse in purses))

    @property
    def left(self) -> int | None:
        """The points that can be spent at once; None where nobody counts."""
        return min((_left(*each) for each in self._policies), default=None)

    @property
    def headers(self) -> dict[str, str]:
        """What HTTP tells of it, as draft-ietf-httpapi-ratelimit-headers-11 has it."""
        if not self._policies:
            return {}
        policies = [f'"{purse.policy}";q={purse.points};w=60' for purse, _debt in self._policies]
        states = [
            f'"{purse.policy}";r={_left(purse, debt)};t={self._wait or math.ceil(debt)}'
            for purse, debt in self._policies
        ]
        told = {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}
        return {**told, "Retry-After": str(self._wait)} if self._wait else told


def _left(purse: Purse, debt: float) -> int:
    return max(0, math.floor((MINUTE - debt) * purse.points / MINUTE))


def _longest(purses: Sequence[Purse], debts: Sequence[float], points: int) -> float:
    return max(each.wait(debt, points) for each, debt in zip(purses, debts, strict=True))


def _by_address(context: Context) -> list[Purse]:
    points = settings.ADDRESS_POINTS
    if not points or context.request is None:
        return []
    address = context.request.META.get("REMOTE_ADDR") or "unknown"
    return [Purse("address", f"address:{_household(address)}", points)]


def _by_person(context: Context) -> list[Purse]:
    points = settings.PERSON_POINTS
    person = context.actor.person if points else None
    return [Purse("person", f"person:{person}", points)] if person else []


def _household(address: str) -> str:
    """Count an IPv6 network as one: it has more addresses than anybody can remember."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((ip_address(address).packed[:8] + bytes(8), 64)))
    except ValueError:
        return address
