"""Where a crowd meets: cycles, events and their sessions, and who comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from backend.audiences import NETWORK, PUBLIC
from communs.events.choices import EventKind
from communs.events.facts import CycleStarted, EventPlanned, SessionAdded
from communs.events.models import Cycle, Event, Session
from communs.groups.models import Membership
from communs.people.models import Person
from communs.registrations.facts import RegistrationOpened
from communs.registrations.models import Desk, Registration, RegistrationState

from .drawing import Crowd
from .talk import Circles, thread

HOUR = timedelta(hours=1)


def cycles(crowd: Crowd, members: Sequence[Membership]) -> list[Cycle]:
    """Start series of events, each run by a group, and end some of them."""
    made = []
    for number in range(1, crowd.number("cycles") + 1):
        member, at = crowd.dice.choice(members), crowd.moment()
        cycle = Cycle(
            audience=crowd.dice.choice([PUBLIC, NETWORK, member.group.members_audience]),
            group=member.group,
            created_by=member.person,
            title=f"{crowd.title('cycles')} ({number})",
            summary=crowd.words_of("openings"),
            rhythm=crowd.words["rhythm"],
            ended_at=crowd.since(at) if crowd.dice.random() < 0.3 else None,
            created_at=at,
        )
        crowd.tell(at, member.person.pk, CycleStarted(cycle=cycle.pk))
        made.append(cycle)
    return made


def events(crowd: Crowd, members: Sequence[Membership], cycles: Sequence[Cycle]) -> Iterator[Event]:
    """Plan meetings, some of them as part of a cycle of their group, each with its thread."""
    of_group = {cycle.group.pk: cycle for cycle in cycles}
    for _number in range(crowd.number("events")):
        member, at = crowd.dice.choice(members), crowd.moment()
        starts_at = at + timedelta(days=crowd.dice.randint(5, 200))
        audience = crowd.dice.choice([PUBLIC, NETWORK, member.group.members_audience])
        title = crowd.title("events")
        event = Event(
            audience=audience,
            group=member.group,
            cycle=of_group.get(member.group.pk),
            kind=crowd.dice.choice(EventKind.values),
            created_by=member.person,
            title=title,
            summary=crowd.words_of("openings"),
            starts_at=starts_at,
            ends_at=starts_at + 6 * HOUR,
            time_zone="Europe/Paris",
            place=crowd.dice.choice(["", *crowd.words["places"]]),
            online_url=crowd.dice.choice(["", "https://visio.example/salon"]),
            thread=thread(crowd, member, title, at, audience),
            created_at=at,
        )
        crowd.tell(at, member.person.pk, EventPlanned(event=event.pk))
        yield event


def sessions(crowd: Crowd, events: Sequence[Event]) -> Iterator[Session]:
    """Give every other event a programme, hour by hour, each session with its thread."""
    for event in events[::2]:
        member = Membership(group=event.group, person=event.created_by)
        for hour in range(crowd.dice.randint(2, 5)):
            title, starts_at = crowd.title("sessions"), event.starts_at + hour * HOUR
            session = Session(
                event=event,
                title=title,
                starts_at=starts_at,
                ends_at=starts_at + HOUR,
                position=0,
                thread=thread(crowd, member, title, event.created_at, event.audience),
                created_at=event.created_at,
            )
            fact = SessionAdded(event=event.pk, session=session.pk)
            crowd.tell(event.created_at, event.created_by.pk, fact)
            yield session


def desks(crowd: Crowd, events: Sequence[Event]) -> Iterator[Desk]:
    """Let people register for three of four events, with places for so many or for all."""
    for event in events:
        if crowd.dice.random() < 0.75:
            capacity = crowd.dice.choice([None, 5, 20])
            desk = Desk(
                event=event, group=event.group, capacity=capacity, created_at=event.created_at
            )
            crowd.tell(event.created_at, event.created_by.pk, RegistrationOpened(desk=desk.pk))
            yield desk


def registrations(crowd: Crowd, desks: Sequence[Desk], circles: Circles) -> Iterator[Registration]:
    """Let members register, and wait once the places are taken.

    The journal does not tell of it: nobody is to be written to because a crowd came.
    """
    for desk in desks:
        for person in crowd.some(circles[desk.group.pk], 40):
            yield _registration(crowd, desk, person)


def _registration(crowd: Crowd, desk: Desk, person: Person) -> Registration:
    is_waiting = desk.places_left == 0
    at = crowd.since(desk.created_at, 0.1)
    desk.last_number += 1
    desk.waiting_count += is_waiting
    desk.taken_count += not is_waiting
    return Registration(
        desk=desk,
        person=person,
        number=desk.last_number,
        state=RegistrationState.WAITING if is_waiting else RegistrationState.REGISTERED,
        starts_at=desk.starts_at or at,
        placed_at=None if is_waiting else at,
        created_at=at,
    )
