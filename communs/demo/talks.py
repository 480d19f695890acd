"""What people said to one another: threads, their messages, and how far each has read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from backend.rules import Actor
from communs.events.models import Event, Session
from communs.groups.models import Group
from communs.resources.actions import open_resource_thread
from communs.resources.models import Resource
from communs.threads import actions
from communs.threads.models import Message, Thread

from .content import Head, Part, moment, texts
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all that was said."""
    for name, (opening, *messages) in texts("threads").items():
        yield _opened(name, opening.head, messages[0].head)
        for number, message in enumerate(messages, 1):
            yield from _said(name, number, message)
        yield from _read(name, opening.head, messages)
        if closed := opening.head.get("closed"):
            yield Step(moment(closed["at"]), closed["by"], partial(_close, name))


def _opened(name: str, head: Head, first: Head) -> Step:
    """Open a thread, or find it when its event or session has brought it."""
    opening = first | head
    return Step(moment(opening["at"]), opening["by"], partial(_open, name, head))


def _said(name: str, number: int, part: Part) -> Iterator[Step]:
    head = part.head
    yield Step(moment(head["at"]), head["by"], partial(_post, name, number, part))
    if edited := head.get("edited"):
        yield Step(moment(edited), head["by"], partial(_edit, f"{name}/{number}", part.text))
    if removed := head.get("removed"):
        remove = partial(_remove, f"{name}/{number}", removed["reason"])
        yield Step(moment(removed["at"]), removed["by"], remove)


def _read(name: str, head: Head, messages: Sequence[Part]) -> Iterator[Step]:
    for person, number in head.get("read", {}).items():
        at = moment(messages[number - 1].head["at"])
        yield Step(at, person, partial(_mark, name, number))


def _open(name: str, head: Head, by: Actor, world: World) -> None:
    world.keep(name, _thread(head, by, world))


def _thread(head: Head, by: Actor, world: World) -> Thread:
    if session := head.get("session"):
        return world.find(Session, session, by).thread
    if event := head.get("event"):
        return world.find(Event, event, by).thread
    if resource := head.get("resource"):
        return open_resource_thread(by=by, resource=world.find(Resource, resource, by))
    group = head.get("group")
    return actions.open_thread(
        by=by, title=head["title"], group=world.find(Group, group, by) if group else None
    )


def _post(name: str, number: int, part: Part, by: Actor, world: World) -> None:
    reply = part.head.get("reply")
    message = actions.post_message(
        by=by,
        thread=world.find(Thread, name, by),
        body=part.head.get("first", part.text),
        reply_to=world.find(Message, f"{name}/{reply}", by) if reply else None,
    )
    world.keep(f"{name}/{number}", message)


def _edit(name: str, body: str, by: Actor, world: World) -> None:
    actions.edit_message(by=by, message=world.find(Message, name, by), body=body)


def _remove(name: str, reason: str, by: Actor, world: World) -> None:
    actions.remove_message(by=by, message=world.find(Message, name, by), reason=reason)


def _mark(name: str, number: int, by: Actor, world: World) -> None:
    actions.mark_thread_read(by=by, thread=world.find(Thread, name, by), number=number)


def _close(name: str, by: Actor, world: World) -> None:
    actions.close_thread(by=by, thread=world.find(Thread, name, by))
