"""Connections that are kept: whether one was lost is seen from its socket."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL.

    Before each request Django asks whether a kept connection still works: a round trip, which
    takes longer than many a statement. One that the server closed has something to read, and so
    has one to which the server said something of its own accord: only then is it asked.
    """

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        socket = select.poll()
        socket.register(self.connection.fileno(), select.POLLIN)
        return not socket.poll(0) or super().is_usable()
