"""The twin on strawberry-django: its optimizer, with parsed and validated documents kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import strawberry
import strawberry_django
from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from strawberry import auto, relay
from strawberry.django.views import AsyncGraphQLView, GraphQLView
from strawberry.extensions import ParserCache, ValidationCache
from strawberry_django.optimizer import DjangoOptimizerExtension

from communs.groups.models import Group as GroupRow
from communs.groups.models import GroupKind
from communs.people.models import Person as PersonRow
from communs.resources.choices import ResourceKind
from communs.resources.models import Resource as ResourceRow
from communs.topics.models import Topic as TopicRow

from .asking import actor

# Of ids, the types say which column they are of: else that is looked for anew, for each of them.
KindOfGroup = strawberry.enum(GroupKind)
KindOfResource = strawberry.enum(ResourceKind)


@strawberry_django.type(PersonRow)
class Person(relay.Node):
    id: relay.NodeID[UUID]
    name: auto


@strawberry_django.type(TopicRow)
class Topic(relay.Node):
    id: relay.NodeID[UUID]
    name_fr: auto
    colour: auto


@strawberry_django.type(GroupRow)
class Group(relay.Node):
    id: relay.NodeID[UUID]
    name: str = strawberry_django.field(only=["name", "members_audience"])  # the model reads both
    kind: KindOfGroup

    @classmethod
    def get_queryset(cls, queryset: Any, info: Any) -> QuerySet[Any]:  # noqa: ARG003
        return GroupRow.objects.visible_to(info.context.actor)  # it is given all of them


@strawberry_django.type(ResourceRow)
class Resource(relay.Node):
    id: relay.NodeID[UUID]
    title: auto
    summary: auto
    kind: KindOfResource
    created_at: auto
    created_by: Person
    group: Group | None
    topics: list[Topic]


@strawberry.type
class Resources:
    first: strawberry.Private[int]

    @strawberry_django.field
    def nodes(self, info: strawberry.Info) -> list[Resource]:
        rows = ResourceRow.objects.visible_to(info.context.actor)
        return cast("list[Resource]", rows[: self.first])


@strawberry.type
class Query:
    @strawberry.field
    def resources(self, first: int) -> Resources:
        return Resources(first=first)


@dataclass
class Context:
    """What a view tells resolvers."""

    request: HttpRequest
    actor: Any


class View(GraphQLView):
    """The view of threads."""

    def get_context(self, request: HttpRequest, response: Any) -> Any:
        return Context(request, actor(request))


class AsyncView(AsyncGraphQLView):
    """The view of an event loop."""

    async def get_context(self, request: HttpRequest, response: Any) -> Any:
        return Context(request, await sync_to_async(actor)(request))


schema = strawberry.Schema(
    query=Query,
    extensions=[DjangoOptimizerExtension, ParserCache(maxsize=100), ValidationCache(maxsize=100)],
)
view = AsyncView if os.environ.get("TWIN_POOL") else View
urlpatterns = [path("graphql", csrf_exempt(view.as_view(schema=schema)))]
