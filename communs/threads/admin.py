"""Threads in the admin, with their messages and the texts that these had before."""

from django.contrib import admin

from backend.admin import ReadOnly, ReadOnlyInline

from .models import Mention, Message, MessageEdit, ReactionChoice, Thread


@admin.register(Thread)
class ThreadAdmin(ReadOnly):
    """Looks at threads."""

    list_display = ("title", "group", "audience", "last_number", "active_at", "closed_at")
    list_select_related = ("group",)
    search_fields = ("title",)


class MessageEditInline(ReadOnlyInline):
    """The earlier texts of a message."""

    model = MessageEdit
    fields = ("body", "author", "created_at")
    readonly_fields = fields


class MentionInline(ReadOnlyInline):
    """Whom a message mentions."""

    model = Mention
    fields = ("person", "role", "created_at")
    readonly_fields = fields


@admin.register(Message)
class MessageAdmin(ReadOnly):
    """Looks at messages."""

    list_display = ("thread", "number", "author", "created_at", "edited_at", "removed_at")
    list_select_related = ("thread", "author")
    search_fields = ("body",)
    inlines = (MessageEditInline, MentionInline)


@admin.register(ReactionChoice)
class ReactionChoiceAdmin(ReadOnly):
    """Looks at what groups have chosen to react with."""

    list_display = ("group", "reactions")
    list_select_related = ("group",)
