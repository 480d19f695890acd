"""Moving what was said to another thread: the words go, their places stay and say where to.

A place keeps its row and its number, so that citations, answers, read marks and what the journal
told of it stay true; what was said becomes a new row in the other thread, and takes along what
belongs to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, UUIDField, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.journal import record
from backend.rules import Actor, Invalid

from .facts import MessageMoved
from .models import Mention, Message, MessageEdit, Reaction, ReadMark, Thread

MOST = 100  # messages moved at once

Along = Callable[[Mapping[UUID, Message]], None]  # the messages now, by what their places are

_along: list[Along] = []

GOES_ALONG: Sequence[Any] = (MessageEdit, Reaction, Mention)  # rows that belong to a message
EMPTIED = ("body", "calls", "pinned_at", "pinned_by")  # what is gone from an empty place
SAID = ("author_id", "body", "created_at", "edited_at", "calls")  # what a new row takes over


def goes_along(take: Along) -> Along:
    """Register what else goes along with messages: an app above this one knows."""
    if take not in _along:
        _along.append(take)
    return take


def check_moved(thread: Thread, messages: Sequence[Message]) -> list[Message]:
    """Give the messages in their order, each once; stop here unless they can be moved."""
    found = sorted({each.pk: each for each in messages}.values(), key=lambda each: each.number)
    if not found:
        raise Invalid(_("Say which messages are to be moved."), field="messages")
    if len(found) > MOST:
        reason = _("At most %(most)d messages are moved at once.")
        raise Invalid(reason % {"most": MOST}, field="messages")
    if any(each.thread_id != thread.pk for each in found):
        raise Invalid(_("Some of these messages are in another thread."), field="messages")
    if not all(each.stands for each in found):
        reason = _("Some of these messages were removed, or moved already.")
        raise Invalid(reason, field="messages")
    return found


def move(messages: Sequence[Message], to: Thread, *, by: Actor) -> None:
    """Move messages, in their order, to a thread that has none yet; all of them are locked."""
    moved = [
        Message(thread=to, number=number, **{name: getattr(each, name) for name in SAID})
        for number, each in enumerate(messages, 1)
    ]
    _answer(messages, moved)
    Message.objects.bulk_create(moved)
    _take_along(messages, moved)
    _leave(messages, moved, by)
    for place, each in zip(messages, moved, strict=True):
        record(MessageMoved(place.thread_id, place.pk, place.number, to.pk, each.pk))
    _mark_read(messages, to)
    to.last_number, to.active_at = len(moved), moved[-1].created_at
    to.save(update_fields=["last_number", "active_at"])


def where_it_is(message: UUID) -> Message | None:
    """Lock a message where it is by now, if it still stands."""
    rows = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("thread")
    found = rows.filter(pk=message).first()
    while found is not None and found.moved_to_id is not None:
        found = rows.filter(pk=found.moved_to_id).first()
    return found if found is not None and found.stands else None


def empty(place: Message) -> None:
    """Leave nothing at a place but its number; who calls saves what `EMPTIED` names."""
    place.body, place.calls, place.pinned_at, place.pinned_by_id = "", [], None, None


def _answer(messages: Sequence[Message], moved: Sequence[Message]) -> None:
    """Let answers answer what they did, wherever that is now."""
    now = dict(zip((each.pk for each in messages), moved, strict=True))
    for place, each in zip(messages, moved, strict=True):
        answered = place.reply_to_id
        each.reply_to_id = now[answered].pk if answered in now else answered


def _take_along(messages: Sequence[Message], moved: Sequence[Message]) -> None:
    now = Case(
        *(When(message=p.pk, then=Value(m.pk)) for p, m in zip(messages, moved, strict=True)),
        output_field=UUIDField(),
    )
    for model in GOES_ALONG:
        model._default_manager.filter(message__in=messages).update(message=now)
    for take in _along:
        take({place.pk: each for place, each in zip(messages, moved, strict=True)})


def _leave(messages: Sequence[Message], moved: Sequence[Message], by: Actor) -> None:
    """Leave empty places that say where to."""
    now = timezone.now()
    for place, each in zip(messages, moved, strict=True):
        empty(place)
        place.moved_to, place.removed_at, place.removed_by_id = each, now, by.somebody
    Message.objects.bulk_update(messages, [*EMPTIED, "moved_to", "removed_at", "removed_by"])


def _mark_read(messages: Sequence[Message], to: Thread) -> None:
    """Who had read a message has read it in its new thread."""
    numbers = [each.number for each in messages]
    marks = ReadMark.objects.filter(thread=messages[0].thread_id, number__gte=numbers[0])
    ReadMark.objects.bulk_create(
        ReadMark(thread=to, person_id=person, number=bisect_right(numbers, number))
        for person, number in marks.order_by().values_list("person", "number")
    )
