"""What can be found: the kinds of things, what they are in the graph, and what people call them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cache

import graphene
from django.utils.translation import override

from backend.folding import fold
from communs.events.choices import EventKind
from communs.resources.choices import ResourceKind
from schema.collections import CollectionNode
from schema.cycles import CycleNode
from schema.events import EventNode
from schema.groups import GroupNode
from schema.messages import MessageNode
from schema.organizations import OrganizationNode
from schema.people import PersonNode
from schema.polls import PollNode
from schema.resources import ResourceNode
from schema.threads import ThreadNode

LANGUAGES = ("fr", "en")


class SearchKind(Enum):
    """What can be found."""

    RESOURCE = "resource"
    GROUP = "group"
    EVENT = "event"
    CYCLE = "cycle"
    THREAD = "thread"
    MESSAGE = "message"
    POLL = "poll"
    PERSON = "person"
    COLLECTION = "collection"
    ORGANIZATION = "organization"


KINDS = {
    "resource": ResourceNode,
    "group": GroupNode,
    "event": EventNode,
    "cycle": CycleNode,
    "thread": ThreadNode,
    "message": MessageNode,
    "poll": PollNode,
    "person": PersonNode,
    "collection": CollectionNode,
    "organization": OrganizationNode,
}

CALLED = {  # besides their own names
    "ressource": "resource",
    "groupe": "group",
    "événement": "event",
    "cycle": "cycle",
    "fil": "thread",
    "discussion": "thread",
    "message": "message",
    "sondage": "poll",
    "personne": "person",
    "membre": "person",
    "member": "person",
    "people": "person",
    "collection": "collection",
    "organisation": "organization",
    "organisme": "organization",
}

Kind = graphene.Enum.from_enum(
    SearchKind,
    description=lambda kind: f"A {kind.value}." if kind else (SearchKind.__doc__ or ""),
)


def form_called(name: str) -> str | None:
    """Give the kind of thing, of resource or of event that people call so, in either language."""
    folded = fold(name)
    called = forms()
    return called.get(folded) or called.get(folded.removesuffix("s"))


@cache
def forms() -> dict[str, str]:
    """Give all kinds by what they are called; a kind of thing before one within it."""
    return {fold(name): form for name, form in reversed([*_things(), *_within()])}


def _things() -> Iterator[tuple[str, str]]:
    yield from CALLED.items()
    for kind in SearchKind:
        yield kind.value, kind.value


def _within() -> Iterator[tuple[str, str]]:
    for choices in (ResourceKind, EventKind):
        for member in choices:
            yield member.value, member.value
            for language in LANGUAGES:
                with override(language):
                    yield str(member.label), member.value
