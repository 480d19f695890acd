"""What belongs to an event in the graph: who speaks in it, and where to see it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import graphene

from backend.graphql.columns import Bound, Computed, Plain, each
from backend.graphql.nodes import Node
from backend.graphql.relations import One
from communs.events import models
from schema.organizations import OrganizationNode
from schema.people import PersonNode


class SpeakerNode(Node):
    """Somebody who speaks in an event, or in one of its sessions: a member, or a guest."""

    person = One(PersonNode, "person", always=True, description="Who, if they have an account.")
    organization = One(
        OrganizationNode, "organization", description="The organization that they speak for."
    )
    session = One(
        "Session",
        "session",
        along=True,
        description="The session they speak in; null for the event as a whole.",
    )

    class Meta:
        model = models.Speaker
        fields = ("name", "line", "position")


@dataclass(frozen=True)
class Mark:
    """What `TimeMark` shows."""

    seconds: int
    label: str


class TimeMark(Bound):
    """What comes at a moment of a replay."""

    seconds = Plain(graphene.Int, required=True, description="How many seconds from its beginning.")
    label = Plain(graphene.String, required=True, description="What comes there.")


def marked(marks: Sequence[Mapping[str, Any]]) -> list[Mark]:
    """Give the marks of one replay."""
    return [Mark(mark["seconds"], mark["label"]) for mark in marks]


class ReplayNode(Node):
    """Where an event can be seen or heard again."""

    marks = Computed(
        graphene.List(graphene.NonNull(TimeMark)),
        each(marked),
        needs=("marks",),
        required=True,
        description="What comes when, in the order of time.",
    )

    class Meta:
        model = models.Replay
        fields = ("url", "label", "position")
