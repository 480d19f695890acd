"""What a crowd says: threads, messages, and what others do at these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from communs.attention.models import Bookmark
from communs.groups.models import Membership
from communs.people.models import Person
from communs.threads.facts import MessagePosted, ReactionAdded, ThreadOpened
from communs.threads.mentioning import mention_of
from communs.threads.models import USUAL, Mention, Message, Reaction, ReadMark, Thread

from .drawing import Crowd

Circles = dict[UUID, list[Person]]  # the members of each group


def circles(members: Sequence[Membership]) -> Circles:
    """Sort people by their groups."""
    found: Circles = {}
    for member in members:
        found.setdefault(member.group.pk, []).append(member.person)
    return found


def threads(crowd: Crowd, members: Sequence[Membership]) -> list[Thread]:
    """Let members begin conversations."""
    return [
        thread(crowd, crowd.dice.choice(members), crowd.title("threads"), crowd.moment())
        for _number in range(crowd.number("threads"))
    ]


def thread(
    crowd: Crowd, member: Membership, title: str, at: datetime, audience: str = ""
) -> Thread:
    """Open one thread, by default for those of the group."""
    made = Thread(
        audience=audience or member.group.members_audience,
        group=member.group,
        title=title,
        created_by=member.person,
        created_at=at,
        active_at=at,
    )
    crowd.tell(at, member.person.pk, ThreadOpened(thread=made.pk))
    return made


def messages(crowd: Crowd, threads: Sequence[Thread], circles: Circles) -> list[Message]:
    """Let members speak, each message under the next number of its thread."""
    made = []
    for _number in range(crowd.messages):
        thread = crowd.dice.choice(threads)
        at = thread.active_at + (crowd.now - thread.active_at) * crowd.dice.random() * 0.05
        author = crowd.dice.choice(circles[thread.group.pk])  # type: ignore[union-attr]
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


def reactions(crowd: Crowd, messages: Sequence[Message], circles: Circles) -> Iterator[Reaction]:
    """Let members react to some messages."""
    for message in crowd.dice.sample(messages, crowd.number("reactions") // 2):
        for person in crowd.some(_around(message, circles), 3, 1):
            sign, at = crowd.dice.choice(USUAL), crowd.since(message.created_at, 0.01)
            fact = ReactionAdded(
                thread=message.thread.pk, message=message.pk, number=message.number, reaction=sign
            )
            crowd.tell(at, person.pk, fact)
            yield Reaction(message=message, person=person, reaction=sign, created_at=at)


def mentions(crowd: Crowd, messages: Sequence[Message], circles: Circles) -> Iterator[Mention]:
    """Let some messages name a member.

    The journal does not tell of it: nobody is to be written to because a crowd came.
    """
    for message in crowd.dice.sample(messages, crowd.number("mentions")):
        person = crowd.dice.choice(_around(message, circles))
        if person is not message.author:
            message.body = f"{mention_of(person.pk, person.name)} {message.body}"
            yield Mention(message=message, person=person, created_at=message.created_at)


def bookmarks(crowd: Crowd, messages: Sequence[Message], circles: Circles) -> Iterator[Bookmark]:
    """Let members keep some messages."""
    for message in crowd.dice.sample(messages, crowd.number("bookmarks")):
        person, at = crowd.dice.choice(_around(message, circles)), crowd.since(message.created_at)
        yield Bookmark(message=message, person=person, created_at=at)


def marks(crowd: Crowd, threads: Sequence[Thread], circles: Circles) -> Iterator[ReadMark]:
    """Let members have read some of each conversation, more or less far."""
    for thread in threads:
        for person in crowd.some(circles[thread.group.pk], 12) if thread.last_number else ():  # type: ignore[union-attr]
            number, at = crowd.dice.randint(1, thread.last_number), crowd.since(thread.created_at)
            yield ReadMark(thread=thread, person=person, number=number, created_at=at)


def _around(message: Message, circles: Circles) -> list[Person]:
    return circles[message.thread.group.pk]  # type: ignore[union-attr]
