"""Rows for every list of the root, a dozen of each and as many more as a test wants.

Each is made for bo to see, at a place that its number gives: numbers that are twelve apart stand
at the same place but for their key, and every third carries what lists are narrowed by.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Model

from backend.audiences import PUBLIC
from communs.attention.models import Bookmark, Draft
from communs.collections.models import Collection
from communs.events.choices import EventKind
from communs.events.models import Cycle, Event
from communs.groups.models import Group, GroupKind, Joining, Visibility
from communs.home.models import Activity, ActivityKind
from communs.organizations.models import Organization, OrganizationContact, OrganizationKind
from communs.people.models import Affiliation, AffiliationState, Person
from communs.polls.choices import PollKind
from communs.polls.models import Poll
from communs.registrations.models import Desk, Registration, RegistrationState
from communs.resources.choices import ContributorRole, ResourceKind, ResourceStatus
from communs.resources.models import Contributor, Resource
from communs.territories.models import Inclusion, Territory, TerritoryKind
from communs.threads.models import Mention, Message, Thread
from communs.topics.models import Topic
from communs.topics.tree import plant
from communs.vocabulary.models import SynonymSet
from communs.vocabulary.wording import folded
from tests.cast import Cast
from tests.places import settle

DOZEN = 12
YEAR = 2024
START = datetime(YEAR, 4, 22, 7, 0, tzinfo=UTC)
AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


class Ground:
    """What all rows stand on: a group, an organization, a topic, a place, a cycle."""

    def __init__(self, cast: Cast) -> None:
        self.group = cast.group
        self.bo = cast.person("bo")
        self.topic = Topic.objects.create(name_fr="Eau", colour="#19486A", place=100, folded=" eau")
        plant()
        self.place = settle()["Toulouse"]
        self.organization = Organization.objects.create(
            name="Le RAMEAU", kind=OrganizationKind.NETWORK, created_by=self.bo
        )
        OrganizationContact.objects.create(organization=self.organization, person=self.bo)
        self.cycle = Cycle.objects.create(title="Cycle", **self.of_group())

    def of_group(self) -> dict[str, Any]:
        """Give the columns of what belongs to the group."""
        audience = self.group.members_audience
        return {"audience": audience, "group": self.group, "created_by": self.bo}

    def carry(self, row: Any, number: int) -> Any:
        """Let two of three carry the topic and the place."""
        if number % 3:
            row.topics.add(self.topic)
            row.territories.add(self.place)
        return row

    def thread(self, number: int) -> Thread:
        """Open a thread."""
        return Thread.objects.create(
            title=title(number), active_at=at(number), created_at=at(number), **self.of_group()
        )

    def message(self, number: int) -> Message:
        """Say something in a thread of its own."""
        thread = self.thread(number)
        said = {"number": 1, "author": self.bo, "body": "Ici", "created_at": at(number)}
        return Message.objects.create(thread=thread, **said)


def at(number: int) -> datetime:
    """Give the moment of a number: two by two at the same."""
    return START + timedelta(hours=number % DOZEN // 2)


def title(number: int) -> str:
    """Give the title of a number, which differs where others may not be the same."""
    return f"Ligne {number % DOZEN:02}"


def _activity(ground: Ground, number: int) -> Activity:
    return Activity.objects.create(
        position=(number % DOZEN + 1) * 1000 + number,
        at=at(number),
        kind=ActivityKind.values[number % 2],
        group=ground.group,
        subject_type="Group",
        subject=ground.group.pk,
    )


def _affiliation(ground: Ground, number: int) -> Affiliation:
    states = (AffiliationState.PROPOSED, AffiliationState.CONFIRMED)
    return Affiliation.objects.create(
        person=ground.bo,
        organization=ground.organization,
        role=f"Rôle {number}",
        started_on=date(YEAR, 1, 1),
        state=states[number % 2],
        created_at=at(number),
    )


def _bookmark(ground: Ground, number: int) -> Bookmark:
    kept = {"message": ground.message(number), "person": ground.bo}
    return Bookmark.objects.create(created_at=at(number), **kept)


def _collection(ground: Ground, number: int) -> Collection:
    return Collection.objects.create(
        title=title(number), created_at=at(number), **ground.of_group()
    )


def _cycle(ground: Ground, number: int) -> Cycle:
    ended_at = at(number) if number % 2 else None
    cycle = Cycle.objects.create(title=title(number), ended_at=ended_at, **ground.of_group())
    return ground.carry(cycle, number)


def _draft(ground: Ground, number: int) -> Draft:
    kept = {"thread": ground.thread(number), "person": ground.bo, "body": "Je"}
    return Draft.objects.create(saved_at=at(number), **kept)


def _event(ground: Ground, number: int) -> Event:
    starts_at = at(number) if number % 2 else AHEAD + timedelta(hours=number % DOZEN // 4)
    event = Event.objects.create(
        title=title(number),
        cycle=ground.cycle if number % 3 else None,
        kind=EventKind.values[number % 2],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        time_zone="Europe/Paris",
        online_url="https://visio.example" if number % 2 else "",
        thread=ground.thread(number),
        **ground.of_group(),
    )
    if number % 3:
        event.organizing.add(ground.organization)
        _register(ground, event)
    return ground.carry(event, number)


def _register(ground: Ground, event: Event) -> None:
    desk = Desk.objects.create(event=event, group=ground.group, last_number=1, taken_count=1)
    given = {"state": RegistrationState.REGISTERED, "placed_at": event.created_at}
    Registration.objects.create(
        desk=desk, person=ground.bo, number=1, starts_at=event.starts_at, **given
    )


def _group(ground: Ground, number: int) -> Group:
    group = Group.objects.create(
        name=title(number),
        kind=GroupKind.values[number % 2],
        visibility=Visibility.OPEN,
        joining=Joining.FREE if number % 2 else Joining.INVITATION,
        created_by=ground.bo,
        created_at=at(number),
    )
    return ground.carry(group, number)


def _mention(ground: Ground, number: int) -> Mention:
    named = {"message": ground.message(number), "person": ground.bo}
    return Mention.objects.create(created_at=at(number), **named)


def _organization(ground: Ground, number: int) -> Organization:
    organization = Organization.objects.create(
        name=f"{title(number)} ({number})",
        kind=OrganizationKind.values[number % 2],
        parent=ground.organization if number % 3 else None,
        created_by=ground.bo,
    )
    if number % 3:
        OrganizationContact.objects.create(organization=organization, person=ground.bo)
    return ground.carry(organization, number)


def _person(ground: Ground, number: int) -> Person:
    person = Person.objects.create_user(
        f"ligne-{number}@communs.example", name=title(number), joined_at=at(number)
    )
    Affiliation.objects.create(
        person=person,
        organization=ground.organization,
        role="Ici",
        state=AffiliationState.CONFIRMED if number % 3 else AffiliationState.PROPOSED,
    )
    return ground.carry(person, number)


def _poll(ground: Ground, number: int) -> Poll:
    message = ground.message(number)
    return Poll.objects.create(
        thread=message.thread,
        message=message,
        opened_by=ground.bo,
        kind=PollKind.PROPOSAL,
        title=title(number),
        closed_at=at(number) if number % 2 else None,
        created_at=at(number),
    )


def _resource(ground: Ground, number: int) -> Resource:
    is_draft = number % 4 == 0
    resource = Resource.objects.create(
        **ground.of_group() | {"audience": PUBLIC},
        title=title(number),
        kind=ResourceKind.values[number % 2],
        status=ResourceStatus.DRAFT if is_draft else ResourceStatus.PUBLISHED,
        published_at=None if is_draft else at(number),
        created_at=at(number),
    )
    if number % 3:
        for who in ({"person": ground.bo}, {"organization": ground.organization}):
            Contributor.objects.create(resource=resource, role=ContributorRole.EDITOR, **who)
    return ground.carry(resource, number)


def _territory(ground: Ground, number: int) -> Territory:
    territory = Territory.objects.create(
        kind=TerritoryKind.COMMUNE,
        code=f"L{number}",
        name=title(number),
        folded=title(number).lower(),
        ended_at=date(YEAR, 1, 1) if number % 2 else None,
    )
    for outer in {territory.pk, ground.place.pk}:
        Inclusion.objects.create(outer_id=outer, inner=territory, is_direct=True)
    return territory


def _topic(ground: Ground, number: int) -> Topic:
    topic = Topic.objects.create(
        name_fr=f"{title(number)} ({number})",
        colour="#19486A",
        parent=ground.topic if number % 3 else None,
        archived_at=at(number) if number % 2 else None,
        place=100,
        folded=f" {title(number).lower()}",
    )
    plant()
    return topic


def _synonyms(_ground: Ground, number: int) -> SynonymSet:
    said = [title(number), f"Rang {number}"]
    return SynonymSet.objects.create(expressions=said, folded=folded(said), created_at=at(number))


Maker = Callable[[Ground, int], Model]

MAKERS: dict[str, Maker] = {  # by the name of the list
    "activity": _activity,
    "affiliations": _affiliation,
    "bookmarks": _bookmark,
    "collections": _collection,
    "cycles": _cycle,
    "drafts": _draft,
    "events": _event,
    "groups": _group,
    "mentions": _mention,
    "organizations": _organization,
    "people": _person,
    "polls": _poll,
    "resources": _resource,
    "synonyms": _synonyms,
    "territories": _territory,
    "threads": Ground.thread,
    "topics": _topic,
}
