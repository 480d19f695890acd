"""People in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Person


@admin.register(Person)
class PersonAdmin(ReadOnly):
    """Looks at people."""

    list_display = ("name", "email", "language", "joined_at", "is_moderator", "is_active")
    list_filter = ("is_moderator", "is_active", "language")
    search_fields = ("name", "email")
    exclude = ("password",)
