"""What the network wrote: resources, from their first draft on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.rules import Actor
from backend.unset import UNSET
from communs.groups.models import Group
from communs.people.models import Person
from communs.resources import actions
from communs.resources.choices import ContributorRole, Licence, ResourceKind, ResourceLanguage
from communs.resources.editing import ResourceLink
from communs.resources.models import Resource
from communs.threads.reach import Reach

from .content import Head, Part, moment, texts
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all that was done with resources."""
    for name, (first, *later) in texts("resources").items():
        yield Step(moment(first.head["at"]), first.head["by"], partial(_draft, name, first))
        yield from _described(name, first.head)
        for part in later:
            yield from _changed(name, part)
        for part in (first, *later):
            yield from _moved(name, part.head)


def _described(name: str, head: Head) -> Iterator[Step]:
    at, by = moment(head["at"]), head["by"]
    for credit in head.get("credits", ()):
        yield Step(at, by, partial(_credit, name, credit))
    if links := head.get("links"):
        yield Step(at, by, partial(_link, name, [ResourceLink(**link) for link in links]))


def _changed(name: str, part: Part) -> Iterator[Step]:
    if "by" in part.head:
        yield Step(moment(part.head["at"]), part.head["by"], partial(_edit, name, part))


def _moved(name: str, head: Head) -> Iterator[Step]:
    if published := head.get("published"):
        reach = Reach(published["reach"])
        yield Step(moment(published["at"]), published["by"], partial(_publish, name, reach))
    if archived := head.get("archived"):
        yield Step(moment(archived["at"]), archived["by"], partial(_archive, name))


def _draft(name: str, part: Part, by: Actor, world: World) -> None:
    head = part.head
    resource = actions.draft_resource(
        by=by,
        group=world.find(Group, head["group"], by),
        title=head["title"],
        kind=ResourceKind(head["kind"]),
        summary=head["summary"],
        body=part.text,
        language=ResourceLanguage(head.get("language", "fr")),
        licence=Licence(head["licence"]),
    )
    world.keep(name, resource)


def _edit(name: str, part: Part, by: Actor, world: World) -> None:
    resource = world.find(Resource, name, by)
    actions.edit_resource(
        by=by,
        resource=resource,
        revision=resource.revision,
        message=part.head["message"],
        summary=part.head.get("summary", UNSET),
        body=part.text,
    )


def _credit(name: str, credit: Head, by: Actor, world: World) -> None:
    person = credit.get("person")
    actions.credit_contributor(
        by=by,
        resource=world.find(Resource, name, by),
        role=ContributorRole(credit["role"]),
        person=world.find(Person, person, by) if person else None,
        name=credit.get("name"),
        note=credit.get("note"),
        may_edit=credit.get("may_edit"),
    )


def _link(name: str, links: list[ResourceLink], by: Actor, world: World) -> None:
    resource = world.find(Resource, name, by)
    actions.set_resource_links(by=by, resource=resource, links=links)


def _publish(name: str, reach: Reach, by: Actor, world: World) -> None:
    resource = world.find(Resource, name, by)
    actions.publish_resource(by=by, resource=resource, reach=reach)


def _archive(name: str, by: Actor, world: World) -> None:
    actions.archive_resource(by=by, resource=world.find(Resource, name, by))
