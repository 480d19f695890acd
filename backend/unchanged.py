"""What was read of SQLite, kept while nothing is written to it.

SQLite tells a connection whether anybody else has committed since it last asked, in microseconds,
and the connection itself counts the rows that it changed. While neither moves, what was read of
rows stays true, whoever wrote, in whichever process. PostgreSQL tells nothing of the kind: there,
all is read.

What one thread read is good for another. Each read has a place in an order, and so has the moment
from which a connection knows that nothing has changed: what was read later than that is as it
would be read now.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Collection, Hashable, Set
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections

from .kept import Kept

MOST_KEPT: Final = 16_000_000  # bytes, more or less
MOST_OF_ONE: Final = 1_000  # things that are kept under one key
FEW = 500  # bytes of a key and a number, say
NAME = 200  # bytes of one more key or name, in a set

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Read:
    """Something that was read, and when that began."""

    value: Any
    began: int
    weight: int


class Known(threading.local):
    """How a thread's connection found the database, and since when it has been like that."""

    own: Any = None  # the driver's connection
    state: tuple[int, int] | None = None
    since = 0


_kept: Kept[Read] = Kept(MOST_KEPT)
_order = itertools.count(1)
_known = Known()


def while_unchanged(
    key: Hashable, read: Callable[[], T], weight: Callable[[T], int] = lambda _value: FEW
) -> T:
    """Give what ``read`` reads, or what it gave under ``key`` if nothing was written since.

    The key holds all that it hangs on but the database and the settings; ``weight`` says how many
    bytes both take, more or less. What is given is shared: nobody changes it. Within a transaction,
    and where somebody watches what is asked, it is read each time.

    Whoever asks has no rows on their way (`QuerySet.iterator`): their connection would not see
    what was written meanwhile, and what it read would be given to others who do.
    """
    since = unchanged_since()
    if since is None:
        return read()
    name = (connections[DEFAULT_DB_ALIAS].settings_dict["NAME"], key)
    found = _kept.find(name)
    if found is not None and found.began > since:
        kept: T = found.value
        return kept
    began = next(_order)
    value = read()
    _kept.keep(name, Read(value, began, weight(value)))
    return value


def each_while_unchanged(
    key: Hashable, wanted: Collection[K], read: Callable[[Collection[K]], Set[K]], weight: int
) -> Set[K]:
    """Give those that ``read`` gives of what is wanted, each kept as by `while_unchanged`.

    Where much is kept under one key already, what is new begins it anew.
    """
    since = unchanged_since()
    if since is None:
        return read(wanted)
    name = (connections[DEFAULT_DB_ALIAS].settings_dict["NAME"], key)
    found = _kept.find(name)
    if found is not None and found.began > since:
        began, told = found.began, found.value
    else:
        began, told = next(_order), {}
    new = [each for each in wanted if each not in told]
    if new and len(told) >= MOST_OF_ONE:
        began, told, new = next(_order), {}, list(wanted)
    if new:
        there = read(new)
        # Another one, as others look at that; of both, the earlier beginning holds.
        told = told | {each: each in there for each in new}
        _kept.keep(name, Read(told, began, weight + NAME * len(told)))
    return {each for each in wanted if told[each]}


def unchanged_since() -> int | None:
    """Say since when this thread finds the database as it is; None where that cannot be told.

    As long as it gives the same, nothing was written.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    own = connection.connection
    if connection.vendor != "sqlite" or own is None or own.in_transaction:
        return None
    if connection.queries_logged or connection.execute_wrappers:
        return None
    with connection.wrap_database_errors:
        ((version,),) = own.execute("PRAGMA data_version").fetchall()
    state = (version, own.total_changes)
    if _known.own is not own or _known.state != state:
        _known.own, _known.state, _known.since = own, state, next(_order)
    return _known.since
