"""Who asks: made once per request or message, from a person and their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from backend.audiences import NETWORK, PUBLIC
from backend.rules import NOBODY, Actor
from backend.statements import Row, read
from backend.unchanged import FEW, NAME, while_unchanged
from communs.people.models import Person, Session
from communs.people.session_store import may_be_key
from communs.people.sessions import (
    by_token,
    key_of,
    person_and_session,
    speaker,
    speaking,
)
from communs.people.whose import Whose

from .audiences import group_of, held_in, readings, roles_and_audiences
from .models import Group, Membership, Visibility


def actor_of(user: Any, session: str | None = None) -> Actor:
    """Make the actor of a person (nobody's, of anyone who is not signed in)."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    return _actor(user, session, read(readings(Whose(user.pk))))


def actor_of_request(request: HttpRequest) -> Actor:
    """Make the actor of who sends a request."""
    actor = _of_session(key_of(request))
    if actor is None:
        return actor_of(*person_and_session(request))
    request.session.accessed = True  # what is answered hangs on the cookie
    return actor


def actor_of_token(token: str) -> Actor | None:
    """Make the actor of whose session a token opens; None when it is nobody's, or not any more."""
    actor = _of_session(token if may_be_key(token) else None)
    if actor is None and (found := by_token(token)):
        return actor_of(*found)
    return actor


def _of_session(key: str | None) -> Actor | None:
    """Give the actor of a session by one look at the database; None unless all is well."""
    if key is None:
        return None
    name = (_read_session, key)
    actor, until = while_unchanged(name, lambda: _read_session(key), _weight_of)
    return actor if until and until > timezone.now() else None


def _read_session(key: str) -> tuple[Actor, datetime] | tuple[None, None]:
    """Make the actor of a session, and say until when it is one."""
    session, *held = read([speaking(key), *readings(Whose(key, by_session=True))])
    person, until = speaker(session)
    return (_actor(person, key, held), until) if person and until else (None, None)


def _weight_of(read: tuple[Actor, datetime] | tuple[None, None]) -> int:
    return NAME * (10 + 2 * len(read[0].audiences)) if read[0] else FEW


def _actor(person: Person, session: str | None, found: Sequence[list[Row]]) -> Actor:
    roles, audiences = roles_and_audiences(person.pk, found, is_moderator=person.is_moderator)
    return Actor(
        person=person.pk,
        roles=roles,
        audiences=audiences,
        is_moderator=person.is_moderator,
        session=session,
    )


def again(actor: Actor) -> Actor:
    """Make an actor anew: something that happened may have changed what they are."""
    person = Person.objects.filter(pk=actor.person).first() if actor.person else None
    return actor_of(person, actor.session)


def still_hearing(actors: Sequence[Actor], audience: str) -> list[bool]:
    """Say who of those who listen may still hear an audience: for any number, the same queries."""
    for_visitors = audience == PUBLIC or _is_open(audience)
    hearing = signed_in = _signed_in(actors)
    if not for_visitors and audience != NETWORK:
        hearing = signed_in & _holding(actors, audience)
    return [actor in hearing if actor.person else for_visitors for actor in actors]


def those_who_see(audience: str, people: Iterable[UUID]) -> set[UUID]:
    """Say who of some people belong to the network and see what is for an audience, by now."""
    rows = Person.objects.members().filter(pk__in=set(people))
    there = {person.pk: person for person in rows}
    if audience in (PUBLIC, NETWORK) or _is_open(audience):
        return set(there)
    group = group_of(audience)
    if group is None:
        return {key for key, person in there.items() if audience in actor_of(person).audiences}
    members = Membership.objects.filter(group=group, person__in=there)
    roles = members.values_list("person", "role")
    return {person for person, role in roles if audience in held_in(group, role)}


def _is_open(audience: str) -> bool:
    group = group_of(audience)
    return (
        group is not None
        and audience == f"group:{group}"
        and Group.objects.filter(pk=group, visibility=Visibility.OPEN).exists()
    )


def _signed_in(actors: Sequence[Actor]) -> frozenset[Actor]:
    """Give those whose account is active and whose session was not ended."""
    people = set(
        Person.objects.filter(
            pk__in={a.person for a in actors if a.person}, is_active=True
        ).values_list("pk", flat=True)
    )
    sessions = set(
        Session.objects.filter(
            pk__in={a.session for a in actors if a.session}, expire_date__gt=timezone.now()
        ).values_list("pk", flat=True)
    )
    return frozenset(
        a for a in actors if a.person in people and (a.session is None or a.session in sessions)
    )


def _holding(actors: Sequence[Actor], audience: str) -> frozenset[Actor]:
    """Give those who hold an audience: a group's, by now; any other, since they came to listen."""
    group = group_of(audience)
    if group is None:
        return frozenset(actor for actor in actors if audience in actor.audiences)
    rows = Membership.objects.filter(group=group, person__in={a.person for a in actors if a.person})
    roles = dict(rows.values_list("person", "role"))
    return frozenset(
        a for a in actors if a.person in roles and audience in held_in(group, roles[a.person])
    )
