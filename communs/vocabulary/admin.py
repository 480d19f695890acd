"""The vocabulary in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import SynonymSet


@admin.register(SynonymSet)
class SynonymSetAdmin(ReadOnly):
    """Looks at what means the same."""

    list_display = ("__str__", "note", "created_at")
    search_fields = ("folded",)
