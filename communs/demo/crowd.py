"""A crowd for the demo network: as much of everything as it takes to try Communs at scale.

Rows are written in bulk, and so are the entries of the journal that tell of them: everything is
as it would be, had it been done one by one, but nobody waits for it. The same number gives the
same crowd each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from backend import journal
from backend.audiences import NETWORK, PUBLIC
from backend.journal.models import Entry
from communs.events.facts import EventPlanned
from communs.events.models import Event
from communs.groups.facts import GroupCreated, MemberJoined
from communs.groups.models import Group, Joining, Membership, Role, Visibility
from communs.people.facts import AccountOpened, PersonJoined
from communs.people.models import Person
from communs.resources.choices import Licence, ResourceKind, ResourceStatus
from communs.resources.facts import ResourceDrafted, ResourcePublished
from communs.resources.models import Contributor, Resource, Revision
from communs.threads.facts import MessagePosted, ThreadOpened
from communs.threads.models import Message, Thread

from .drawing import Crowd

Progress = Callable[[int, int], None]

ADDRESS = "foule-{number:05}@communs.example"
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
    steps = list(_rows(crowd))
    total = sum(map(len, steps)) + len(crowd.told)
    done = 0
    for rows in [*steps, list(_entries(crowd))]:
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            type(part[0])._default_manager.bulk_create(part)
            done += len(part)
            progress(done, total)


def _rows(crowd: Crowd) -> Iterator[Sequence[Any]]:
    """Give all rows, those that others name first."""
    people = _people(crowd)
    yield people
    groups = _groups(crowd, people)
    yield groups
    members = _memberships(crowd, groups, people)
    yield members
    threads = _threads(crowd, members)
    messages = _messages(crowd, threads, members)
    meetings = _events(crowd, members)
    yield [*threads, *(event.thread for event in meetings)]
    yield messages
    yield meetings
    resources = _resources(crowd, members)
    yield resources
    yield [_revision(resource) for resource in resources]
    yield [_credit(resource) for resource in resources]


def _people(crowd: Crowd) -> list[Person]:
    made = []
    for number in range(1, crowd.number("people") + 1):
        first, last = (crowd.dice.choice(crowd.words[of]) for of in ("first_names", "surnames"))
        at = crowd.moment()
        subjects = crowd.dice.sample(crowd.words["subjects"], 2)
        person = Person(
            email=ADDRESS.format(number=number),
            name=f"{first} {last} {number}",
            biography=crowd.words["biography"].format(subject=subjects[0], other=subjects[1]),
            languages=["fr"],
            created_at=at,
            joined_at=at,
        )
        person.set_unusable_password()
        crowd.tell(at, person.pk, AccountOpened(person=person.pk), PersonJoined(person=person.pk))
        made.append(person)
    return made


def _groups(crowd: Crowd, people: Sequence[Person]) -> list[Group]:
    made = []
    for number in range(1, crowd.number("groups") + 1):
        founder, at = crowd.dice.choice(people), crowd.moment()
        group = Group(
            name=f"{crowd.title('groups')} ({number})",
            description=crowd.words_of("openings", "middles"),
            visibility=crowd.dice.choice([Visibility.OPEN, Visibility.OPEN, Visibility.LISTED]),
            joining=crowd.dice.choice([Joining.FREE, Joining.REQUEST]),
            created_by=founder,
            created_at=at,
        )
        crowd.tell(at, founder.pk, GroupCreated(group=group.pk))
        made.append(group)
    return made


def _memberships(
    crowd: Crowd, groups: Sequence[Group], people: Sequence[Person]
) -> list[Membership]:
    made = []
    for group in groups:
        size = crowd.dice.randint(min(5, len(people)), max(5, len(people) // 5))
        chosen = crowd.dice.sample(people, min(size, len(people)))
        others = [person for person in chosen if person is not group.created_by]
        for person in [group.created_by, *others]:
            role = Role.FACILITATOR if person is group.created_by else Role.MEMBER
            at = group.created_at
            made.append(Membership(group=group, person=person, role=role, created_at=at))
            fact = MemberJoined(group=group.pk, person=person.pk, role=role)
            crowd.tell(at, person.pk, fact)
    return made


def _threads(crowd: Crowd, members: Sequence[Membership]) -> list[Thread]:
    return [
        _thread(crowd, crowd.dice.choice(members), crowd.title("threads"), crowd.moment())
        for _number in range(crowd.number("threads"))
    ]


def _thread(crowd: Crowd, member: Membership, title: str, at: datetime) -> Thread:
    thread = Thread(
        audience=member.group.members_audience,
        group=member.group,
        title=title,
        created_by=member.person,
        created_at=at,
        active_at=at,
    )
    crowd.tell(at, member.person.pk, ThreadOpened(thread=thread.pk))
    return thread


def _messages(
    crowd: Crowd, threads: Sequence[Thread], members: Sequence[Membership]
) -> list[Message]:
    by_group: dict[UUID, list[Person]] = {}
    for member in members:
        by_group.setdefault(member.group.pk, []).append(member.person)
    made = []
    for _number in range(crowd.messages):
        thread = crowd.dice.choice(threads)
        at = thread.active_at + (crowd.now - thread.active_at) * crowd.dice.random() * 0.05
        author = crowd.dice.choice(by_group[thread.group.pk])  # type: ignore[union-attr]
        message = Message(
            thread=thread,
            number=thread.last_number + 1,
            author=author,
            body=crowd.words_of("openings", "middles", "endings"),
            created_at=at,
        )
        thread.last_number, thread.active_at = message.number, at
        fact = MessagePosted(thread=thread.pk, message=message.pk, number=message.number)
        crowd.tell(at, author.pk, fact)
        made.append(message)
    return made


def _events(crowd: Crowd, members: Sequence[Membership]) -> list[Event]:
    made = []
    for _number in range(crowd.number("events")):
        member, at = crowd.dice.choice(members), crowd.moment()
        starts_at = at + timedelta(days=crowd.dice.randint(5, 200))
        title = crowd.title("events")
        event = Event(
            audience=member.group.members_audience,
            group=member.group,
            created_by=member.person,
            title=title,
            summary=crowd.words_of("openings"),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            time_zone="Europe/Paris",
            place=crowd.dice.choice(["", *crowd.words["places"]]),
            thread=_thread(crowd, member, title, at),
            created_at=at,
        )
        crowd.tell(at, member.person.pk, EventPlanned(event=event.pk))
        made.append(event)
    return made


def _resources(crowd: Crowd, members: Sequence[Membership]) -> list[Resource]:
    made = []
    for number in range(1, crowd.number("resources") + 1):
        member, at = crowd.dice.choice(members), crowd.moment()
        published = at + (crowd.now - at) * crowd.dice.random() * 0.2
        body = "\n\n".join(
            crowd.words_of("openings", "middles", "middles", "endings") for _part in range(4)
        )
        resource = Resource(
            audience=crowd.dice.choice([PUBLIC, NETWORK, member.group.members_audience]),
            group=member.group,
            created_by=member.person,
            title=f"{crowd.title('resources')} ({number})",
            summary=crowd.words_of("openings", "endings"),
            body=body,
            kind=crowd.dice.choice(ResourceKind.values),
            licence=Licence.CC_BY_SA_4_0,
            status=ResourceStatus.PUBLISHED,
            created_at=at,
            published_at=published,
        )
        crowd.tell(at, member.person.pk, ResourceDrafted(resource=resource.pk))
        fact = ResourcePublished(resource=resource.pk, revision=1)
        crowd.tell(published, member.person.pk, fact)
        made.append(resource)
    return made


def _revision(resource: Resource) -> Revision:
    return Revision(
        resource=resource,
        audience=resource.editors_audience,
        number=1,
        author=resource.created_by,
        title=resource.title,
        summary=resource.summary,
        body=resource.body,
        created_at=resource.created_at,
    )


def _credit(resource: Resource) -> Contributor:
    return Contributor(
        resource=resource,
        person=resource.created_by,
        role="author",
        may_edit=True,
        created_at=resource.created_at,
    )


def _entries(crowd: Crowd) -> Iterator[Entry]:
    for at, actor, fact in sorted(crowd.told, key=lambda each: each[0]):
        yield Entry(kind=fact.kind(), topic=fact.subject, actor=actor, data=fact.as_data(), at=at)
