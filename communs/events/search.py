"""What search knows of events and of their cycles: their texts, who speaks, and who holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.audiences import PUBLIC
from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source
from communs.classification.search import Conditions, classified, keys, moved_with_topic
from communs.organizations.facts import OrganizationEdited
from communs.people.facts import ProfileEdited
from communs.topics.facts import TopicEdited

from .facts import (
    CycleClassified,
    CycleEdited,
    CycleEnded,
    CycleOrganizationsSet,
    CycleStarted,
    EventCancelled,
    EventClassified,
    EventEdited,
    EventOrganizationsSet,
    EventPlanned,
    EventRescheduled,
    OutcomeTold,
    SessionAdded,
    SessionCancelled,
    SessionEdited,
    SpeakersSet,
)
from .models import Cycle, Event, Speaker

CANCELLED = 0.7  # of what an event counts that takes place
ENDED = 0.9  # of what a cycle counts that goes on


def of_speaker(fact: ProfileEdited) -> Iterable[UUID]:
    """Name the events that are found by what a person is called."""
    return Speaker.objects.filter(person=fact.person).values_list("event", flat=True)


def of_organization(fact: OrganizationEdited) -> Iterable[UUID]:
    """Name the events that are found by what an organization is called."""
    return Event.objects.held_by(fact.organization).values_list("pk", flat=True)


def run_by_organization(fact: OrganizationEdited) -> Iterable[UUID]:
    """Name the cycles that are found by what an organization is called."""
    named = Q(organizing=fact.organization) | Q(partners=fact.organization)
    return Cycle.objects.filter(named).values_list("pk", flat=True)


@source
class Events(Source[Event]):
    """Events, found by what is said of them and of their sessions, and by who takes part."""

    kind = "event"
    touched_by = {
        EventPlanned: "event",
        EventEdited: "event",
        EventRescheduled: "event",
        EventCancelled: "event",
        EventClassified: "event",
        TopicEdited: moved_with_topic(Event),
        EventOrganizationsSet: "event",
        OutcomeTold: "event",
        SessionAdded: "event",
        SessionEdited: "event",
        SessionCancelled: "event",
        SpeakersSet: "event",
        ProfileEdited: of_speaker,
        OrganizationEdited: of_organization,
    }

    def rows(self) -> QuerySet[Event]:
        return Event.objects.prefetch_related(
            "sessions", "speakers__person", "organizing", "partners"
        )

    def reading(self, rows: Sequence[Event]) -> Callable[[Event], Document]:
        classes = classified(Event, rows)
        return lambda row: self.described(row, classes[row.pk])

    def described(self, row: Event, classes: Conditions) -> Document:
        """Say what search knows of one event."""
        texts = [row.place, plain(row.description), plain(row.outcome)]
        for session in row.sessions.all():
            if not session.is_cancelled:
                texts += [session.title, session.place, plain(session.description)]
        for speaker in row.speakers.all():
            texts += [speaker.called, speaker.line]
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=_lines(*texts, *_organizations(row)),
            at=row.starts_at,
            active=row.edited_at,
            weight=CANCELLED if row.is_cancelled else 1.0,
            filters={
                "group": (str(row.group_id),),
                "author": (str(row.created_by_id),),
                "event_kind": (row.kind,),
                "form": (row.kind,),
                "organization": _keys_of_organizations(row),
                **classes,
            },
        )


@source
class Cycles(Source[Cycle]):
    """Cycles, found by what is said of them and by who runs them."""

    kind = "cycle"
    touched_by = {
        CycleStarted: "cycle",
        CycleEdited: "cycle",
        CycleEnded: "cycle",
        CycleClassified: "cycle",
        TopicEdited: moved_with_topic(Cycle),
        CycleOrganizationsSet: "cycle",
        OrganizationEdited: run_by_organization,
    }

    def rows(self) -> QuerySet[Cycle]:
        return Cycle.objects.prefetch_related("organizing", "partners")

    def reading(self, rows: Sequence[Cycle]) -> Callable[[Cycle], Document]:
        classes = classified(Cycle, rows)
        return lambda row: self.described(row, classes[row.pk])

    def described(self, row: Cycle, classes: Conditions) -> Document:
        """Say what search knows of one cycle."""
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body=_lines(plain(row.description), row.rhythm, *_organizations(row)),
            at=row.created_at,
            active=row.edited_at,
            weight=1.0 if row.is_running else ENDED,
            filters={
                "group": (str(row.group_id),),
                "author": (str(row.created_by_id),),
                "organization": _keys_of_organizations(row),
                **classes,
            },
        )


def _organizations(row: Event | Cycle) -> list[str]:
    """Give the names of those that everybody knows."""
    both = [*row.organizing.all(), *row.partners.all()]
    return [each.name for each in both if each.audience == PUBLIC]


def _keys_of_organizations(row: Event | Cycle) -> tuple[str, ...]:
    return keys(each.pk for each in (*row.organizing.all(), *row.partners.all()))


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))
