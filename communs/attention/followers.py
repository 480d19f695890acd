"""What attention does about what happened in threads: it tells, follows and tidies up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry
from communs.threads.facts import MessageMoved, MessagePosted, PeopleMentioned
from communs.threads.followers import standing
from communs.threads.models import Message

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


def _tell(fact: PeopleMentioned) -> None:
    """Write to those mentioned, of the message where it is by now, if it still stands."""
    message = standing(fact.message)
    if message is not None:
        tell_mentioned(message)


def _follow_moved(fact: MessageMoved) -> None:
    """Let what people keep of a message go where it went."""
    for rows in (Bookmark.objects, Notice.objects):
        there = rows.filter(message=fact.to_message).values("person")
        rows.filter(message=fact.message, person__in=there).delete()
        rows.filter(message=fact.message).update(message=fact.to_message)


def _clear_draft(fact: MessagePosted) -> None:
    """Drop what its author had kept to say, and has said by now."""
    said = Message.objects.filter(pk=fact.message).values_list("author", "created_at").first()
    if said is not None:
        author, at = said
        Draft.objects.filter(thread=fact.thread, person=author, saved_at__lte=at).delete()


ACTS: Mapping[str, Callable[[Any], None]] = {
    PeopleMentioned.kind(): _tell,
    MessageMoved.kind(): _follow_moved,
    MessagePosted.kind(): _clear_draft,
}
