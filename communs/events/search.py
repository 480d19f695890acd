"""What search knows of events: their own texts, and those of their sessions."""

from __future__ import annotations

from django.db.models import QuerySet

from backend.markdown import plain
from backend.search.contract import Document
from backend.search.sources import Source, source

from .facts import (
    EventClassified,
    EventEdited,
    EventPlanned,
    SessionAdded,
    SessionCancelled,
    SessionEdited,
)
from .models import Event


@source
class Events(Source[Event]):
    """Events, found by what is said of them and of their sessions."""

    kind = "event"
    touched_by = {
        EventPlanned: "event",
        EventEdited: "event",
        EventClassified: "event",
        SessionAdded: "event",
        SessionEdited: "event",
        SessionCancelled: "event",
    }

    def rows(self) -> QuerySet[Event]:
        return Event.objects.prefetch_related("sessions")

    def document(self, row: Event) -> Document:
        sessions = [session for session in row.sessions.all() if not session.is_cancelled]
        texts = [row.place, plain(row.description)]
        for session in sessions:
            texts += [session.title, session.place, plain(session.description)]
        return Document(
            kind=self.kind,
            id=row.pk,
            audience=row.audience,
            title=row.title,
            summary=row.summary,
            body="\n".join(filter(None, texts)),
            at=row.starts_at,
            filters={"group": (str(row.group_id),), "author": (str(row.created_by_id),)},
        )
