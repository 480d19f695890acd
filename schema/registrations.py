"""Registrations in the graph: where one registers, who comes, and a calendar of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene

from backend.graphql.columns import Column, Computed, each
from backend.graphql.context import Context
from backend.graphql.inputs import choice
from backend.graphql.mutations import Once, mutation
from backend.graphql.nodes import Node
from backend.graphql.relations import Many, One, Single
from backend.graphql.reverse import Back
from communs.registrations import actions, models, queries
from schema.calendars.paths import path_of_feed
from schema.coming import STATE
from schema.people import PersonNode


def mine(rows: Any, context: Context) -> Any:
    """Leave the standing registrations of whoever asks."""
    return rows.of(context.actor.person).standing()


def places_left(capacity: int | None, taken: int) -> int | None:
    """Say how many places are free."""
    return None if capacity is None else max(0, capacity - taken)


def takes_registrations(_context: Context, desks: Sequence[Any]) -> list[bool]:
    """Say which desks take registrations at this moment."""
    taking = queries.taking(desks)
    return [desk in taking for desk in desks]


def waiting_position(_context: Context, registrations: Sequence[Any]) -> list[int | None]:
    """Say which turn each registration has that waits."""
    positions = queries.waiting_positions(registrations)
    return [positions.get(registration) for registration in registrations]


class DeskNode(Node):
    """Where one registers: for an event, for a session, or once for a whole cycle."""

    event = One("Event", "event", description="The event one registers for, if it is one.")
    session = One("Session", "session", description="The session, if it is one.")
    cycle = One(
        "Cycle", "cycle", description="The cycle, if it is one: once, for all its events to come."
    )
    places_left = Computed(
        graphene.Int,
        each(places_left),
        needs=("capacity", "taken_count"),
        description="How many places are free; null: as many as come.",
    )
    is_open = Computed(
        graphene.Boolean,
        takes_registrations,
        required=True,
        description="Whether it takes registrations now: for a place, or to wait for one.",
    )
    my_registration = Back(
        "Registration",
        "registrations",
        only=mine,
        description="Your own registration here, if it stands.",
    )
    registrations = Many(
        "Registration",
        "registrations",
        order=("number",),
        filters={"state": STATE},
        description="Who registered, in their order: all for those who look after the group,"
        " your own for yourself.",
    )

    class Meta:
        model = models.Desk
        fields = (
            "capacity",
            "opens_at",
            "closes_at",
            "closed_at",
            "taken_count",
            "waiting_count",
            "revision",
            "created_at",
        )


class RegistrationNode(Node):
    """One person's wish to come to one thing, and what became of it."""

    desk = One(DeskNode, "desk", description="Where it was made.")
    person = One(PersonNode, "person", always=True, required=True, description="Who comes.")
    state = Column(choice(models.RegistrationState), "state", required=True)
    waiting_position = Computed(
        graphene.Int,
        waiting_position,
        description="Which turn it has, from 1, while it waits for a place; null otherwise.",
    )

    class Meta:
        model = models.Registration
        fields = (
            "number",
            "created_at",
            "starts_at",
            "placed_at",
            "cancelled_at",
            "cancellation_reason",
        )


class CalendarFeedNode(Node):
    """Your private calendar feed, of what you are registered for."""

    class Meta:
        model = models.CalendarFeed
        fields = ("created_at", "renewed_at")


class Query:
    """What one may ask about registrations."""

    desk = Single(DeskNode, description="One desk, by its id.")


class Mutation:
    """What one may do with registrations."""

    open_registration = mutation(actions.open_registration)
    edit_registration = mutation(actions.edit_registration)
    close_registration = mutation(actions.close_registration)
    reopen_registration = mutation(actions.reopen_registration)
    register = mutation(actions.register)
    cancel_registration = mutation(actions.cancel_registration)
    cancel_registration_of = mutation(actions.cancel_registration_of)
    record_attendance = mutation(actions.record_attendance)
    renew_calendar_feed = mutation(
        actions.renew_calendar_feed,
        path=Once(
            graphene.String,
            path_of_feed,
            description="Where the feed is, on this server: told only here, so keep it; null when"
            " the same was sent again under its idempotency key.",
        ),
    )
