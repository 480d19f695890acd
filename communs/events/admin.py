"""Events in the admin, with their sessions."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Cycle, Event, Replay, Session, Speaker


class SessionInline(ReadOnlyInline):
    """The programme of an event."""

    model = Session
    fields = ("title", "starts_at", "ends_at", "place", "thread", "cancelled_at")
    readonly_fields = fields


class SpeakerInline(ReadOnlyInline):
    """Who speaks in an event."""

    model = Speaker
    fields = ("position", "person", "name", "line", "organization", "session")
    readonly_fields = fields


class ReplayInline(ReadOnlyInline):
    """Where an event can be seen again."""

    model = Replay
    fields = ("position", "url", "label", "marks")
    readonly_fields = fields


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Looks at events."""

    list_display = ("title", "kind", "group", "audience", "starts_at", "ends_at", "cancelled_at")
    list_filter = ("kind",)
    list_select_related = ("group",)
    search_fields = ("title", "summary", "place")
    inlines = (SessionInline, SpeakerInline, ReplayInline)


@admin.register(Cycle)
class CycleAdmin(ReadOnly):
    """Looks at cycles."""

    list_display = ("title", "rhythm", "group", "audience", "created_at", "ended_at")
    list_select_related = ("group",)
    search_fields = ("title", "summary")
