"""Chances: who does something, and to what, drawn from whatever is there."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import QuerySet

from backend.rules import Actor
from communs.groups.actors import actor_of
from communs.groups.audiences import ADMITTING, group_of
from communs.groups.models import Group, Membership, Role
from communs.people.models import Person
from communs.threads.models import Thread
from tests.cast import Cast

WORD = "zibeline"  # in much of what is written
BESIDES = ("compost", "compote", "composte", "alliance", "alliage", "lainage")  # much alike
WRITING = frozenset({*ADMITTING, Role.MEMBER})
OFTEN, SELDOM = 0.6, 0.3


def mistyped(word: str) -> str:
    """Write a word with one letter in another's place."""
    return f"{word[:3]}v{word[4:]}"


class World:
    """A cast, and what happens to it: one seed draws the same each time."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast = cast
        self.chance = random.Random(seed)  # noqa: S311 - the same worlds each time
        self.coins: list[str] = []
        self._numbers = count(1)

    def let(self, happenings: Iterable[Happening]) -> None:
        """Let all of these happen, in whatever order."""
        some = list(happenings)
        for happens in self.chance.sample(some, len(some)):
            happens(self)

    def happens(self, share: float) -> bool:
        """Draw whether something happens that does so this often."""
        return self.chance.random() < share

    def one_of(self, choices: Iterable[Any]) -> Any:
        """Draw a choice."""
        return self.chance.choice(list(choices))

    def some(self, rows: QuerySet[Any]) -> list[Any]:
        """Draw a row, if there is any: a loop over it is a happening that may find nothing."""
        there = list(rows.order_by("created_at", "pk"))
        return [self.chance.choice(there)] if there else []

    def few(self, rows: QuerySet[Any], by: str, most: int) -> list[Any]:
        """Draw at most so many rows, each once, that a column tells apart."""
        there = list(rows.order_by(by))
        return self.chance.sample(there, min(len(there), self.chance.randint(0, most)))

    def number(self) -> int:
        """Give a number that was never given."""
        return next(self._numbers)

    def words(self, what: str) -> str:
        """Write something that was never written, often with the word in it."""
        word, besides = WORD if self.happens(OFTEN) else "muet", self.one_of(BESIDES)
        return f"{what} {word} {besides} {self.coined()} {self.number()}"

    def coined(self) -> str:
        """Coin a word that hardly anything else has; some differ from another by a letter."""
        if self.coins and self.happens(SELDOM):
            made = mistyped(self.one_of(self.coins))
        else:
            made = "".join(self.one_of(letters) for letters in ("bdfglm", "aeiou") * 4)
        self.coins.append(made)
        return made

    def group(self) -> Group:
        """Draw a group."""
        (group,) = self.some(Group.objects.all())
        return group

    def anybody(self) -> Actor:
        """Draw one who belongs to the network."""
        (person,) = self.some(Person.objects.members())
        return actor_of(person)

    def member(self, group: UUID, roles: Iterable[str]) -> Actor:
        """Draw one who has one of some roles in a group: there is always a facilitator."""
        those = Membership.objects.filter(group=group, role__in=list(roles))
        (person,) = self.some(Person.objects.filter(pk__in=those.values("person")))
        return actor_of(person)

    def writer(self, group: UUID) -> Actor:
        """Draw one who writes in a group."""
        return self.member(group, WRITING)

    def keeper(self, group: UUID | None) -> Actor:
        """Draw one who looks after a group, or else after the network."""
        return self.member(group, ADMITTING) if group else self.cast.nina

    def speaker(self, thread: Thread) -> Actor:
        """Draw one who may write in a thread."""
        group = group_of(thread.audience)
        return self.writer(group) if group else self.anybody()

    def keep(self, action: Callable[..., Any], thing: Any, **given: Any) -> None:
        """Let one who looks after a thing's group do something to the thing."""
        name = type(thing)._meta.model_name
        self.cast.perform(action, self.keeper(thing.group_id), **{name: thing}, **given)

    def edit(self, action: Callable[..., Any], thing: Any, **given: Any) -> None:
        """Let one who looks after a thing's group write it anew."""
        self.keep(action, thing, revision=thing.revision, **given)


Happening: TypeAlias = Callable[[World], None]
