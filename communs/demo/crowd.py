"""A crowd for the demo network: as much of everything as it takes to try Communs at scale.

Rows are written in bulk, and so are the entries of the journal that tell of them: everything is
as it would be, had it been done one by one, but nobody waits for it. The same number gives the
same crowd each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import transaction

from backend import journal
from backend.journal.models import Entry
from communs.people.models import Person

from .crowds import asked, bodies, meetings, members, talk, works
from .crowds.carrying import Words
from .crowds.drawing import Crowd
from .crowds.members import ADDRESS

Progress = Callable[[int, int], None]
Rows = Sequence[Any]

BATCH = 2_000  # rows written at once


def load_crowd(messages: int, progress: Progress = lambda _done, _all: None) -> bool:
    """Add a crowd that says so many messages, unless one is here; whether it came now."""
    if Person.objects.filter(email=ADDRESS.format(number=1)).exists():
        return False
    crowd = Crowd(messages)
    with journal.atomic(), transaction.atomic():
        _write(crowd, progress)
    return True


def _write(crowd: Crowd, progress: Progress) -> None:
    steps = [rows for rows in _rows(crowd) if rows]
    total = sum(map(len, steps)) + len(crowd.told)
    done = 0
    for rows in [*steps, list(_entries(crowd))]:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            type(part[0])._default_manager.bulk_create(part)
            done += len(part)
            progress(done, total)


def _rows(crowd: Crowd) -> Iterator[Rows]:
    """Give all rows, those that others name first."""
    words = Words.drawn(crowd)
    people = members.people(crowd)
    organizations = bodies.organizations(crowd, people, words.territories)
    groups = members.groups(crowd, people)
    belonging = members.memberships(crowd, groups, people)
    yield from (people, organizations, groups, belonging)
    yield list(members.requests(crowd, groups, people, belonging))
    yield [bodies.contact(organization) for organization in organizations]
    yield list(bodies.affiliations(crowd, people, organizations))
    for things in (people, organizations, groups):
        yield from words.links(crowd, things)
    yield from _meetings_and_talk(crowd, words, belonging)
    yield from _works(crowd, words, belonging, organizations)


def _meetings_and_talk(crowd: Crowd, words: Words, belonging: Rows) -> Iterator[Rows]:
    circles = talk.circles(belonging)
    cycles = meetings.cycles(crowd, belonging)
    events = list(meetings.events(crowd, belonging, cycles))
    sessions = list(meetings.sessions(crowd, events))
    threads = talk.threads(crowd, belonging)
    silent = [event.thread for event in events] + [session.thread for session in sessions]
    yield from _talk(crowd, threads, silent, circles)
    desks = list(meetings.desks(crowd, events))
    coming = list(meetings.registrations(crowd, desks, circles))
    yield from (cycles, events, sessions, desks, coming)
    for things in (cycles, events):
        yield from words.links(crowd, things)


def _talk(crowd: Crowd, threads: Rows, silent: Rows, circles: talk.Circles) -> Iterator[Rows]:
    messages = talk.messages(crowd, threads, circles)
    named = list(talk.mentions(crowd, messages, circles))
    polls = list(asked.polls(crowd, _others(messages, named)))
    options = asked.options(crowd, polls)
    yield from ([*threads, *silent], messages, named, polls, options)
    yield from asked.answers(crowd, polls, options, circles)
    yield list(talk.reactions(crowd, messages, circles))
    yield list(talk.bookmarks(crowd, messages, circles))
    yield list(talk.marks(crowd, threads, circles))


def _works(crowd: Crowd, words: Words, belonging: Rows, organizations: Rows) -> Iterator[Rows]:
    resources = works.resources(crowd, belonging)
    collections = works.collections(crowd, belonging)
    yield resources
    yield [works.revision(resource) for resource in resources]
    yield [
        credit
        for resource in resources
        for credit in works.credits_of(crowd, resource, organizations)
    ]
    yield from words.links(crowd, resources)
    yield collections
    yield list(works.entries(crowd, collections, resources))


def _others(messages: Rows, named: Rows) -> Rows:
    """Leave the messages that name nobody: those that others are named in stay as they are."""
    naming = {mention.message.pk for mention in named}
    return [message for message in messages if message.pk not in naming]


def _entries(crowd: Crowd) -> Iterator[Entry]:
    for at, actor, fact in sorted(crowd.told, key=lambda each: each[0]):
        yield Entry(kind=fact.kind(), topic=fact.subject, actor=actor, data=fact.as_data(), at=at)
