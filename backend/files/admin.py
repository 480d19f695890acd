"""Files in the admin."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly):
    """Looks at files, not into them."""

    list_display = ("name", "kind", "size", "created_at")
    list_filter = ("kind",)
    exclude = ("key",)  # whoever has it may fetch a portrait
