"""What a crowd's things are about, and where: topics and territories that are there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from communs.classification.models import Classified
from communs.territories.models import Territory, TerritoryKind
from communs.topics.models import Topic

from .drawing import Crowd

MANY = 50  # territories of each kind that a crowd knows of


@dataclass(frozen=True)
class Words:
    """Topics and territories to choose from, as they are kept here."""

    topics: Sequence[Topic]
    territories: Sequence[Territory]

    @classmethod
    def drawn(cls, crowd: Crowd) -> Self:
        """Take all topics, and of the territories some of each kind."""
        kinds = [kind for kind in TerritoryKind if kind != TerritoryKind.COUNTRY]
        drawn = [
            territory for kind in kinds for territory in crowd.some(_current(kind), MANY, MANY)
        ]
        return cls(list(Topic.objects.in_use()), drawn)

    def links(self, crowd: Crowd, things: Sequence[Classified]) -> Iterator[list[Any]]:
        """Let things of one kind carry a few of each: all their topics, all their territories."""
        model = type(things[0])
        chosen: dict[str, Sequence[Any]] = {"topics": self.topics, "territories": self.territories}
        for name, of in chosen.items():
            relation: Any = model._meta.get_field(name)
            here, there = relation.m2m_column_name(), relation.m2m_reverse_name()
            through = relation.remote_field.through
            yield [
                through(**{here: thing.pk, there: each.pk})
                for thing in things
                for each in crowd.some(of, 3)
            ]


def _current(kind: TerritoryKind) -> list[Territory]:
    return list(Territory.objects.current().filter(kind=kind).order_by("code"))
