"""The whole graph: what all the modules offer, as one schema, and the documents it answers."""

from __future__ import annotations

import graphene
from graphql import print_schema

from backend.graphql import anything
from backend.graphql.documents import Documents

from . import (
    attention,
    collections,
    cycles,
    events,
    groups,
    home,
    messages,
    organizations,
    people,
    poll_events,
    polls,
    registrations,
    resources,
    search,
    searches,
    suggest,
    territories,
    thread_events,
    threads,
    topics,
    viewer_events,
    vocabulary,
)

MODULES = (
    territories,
    topics,
    vocabulary,
    organizations,
    people,
    groups,
    messages,
    threads,
    attention,
    polls,
    resources,
    collections,
    events,
    cycles,
    registrations,
    searches,
    home,
)


class Query(
    *(module.Query for module in (*MODULES, search, suggest, anything)),  # type: ignore[misc]
    graphene.ObjectType,
):
    """What one may ask."""


class Mutation(
    *(module.Mutation for module in MODULES),  # type: ignore[misc]
    graphene.ObjectType,
):
    """What one may do."""


class Subscription(thread_events.Subscription, viewer_events.Subscription, graphene.ObjectType):
    """What one may hear, live."""


schema = graphene.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[*thread_events.EVENTS, *poll_events.EVENTS, *viewer_events.EVENTS],
)
documents = Documents(schema.graphql_schema)


def sdl() -> str:
    """Give the schema in GraphQL's schema language, as `schema/schema.graphql` keeps it."""
    return print_schema(schema.graphql_schema) + "\n"
