"""Attention in the admin: nothing but what people were told. The rest is theirs alone."""

from django.contrib import admin

from backend.admin import ReadOnly

from .models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    """Looks at who was told of which message."""

    list_display = ("person", "message", "created_at")
    list_select_related = ("person", "message")
