"""What is told to whom: entries of the journal as payloads, and who may no longer hear.

All of this runs in a thread. The right to hear is checked once per audience and batch, for all
who listen in it together; an entry is worded once for all who asked the same.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Max, Min
from django.utils.module_loading import import_string

from backend.journal.models import Entry

from .listener import Listener

log = logging.getLogger(__name__)

BATCH = 100  # entries told at once: fewer than a socket's outbox holds


class Resync(Exception):
    """A cursor that the journal cannot be followed from: fetch the whole again."""


class Unworded(Exception):
    """An entry could not be worded because the database went away; it may come back."""


AWAY = (OperationalError, InterfaceError)  # the database: lost, locked or overloaded
Known = dict[tuple[Hashable, int], str | None]  # what was worded already, for whom and of what


@dataclass
class Told:
    """What one listener gets of a batch."""

    listener: Listener
    payloads: list[str] = field(default_factory=list)
    may_hear: bool = True
    is_broken: bool = False  # its own wording failed: a bug, and no reason to hold up others


def resume(after: int | None) -> int:
    """Say where to begin; raises `Resync` for a cursor that is not of this journal's kept part."""
    ends = Entry.objects.aggregate(oldest=Min("id"), head=Max("id"))
    head, oldest = ends["head"] or 0, ends["oldest"] or 0
    if after is None:
        return head
    if after > head or 0 < after < oldest - 1:
        raise Resync
    return after


def news(position: int) -> list[Entry]:
    """Read the next entries of all topics."""
    return list(Entry.objects.after(position)[:BATCH])


def page(topic: str, position: int) -> tuple[list[Entry], int]:
    """Read the next entries of one topic, and say up to where the journal is read with them."""
    head = Entry.objects.aggregate(head=Max("id"))["head"] or 0
    found = Entry.objects.after(position).filter(topic=topic, id__lte=head)
    entries = list(found[:BATCH])
    if len(entries) == BATCH:
        return entries, entries[-1].id
    return entries, max(position, head)


def by_topic(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Sort entries by what they are about."""
    topics: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        topics[entry.topic].append(entry)
    return topics


def tell(
    topics: Mapping[str, Sequence[Entry]], listeners: Iterable[Listener], *, patient: bool = True
) -> list[Told]:
    """Word entries for those who listen and may hear.

    While ``patient``, an entry that cannot be worded because the database went away raises, so
    that the whole batch comes again; otherwise such a listener is told that it broke.
    """
    told = [Told(listener) for listener in listeners]
    known: Known = {}
    for audience, those in _by_audience(told).items():
        _check(audience, those)
        for each in those:
            if each.may_hear:
                _word(each, topics[each.listener.topic], known, patient=patient)
    return told


def _by_audience(told: Iterable[Told]) -> dict[str, list[Told]]:
    audiences: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        audiences[each.listener.audience].append(each)
    return audiences


def _check(audience: str, those: Sequence[Told]) -> None:
    """Find out who may hear at this moment: one question, however many listen."""
    actors = [each.listener.actor for each in those]
    try:
        answers = cast(list[bool], import_string(settings.STILL_HEARING)(actors, audience))
    except AWAY:
        raise
    except Exception:  # a bug: nobody hears what nobody can judge
        log.exception("Who may hear %s could not be told.", audience)
        answers = [False] * len(those)
    for each, may_hear in zip(those, answers, strict=True):
        each.may_hear = may_hear


def _word(told: Told, entries: Sequence[Entry], known: Known, *, patient: bool) -> None:
    try:
        told.payloads = _payloads(told.listener, entries, known)
    except (Unworded, *AWAY) as error:
        if patient:
            raise Unworded from error
        told.is_broken = True
    except Exception:  # a bug in one wording: the others still hear
        log.exception("What happened to %s could not be worded.", told.listener.topic)
        told.is_broken = True


def _payloads(listener: Listener, entries: Sequence[Entry], known: Known) -> list[str]:
    """Word what is new to a listener, each entry once for all who share the wording."""
    new = [entry for entry in entries if entry.id > listener.position]
    wording = listener.shared or id(listener)
    unworded = [entry for entry in new if (wording, entry.id) not in known]
    if unworded:
        listener.renew()  # who words it for all must see it as they do by now
    for entry in unworded:
        known[wording, entry.id] = listener.payload(entry)
    worded = (known[wording, entry.id] for entry in new)
    return [payload for payload in worded if payload is not None]
