"""The cast: who plays in the tests, and in which groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from backend import journal
from backend.journal import Fact
from backend.journal.models import Entry
from backend.rules import NOBODY, Actor, Missing
from communs.groups.actors import actor_of
from communs.groups.models import Group, Membership, Role, Visibility
from communs.people.models import Person

PARTS = {  # who is what in each of the groups
    "ana": Role.FACILITATOR,
    "mo": Role.MODERATOR,
    "bo": Role.MEMBER,
    "ob": Role.OBSERVER,
}
STRANGERS = ("nina", "zed")  # nina looks after the network, zed has just signed up
EVERYBODY = (*PARTS, *STRANGERS, "nobody")


class Cast:
    """People and groups; an actor of each person is made anew whenever it is asked for.

    ``cast.bo`` and ``cast.actor("bo")`` are actors, ``cast.person("bo")`` is the row;
    ``cast.group`` is a listed group, ``cast.groups["hidden"]`` one that only its members know.
    """

    def __init__(self) -> None:
        self._people = {who: _person(who) for who in (*PARTS, *STRANGERS)}
        self.groups = {str(each): self.found(each) for each in Visibility}
        self.group = self.groups["listed"]
        self.mark = journal.head()

    def found(self, visibility: Visibility, **given: Any) -> Group:
        """Make a group of some visibility, with everybody in their part."""
        group = Group.objects.create(
            name=given.pop("name", f"Groupe {visibility}"),
            visibility=visibility,
            created_by=self.person("ana"),
            **given,
        )
        Membership.objects.bulk_create(
            Membership(group=group, person=self.person(who), role=role)
            for who, role in PARTS.items()
        )
        return group

    def person(self, who: str) -> Person:
        """Give somebody as a row."""
        return self._people[who]

    def actor(self, who: str) -> Actor:
        """Give somebody as they are now."""
        return NOBODY if who == "nobody" else actor_of(Person.objects.get(pk=self.person(who).pk))

    def __getattr__(self, who: str) -> Actor:
        if who in EVERYBODY:
            return self.actor(who)
        raise AttributeError(who)

    def perform(self, action: Callable[..., Any], by: str | Actor, **given: Any) -> Any:
        """Do it as a mutation does: in one transaction, on visible rows, loaded and locked."""
        actor = self.actor(by) if isinstance(by, str) else by
        with journal.atomic(by=actor):
            rows = {key: _locked(each, actor) for key, each in given.items()}
            return action(by=actor, **rows)

    def may(self, rule: Any, thing: Any = None) -> set[str]:
        """Say who of everybody a rule lets do it."""
        return {who for who in EVERYBODY if rule(self.actor(who), thing)}

    def who_see(self, row: Model) -> set[str]:
        """Say for whom of everybody a row exists."""
        rows: Any = type(row)._default_manager
        return {
            who for who in EVERYBODY if rows.visible_to(self.actor(who)).filter(pk=row.pk).exists()
        }

    def facts(self) -> list[Fact]:
        """Give what was recorded since the cast was made, or since this was last asked."""
        entries = list(Entry.objects.after(self.mark))
        self.mark = entries[-1].id if entries else self.mark
        return [entry.fact for entry in entries]


def _person(who: str) -> Person:
    return Person.objects.create_user(
        f"{who}@communs.example", name=who.capitalize(), is_moderator=who == "nina"
    )


def _locked(given: Any, actor: Actor) -> Any:
    """Load a row again as its lock's holder sees it; leave anything else alone."""
    if not isinstance(given, Model):
        return given
    rows: Any = type(given)._default_manager
    locked = rows.visible_to(actor).select_for_update(no_key=True, of=("self",))
    if (row := locked.filter(pk=given.pk).first()) is None:
        raise Missing("There is no such thing, or it is not for you.")
    return row
