"""What happened, in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Activity, Visit


@admin.register(Activity)
class ActivityAdmin(ReadOnly):
    """Looks at what happened."""

    list_display = ("at", "kind", "actor", "group", "subject_type")
    list_filter = ("kind",)
    list_select_related = ("actor", "group")


@admin.register(Visit)
class VisitAdmin(ReadOnly):
    """Looks at who looked when."""

    list_display = ("person", "at")
    list_select_related = ("person",)
