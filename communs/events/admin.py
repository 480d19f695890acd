"""Events in the admin, with their sessions."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Event, Session


class SessionInline(ReadOnlyInline):
    """The programme of an event."""

    model = Session
    fields = ("title", "starts_at", "ends_at", "place", "thread", "cancelled_at")
    readonly_fields = fields


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Looks at events."""

    list_display = ("title", "group", "audience", "starts_at", "ends_at", "place", "cancelled_at")
    list_select_related = ("group",)
    search_fields = ("title", "summary", "place")
    inlines = (SessionInline,)
