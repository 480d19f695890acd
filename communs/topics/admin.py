"""Topics in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Topic


@admin.register(Topic)
class TopicAdmin(ReadOnly):
    """Looks at topics."""

    list_display = ("name_fr", "name_en", "kind", "number", "parent", "archived_at")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("folded",)
