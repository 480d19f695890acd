"""Filters by who comes to what: of registrations, and of events."""

from __future__ import annotations

import graphene
from django.utils import timezone

from backend.graphql.inputs import choice
from backend.graphql.narrowing import Filter
from communs.registrations import models, queries

STATE = Filter(
    choice(models.RegistrationState),
    "Only those in this state.",
    lambda rows, state, _context: rows.filter(state=state.value),
)
TO_COME = Filter(
    graphene.Boolean,
    "Only of what is to begin (true), or of what has begun (false).",
    lambda rows, to_come, _context: (
        rows.filter(starts_at__gte=timezone.now())
        if to_come
        else rows.filter(starts_at__lt=timezone.now())
    ),
)
REGISTERED = Filter(
    graphene.Boolean,
    "Only those where you have a place (true), or none (false): by the event itself, by one of"
    " its sessions, or by its cycle.",
    lambda rows, registered, context: (
        rows.filter(queries.registered(context.actor.person))
        if registered
        else rows.exclude(queries.registered(context.actor.person))
    ),
)
