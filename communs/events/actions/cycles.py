"""What people do with cycles: start one, write it anew from a revision, end it."""

from __future__ import annotations

from typing import Annotated

from django.utils import timezone

from backend.journal import record
from backend.rules import Actor
from backend.unset import UNSET, Unset
from communs.classification.carrying import Territories, Topics, classify
from communs.events import rules
from communs.events.facts import (
    CycleClassified,
    CycleEdited,
    CycleEnded,
    CycleOrganizationsSet,
    CycleStarted,
)
from communs.events.linking import set_organizations
from communs.events.models import Cycle
from communs.events.planning import cleaned, rewrite
from communs.groups.models import Group
from communs.organizations.models import Organization
from communs.threads.reach import Reach

from .events import StartsFrom

TheCycle = Annotated[Cycle, "The cycle."]
TheGroup = Annotated[Group, "The group that runs it."]


def start_cycle(
    *,
    by: Actor,
    group: TheGroup,
    title: Annotated[str, "Its title, on one line: at most 200 characters."],
    reach: Annotated[Reach | None, "Who sees it; the group's own, unless said."] = None,
    summary: Annotated[str | None, "What it is about: at most 1,000 characters."] = None,
    description: Annotated[str | None, "Everything to know, in Markdown."] = None,
    rhythm: Annotated[str | None, "How often it comes, in words: « un jeudi par mois »."] = None,
) -> Cycle:
    """Start a series of events of a group; events join it as they are planned or edited."""
    rules.can_start_cycle.require(by, group)
    given = {"title": title, "summary": summary or "", "description": description or ""}
    cycle = Cycle.objects.create(
        group=group,
        audience=(reach or Reach.GROUP).audience(group.pk),
        created_by_id=by.somebody,
        **cleaned(given | {"rhythm": rhythm or ""}),
    )
    record(CycleStarted(cycle=cycle.pk))
    return cycle


def edit_cycle(
    *,
    by: Actor,
    cycle: TheCycle,
    revision: StartsFrom,
    title: Annotated[str | Unset, "Its title, on one line: at most 200 characters."] = UNSET,
    summary: Annotated[str | Unset, "What it is about: at most 1,000 characters."] = UNSET,
    description: Annotated[str | Unset, "Everything to know, in Markdown."] = UNSET,
    rhythm: Annotated[str | Unset, "How often it comes, in words."] = UNSET,
) -> Cycle:
    """Write a cycle anew; CONFLICT when it has moved on since the revision named."""
    rules.can_edit_cycle.require(by, cycle)
    texts = {"title": title, "summary": summary, "description": description, "rhythm": rhythm}
    rewrite(cycle, revision, texts)
    cycle.save()
    record(CycleEdited(cycle=cycle.pk, revision=cycle.revision))
    return cycle


def set_cycle_organizations(
    *,
    by: Actor,
    cycle: TheCycle,
    organizing: Annotated[list[Organization], "Those that run it, in their order: at most 50."],
    partners: Annotated[list[Organization], "Those that help, in their order: at most 50."],
) -> Cycle:
    """Say which organizations run a cycle, and which help: in the place of all former ones."""
    rules.can_edit_cycle.require(by, cycle)
    set_organizations(cycle, organizing, partners, by=by)
    record(CycleOrganizationsSet(cycle=cycle.pk))
    return cycle


def classify_cycle(
    *, by: Actor, cycle: TheCycle, topics: Topics = UNSET, territories: Territories = UNSET
) -> Cycle:
    """Say what a cycle is about, and where it takes place."""
    rules.can_edit_cycle.require(by, cycle)
    classify(cycle, topics=topics, territories=territories)
    record(CycleClassified(cycle=cycle.pk))
    return cycle


def end_cycle(*, by: Actor, cycle: TheCycle) -> Cycle:
    """End a cycle: it stays to be seen with its events, and takes no more of them."""
    rules.can_end_cycle.require(by, cycle)
    cycle.ended_at = timezone.now()
    cycle.save(update_fields=["ended_at"])
    record(CycleEnded(cycle=cycle.pk))
    return cycle
