"""What threads do about what happened: they mention those whom a message calls upon by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from backend import journal
from backend.journal.following import Follower
from backend.journal.models import Entry

from .facts import MessageEdited, MessagePosted
from .mentioning import call_upon
from .models import Message
from .moving import where_it_is

SAID = {fact.kind() for fact in (MessagePosted, MessageEdited)}


class RoleMentions(Follower):
    """Mentions facilitators, moderators, members: whoever has the role by now."""

    name = "role-mentions"

    def follow(self, entries: Sequence[Entry]) -> None:
        """Mention those called upon; repeated, it changes nothing more."""
        said = {entry.fact.message for entry in entries if entry.kind in SAID}  # type: ignore[attr-defined]
        for message in _calling(said):
            with journal.atomic():
                found = where_it_is(message)
                if found is not None:
                    call_upon(found)


def _calling(messages: Iterable[UUID]) -> list[UUID]:
    """Find those that call upon roles, did, or were moved and may."""
    rows = Message.objects.filter(pk__in=set(messages))
    calling = rows.exclude(calls=[])
    called = rows.filter(mentions__role__gt="")
    moved = rows.filter(moved_to__isnull=False)
    return sorted({*_keys(calling), *_keys(called), *_keys(moved)})


def _keys(rows: Iterable[Message]) -> list[UUID]:
    return [row.pk for row in rows]
