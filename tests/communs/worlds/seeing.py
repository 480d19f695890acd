"""What the database says that somebody finds: all that they see, of what has the word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from typing import Any

from django.db.models import Q, QuerySet

from backend import audiences
from backend.audiences import NETWORK, PUBLIC
from backend.rules import Actor
from backend.search.contract import Key, Query
from backend.search.fields import FACETS
from backend.search.sources import findable, present, sources
from communs.people.models import Affiliation

from .chances import WORD

KINDS = frozenset(each.kind for each in sources())


def question(actor: Actor, text: str, **given: Any) -> Query:
    """Ask as somebody does."""
    return Query(text, audiences.held_by(actor), actor.person, **given)


def called(path: str, **besides: Any) -> Q:
    """Select what has the word there."""
    return Q(**{f"{path}__icontains": WORD}, **besides)


def holders(*paths: str) -> Q:
    """Select by the names of organizations that everybody knows."""
    named = Q()
    for path in paths:
        named |= called(f"{path}__name", **{f"{path}__audience": PUBLIC})
    return named


def working() -> Q:
    """Select people by the organizations that they work for, of those that members know."""
    known = Q(organization__audience__in=[PUBLIC, NETWORK])
    current = Affiliation.objects.current().filter(known, called("organization__name"))
    return Q(pk__in=current.values("person"))


TITLED = {  # what has the word in its title
    "collection": called("title"),
    "cycle": called("title"),
    "event": called("title"),
    "group": called("name"),
    "organization": called("name"),
    "person": called("name"),
    "poll": called("title"),
    "resource": called("title"),
    "thread": called("title"),
}
BESIDES = {  # what has it elsewhere
    "cycle": lambda: holders("organizing", "partners"),
    "event": lambda: holders("organizing", "partners") | called("speakers__person__name"),
    "message": lambda: called("body"),
    "person": working,
    "poll": lambda: called("outcome__statement"),
}


def seen(kind: str, actor: Actor) -> QuerySet[Any]:
    """Give all of a kind that the database shows somebody, whatever it says."""
    rows = findable(kind)
    shown: Any = rows.model._default_manager
    return shown.visible_to(actor).filter(pk__in=rows.values("pk")).order_by()


def titled(actor: Actor) -> set[Key]:
    """Give what somebody sees that has the word in its title."""
    return {
        Key(kind, key)
        for kind, asked in TITLED.items()
        for key in seen(kind, actor).filter(asked).values_list("pk", flat=True)
    }


def visible_to(actor: Actor) -> set[Key]:
    """Give what somebody sees that has the word anywhere."""
    return titled(actor) | {
        Key(kind, key)
        for kind, asked in BESIDES.items()
        for key in seen(kind, actor).filter(asked()).values_list("pk", flat=True)
    }


def of_kinds(keys: Set[Key]) -> dict[str, int]:
    """Count what there is, by kind."""
    return dict(Counter(key.kind for key in keys))


def of_facets(keys: Set[Key]) -> dict[str, dict[str, int]]:
    """Count what there is, by each facet."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for document in present(keys):
        values = document.filters | {"kind": (document.kind,), "year": (str(document.at.year),)}
        for name, counted in counts.items():
            counted.update(values.get(name, ()))
    return {name: dict(counted) for name, counted in counts.items()}
