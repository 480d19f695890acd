"""What a crowd writes: resources, who worked on them, and collections of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.audiences import NETWORK, PUBLIC
from communs.collections.facts import CollectionStarted, ResourceCollected
from communs.collections.models import Collection, CollectionEntry
from communs.groups.models import Membership
from communs.organizations.models import Organization
from communs.resources.choices import (
    ContributorRole,
    Licence,
    ResourceKind,
    ResourceStatus,
    editors_of,
)
from communs.resources.facts import ResourceDrafted, ResourcePublished
from communs.resources.models import Contributor, Resource, Revision

from .drawing import Crowd


def resources(crowd: Crowd, members: Sequence[Membership]) -> list[Resource]:
    """Give resources that are published, each written by a member."""
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


def revision(resource: Resource) -> Revision:
    """Give the one revision of a resource."""
    return Revision(
        resource=resource,
        audience=editors_of(resource.pk),
        number=1,
        author=resource.created_by,
        title=resource.title,
        summary=resource.summary,
        body=resource.body,
        created_at=resource.created_at,
    )


def credits_of(
    crowd: Crowd, resource: Resource, organizations: Sequence[Organization]
) -> Iterator[Contributor]:
    """Name who wrote a resource, and now and then who paid for it."""
    yield Contributor(
        resource=resource,
        person=resource.created_by,
        role=ContributorRole.AUTHOR,
        may_edit=True,
        created_at=resource.created_at,
    )
    if crowd.dice.random() < 0.2:
        yield Contributor(
            resource=resource,
            organization=crowd.dice.choice(organizations),
            role=ContributorRole.FUNDER,
            created_at=resource.created_at,
        )


def collections(crowd: Crowd, members: Sequence[Membership]) -> list[Collection]:
    """Begin collections, each in a group."""
    made = []
    for number in range(1, crowd.number("collections") + 1):
        member, at = crowd.dice.choice(members), crowd.moment()
        collection = Collection(
            audience=crowd.dice.choice([PUBLIC, NETWORK, member.group.members_audience]),
            group=member.group,
            created_by=member.person,
            title=f"{crowd.title('collections')} ({number})",
            summary=crowd.words_of("openings"),
            created_at=at,
        )
        crowd.tell(at, member.person.pk, CollectionStarted(collection=collection.pk))
        made.append(collection)
    return made


def entries(
    crowd: Crowd, collections: Sequence[Collection], resources: Sequence[Resource]
) -> Iterator[CollectionEntry]:
    """Put resources into each collection."""
    for collection in collections:
        place = 0
        for resource in crowd.some(resources, 12, 3):
            place += crowd.dice.randint(1 << 20, 1 << 30)
            at = crowd.since(max(collection.created_at, resource.created_at))
            entry = CollectionEntry(
                collection=collection,
                resource=resource,
                place=place,
                note=crowd.words_of("middles"),
                added_by=collection.created_by,
                created_at=at,
            )
            fact = ResourceCollected(collection=collection.pk, entry=entry.pk, resource=resource.pk)
            crowd.tell(at, collection.created_by.pk, fact)
            yield entry
