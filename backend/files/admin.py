"""Files in the admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from backend.admin import ReadOnly

from .models import FileText, StoredFile


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnly):
    """Looks at files, not into them."""

    list_display = ("name", "kind", "size", "created_at")
    list_filter = ("kind",)
    exclude = ("key",)  # whoever has it may fetch a portrait


@admin.register(FileText)
class FileTextAdmin(ReadOnly):
    """Looks at what became of reading files, never at what they say."""

    list_display = ("file", "state", "reason", "is_cut", "tries", "due_at", "read_at")
    list_filter = ("state", "reason", "is_cut")
    list_select_related = ("file",)
    exclude = ("text",)  # it is for those who may see the file

    def get_queryset(self, request: HttpRequest) -> QuerySet[FileText]:
        return super().get_queryset(request).defer("text")
