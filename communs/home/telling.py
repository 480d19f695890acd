"""Which facts are activity: of what kind each is, and which row it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from backend.journal import Fact
from backend.journal.models import Entry
from communs.collections.facts import CollectionStarted
from communs.collections.models import Collection
from communs.events.facts import EventCancelled, EventPlanned, EventRescheduled, OutcomeTold
from communs.events.models import Event
from communs.groups.facts import GroupCreated, MemberJoined
from communs.groups.models import Membership
from communs.people.facts import PersonJoined
from communs.polls.facts import OutcomeStated, PollOpened
from communs.polls.models import Poll
from communs.resources.facts import ResourceEdited, ResourcePublished
from communs.resources.models import Resource
from communs.threads.facts import MessagePosted, ThreadClosed, ThreadOpened
from communs.threads.models import Message, Thread

from .models import Activity, ActivityKind

Key: TypeAlias = "tuple[UUID, ...]"  # what a fact says of its subject
Found: TypeAlias = "Mapping[Key, tuple[UUID, UUID | None]]"  # the subjects, and their groups


@dataclass(frozen=True)
class Telling:
    """How one sort of fact is told: its kind, the type of its subject, and what names that."""

    kind: ActivityKind
    subject_type: str
    fields: tuple[str, ...]

    def key(self, fact: Fact) -> Key:
        """Give what a fact says of its subject."""
        return tuple(getattr(fact, name) for name in self.fields)


TOLD: Mapping[type[Fact], Telling] = {
    PersonJoined: Telling(ActivityKind.PERSON_JOINED, "Person", ("person",)),
    GroupCreated: Telling(ActivityKind.GROUP_CREATED, "Group", ("group",)),
    MemberJoined: Telling(ActivityKind.MEMBER_JOINED, "Membership", ("group", "person")),
    ThreadOpened: Telling(ActivityKind.THREAD_OPENED, "Thread", ("thread",)),
    ThreadClosed: Telling(ActivityKind.THREAD_CLOSED, "Thread", ("thread",)),
    MessagePosted: Telling(ActivityKind.MESSAGE_POSTED, "Message", ("message",)),
    ResourcePublished: Telling(ActivityKind.RESOURCE_PUBLISHED, "Resource", ("resource",)),
    ResourceEdited: Telling(ActivityKind.RESOURCE_EDITED, "Resource", ("resource",)),
    EventPlanned: Telling(ActivityKind.EVENT_PLANNED, "Event", ("event",)),
    EventRescheduled: Telling(ActivityKind.EVENT_RESCHEDULED, "Event", ("event",)),
    EventCancelled: Telling(ActivityKind.EVENT_CANCELLED, "Event", ("event",)),
    OutcomeTold: Telling(ActivityKind.OUTCOME_TOLD, "Event", ("event",)),
    # Of votes only their beginning and their outcome: who voted when may be a secret.
    PollOpened: Telling(ActivityKind.POLL_OPENED, "Poll", ("poll",)),
    OutcomeStated: Telling(ActivityKind.OUTCOME_STATED, "Poll", ("poll",)),
    CollectionStarted: Telling(ActivityKind.COLLECTION_STARTED, "Collection", ("collection",)),
}
KINDS = {fact.kind(): telling for fact, telling in TOLD.items()}


def activity_of(entries: Iterable[Entry]) -> list[Activity]:
    """Make of entries what is to be told of them: one query for each type of subject."""
    told = [(entry, KINDS[entry.kind]) for entry in entries if entry.kind in KINDS]
    keyed = [(entry, telling, telling.key(entry.fact)) for entry, telling in told]
    wanted: dict[str, set[Key]] = {}
    for _entry, telling, key in keyed:
        wanted.setdefault(telling.subject_type, set()).add(key)
    found = {name: FINDERS[name](keys) for name, keys in wanted.items()}
    return [
        _row(entry, telling, *found[telling.subject_type][key])
        for entry, telling, key in keyed
        if key in found[telling.subject_type]
    ]


def _row(entry: Entry, telling: Telling, subject: UUID, group: UUID | None) -> Activity:
    return Activity(
        position=entry.id,
        at=entry.at,
        kind=telling.kind,
        actor_id=entry.actor,
        group_id=group,
        subject_type=telling.subject_type,
        subject=subject,
    )


def _among(rows: Any, group: str | None = "group") -> Callable[[set[Key]], Found]:
    """Find subjects by their keys, among those rows that are told of."""

    def find(keys: set[Key]) -> Found:
        found = rows.filter(pk__in=[key for (key,) in keys]).order_by()
        columns = ("pk", group) if group else ("pk",)
        return {
            (row[0],): (row[0], row[1] if group else None) for row in found.values_list(*columns)
        }

    return find


def _themselves(keys: set[Key]) -> Found:
    return {key: (key[0], key[0]) for key in keys}


def _nobodys(keys: set[Key]) -> Found:
    return {key: (key[0], None) for key in keys}


def _memberships(keys: set[Key]) -> Found:
    groups, people = (set(column) for column in zip(*keys, strict=True))
    rows = Membership.objects.filter(group__in=groups, person__in=people).order_by()
    return {
        (group, who): (key, group) for key, group, who in rows.values_list("pk", "group", "person")
    }


FINDERS: Mapping[str, Callable[[set[Key]], Found]] = {
    "Person": _nobodys,
    "Group": _themselves,
    "Membership": _memberships,
    # Of threads, those that people opened: what an event or a resource brought is told with it.
    "Thread": _among(Thread.objects.filter(event=None, session=None, resource=None)),
    "Message": _among(Message.objects.all(), "thread__group"),
    # Of resources, those that were published: a draft's edits are its editors' affair.
    "Resource": _among(Resource.objects.filter(published_at__isnull=False)),
    "Event": _among(Event.objects.all()),
    "Poll": _among(Poll.objects.all(), "thread__group"),
    "Collection": _among(Collection.objects.all()),
}
