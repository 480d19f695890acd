"""Letters in the admin: what went where and when, never what it said."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Letter, Stop


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Looks at letters."""

    list_display = ("to", "subject", "created_at", "sent_at", "attempts", "failed_at")
    list_filter = ("language", "created_at")
    search_fields = ("to",)
    exclude = ("text",)  # while it waits it holds codes and tokens


@admin.register(Stop)
class StopAdmin(ReadOnly):
    """Looks at what readers asked to be spared."""

    list_display = ("to", "matter", "created_at")
    list_filter = ("matter",)
    search_fields = ("to",)
