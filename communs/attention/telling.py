"""Telling people by letter that a message mentions them: once, whoever calls and how often."""

from __future__ import annotations

from django.conf import settings

from backend.mail.writing import queue_written
from backend.markdown import plain
from communs.groups.actors import those_who_see
from communs.people.letters import Matter
from communs.people.models import Person
from communs.threads.links import link_to
from communs.threads.models import Message

from .models import Notice
from .queries import deaf_to

EXCERPT = 600  # characters of a message that a letter shows


def tell_mentioned(message: Message) -> None:
    """Write to those whom a message mentions and who were not written to; it is locked."""
    mentioned = set(message.mentions.values_list("person", flat=True))
    told = Notice.objects.filter(message=message, person__in=mentioned)
    untold = mentioned - set(told.values_list("person", flat=True))
    if not untold:
        return
    hearing = those_who_see(message.thread.audience, untold) - deaf_to(message.thread_id, untold)
    # Those who do not want to be told are noted too: they were spared this message, for good.
    Notice.objects.bulk_create(
        [Notice(message=message, person_id=person) for person in sorted(untold)]
    )
    for person in Person.objects.filter(pk__in=hearing).order_by("pk"):
        _write(message, person)


def _write(message: Message, person: Person) -> None:
    said = plain(message.body)
    words = {
        "name": person.name,
        "author": message.author.name,
        "thread": message.thread.title,
        "said": f"{said[:EXCERPT]}…" if len(said) > EXCERPT else said,
        "link": link_to(message.thread_id, message.number) if settings.FRONT_END else "",
    }
    queue_written(
        "attention/mention",
        to=person.email,
        language=person.language,
        words=words,
        matter=Matter.MENTIONS,
    )
