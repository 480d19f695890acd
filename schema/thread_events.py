"""What is heard of a thread: what was said, changed and answered in it, and its end."""

from __future__ import annotations

import graphene

from backend.graphql.columns import Column
from backend.graphql.live import Event, Told, live
from backend.graphql.relations import One
from communs.threads import facts
from schema.messages import MessageNode
from schema.people import PersonNode
from schema.threads import ThreadNode


class ThreadEvent(Told):
    """Something that happened in a thread."""

    thread = One(
        ThreadNode, "thread", along=True, required=True, description="The thread it happened in."
    )
    by = One(PersonNode, "actor", always=True, description="Who did it.")


def _message(description: str) -> One:
    return One(MessageNode, "message", along=True, description=description)


class MessagePosted(Event):
    """Someone spoke."""

    message = _message("What they said, as it stands now.")

    class Meta:
        fact = facts.MessagePosted
        interfaces = (ThreadEvent,)


class MessageEdited(Event):
    """A message was changed by its author."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessageEdited
        interfaces = (ThreadEvent,)


class MessageRemoved(Event):
    """A message was removed: its place stays, its text is gone."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessageRemoved
        interfaces = (ThreadEvent,)


class MessageMoved(Event):
    """What was said was moved to another thread: its place stays, and says where to."""

    message = _message("The place that it left; `movedTo` is where it is now.")

    class Meta:
        fact = facts.MessageMoved
        interfaces = (ThreadEvent,)


class MessagePinned(Event):
    """A message was put forward."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessagePinned
        interfaces = (ThreadEvent,)


class MessageUnpinned(Event):
    """A message is put forward no more."""

    message = _message("The message, as it stands now.")

    class Meta:
        fact = facts.MessageUnpinned
        interfaces = (ThreadEvent,)


class ReactionAdded(Event):
    """Someone reacted to a message."""

    message = _message("The message, with its reactions as they are now.")
    reaction = Column(graphene.String, "reaction", required=True, description="The emoji.")

    class Meta:
        fact = facts.ReactionAdded
        interfaces = (ThreadEvent,)


class ReactionWithdrawn(Event):
    """Someone took a reaction back."""

    message = _message("The message, with its reactions as they are now.")
    reaction = Column(graphene.String, "reaction", required=True, description="The emoji.")

    class Meta:
        fact = facts.ReactionWithdrawn
        interfaces = (ThreadEvent,)


class ThreadClosed(Event):
    """The thread takes no more messages."""

    class Meta:
        fact = facts.ThreadClosed
        interfaces = (ThreadEvent,)


class ThreadReopened(Event):
    """The thread takes messages again."""

    class Meta:
        fact = facts.ThreadReopened
        interfaces = (ThreadEvent,)


class Subscription:
    """What one may hear from threads."""

    thread_events = live(
        ThreadEvent,
        ThreadNode,
        "thread",
        description="What happens in a thread, in order, from a cursor on: nothing missed,"
        " nothing twice.",
        subject_help="The id of the thread to listen to.",
    )


EVENTS = (
    MessagePosted,
    MessageEdited,
    MessageRemoved,
    MessageMoved,
    MessagePinned,
    MessageUnpinned,
    ReactionAdded,
    ReactionWithdrawn,
    ThreadClosed,
    ThreadReopened,
)
