"""What people did with what was said: reactions, pins, and what they keep for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from backend.rules import Actor
from communs.attention.actions import bookmark_message, follow_thread, save_draft
from communs.attention.models import Attention
from communs.threads.actions import pin_message, react_to_message
from communs.threads.models import Message, Thread

from .content import Head, moment, table
from .world import Step, World


def steps() -> Iterator[Step]:
    """Give all signs, and all that is kept."""
    kept = table("attention")
    for head in kept["reactions"]:
        for sign, people in head["signs"].items():
            for person in people:
                yield Step(moment(head["at"]), person, partial(_react, head, sign))
    acts: dict[str, Callable[[Head, Actor, World], None]] = {
        "pins": _pin,
        "bookmarks": _bookmark,
        "drafts": _draft,
        "follows": _follow,
    }
    for name, act in acts.items():
        for head in kept[name]:
            yield Step(moment(head["at"]), head["by"], partial(act, head))


def _message(head: Head, by: Actor, world: World) -> Message:
    return world.find(Message, f"{head['thread']}/{head['number']}", by)


def _react(head: Head, sign: str, by: Actor, world: World) -> None:
    react_to_message(by=by, message=_message(head, by, world), reaction=sign)


def _pin(head: Head, by: Actor, world: World) -> None:
    pin_message(by=by, message=_message(head, by, world))


def _bookmark(head: Head, by: Actor, world: World) -> None:
    bookmark_message(by=by, message=_message(head, by, world))


def _draft(head: Head, by: Actor, world: World) -> None:
    save_draft(by=by, thread=world.find(Thread, head["thread"], by), body=head["body"])


def _follow(head: Head, by: Actor, world: World) -> None:
    thread = world.find(Thread, head["thread"], by)
    follow_thread(by=by, thread=thread, attention=Attention(head["attention"]))
