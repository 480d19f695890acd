"""Polls in the admin, with their options and outcomes; votes are nowhere in it."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Outcome, Poll, PollOption


class PollOptionInline(ReadOnlyInline):
    """What there is to choose."""

    model = PollOption
    fields = ("number", "label", "starts_at", "ends_at")
    readonly_fields = fields


class OutcomeInline(ReadOnlyInline):
    """What was stated to have come of it."""

    model = Outcome
    fk_name = "poll"
    fields = ("number", "statement", "author", "created_at")
    readonly_fields = fields


@admin.register(Poll)
class PollAdmin(ReadOnly):
    """Looks at polls."""

    list_display = (
        "title",
        "kind",
        "thread",
        "opened_by",
        "is_anonymous",
        "closes_at",
        "closed_at",
    )
    list_select_related = ("thread", "opened_by")
    search_fields = ("title",)
    inlines = (PollOptionInline, OutcomeInline)
