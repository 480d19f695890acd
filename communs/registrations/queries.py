"""Reads about registrations that no single queryset can say."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from backend.rules import NOBODY, Actor, Missing
from communs.groups.actors import still_hearing

from . import rules
from .models import Desk, Registration, RegistrationState


def who_still_see(audience: str, people: Collection[UUID]) -> set[UUID]:
    """Say who of some people sees an audience at this moment: for any number, the same queries."""
    if not people:
        return set()
    actors = [Actor(person=person) for person in people]
    seeing = still_hearing(actors, audience)
    return {person for person, sees in zip(people, seeing, strict=True) if sees}


def standing_of(desk: Desk, person: UUID) -> Registration | None:
    """Find somebody's standing registration at a desk."""
    return desk.registrations.standing().filter(person=person).first()


def to_cancel(desk: Desk, person: UUID) -> Registration:
    """Find the registration that somebody could still give up."""
    found = standing_of(desk, person)
    if found is None or found.state not in (
        RegistrationState.REGISTERED,
        RegistrationState.WAITING,
    ):
        raise Missing(_("There is no registration to cancel."))
    return found


def waiting_positions(registrations: Sequence[Any]) -> dict[Any, int]:
    """Say of those that wait how many are before them, themselves included."""
    earlier = Registration.objects.filter(
        desk=OuterRef("desk"), state=RegistrationState.WAITING, number__lte=OuterRef("number")
    )
    position = earlier.order_by().values("desk").annotate(Count("pk")).values("pk__count")
    waiting = Registration.objects.filter(
        pk__in=set(registrations), state=RegistrationState.WAITING
    )
    return dict(waiting.order_by().values_list("pk", Subquery(position)))


def taking(desks: Sequence[Any]) -> set[Any]:
    """Say which of some desks take registrations at this moment."""
    found = Desk.objects.with_subject().filter(pk__in=set(desks))
    return {desk.pk for desk in found if rules.takes(NOBODY, desk)}


def registered(person: UUID | None) -> Q:
    """Select the events that somebody has a place at: by itself, a session, or its cycle."""
    mine = Registration.objects.of(person).placed()
    by_event = mine.filter(desk__event__isnull=False).values("desk__event")
    by_session = mine.filter(desk__session__isnull=False).values("desk__session__event")
    cycles = mine.filter(desk__cycle__isnull=False).values("desk__cycle")
    since = mine.filter(desk__cycle=OuterRef("cycle"), created_at__lte=OuterRef("ends_at"))
    by_cycle = Q(cycle__in=cycles) & Q(Exists(since))
    return Q(pk__in=by_event) | Q(pk__in=by_session) | by_cycle
