"""What awaits one person among what they may see."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.rules import Actor
from communs.attention.models import Attention, Following
from communs.events.models import Event
from communs.groups.audiences import ADMITTING
from communs.groups.models import JoinRequest, RequestState
from communs.threads.models import Message, ReadMark, Thread

from .models import Activity, ActivitySet, Visit


def unread(threads: QuerySet[Thread], actor: Actor) -> QuerySet[Thread]:
    """Leave the threads that somebody follows, in which others said what they have not read."""
    mark = ReadMark.objects.filter(thread=OuterRef("pk"), person=actor.person).order_by()
    later = Message.objects.standing().filter(
        thread=OuterRef("pk"), number__gt=OuterRef("read_number")
    )
    marked = followed(threads, actor).annotate(
        read_number=Coalesce(Subquery(mark.values("number")), 0)
    )
    behind = marked.filter(last_number__gt=F("read_number"))
    return behind.filter(Exists(later.exclude(author=actor.person)))


def followed(threads: QuerySet[Thread], actor: Actor) -> QuerySet[Thread]:
    """Leave the threads of which somebody wants to hear all: by choice, or as is usual."""
    chosen = Following.objects.filter(thread=OuterRef("pk"), person=actor.person).order_by()
    usual = Q(group__in=list(actor.roles)) & ~Exists(chosen)
    return threads.filter(usual | Exists(chosen.filter(attention=Attention.ALL)))


def next_events(events: QuerySet[Event], _actor: Actor) -> QuerySet[Event]:
    """Leave the events that are to come, or under way."""
    return events.filter(cancelled_at=None, ends_at__gte=timezone.now())


def to_decide(requests: QuerySet[JoinRequest], actor: Actor) -> QuerySet[JoinRequest]:
    """Leave the requests to join that somebody can decide."""
    admitting = [group for group, role in actor.roles.items() if role in ADMITTING]
    return requests.filter(state=RequestState.OPEN, group__in=admitting)


def news(activity: ActivitySet, actor: Actor) -> QuerySet[Activity]:
    """Leave what others did in somebody's groups since they last looked."""
    visit = Visit.objects.filter(person=actor.person)
    seen = Coalesce(Subquery(visit.values("position")), 0)
    return activity.of_groups(actor.roles).by_others(actor.person).filter(position__gt=seen)


def last_visit(actor: Actor) -> datetime | None:
    """Say when somebody last looked."""
    visit = Visit.objects.filter(person=actor.person)
    return visit.values_list("at", flat=True).first()
