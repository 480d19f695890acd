"""Desks in the admin, with those who registered."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import CalendarFeed, Desk, Notice, Registration


class RegistrationInline(ReadOnlyInline):
    """Who registered at a desk."""

    model = Registration
    fields = ("number", "person", "state", "placed_at", "cancelled_at")
    readonly_fields = fields


@admin.register(Desk)
class DeskAdmin(ReadOnly):
    """Looks at desks."""

    list_display = ("__str__", "group", "capacity", "taken_count", "waiting_count", "closed_at")
    list_select_related = ("event", "session", "cycle", "group")
    inlines = (RegistrationInline,)


@admin.register(CalendarFeed)
class CalendarFeedAdmin(ReadOnly):
    """Looks at who has a feed, never at where."""

    list_display = ("person", "created_at", "renewed_at")
    list_select_related = ("person",)
    exclude = ("token_hash",)


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Looks at who was told."""

    list_display = ("person", "entry", "created_at")
    list_select_related = ("person",)
