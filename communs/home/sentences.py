"""Activity in words: who did what, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.rules import Actor
from communs.people.models import Person

from .models import SUBJECTS, ActivityKind

SAID = {
    ActivityKind.PERSON_JOINED: _("%(what)s joined the network."),
    ActivityKind.GROUP_CREATED: _("%(who)s founded “%(what)s”."),
    ActivityKind.MEMBER_JOINED: _("%(what)s joined the group."),
    ActivityKind.THREAD_OPENED: _("%(who)s opened “%(what)s”."),
    ActivityKind.THREAD_CLOSED: _("%(who)s closed “%(what)s”."),
    ActivityKind.MESSAGE_POSTED: _("%(who)s wrote in “%(what)s”."),
    ActivityKind.RESOURCE_PUBLISHED: _("%(who)s published “%(what)s”."),
    ActivityKind.RESOURCE_EDITED: _("%(who)s edited “%(what)s”."),
    ActivityKind.EVENT_PLANNED: _("%(who)s planned “%(what)s”."),
    ActivityKind.EVENT_RESCHEDULED: _("%(who)s moved “%(what)s” to another time or place."),
    ActivityKind.EVENT_CANCELLED: _("%(who)s cancelled “%(what)s”."),
    ActivityKind.OUTCOME_TOLD: _("%(who)s told what came of “%(what)s”."),
    ActivityKind.POLL_OPENED: _("%(who)s asked: “%(what)s”"),
    ActivityKind.OUTCOME_STATED: _("%(who)s said what came of the vote on “%(what)s”."),
    ActivityKind.COLLECTION_STARTED: _("%(who)s began the collection “%(what)s”."),
}
TITLES = {  # the column that says what each is called
    "Collection": "title",
    "Event": "title",
    "Group": "name",
    "Membership": "person__name",
    "Message": "thread__title",
    "Person": "name",
    "Poll": "title",
    "Resource": "title",
    "Thread": "title",
}


class Told(NamedTuple):
    """What a sentence is made of."""

    kind: str
    actor: UUID | None
    subject_type: str
    subject: UUID


def sentences(actor: Actor, told: Sequence[Told]) -> list[str]:
    """Word what happened: one query for all names, and one for the titles of each type."""
    people = {each.actor for each in told if each.actor}
    names = dict(Person.objects.filter(pk__in=people).order_by().values_list("pk", "name"))
    titles = _titles(actor, told)
    return [
        str(SAID[ActivityKind(each.kind)])
        % {
            "who": names.get(each.actor, _("Somebody")) if each.actor else _("Somebody"),
            "what": titles.get((each.subject_type, each.subject), "…"),
        }
        for each in told
    ]


def _titles(actor: Actor, told: Sequence[Told]) -> dict[tuple[str, UUID], str]:
    wanted: dict[str, set[UUID]] = {}
    for each in told:
        wanted.setdefault(each.subject_type, set()).add(each.subject)
    found: dict[tuple[str, UUID], str] = {}
    for name, keys in wanted.items():
        rows: Any = SUBJECTS[name]._default_manager
        titled = rows.visible_to(actor).filter(pk__in=keys).order_by()
        found |= {(name, key): title for key, title in titled.values_list("pk", TITLES[name])}
    return found
