"""Collections in the admin, with their entries."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Collection, CollectionEntry


class EntryInline(ReadOnlyInline):
    """The entries of a collection."""

    model = CollectionEntry
    fields = ("resource", "note", "added_by")
    readonly_fields = fields


@admin.register(Collection)
class CollectionAdmin(ReadOnly):
    """Looks at collections."""

    list_display = ("title", "group", "audience", "revision", "created_at")
    list_select_related = ("group",)
    search_fields = ("title", "summary")
    inlines = (EntryInline,)
