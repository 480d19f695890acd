"""Territories in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Territory


@admin.register(Territory)
class TerritoryAdmin(ReadOnly):
    """Looks at territories."""

    list_display = ("name", "kind", "code", "ended_at")
    list_filter = ("kind",)
    search_fields = ("folded", "code")
