"""The hub: one per process, it carries the journal to those who listen.

It wakes when something is committed here, when another process rings, and every second anyway.
It reads each new entry once, tells it to the listeners of its topic who may hear at that moment,
and moves on only when all are told: a failure of the database repeats the batch, and no listener
gets a part of it twice.

A listener first reads what it missed from the database, page by page and as fast as it takes it
in, then joins. Joining happens between two batches, and only when the listener has read at least
as far as the hub: so nothing is missed, nothing comes twice, and all comes in order.

Who may no longer hear is told so, by an error with the code DENIED that ends the subscription:
a bare end would look as if the topic itself had ended, and clients would ask again and again.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from backend import journal
from backend.journal.models import Entry

from .bell import Bell
from .listener import Listener
from .telling import BATCH, Told, Unworded, by_topic, news, page, tell

log = logging.getLogger(__name__)

LONGEST_WAIT = 5.0  # seconds between attempts while the database is away
UNHEARD = 0.1  # seconds after which a task that goes on is cancelled again
ATTEMPTS = 6  # at wording one batch, before those who cannot be told are left behind

Work = Callable[[Callable[[], Any]], Coroutine[Any, Any, Any]]  # does a job in a thread


class Hub:
    """Where the listeners of one process are, and how far the journal was told to them.

    ``work`` does the hub's own jobs, ``replaying`` those of listeners who catch up: apart, so
    that a thousand who return at once do not hold up those who are there.
    """

    def __init__(self, work: Work, replaying: Work) -> None:
        self.position: int | None = None  # None until the journal was first read
        self._work = work
        self._replaying = replaying
        self._topics: dict[str, set[Listener]] = defaultdict(set)
        self._between = asyncio.Lock()  # held while a batch is told
        self._wake = asyncio.Event()
        self._ready = asyncio.Event()
        self._bell = Bell(self._wake.set)
        self._tasks: list[asyncio.Task[None]] = []
        self._silence: Callable[[], None] | None = None
        self._failures = 0
        self._unworded = 0

    @property
    def listeners(self) -> int:
        """How many have joined."""
        return sum(map(len, self._topics.values()))

    async def start(self) -> None:
        """Begin to listen to the journal."""
        loop = asyncio.get_running_loop()
        self._silence = journal.on_written(partial(_call, loop, self._written))
        steps = (self._keep_telling, self._bell.keep_ringing, self._bell.keep_listening)
        self._tasks = [asyncio.create_task(step()) for step in steps]

    async def stop(self) -> None:
        """End all of it."""
        if self._silence:
            self._silence()
        await end(self._tasks)
        await self._bell.leave()

    async def listen(self, listener: Listener) -> None:
        """Tell a listener what it missed since its position, then let it join.

        Returns when it has joined, or was refused; cancel it and `leave` to end earlier.
        """
        await self._ready.wait()
        while not await self._join(listener):
            entries, read = await self._replaying(partial(page, listener.topic, listener.position))
            if entries and not await self._replay(listener, entries):
                return
            listener.position = read

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        if listener in (those := self._topics.get(listener.topic, set())):
            those.remove(listener)
            if not those:
                del self._topics[listener.topic]

    # --- catching up ------------------------------------------------------------------------

    async def _join(self, listener: Listener) -> bool:
        async with self._between:
            if self.position is None or listener.position < self.position:
                return False
            self._topics[listener.topic].add(listener)
            return True

    async def _replay(self, listener: Listener, entries: Sequence[Entry]) -> bool:
        topics = {listener.topic: entries}
        (told,) = await self._replaying(partial(tell, topics, [listener], patient=False))
        for payload in told.payloads:
            listener.deliver(payload)
            await listener.room()  # a page may be more than a socket takes at once
        told.payloads.clear()
        return _hand_over(told)

    # --- telling ----------------------------------------------------------------------------

    def _written(self) -> None:
        self._wake.set()
        self._bell.ring()

    async def _keep_telling(self) -> None:
        while True:
            try:
                await self._tell_all()
                self._failures = self._unworded = 0
            except Exception as error:  # the database is away: it is tried again until it is not
                if not self._failures:
                    log.warning("Live waits for the database.", exc_info=True)
                await self._failed(error)
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.LIVE_SECONDS):
                        await self._wake.wait()

    async def _failed(self, error: Exception) -> None:
        self._failures += 1
        self._unworded += isinstance(error, Unworded)
        await asyncio.sleep(min(LONGEST_WAIT, 2**self._failures / 10))

    async def _tell_all(self) -> None:
        more = True
        while more:
            self._wake.clear()
            async with self._between:
                more = await self._tell_some()
            await asyncio.sleep(0)  # sockets write, and who has caught up joins

    async def _tell_some(self) -> bool:
        """Tell one batch; whether there may be more."""
        if self.position is None:
            self.position = await self._work(journal.head)
            self._ready.set()
            return False
        entries = await self._work(partial(news, self.position))
        if not entries:
            return False
        await self._tell(by_topic(entries))
        self.position = entries[-1].id
        return len(entries) == BATCH

    async def _tell(self, topics: dict[str, list[Entry]]) -> None:
        listeners = [one for topic in topics for one in self._topics.get(topic, ())]
        if not listeners:
            return
        patient = self._unworded < ATTEMPTS
        for told in await self._work(partial(tell, topics, listeners, patient=patient)):
            if told.listener in self._topics.get(told.listener.topic, ()):  # it may have left
                self._hand_over(told, topics)

    def _hand_over(self, told: Told, topics: dict[str, list[Entry]]) -> None:
        listener = told.listener
        if _hand_over(told):
            listener.position = max(listener.position, topics[listener.topic][-1].id)
        else:
            self.leave(listener)


def _hand_over(told: Told) -> bool:
    """Give a listener what it gets; whether it goes on listening."""
    if not told.may_hear:
        told.listener.end("DENIED", _("You may no longer hear this."))
        return False
    for payload in told.payloads:
        told.listener.deliver(payload)
    if told.is_broken:
        told.listener.end(
            "UNAVAILABLE", _("This cannot be told at this moment. Resume from your last cursor.")
        )
    return not told.is_broken


async def end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks until they are over.

    Once may not be enough: `asyncio.wait_for`, by which redis-py sends, loses a cancellation that
    comes together with what is waited for (https://github.com/python/cpython/issues/86296, mended
    in Python 3.12).
    """
    going = set(tasks)
    while going:
        for task in going:
            task.cancel()
        _over, going = await asyncio.wait(going, timeout=UNHEARD)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[[], None]) -> None:
    """Call on the event loop, from any thread; a loop that has ended needs no call."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(function)
