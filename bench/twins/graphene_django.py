"""The twin on graphene-django: its own view and types, with everything fetched beforehand."""

from __future__ import annotations

from typing import Any

import graphene
from django.db.models import Prefetch
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene import relay
from graphene_django import DjangoObjectType
from graphene_django.views import GraphQLView

from communs.groups.models import Group as GroupRow
from communs.people.models import Person as PersonRow
from communs.resources.models import Resource as ResourceRow
from communs.threads.models import Message as MessageRow
from communs.threads.models import Thread as ThreadRow
from communs.topics.models import Topic as TopicRow

from .asking import actor

KEPT = ("name", "members_audience")  # of groups: the model reads the latter of each row


class Person(DjangoObjectType):
    class Meta:
        model = PersonRow
        fields = ("id", "name")
        interfaces = (relay.Node,)


class Topic(DjangoObjectType):
    class Meta:
        model = TopicRow
        fields = ("id", "name_fr", "colour")
        interfaces = (relay.Node,)


class Message(DjangoObjectType):
    class Meta:
        model = MessageRow
        fields = ("id", "number", "body", "created_at", "author")
        interfaces = (relay.Node,)


class Messages(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(Message), required=True)


class Thread(DjangoObjectType):
    messages = graphene.Field(Messages, first=graphene.Int(), required=True)

    class Meta:
        model = ThreadRow
        fields = ("id", "title")
        interfaces = (relay.Node,)

    @staticmethod
    def resolve_messages(thread: Any, _info: Any, first: int) -> Messages:
        return Messages(nodes=thread.page_of_messages)


class Threads(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(Thread), required=True)


class Group(DjangoObjectType):
    threads = graphene.Field(Threads, first=graphene.Int(), required=True)

    class Meta:
        model = GroupRow
        fields = ("id", "name", "kind")
        interfaces = (relay.Node,)

    @staticmethod
    def resolve_threads(group: Any, _info: Any, first: int) -> Threads:
        return Threads(nodes=group.page_of_threads)


class Groups(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(Group), required=True)


class Resource(DjangoObjectType):
    topics = graphene.List(graphene.NonNull(Topic), required=True)

    class Meta:
        model = ResourceRow
        fields = ("id", "title", "summary", "kind", "created_at", "created_by", "group")
        interfaces = (relay.Node,)

    @staticmethod
    def resolve_topics(resource: Any, _info: Any) -> Any:
        return resource.all_topics


class Resources(graphene.ObjectType):
    nodes = graphene.List(graphene.NonNull(Resource), required=True)


class Query(graphene.ObjectType):
    resources = graphene.Field(Resources, first=graphene.Int(required=True), required=True)
    groups = graphene.Field(Groups, first=graphene.Int(required=True), required=True)

    @staticmethod
    def resolve_resources(_root: None, info: Any, first: int) -> Resources:
        groups = GroupRow.objects.visible_to(actor(info.context)).only(*KEPT, "kind").order_by()
        topics = TopicRow.objects.only("name_fr", "colour")
        rows = (
            ResourceRow.objects.visible_to(actor(info.context))
            .select_related("created_by")
            .prefetch_related(
                Prefetch("group", groups), Prefetch("topics", topics, to_attr="all_topics")
            )
            .only("title", "summary", "kind", "created_at", "group", "created_by__name")
        )
        return Resources(nodes=rows[:first])

    @staticmethod
    def resolve_groups(_root: None, info: Any, first: int) -> Groups:
        """Fetch all three levels; the sizes of the lower lists are read from the variables."""
        asked = info.variable_values
        messages = (
            MessageRow.objects.select_related("author")
            .only("number", "body", "created_at", "thread", "author__name")
            .order_by("number", "id")[: asked["messages"]]
        )
        threads = (
            ThreadRow.objects.visible_to(actor(info.context))
            .filter(audience__startswith="group:")
            .only("title", "group", "active_at")
            .prefetch_related(Prefetch("messages", messages, to_attr="page_of_messages"))
            .order_by("-active_at", "-id")[: asked["threads"]]
        )
        rows = (
            GroupRow.objects.visible_to(actor(info.context))
            .only(*KEPT)
            .prefetch_related(Prefetch("threads", threads, to_attr="page_of_threads"))
            .order_by("name", "id")
        )
        return Groups(nodes=rows[:first])


schema = graphene.Schema(query=Query)
urlpatterns = [path("graphql", csrf_exempt(GraphQLView.as_view(schema=schema)))]
