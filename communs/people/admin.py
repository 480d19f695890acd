"""People in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Affiliation, Person


@admin.register(Person)
class PersonAdmin(ReadOnly):
    """Looks at people."""

    list_display = ("name", "email", "language", "joined_at", "is_moderator", "is_active")
    list_filter = ("is_moderator", "is_active", "language")
    search_fields = ("name", "email")
    exclude = ("password",)


@admin.register(Affiliation)
class AffiliationAdmin(ReadOnly):
    """Looks at who is of which organization."""

    list_display = ("person", "organization", "role", "state", "started_on", "ended_on")
    list_filter = ("state",)
    list_select_related = ("person", "organization")
    search_fields = ("person__name", "organization__name", "role")
