"""Reads about organizations that no single queryset can say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from backend.rules import Actor
from communs.classification import queries as classification
from communs.territories.models import Inclusion

from .models import Organization, OrganizationContact


def by_now(actor: Actor, organization: Organization) -> Actor:
    """Give an actor who holds the contacts' audience if they answer for it at this moment."""
    answers = organization.contacts.filter(person=actor.person) if actor.person else None
    if answers is None or not answers.exists():
        return actor
    held = actor.audiences | {organization.contacts_audience}
    return dataclasses.replace(actor, audiences=held)


def answered_for(person: UUID | None, organizations: Iterable[UUID]) -> set[UUID]:
    """Say for which of these organizations a person answers: one query for all."""
    if person is None:
        return set()
    theirs = OrganizationContact.objects.filter(person=person, organization__in=set(organizations))
    return set(theirs.values_list("organization", flat=True))


def located_in(rows: QuerySet[Organization], territory: UUID) -> QuerySet[Organization]:
    """Those that have their seat in a territory, or are at work there, or in one inside it."""
    seats = Inclusion.objects.filter(outer=territory, inner=OuterRef("territory"))
    return rows.filter(Exists(seats)) | classification.located_in(rows, territory)
