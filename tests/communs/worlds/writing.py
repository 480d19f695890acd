"""What happens in groups: they are founded, people talk, ask, write and collect."""

from __future__ import annotations

from communs.collections import actions as collecting
from communs.collections.models import Collection
from communs.groups import actions as grouping
from communs.groups.actors import actor_of
from communs.groups.models import Role, Visibility
from communs.polls import actions as polling
from communs.polls.choices import PollKind
from communs.polls.models import Poll
from communs.resources import actions as writing
from communs.resources.choices import ResourceKind, ResourceStatus
from communs.resources.models import Resource
from communs.threads import actions as talking
from communs.threads.models import Message, Thread
from communs.threads.reach import Reach
from communs.threads.rules import can_edit

from .chances import Happening, World

ALONE = 0.3  # of those who found a group


def found_group(world: World) -> None:
    name, visibility = world.words("Groupe"), world.one_of(Visibility)
    if world.happens(ALONE):
        given = {"name": name, "visibility": visibility}
        world.cast.perform(grouping.create_group, world.anybody(), **given)
    else:
        group = world.cast.found(visibility)
        world.cast.perform(grouping.edit_group, "ana", group=group, name=name)


def rename_group(world: World) -> None:
    group = world.group()
    by = world.member(group.pk, [Role.FACILITATOR])
    world.cast.perform(grouping.edit_group, by, group=group, name=world.words("Groupe"))


def talk(world: World) -> None:
    group = world.group()
    given = {"group": group, "title": world.words("Fil")}
    say_in(world, world.cast.perform(talking.open_thread, world.writer(group.pk), **given))


def talk_to_all(world: World) -> None:
    say_in(world, world.cast.perform(talking.open_thread, "nina", title=world.words("Annonce")))


def say(world: World) -> None:
    for thread in world.some(Thread.objects.all()):
        say_in(world, thread)


def say_in(world: World, thread: Thread) -> None:
    """Say something in a thread."""
    by, body = world.speaker(thread), world.words("Voici la")
    world.cast.perform(talking.post_message, by, thread=thread, body=body)


def rename_thread(world: World) -> None:
    for thread in world.some(Thread.objects.all()):
        world.keep(talking.rename_thread, thread, title=world.words("Fil"))


def edit_message(world: World) -> None:
    for message in world.some(Message.objects.standing().select_related("author", "thread")):
        by = actor_of(message.author)
        if can_edit(by, message):
            body = world.words("Plutôt la")
            world.cast.perform(talking.edit_message, by, message=message, body=body)


def remove_message(world: World) -> None:
    for message in world.some(Message.objects.standing().select_related("thread")):
        given = {"message": message, "reason": "Hors sujet"}
        by = world.keeper(message.thread.group_id)
        world.cast.perform(talking.remove_message, by, **given)


def move_message(world: World) -> None:
    for message in world.some(Message.objects.standing().select_related("thread")):
        given = {"messages": [message], "title": world.words("Suite")}
        world.keep(talking.move_messages, message.thread, **given)


def ask(world: World) -> None:
    for thread in world.some(Thread.objects.all()):
        given = {"kind": PollKind.PROPOSAL, "title": world.words("On adopte")}
        world.cast.perform(polling.open_poll, world.speaker(thread), thread=thread, **given)


def state_outcome(world: World) -> None:
    for poll in world.some(Poll.objects.standing().filter(closed_at=None).select_related("thread")):
        by, statement = world.keeper(poll.thread.group_id), world.words("Adopté")
        world.cast.perform(polling.close_poll, by, poll=poll)
        world.cast.perform(polling.state_outcome, by, poll=poll, statement=statement)


def draft(world: World) -> None:
    group = world.group()
    given = {"group": group, "title": world.words("Guide"), "kind": ResourceKind.GUIDE}
    world.cast.perform(writing.draft_resource, world.writer(group.pk), **given)


def publish(world: World) -> None:
    for resource in world.some(Resource.objects.filter(status=ResourceStatus.DRAFT)):
        world.keep(writing.publish_resource, resource, reach=world.one_of(Reach))


def rewrite(world: World) -> None:
    for resource in world.some(Resource.objects.exclude(status=ResourceStatus.ARCHIVED)):
        world.edit(writing.edit_resource, resource, title=world.words("Guide"))


def archive(world: World) -> None:
    for resource in world.some(Resource.objects.filter(status=ResourceStatus.PUBLISHED)):
        world.keep(writing.archive_resource, resource)


def restore(world: World) -> None:
    for resource in world.some(Resource.objects.filter(status=ResourceStatus.ARCHIVED)):
        world.keep(writing.restore_resource, resource)


def collect(world: World) -> None:
    group = world.group()
    given = {"group": group, "title": world.words("Parcours"), "reach": world.one_of(Reach)}
    world.cast.perform(collecting.start_collection, world.writer(group.pk), **given)


def rename_collection(world: World) -> None:
    for collection in world.some(Collection.objects.all()):
        world.edit(collecting.edit_collection, collection, title=world.words("Parcours"))


def reach_further_or_less(world: World) -> None:
    for collection in world.some(Collection.objects.all()):
        world.edit(collecting.edit_collection, collection, reach=world.one_of(Reach))


def remove_collection(world: World) -> None:
    for collection in world.some(Collection.objects.all()):
        world.keep(collecting.remove_collection, collection)


HAPPENINGS: tuple[Happening, ...] = (
    *(found_group, rename_group, talk, talk_to_all, say, rename_thread),
    *(edit_message, remove_message, move_message, ask, ask, state_outcome),
    *(draft, draft, publish, rewrite, archive, restore),
    *(collect, collect, collect, rename_collection, reach_further_or_less, remove_collection),
)
