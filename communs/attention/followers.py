"""What attention does about what happened in threads: it tells, follows and tidies up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry
from communs.threads.facts import MessageMoved, MessagePosted, PeopleMentioned
from communs.threads.moving import where_it_is

from .models import Bookmark, Draft, Notice
from .telling import tell_mentioned


class AttentionFollower(Follower):
    """Tells those who are mentioned; keeps bookmarks and drafts true to what they are about."""

    name = "attention"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Take up each entry in its turn; repeated, it changes nothing more."""
        for entry in entries:
            if (act := ACTS.get(entry.kind)) is not None:
                with journal.atomic():
                    act(entry.fact)
        _clear_drafts([entry.fact for entry in entries if entry.kind == MessagePosted.kind()])


def _tell(fact: PeopleMentioned) -> None:
    """Write to those mentioned, of the message where it is by now, if it still stands."""
    message = where_it_is(fact.message)
    if message is not None:
        tell_mentioned(message)


def _follow_moved(fact: MessageMoved) -> None:
    """Let what people keep of a message go where it went."""
    for rows in (Bookmark.objects, Notice.objects):
        there = rows.filter(message=fact.to_message).values("person")
        rows.filter(message=fact.message, person__in=there).delete()
        rows.filter(message=fact.message).update(message=fact.to_message)


def _clear_drafts(said: Sequence[Any]) -> None:
    """Drop what people had kept to say, and have said by now."""
    if said:
        Draft.objects.done({fact.message for fact in said}).delete()


ACTS: Mapping[str, Callable[[Any], None]] = {
    PeopleMentioned.kind(): _tell,
    MessageMoved.kind(): _follow_moved,
}
